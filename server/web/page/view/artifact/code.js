// Code to read: highlighted by the server, plain where it can't be had; each line with its number.

import {h, setSafeHtml} from "../dom.js";
import {languageOf} from "./kinds.js";

/** Past so many characters colours cost more than they tell. */
const MOST = 200_000;

export function codeView(app, artifact) {
  const {content} = artifact;
  const numbers = h("div", {class: "numbers", "aria-hidden": "true"}, numbersOf(content));
  const body = h("div", {class: "code-text"}, h("pre", {class: "code"}, h("code", {}, content)));
  const element = h("div", {class: "code-view", tabindex: "0", role: "region", "aria-label": `Code of ${artifact.title}`},
    numbers, body);
  if (content.length <= MOST) {
    app.client.render([fenced(content, languageOf(artifact))]).then(([html]) => {
      if (html === null) return;
      setSafeHtml(body, html);
      // The region around it scrolls and has the focus already.
      body.querySelector("pre")?.removeAttribute("tabindex");
    });
  }
  return {element};
}

export function numbersOf(text) {
  const count = text.endsWith("\n") ? text.split("\n").length - 1 : text.split("\n").length;
  return Array.from({length: Math.max(1, count)}, (_, at) => at + 1).join("\n");
}

/** A fence that nothing in the code can close. */
function fenced(content, language) {
  const longest = Math.max(2, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#.-]/g, "")}\n${content}${content.endsWith("\n") ? "" : "\n"}${fence}`;
}
