// The files of a site, now or at a version: a list, and the one that is looked at.

import {codeView} from "../artifact/code.js";
import {h, icon} from "../dom.js";
import {download, request} from "../download.js";
import {bytes} from "../statistics.js";
import {sentence, tell} from "../trouble.js";

const TEXTS = ["application/json", "application/manifest+json", "application/xml"];
/** Bytes past which a text is not shown: a browser would be slow with it. */
const MOST = 1_000_000;
const LANGUAGES = {cjs: "js", htm: "html", md: "markdown", mjs: "js", txt: "text", webmanifest: "json", yml: "yaml"};
/** What one wants to see first of a site. */
const FIRST = ["index.html", "src/App.tsx", "src/App.jsx", "package.json"];

/** @param {number|null} version null for the present one */
export function filesView({app, site}, version = null) {
  const list = h("ul", {class: "versions file-list", "aria-label": "Files"});
  const detail = h("section", {class: "version", "aria-label": "The chosen file"});
  const element = h("div", {class: "history"}, list, detail);
  const at = version ?? site.version;
  let stop = new AbortController();
  let shown = "";

  async function load() {
    detail.replaceChildren(h("p", {class: "nothing"}, "Loading…"));
    try {
      const entries = at === site.version && site.entries || await entriesOf();
      list.replaceChildren(...entries.map(row));
      const first = FIRST.map((path) => entries.find((entry) => entry.path === path)).find(Boolean) ?? entries[0];
      if (first) choose(first);
      else detail.replaceChildren(h("p", {class: "nothing"}, "There are no files in it."));
    } catch (error) {
      detail.replaceChildren(h("div", {class: "offer"}, h("p", {}, sentence(error)),
        h("button", {type: "button", class: "button", onclick: load}, "Try again")));
    }
  }

  async function entriesOf() {
    const about = {sessionId: site.sessionId, siteId: site.id, version: at};
    return (await app.client.ask({type: "get_site", ...about})).site.entries;
  }

  function row(entry) {
    const [, folder, name] = /^(.*\/)?([^/]*)$/.exec(entry.path);
    return h("li", {}, h("button", {type: "button", dataset: {path: entry.path}, title: entry.path,
      onclick: () => choose(entry)}, h("span", {class: "path"}, folder && h("span", {class: "faint"}, folder), name)));
  }

  async function choose(entry) {
    stop.abort();
    stop = new AbortController();
    const {signal} = stop;
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.path === entry.path));
    }
    const body = h("div", {class: "version-body"}, h("p", {class: "nothing"}, "Loading…"));
    const name = entry.path.split("/").at(-1);
    detail.replaceChildren(h("div", {class: "version-bar"}, h("strong", {class: "path"}, entry.path),
      h("span", {class: "faint"}, bytes(entry.size)),
      h("button", {type: "button", class: "button", "aria-label": `Download ${entry.path}`,
        onclick: () => download(addressOf(entry), name).catch(tell)}, icon("download"), "Download")), body);
    try {
      const content = await look(entry, signal);
      if (!signal.aborted) body.replaceChildren(content);
    } catch (error) {
      if (error.name !== "AbortError") body.replaceChildren(h("p", {class: "nothing"}, sentence(error)));
    }
  }

  function addressOf({path}) {
    const parts = path.split("/").map(encodeURIComponent).join("/");
    return `/api/sites/${encodeURIComponent(site.id)}/files/${parts}?version=${at}`;
  }

  async function look(entry, signal) {
    const {path, mediaType, size} = entry;
    const isImage = mediaType.startsWith("image/");
    if (!isImage && (!(mediaType.startsWith("text/") || TEXTS.includes(mediaType)) || size > MOST)) {
      const why = size > MOST ? `It is too large to be shown: ${bytes(size)}.` : `It can't be shown: ${mediaType}.`;
      return h("p", {class: "nothing"}, why, " Download it instead.");
    }
    const response = await request(addressOf(entry), {signal, cache: "default"});
    if (isImage) return imageOf(await response.blob(), path);
    const extension = /\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? "text";
    const language = LANGUAGES[extension] ?? extension;
    return codeView(app, {title: path, content: await response.text(), language, type: "code"}).element;
  }

  function imageOf(blob, path) {
    URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(blob);
    return h("div", {class: "image"}, h("img", {src: shown, alt: path}));
  }

  load();
  return {
    element,
    stop() {
      stop.abort();
      URL.revokeObjectURL(shown);
    },
  };
}
