// Runs inside the preview's frame, whose origin is nobody's: shows what the page sends it and tells what happens.
//
// Nothing here guards anything: what is shown runs beside it and may change it. The frame's sandbox and policy guard,
// and the page, which believes no message from here beyond a line for the log.

(() => {
  const page = window.parent;
  const tell = page.postMessage.bind(page);
  const say = (kind, detail = {}) => tell({kind, ...detail}, "*");
  const MOST_LINES = 500;
  let told = 0;

  function log(level, words, line = null) {
    told += 1;
    if (told <= MOST_LINES) say("log", {level, text: words.map(inWords).join(" ").slice(0, 10_000), line});
    else if (told === MOST_LINES + 1) say("log", {level: "warn", text: `More than ${MOST_LINES} lines; the rest is left out.`, line: null});
  }

  function inWords(value) {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === "object" && value !== null) {
      if (value instanceof Node) return value.outerHTML ?? value.textContent;
      try { return JSON.stringify(value, null, 1).replace(/\n\s*/g, " "); } catch { return String(value); }
    }
    return typeof value === "bigint" ? `${value}n` : String(value);
  }

  /** Again after each `document.open`, which takes a window's listeners away. */
  function listen() {
    addEventListener("message", heard);
    addEventListener("error", (event) => {
      if (event.target !== window) {
        return log("error", [`Not loaded: ${event.target.src ?? event.target.href ?? event.target.localName}. A preview has no network.`]);
      }
      log("error", [event.error ?? event.message], event.lineno || null);
    }, true);
    addEventListener("unhandledrejection", (event) => log("error", [event.reason]));
    addEventListener("securitypolicyviolation", (event) => {
      if (event.blockedURI && !event.blockedURI.startsWith("data")) {
        log("warn", [`Blocked: ${event.blockedURI} (${event.effectiveDirective}). A preview has no network.`]);
      }
    });
    addEventListener("click", (event) => {
      const link = event.composedPath().find((node) => node.localName === "a" && node.hasAttribute("href"));
      const address = link?.getAttribute("href");
      if (!link || address.startsWith("#") || address.startsWith("javascript:")) return;
      event.preventDefault();
      log("info", [`A link to ${address}: links do not lead anywhere in a preview.`]);
    });
  }

  for (const level of ["log", "info", "warn", "error", "debug"]) console[level] = (...words) => log(level, words);
  console.table = console.dir = (value) => log("log", [value]);
  console.assert = (holds, ...words) => holds || log("error", ["Assertion failed:", ...words]);
  // Dialogs are not allowed here, and a silent `alert` looks like a fault of the artifact.
  for (const name of ["alert", "confirm", "prompt"]) {
    window[name] = (text = "") => { log("info", [`${name}: ${text}`]); return name === "alert" ? undefined : null; };
  }

  function heard(event) {
    if (event.source !== page || typeof event.data !== "object" || event.data === null) return;
    const {kind} = event.data;
    if (kind === "ping") say("pong", {id: event.data.id});
    else if (kind === "grow") grow(event.data);
    else if (kind === "show") show(event.data);
  }

  /** What is still being written: shown, not run; scripts that come by innerHTML stay still. */
  function grow({type, content}) {
    const {scrollY} = window;
    if (type === "svg") centre(content.replace(/<script[\s\S]*?(<\/script>|$)/gi, ""));
    else document.documentElement.innerHTML = content;
    window.scrollTo(0, scrollY);
  }

  function centre(html) {
    document.documentElement.innerHTML = "<head><style>html,body{height:100%;margin:0}body{display:grid;place-items:center;"
      + "padding:16px;box-sizing:border-box;background:#fff}body>*{max-width:100%;max-height:calc(100vh - 32px)}</style></head><body></body>";
    document.body.innerHTML = html;
  }

  async function show({type, content, title, base}) {
    told = 0;
    try {
      await {html: showHtml, svg: showSvg, css: showCss, javascript: showScript, "react-component": showReact}[type](content, title, base);
    } catch (error) {
      fail(error);
    }
    say("shown");
  }

  function fail(error) {
    log("error", [error], error.line ?? null);
    const box = document.createElement("pre");
    box.setAttribute("role", "alert");
    box.style.cssText = "margin:16px;padding:12px 14px;border:1px solid #e3a9a5;border-radius:8px;background:#fdf1f0;color:#8c1d18;"
      + "font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere";
    const line = error.line ? `\nLine ${error.line}` : "";
    box.textContent = `${error.name ?? "Error"}: ${error.message ?? error}${line}`;
    document.body.replaceChildren(box);
  }

  function showHtml(content) {
    document.open();
    listen();
    document.write(content);
    document.close();
  }

  async function showSvg(content) {
    // As an image: an image runs no script and loads nothing.
    const image = new Image();
    image.alt = "";
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(content)}`;
    try {
      await image.decode();
    } catch {
      const parsed = new DOMParser().parseFromString(content, "image/svg+xml").querySelector("parsererror");
      const said = parsed?.textContent.replace(/\s+/g, " ").match(/error on line \d+.*?(?= Below|$)/)?.[0];
      const why = said ? `: ${said}` : ". Its code has to begin with <svg xmlns=\"http://www.w3.org/2000/svg\">.";
      throw new Error(`This is not an SVG image that can be drawn${why}`);
    }
    centre("");
    if (!/<svg[^>]*\swidth=/.test(content)) image.style.width = "min(100%, 480px)";
    document.body.append(image);
  }

  function showCss(content) {
    document.head.querySelectorAll("style").forEach((style) => style.remove());
    const style = document.createElement("style");
    style.textContent = content;
    document.head.append(style);
    document.body.innerHTML = SAMPLE;
  }

  function showScript(content, title) {
    document.body.innerHTML = "<div id=\"root\"></div><div id=\"app\"></div>";
    run(content, title || "script.js", /^\s*(import\s*[\w{*"']|export\s)/m.test(content) ? "module" : "");
  }

  /** As a script of its own, so that errors name its lines. */
  function run(code, name, type = "") {
    const script = document.createElement("script");
    if (type) script.type = type;
    script.textContent = `${code}\n//# sourceURL=${name.replace(/\s/g, "_")}`;
    document.body.append(script);
  }

  async function showReact(content, title, base) {
    // The compiler has three megabytes: until it is there, something says so.
    document.body.innerHTML = "<p role=\"status\" style=\"font:14px system-ui,sans-serif;color:#666;margin:24px\">Compiling…</p>";
    await load(`${base}/preview/react.js`);
    await window.satchelReact({content, title, base, load, run, fail, log});
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => { script.remove(); resolve(); };
      script.onerror = (event) => { event.stopPropagation(); reject(new Error(`${address} could not be loaded.`)); };
      document.head.append(script);
    });
  }

  const SAMPLE = `<main class="container"><header><h1>A heading</h1><p>A paragraph with <a href="#">a link</a>, <strong>strong</strong>
and <em>stressed</em> words, and <code>code</code>.</p></header><nav><a href="#" class="active">Home</a> <a href="#">About</a>
<a href="#">Contact</a></nav><section class="card"><h2>A second heading</h2><ul><li>One</li><li>Two</li><li>Three</li></ul>
<button class="button btn primary">A button</button> <button disabled>Disabled</button></section><form><p><label>Name
<input placeholder="Jane"></label></p><p><label><input type="checkbox" checked> Checked</label></p><p><select><option>First
</option></select></p></form><table><thead><tr><th>Name</th><th>Amount</th></tr></thead><tbody><tr><td>Tea</td><td>3</td></tr>
<tr><td>Bread</td><td>5</td></tr></tbody></table><blockquote>A quotation.</blockquote><pre><code>const answer = 42;</code></pre>
<footer>A footer</footer></main>`;

  listen();
  say("ready");
})();
