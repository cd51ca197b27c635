// What every view is made with: elements, icons, and what is said to the person.

const SVG = "http://www.w3.org/2000/svg";

const WORKER = "/service-worker.js";

/** The one way in which HTML from the server gets into the page, and the worker; everything else is text. */
const rules = {createHTML: (html) => html, createScriptURL: (url) => (url === WORKER ? url : null)};
const trusted = globalThis.trustedTypes?.createPolicy("satchel", rules) ?? rules;

/**
 * An element: `h("button", {class: "quiet", onclick: save, "aria-label": "Save"}, "Save")`.
 *
 * @param {string} tag
 * @param {Record<string, any>} [properties] `on…` are listeners, `dataset` is merged, true and false set and omit an
 *   attribute
 * @param {...(Node|string|null|undefined|false|Array)} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts HTML that the server has rendered and sanitised into an element. Never give it anything else. */
export function setSafeHtml(element, html) {
  element.innerHTML = trusted.createHTML(html);
}

/** The address of the page's worker, for the one who registers it. */
export function workerAddress() {
  return trusted.createScriptURL(WORKER);
}

/** Outlines on a grid of 24, drawn for this page. */
const ICONS = {
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  delete: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  down: "M12 5v14M6 13l6 6 6-6",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  fork: "M7 4v7a4 4 0 0 0 4 4h6M13 11l4 4-4 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  panel: "M4 5h16v14H4zM14 5v14",
  refresh: "M20 11a8 8 0 1 0-2 6M20 5v6h-6",
  restore: "M4 12a8 8 0 1 0 3-6M4 4v5h5",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4 4",
  send: "M12 19V5M6 11l6-6 6 6",
  share: "M12 15V4M8 8l4-4 4 4M5 13v7h14v-7",
  stop: "M7 7h10v10H7z",
  attach: "M19 11l-7.5 7.5a4 4 0 0 1-6-6L13 5a2.8 2.8 0 0 1 4 4l-7.5 7.5a1.3 1.3 0 0 1-2-2L14 8",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  account: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20c1-4 4-5.5 8-5.5s7 1.5 8 5.5",
  chart: "M4 20h16M7 16v-5M12 16V5M17 16V9",
  check: "M5 12l5 5L19 7",
  cloud: "M7 18a4 4 0 0 1-.5-7.9A6 6 0 0 1 18 9.5a4.3 4.3 0 0 1 0 8.5z",
  collection: "M4 7h6l2 2h8v10H4z",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1 1-1.1 1.9M12 17h.01",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  leave: "M14 4h5v16h-5M4 12h11M11 8l4 4-4 4",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  offline: "M4 4l16 16M9 6a6 6 0 0 1 9 3.5 4.3 4.3 0 0 1 1.700 7.500M7 10a4 4 0 0 0 0 8h9",
  sidebar: "M4 5h16v14H4zM9.500 5v14",
  site: "M3 5h18v14H3zM3 9h18M6 7h.01",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and says its name to whoever does not see it. */
export function iconButton(name, label, onclick, properties = {}) {
  return h("button", {type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...properties},
    icon(name));
}

/** Says something to a screen reader, politely, without showing it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** A sentence at the foot of the page that leaves by itself, with one thing to do about it: undo, mostly. */
export function toast(text, action = null) {
  const leave = () => found.remove();
  const found = h("div", {class: "toast"}, h("span", {}, text),
    action && h("button", {type: "button", onclick: () => { leave(); action.run(); }}, action.label),
    iconButton("close", "Dismiss", leave));
  lift().append(found);
  setTimeout(leave, action ? 10_000 : 6_000);
  return leave;
}

/** While there is a modal dialog, which makes all else of the page inert, only what stands in it can be used. */
function lift() {
  const box = document.getElementById("toasts");
  ([...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body).append(box);
  return box;
}

let dialogs = 0;

/** A modal dialog's element, open; it leaves the page when it closes. */
function modal(title, ...content) {
  const id = `dialog-${++dialogs}`;
  const element = h("dialog", {"aria-labelledby": id}, h("h2", {id}, title), ...content);
  element.addEventListener("close", () => {
    lift();
    element.remove();
  });
  element.addEventListener("mousedown", ({target, offsetX, offsetY}) => {
    const outside = offsetX < 0 || offsetY < 0 || offsetX > element.offsetWidth || offsetY > element.offsetHeight;
    if (target === element && outside) element.close();
  });
  document.body.append(element);
  element.showModal();
  if (document.getElementById("toasts").hasChildNodes()) lift();
  return element;
}

/**
 * A modal dialog; resolves with what the form's button says as its value, or null where it was dismissed.
 *
 * @param {string} title
 * @param {(Node|string)[]} content
 * @param {{value: string, label: string, class?: string}[]} buttons
 * @returns {Promise<string|null>}
 */
export function dialog(title, content, buttons) {
  // What dismisses is no submit button: Enter in a field means the one that does something.
  const row = buttons.map(({value, label, ...rest}) => (value === ""
    ? h("button", {type: "button", class: "button", onclick: () => element.close(), ...rest}, label)
    : h("button", {value, class: "button", ...rest}, label)));
  const element = modal(title, h("form", {method: "dialog"}, ...content, h("div", {class: "buttons"}, ...row)));
  return new Promise((resolve) => {
    element.addEventListener("close", () => resolve(element.returnValue || null));
  });
}

/** A modal dialog that is looked at or worked in until it is closed; gives its element. */
export function panel(title, content, properties = {}) {
  const element = modal(title, ...content);
  element.classList.add("panel");
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
  element.querySelector("h2").after(iconButton("close", "Close", () => element.close(), {class: "icon-button leave"}));
  return element;
}
