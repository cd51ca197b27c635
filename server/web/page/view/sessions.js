// The column at the left: the sessions, the search, and what belongs to the person.

import {accountMenu} from "./account.js";
import {h, icon} from "./dom.js";
import {shortcut} from "./keys.js";
import {search} from "./search.js";
import {list} from "./sessions/list.js";

export function sessions(element, app) {
  const brand = h("div", {class: "brand"}, h("img", {src: mark(), alt: "", width: "24", height: "24"}), "Satchel",
    h("span", {class: "space"}), app.columns.closer());
  if (app.readOnly) return shared(element, brand);
  const start = h("button", {type: "button", class: "button start", title: "New session (Ctrl Shift O)",
    onclick: () => app.start()}, icon("add"), "New session");
  const found = list(app);
  const searching = search(app, found.element);
  element.replaceChildren(brand, start, searching.field, searching.results, found.element, accountMenu(app));
  shortcut("Ctrl K", "Search", () => {
    app.columns.showSessions(true, false);
    searching.focus();
  });
  shortcut("↑ ↓", "Through the sessions, and what was found", null);
  shortcut("F2", "Rename the session that has the focus", null);
  shortcut("Delete", "Delete the session that has the focus", null);
}

/** What somebody sees who came by a link. */
function shared(element, brand) {
  element.replaceChildren(brand, h("div", {class: "remark"},
    h("p", {}, "Somebody has shared this session with you. You can read it and copy from it."),
    h("a", {class: "button", href: "/"}, "Go to your own sessions")));
}

function mark() {
  return new URL("../icon.svg", import.meta.url).href;
}
