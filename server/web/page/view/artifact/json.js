// JSON as a tree that unfolds: `details` elements, filled when they are first opened.

import {h} from "../dom.js";

const MOST = 500;

/** @returns {HTMLElement | null} null where the text is no JSON */
export function treeView(text) {
  let value;
  try { value = JSON.parse(text); } catch { return null; }
  return h("div", {class: "tree", tabindex: "0", role: "region", "aria-label": "JSON"}, node("", value, 0));
}

function node(name, value, depth) {
  const label = name === "" ? null : h("span", {class: "key"}, name, ": ");
  if (typeof value !== "object" || value === null) {
    const kind = value === null ? "null" : typeof value;
    return h("div", {class: "leaf"}, label, h("span", {class: kind}, JSON.stringify(value)));
  }
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!entries.length) return h("div", {class: "leaf"}, label, `${open}${close}`);
  const sum = Array.isArray(value) ? `${entries.length} ${entries.length === 1 ? "item" : "items"}`
    : `${entries.length} ${entries.length === 1 ? "field" : "fields"}`;
  const inner = h("div", {class: "inner"});
  const more = (from) => {
    inner.append(...entries.slice(from, from + MOST).map(([key, one]) => node(key, one, depth + 1)));
    if (entries.length > from + MOST) {
      const next = h("button", {type: "button", class: "button", onclick: () => { next.remove(); more(from + MOST); }},
        `Show more of ${entries.length}`);
      inner.append(next);
    }
  };
  const fill = () => { if (!inner.firstChild) more(0); };
  const details = h("details", {ontoggle: fill}, h("summary", {}, label, h("span", {class: "faint"}, `${open} ${sum} ${close}`)), inner);
  if (depth < 2 && entries.length <= 50) {
    fill();
    details.open = true;
  }
  return details;
}
