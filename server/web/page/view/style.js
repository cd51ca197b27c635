// Style sheets of what is loaded later.

const loading = new Map();

/** Resolves once a style sheet of `style/` is in force: what is shown before would jump. */
export function style(name) {
  if (!loading.has(name)) loading.set(name, load(name));
  return loading.get(name);
}

function load(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../style/${name}.css`, import.meta.url).href;
  const done = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      loading.delete(name);
      link.remove();
      reject(Object.assign(new Error("offline"), {code: "offline"}));
    };
  });
  document.head.append(link);
  return done;
}
