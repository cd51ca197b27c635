// Both sides of a conflict, so that one can choose: the lines in which they differ are marked.

import {h} from "./dom.js";

const NAMES = {
  content: "Content", title: "Title", description: "Description", language: "Language", type: "Type", name: "Name",
  jsxCode: "Code", cssCode: "Style",
};
/** Lines around a difference that are shown too. */
const AROUND = 3;
const MOST = 400;

/** @param {import("../client.js").Waiting} item */
export function preview({command, theirs}) {
  if (theirs === null || theirs === undefined) {
    return h("p", {}, "Somebody else has deleted it. Yours would bring it back.");
  }
  const mine = command.updates ?? {};
  const names = Object.keys(mine).filter((name) => name in NAMES && mine[name] !== theirs[name]);
  return h("details", {open: true}, h("summary", {}, "What differs"), names.length === 0
    ? h("p", {class: "faint"}, "Nothing that can be read.")
    : names.map((name) => h("div", {class: "sides"},
      ...differing(String(mine[name]), String(theirs[name])).map((lines, index) => h("figure", {},
        h("figcaption", {}, (index === 0 ? "Yours" : "Theirs") + (names.length > 1 ? `: ${NAMES[name]}` : "")),
        h("pre", {tabindex: "0"}, ...lines.map(line)))))));
}

function line({text, differs}) {
  return h(differs ? "mark" : "span", {}, `${text}\n`);
}

/** Two texts as lines: what both begin and end with is not marked, and little of it is shown. */
export function differing(mine, theirs) {
  const [a, b] = [mine.split("\n"), theirs.split("\n")];
  let begin = 0;
  while (begin < a.length && begin < b.length && a[begin] === b[begin]) begin++;
  let end = 0;
  while (end < a.length - begin && end < b.length - begin && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [a, b].map((lines) => {
    const from = Math.max(0, begin - AROUND);
    const to = Math.min(lines.length, lines.length - end + AROUND, from + MOST);
    const shown = lines.slice(from, to).map((text, index) => (
      {text, differs: from + index >= begin && from + index < lines.length - end}));
    if (from > 0) shown.unshift({text: "…", differs: false});
    if (to < lines.length) shown.push({text: "…", differs: false});
    return shown;
  });
}
