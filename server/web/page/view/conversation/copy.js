// Copying to the clipboard, with a word that it was done.

import {announce, icon, iconButton, toast} from "../dom.js";

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
    return true;
  } catch {
    toast("The browser did not allow copying. Select the text and copy it with the keyboard.");
    return false;
  }
}

/** @param {() => string} text */
export function copyButton(text, label) {
  const button = iconButton("copy", label, async () => {
    if (!await copy(text())) return;
    button.classList.add("done");
    button.replaceChildren(icon("check"));
    setTimeout(() => {
      button.classList.remove("done");
      button.replaceChildren(icon("copy"));
    }, 1_500);
  });
  return button;
}
