// A block of code in a message: its language, copying it, and the way to the artifact that it became.

import {h, icon} from "../dom.js";
import {copyButton} from "./copy.js";

/**
 * Frames `pre.code`, where it stands.
 *
 * @param {HTMLPreElement} pre
 * @param {{language: string, title: string}|undefined} said in the fence
 */
export function frameCode(pre, said) {
  const frame = h("div", {class: "code-block"});
  pre.replaceWith(frame);
  frame.append(codeHeader(said?.language || pre.dataset.language || "", said?.title ?? "", () => pre.textContent), pre);
  return frame;
}

export function codeHeader(language, title, text) {
  return h("div", {class: "code-header"},
    h("span", {class: "code-name"}, title || language || "text"),
    title && language ? h("span", {class: "code-language"}, language) : null,
    h("span", {class: "code-buttons"}, copyButton(text, "Copy code")));
}

/** What the frame was made of, so that a rendering can be compared with the one before. */
export function unframed(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.classList.contains("code-block") ? node.lastChild : node;
}

/** Offers the artifact that a block of code became. */
export function offerArtifact(frame, artifact, show) {
  const buttons = frame.querySelector(".code-buttons");
  buttons.querySelector(".open-artifact")?.remove();
  frame.classList.toggle("kept", Boolean(artifact));
  if (!artifact) return;
  buttons.append(h("button", {
    type: "button", class: "open-artifact", "aria-label": `Open ${artifact.title}`, onclick: () => show(artifact.id),
  }, icon("panel"), "Open"));
}
