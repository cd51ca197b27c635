// An artifact while it is being written: its code grows, and what can be seen unfinished is seen.

import {h, setSafeHtml} from "../dom.js";
import {frameView} from "./frame.js";
import {kindOf, wordsOf} from "./kinds.js";

/** The preview follows a few times a second: each time the whole of it is made anew. */
const PAUSE = 400;
const EARLY = new Set(["html", "svg", "markdown", "doc"]);

export function liveView(app, live) {
  const text = document.createTextNode(live.text);
  const code = h("pre", {class: "code live-code", tabindex: "0", role: "region", "aria-label": `Code of ${live.title}`}, h("code", {}, text));
  const body = h("div", {class: "artifact-body"}, code);
  const early = EARLY.has(live.artifactType);
  let seen = null;
  let timer = null;
  const segments = h("div", {class: "segments", role: "group", "aria-label": "View"},
    ...(early ? ["Preview", "Code"] : ["Code"]).map((name) => h("button", {type: "button", "aria-pressed": String(name === "Code"), onclick: () => choose(name)}, name)));
  const element = h("div", {class: "artifact live"},
    h("div", {class: "artifact-head"}, h("div", {class: "artifact-title"}, h("h2", {}, live.title || "Untitled"),
      h("p", {class: "faint"}, wordsOf({type: live.artifactType, language: live.language}), " · ", h("span", {class: "writing"}, "being written"))),
    segments), body);

  function choose(name) {
    for (const button of segments.children) button.setAttribute("aria-pressed", String(button.textContent === name));
    stop();
    if (name === "Code") body.replaceChildren(code);
    else {
      seen = kindOf({type: live.artifactType}).look === "frame" ? growing() : prose();
      body.replaceChildren(seen.element);
      refresh();
    }
  }

  function growing() {
    const frame = frameView({title: live.title, onlog() {}, onalive() {}, onstuck() {}});
    return {element: h("div", {class: "frame-body"}, frame.element), stop: frame.stop,
      show: () => frame.grow({type: live.artifactType, content: live.text})};
  }

  function prose() {
    const article = h("article", {class: "prose", tabindex: "0"});
    return {element: article, stop() {}, show: async () => {
      const [html] = await app.client.render([live.text]);
      if (html !== null) setSafeHtml(article, html);
    }};
  }

  async function refresh() {
    if (timer !== null || !seen) return;
    timer = setTimeout(() => { timer = null; }, PAUSE);
    const length = live.text.length;
    await seen.show();
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      if (live.text.length > length) refresh();
    }, PAUSE);
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    seen?.stop();
    seen = null;
  }

  return {
    element,
    /** More was written. Only what is new is added: a long text is not laid out again for each word. */
    update(next) {
      live = next;
      const end = code.scrollTop + code.clientHeight >= code.scrollHeight - 40;
      if (live.text.startsWith(text.data)) text.appendData(live.text.slice(text.length));
      else text.data = live.text;
      if (end) code.scrollTop = code.scrollHeight;
      refresh();
    },
    leave() { stop(); return false; },
  };
}
