// What stands in the place of a conversation while it is not there: a skeleton, or why it can't be shown.

import {h, icon} from "./dom.js";
import {sentence} from "./trouble.js";

/** Milliseconds after which something is shown that says that one has to wait: most sessions are there before. */
const PATIENCE = 150;

export function stage(middle, element) {
  let soon;

  const show = (...content) => {
    clearTimeout(soon);
    element.replaceChildren(...content);
    element.hidden = content.length === 0;
    middle.classList.toggle("covered", content.length > 0);
  };
  const clear = () => {
    middle.removeAttribute("aria-busy");
    middle.classList.remove("empty");
    show();
  };
  element.hidden = true;

  return {
    clear,
    /** A session is on its way. */
    wait() {
      clearTimeout(soon);
      middle.setAttribute("aria-busy", "true");
      soon = setTimeout(() => show(skeleton()), PATIENCE);
    },
    /** It can't be shown. */
    refuse(error, {again, start}) {
      clear();
      const offline = error.code === "offline";
      show(problem(offline ? "offline" : "warning",
        offline ? "This session isn't on this device" : "This session can't be opened",
        offline ? "It was never opened here, and the server can't be reached. Try again when you are online."
          : sentence(error),
        h("button", {type: "button", class: "button", onclick: again}, "Try again"),
        h("button", {type: "button", class: "button main", onclick: start}, "New session")));
    },
    /** It stands beside, and nothing else is to be seen. */
    artifact() {
      clear();
      show(problem("link", "An artifact was shared with you", "You can read it, copy it and download it."));
    },
    /** What a link led to is there no more. */
    missing() {
      clear();
      show(problem("link", "Nothing is shared here",
        "The link has expired or was revoked, or the session isn't public. Ask whoever sent it for a new one.",
        h("a", {class: "button main", href: "/"}, "Go to Satchel")));
    },
  };
}

function problem(name, title, text, ...buttons) {
  return h("div", {class: "problem"}, icon(name), h("h2", {}, title), h("p", {}, text),
    h("div", {class: "buttons"}, ...buttons));
}

function skeleton() {
  const line = (width) => h("span", {class: `bone ${width}`});
  return h("div", {class: "skeleton", "aria-label": "Loading the session"},
    h("div", {class: "asked"}, line("half")), line("most"), line("whole"), line("half"),
    h("div", {class: "asked"}, line("third")), line("whole"), line("most"));
}
