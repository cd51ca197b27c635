// Shows a comparison: line numbers, what went and what came marked by a sign and words too, unchanged parts folded.

import {h} from "../dom.js";
import {foldLines} from "./lines.js";

/** Past so many lines the page would be slow; the rest is said in a sentence. */
const MOST = 4_000;

/**
 * @param {import("./lines.js").Line[]} lines
 * @param {{label: string, names: [string, string], total?: number, textOf?: () => Promise<string>}} options
 *   `total` and `textOf`: the lines of the newer text and the text itself, to unfold what is unchanged
 */
export function diffView(lines, {label, names, total = 0, textOf}) {
  const added = lines.filter((line) => line.mark === "+").length;
  const removed = lines.filter((line) => line.mark === "-").length;
  if (!added && !removed) return h("p", {class: "nothing"}, `The content of ${names[0]} and of ${names[1]} is the same.`);
  const body = h("tbody");
  const folded = foldLines(lines, total);
  const counterparts = pairs(lines);
  for (const line of folded.slice(0, MOST)) {
    body.append("gap" in line ? gapRow(line, textOf) : lineRow(line, counterparts.get(line)));
  }
  const scroller = h("div", {class: "diff-rows", tabindex: "0", role: "region", "aria-label": label},
    h("table", {class: "diff", "aria-label": label},
      h("thead", {class: "hidden-head"}, h("tr", {}, h("th", {scope: "col"}, names[0]), h("th", {scope: "col"}, names[1]),
        h("th", {scope: "col"}, "Change"), h("th", {scope: "col"}, "Line"))),
      body));
  return h("div", {class: "diff-view"},
    h("p", {class: "diff-sum"}, h("span", {class: "plus"}, `+${added} added`), " ", h("span", {class: "minus"}, `−${removed} removed`),
      h("span", {class: "faint"}, ` from ${names[0]} to ${names[1]}`)),
    scroller,
    folded.length > MOST && h("p", {class: "nothing"}, `Only the first ${MOST} lines are shown. Download both versions to compare the rest.`));
}

/** A line that went and the one that came in its place, where a run of each has the same length. */
function pairs(lines) {
  const found = new Map();
  for (let at = 0; at < lines.length;) {
    const gone = run(lines, at, "-");
    const come = run(lines, at + gone, "+");
    if (gone && gone === come) {
      for (let i = 0; i < gone; i += 1) {
        found.set(lines[at + i], lines[at + gone + i].text);
        found.set(lines[at + gone + i], lines[at + i].text);
      }
    }
    at += gone + come || 1;
  }
  return found;
}

function run(lines, at, mark) {
  let length = 0;
  while (lines[at + length]?.mark === mark) length += 1;
  return length;
}

function lineRow(line, counterpart) {
  const [name, sign] = {" ": ["", ""], "-": ["removed", "−"], "+": ["added", "+"]}[line.mark];
  return h("tr", {class: name || null},
    h("td", {class: "number"}, line.old ?? ""), h("td", {class: "number"}, line.new ?? ""),
    h("td", {class: "sign"}, h("span", {"aria-hidden": "true"}, sign), name && h("span", {class: "hidden"}, name)),
    h("td", {class: "line"}, ...marked(line.text, counterpart)));
}

/** The part of a changed line that is not as it was, where enough of the line stayed to make that worth reading. */
function marked(text, other) {
  if (other === undefined) return [text];
  let head = 0;
  while (head < text.length && head < other.length && text[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(text.length, other.length) - head && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const inner = text.slice(head, text.length - tail);
  if (inner === "" || (head + tail) * 3 < text.length) return [text];
  return [text.slice(0, head), h("mark", {}, inner), text.slice(text.length - tail)];
}

function gapRow({gap, old, new: now}, textOf) {
  const words = `${gap} unchanged ${gap === 1 ? "line" : "lines"}`;
  const unfold = async (event) => {
    event.target.disabled = true;
    const lines = (await textOf()).split("\n").slice(now - 1, now - 1 + gap);
    row.replaceWith(...lines.map((text, at) => lineRow({mark: " ", old: old + at, new: now + at, text})));
  };
  const row = h("tr", {class: "gap"}, h("td", {colspan: 4},
    textOf ? h("button", {type: "button", "aria-label": `Show ${words}`, onclick: unfold}, `⋯ ${words}`) : `⋯ ${words}`));
  return row;
}
