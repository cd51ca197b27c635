// The server's HTML as nodes of the page, and their exchange for others without a jump.

import {setSafeHtml} from "../dom.js";

/** @param {string} html as the server rendered and sanitised it */
export function nodes(html) {
  const template = document.createElement("template");
  setSafeHtml(template, html);
  return [...template.content.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.data.trim() !== "");
}

/**
 * Puts nodes in the place of an element's children. What is the same at the beginning stays as it is: a selection in
 * it, its scroll position, and the place on the screen.
 *
 * @param {Element} element
 * @param {Node[]} fresh
 * @param {(node: Node) => Node} original what a child was before it was decorated
 * @returns {Node[]} those of `fresh` that were put in
 */
export function exchange(element, fresh, original) {
  let same = 0;
  const old = [...element.childNodes];
  while (same < old.length && same < fresh.length && original(old[same]).isEqualNode(fresh[same])) same += 1;
  for (const node of old.slice(same)) node.remove();
  element.append(...fresh.slice(same));
  return fresh.slice(same);
}
