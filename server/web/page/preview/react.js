// Runs inside the preview's frame: compiles a React component with Babel and mounts it.

(() => {
  /** Names that a component may import; the rest is named to the person. */
  const known = () => ({
    react: window.React, "react-dom": window.ReactDOM, "react-dom/client": window.ReactDOM,
    "react/jsx-runtime": null,
  });

  window.satchelReact = async ({content, title, base, load, run, fail, log}) => {
    for (const name of ["react", "react-dom", "babel"]) await load(`${base}/preview/packages/${name}.js`);
    const found = {missing: new Set(), last: null};
    const code = compile(content, title, found);
    const own = known();
    const absent = [...found.missing].filter((name) => !(name in own) && !name.endsWith(".css"));
    if (absent.length) throw new Error(needs(absent));

    document.body.innerHTML = "<div id=\"root\"></div>";
    const module = {exports: {}};
    let failed = null;
    const hear = (event) => { failed ??= Object.assign(event.error ?? new Error(event.message), {line: event.lineno}); };
    window.addEventListener("error", hear);
    window.satchelModule = {module, require: (name) => own[name] ?? {}};
    // All on the first line, so that every line keeps its number.
    const last = found.last ? `typeof ${found.last} === "undefined" ? null : ${found.last}` : "null";
    run(`((require, module, exports) => {${code}\n;module.last = ${last};`
      + "})(satchelModule.require, satchelModule.module, satchelModule.module.exports);", title || "component.tsx");
    window.removeEventListener("error", hear);
    if (failed) throw failed;

    const chosen = module.exports.default ?? module.last ?? Object.values(module.exports).findLast((value) => typeof value === "function");
    if (!chosen) throw new Error("There is no component to show. Export one: export default function App() { … }.");
    mount(chosen, {fail, log, title});
  };

  function compile(content, title, found) {
    const Babel = window.Babel;
    const reads = ({types}) => ({visitor: {
      ImportDeclaration: ({node}) => { if (node.importKind !== "type") found.missing.add(node.source.value); },
      ExportNamedDeclaration: ({node}) => { if (node.source) found.missing.add(node.source.value); },
      CallExpression: ({node}) => {
        const [first] = node.arguments;
        if ((node.callee.name === "require" || node.callee.type === "Import") && types.isStringLiteral(first)) found.missing.add(first.value);
      },
      Program: ({node}) => {
        for (const statement of node.body) {
          const declared = statement.declaration ?? statement;
          const names = declared.type === "VariableDeclaration" ? declared.declarations.map((one) => one.id.name) : [declared.id?.name];
          for (const name of names) {
            if (/^[A-Z]/.test(name ?? "") && !declared.type.startsWith("TS")) found.last = name;
          }
        }
      },
    }});
    try {
      return Babel.transform(content, {
        filename: title?.match(/\.[jt]sx?$/) ? title : "component.tsx", retainLines: true, sourceType: "module", compact: false,
        presets: [["react", {runtime: "classic"}], ["typescript", {isTSX: true, allExtensions: true}]],
        plugins: [reads, ["transform-modules-commonjs", {loose: true}]],
      }).code;
    } catch (error) {
      const told = new Error(error.message.replace(/^\S*?: /, "").replace(/ \(\d+:\d+\)$/m, ""));
      told.name = "SyntaxError";
      told.line = error.loc?.line ?? null;
      throw told;
    }
  }

  function needs(names) {
    const said = names.map((name) => `“${name}”`);
    const list = said.length > 1 ? `${said.slice(0, -1).join(", ")} and ${said.at(-1)}` : said[0];
    return `This component imports ${list}, which the preview does not have. It has react and react-dom. `
      + "Ask for a version without it, or download the code and run it in a project of your own.";
  }

  function mount(Chosen, {fail, log, title}) {
    const React = window.React;
    // A module's code has no name React where it imports only hooks; compiled JSX needs one, and it is global here.
    class Boundary extends React.Component {
      state = {error: null};
      static getDerivedStateFromError(error) { return {error}; }
      componentDidCatch(error) {
        const name = (title || "component.tsx").replace(/\s/g, "_").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        const line = Number(new RegExp(`${name}:(\\d+)`).exec(error.stack ?? "")?.[1]) || null;
        queueMicrotask(() => fail(Object.assign(error, {line})));
      }
      render() { return this.state.error ? null : this.props.children; }
    }
    const root = document.getElementById("root");
    const shown = typeof Chosen === "function" || Chosen.$$typeof !== Symbol.for("react.element") ? React.createElement(Chosen) : Chosen;
    window.ReactDOM.createRoot(root).render(React.createElement(Boundary, null, shown));
  }
})();
