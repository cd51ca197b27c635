// A menu that a button opens: arrows go through it, Escape and a click elsewhere close it.

import {h, icon, iconButton} from "./dom.js";

/**
 * Opens a menu beside a button.
 *
 * @param {HTMLElement} button
 * @param {({label: string, icon?: string, run: () => void, danger?: boolean, checked?: boolean}|"line")[]} items
 */
export function openMenu(button, items) {
  const rows = items.map((item) => (item === "line" ? h("div", {role: "separator"}) : row(item, () => leave())));
  const element = h("div", {class: "menu", role: "menu", popover: "auto"}, ...rows);
  const buttons = rows.filter((found) => found.matches("button"));
  const leave = () => element.hidePopover();
  element.addEventListener("toggle", ({newState}) => {
    if (newState !== "closed") return;
    const inside = element.contains(document.activeElement) || document.activeElement === document.body;
    element.remove();
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
  });
  element.addEventListener("keydown", (event) => {
    const to = {ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity}[event.key];
    if (event.key === "Tab") leave();
    if (to === undefined) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    const next = Number.isFinite(to) ? (at + to + buttons.length) % buttons.length : to < 0 ? 0 : buttons.length - 1;
    buttons[next].focus();
  });
  // In a modal dialog only what stands in it can be used.
  (button.closest("dialog") ?? document.body).append(element);
  button.setAttribute("aria-expanded", "true");
  element.showPopover();
  beside(button, element);
  buttons[0]?.focus();
}

/** A button with an icon that opens a menu; its items are made when it is opened. */
export function menuButton(name, label, items, properties = {}) {
  const button = iconButton(name, label, (event) => {
    event.preventDefault();
    openMenu(button, items());
  }, {"aria-haspopup": "menu", "aria-expanded": "false", ...properties});
  return button;
}

/** Puts what floats under a button, or above it where there is no room, and within the window. */
export function beside(button, element) {
  const from = button.getBoundingClientRect();
  const {offsetWidth: width, offsetHeight: height} = element;
  const below = from.bottom + 4 + height <= innerHeight - 8;
  element.style.left = `${Math.max(8, Math.min(from.left, innerWidth - width - 8))}px`;
  element.style.top = `${Math.max(8, below ? from.bottom + 4 : from.top - height - 4)}px`;
}

function row({label, icon: name, run, danger = false, checked}, leave) {
  return h("button", {
    type: "button", tabindex: "-1", class: danger && "danger",
    role: checked === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": checked === undefined ? null : String(checked),
    onclick: () => { leave(); run(); },
  }, name ? icon(name) : h("span", {class: "icon"}), h("span", {}, label));
}
