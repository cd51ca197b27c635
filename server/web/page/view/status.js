// How safe the changes are, in the line above the conversation, and what waits behind it.

import {announce, h, icon} from "./dom.js";
import {beside} from "./menu.js";
import {clock} from "./moments.js";
import {waiting} from "./waiting.js";

/** How each state is drawn: its icon. Its words are in `words`. */
const ICONS = {saved: "check", saving: "cloud", offline: "offline", conflict: "warning", failed: "warning"};
/** Milliseconds that saving may take before it is shown: what is quicker would only flicker. */
const CALM = 300;

export function status(app) {
  const {client} = app;
  const text = h("span", {});
  const unit = h("span", {class: "unit"});
  const more = h("span", {class: "more"});
  const picture = h("span", {class: "status-icon"});
  const button = h("button", {type: "button", class: "status", "aria-haspopup": "dialog", "aria-expanded": "false",
    onclick: open}, picture, h("span", {class: "text"}, text, unit, more));
  let told = "saved";
  let soon;

  function show() {
    clearTimeout(soon);
    const {state} = client.status;
    // Until the server has acknowledged it, nothing is called saved; only the word for it may come a little later.
    if (state === "saving" && button.dataset.state === "saved") {
      write(words(client.status));
      button.dataset.state = "saving";
      picture.replaceChildren();
      soon = setTimeout(draw, CALM);
    } else {
      draw();
    }
    speak();
  }

  function draw() {
    const {status: now} = client;
    button.dataset.state = now.state;
    button.hidden = app.readOnly && now.state !== "offline";
    write(words(now));
    button.title = now.state === "failed" ? now.error.message : "What waits to be saved";
    picture.replaceChildren(icon(ICONS[now.state]));
  }

  function write(parts) {
    [text, unit, more].forEach((element, index) => { element.textContent = parts[index] ?? ""; });
    button.setAttribute("aria-label", parts.join(""));
  }

  /** Only what changes what one should do is spoken of, and that it is over. */
  function speak() {
    const {state} = client.status;
    if (state === told || state === "saving") return;
    if (state !== "saved" || told !== "saved") announce(words(client.status).join(""));
    told = state;
  }

  function open() {
    const list = waiting(app);
    const element = h("div", {class: "popover", role: "dialog", "aria-label": "What waits to be saved", popover: "auto",
      tabindex: "-1"}, list.element);
    element.addEventListener("toggle", ({newState}) => {
      if (newState === "open") return;
      list.close();
      const inside = element.contains(document.activeElement) || document.activeElement === document.body;
      element.remove();
      button.setAttribute("aria-expanded", "false");
      if (inside) button.focus();
    });
    document.body.append(element);
    button.setAttribute("aria-expanded", "true");
    element.showPopover();
    beside(button, element);
    (element.querySelector("button") ?? element).focus();
  }

  client.addEventListener("status", show);
  client.addEventListener("outbox", show);
  client.addEventListener("online", show);
  draw();
  return button;
}

/** In very few words, and two more pieces for where there is room. */
function words({state, changes, at}) {
  const unit = changes === 1 ? " change" : " changes";
  switch (state) {
    case "saved": return [at === null ? "Nothing to save" : `Saved ${clock(at)}`];
    case "saving": return ["Saving…"];
    case "offline": return changes === 0 ? ["Offline"] : [`Offline · ${changes}`, unit, " kept on this device"];
    case "conflict": return changes === 1 ? ["A conflict", "", " to settle"] : [`${changes} conflicts`, "", " to settle"];
    default: return [`Not saved: ${changes}`, unit];
  }
}
