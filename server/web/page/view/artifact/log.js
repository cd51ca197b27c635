// What a preview says: its console, its errors, what was kept from it.

import {h, iconButton} from "../dom.js";

export function logView() {
  const list = h("ol", {role: "log", "aria-label": "Console of the preview", tabindex: "0"});
  const sum = h("span", {class: "sum"});
  const toggle = h("button", {type: "button", class: "log-toggle", "aria-expanded": "false", onclick: () => open(list.hidden)}, sum);
  const element = h("section", {class: "log", hidden: true, "aria-label": "Console"},
    h("div", {class: "log-bar"}, toggle, iconButton("delete", "Clear the console", clear)), list);
  const counts = {error: 0, all: 0};
  list.hidden = true;

  function open(is) {
    list.hidden = !is;
    toggle.setAttribute("aria-expanded", String(is));
    if (is) list.scrollTop = list.scrollHeight;
  }

  function clear() {
    counts.error = counts.all = 0;
    list.replaceChildren();
    element.hidden = true;
  }

  function add({level, text, line}) {
    counts.all += 1;
    const end = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
    list.append(h("li", {class: level}, level !== "log" && h("span", {class: "level"}, level),
      h("span", {class: "said"}, text), line !== null && h("span", {class: "place"}, `line ${line}`)));
    if (end) list.scrollTop = list.scrollHeight;
    element.hidden = false;
    // The first error opens it: whoever wonders why nothing is seen should not have to look for the reason.
    if (level === "error" && counts.error++ === 0) open(true);
    sum.textContent = `Console · ${counts.all} ${counts.all === 1 ? "line" : "lines"}`
      + (counts.error ? ` · ${counts.error} ${counts.error === 1 ? "error" : "errors"}` : "");
    toggle.classList.toggle("bad", counts.error > 0);
  }

  return {element, add, clear, open};
}
