// The theme: the system's, or what was chosen on this device. `theme.js` above applies it before the first paint.

import {keep, kept} from "./device.js";

export const THEMES = ["system", "light", "dark"];

export function theme() {
  return kept("theme") ?? "system";
}

export function chooseTheme(name) {
  keep("theme", name === "system" ? null : name);
  applyTheme();
}

function applyTheme() {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** Other tabs follow. */
addEventListener("storage", ({key}) => {
  if (key === null || key === "satchel.theme") applyTheme();
});
