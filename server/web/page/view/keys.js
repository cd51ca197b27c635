// Keyboard shortcuts, and the dialog that tells of them.

import {h, panel} from "./dom.js";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const CONTROL = mac ? "⌘" : "Ctrl";

/** What views add: shown in the dialog, run when pressed. A `run` of null is only shown: the view listens itself. */
const shortcuts = [];

/**
 * Adds a shortcut.
 *
 * @param {string} keys as it is shown: `Ctrl K`, `?`, `Alt N`
 * @param {string} says
 * @param {((event: KeyboardEvent) => void)|null} run
 */
export function shortcut(keys, says, run) {
  shortcuts.push({keys, says, run});
}

export function listenToKeys() {
  shortcut("?", "This help", showKeys);
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const found = shortcuts.find(({keys, run}) => run !== null && pressed(keys, event));
    if (!found) return;
    event.preventDefault();
    found.run(event);
  });
}

export function showKeys() {
  panel("Keyboard", [h("dl", {class: "keys"}, ...shortcuts.map(({keys, says}) => h("div", {},
    h("dt", {}, ...keys.split(" ").map((key) => h("kbd", {}, key === "Ctrl" ? CONTROL : key))),
    h("dd", {}, says))))]);
}

/** A key without Ctrl or Alt is a shortcut only where nobody writes. */
function pressed(keys, event) {
  const wanted = keys.split(" ");
  const key = wanted.pop();
  const control = wanted.includes("Ctrl");
  const alt = wanted.includes("Alt");
  if ((mac ? event.metaKey : event.ctrlKey) !== control || event.altKey !== alt) return false;
  // Without Ctrl the sign alone counts: on some keyboards `?` takes Shift, on others it does not.
  if (control && event.shiftKey !== wanted.includes("Shift")) return false;
  if (!control && !alt && event.target.closest("input, textarea, select, [contenteditable]")) return false;
  // With Alt, a Mac's keys give other characters, so the key's place counts.
  return event.key.toLowerCase() === key.toLowerCase() || (alt && event.code === `Key${key.toUpperCase()}`);
}
