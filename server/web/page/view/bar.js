// The line above the conversation: its name, how safe it is, and what can be done with it.

import {h, iconButton} from "./dom.js";
import {share} from "./sharing.js";
import {status} from "./status.js";
import {tell} from "./trouble.js";

export function bar(element, app) {
  const title = h("h1", {});
  const rename = h("button", {type: "button", class: "title", onclick: edit}, title);
  const field = h("input", {
    class: "field title-field", "aria-label": "Name of the session", maxlength: "1000", hidden: true,
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault(); // or it would press the button that has the focus by then
        leave(true);
      }
      if (event.key === "Escape") leave(false);
    }, onblur: () => leave(true),
  });
  const sharing = iconButton("share", "Share", () => share(app), {hidden: true});
  element.replaceChildren(app.columns.menu, h("div", {class: "title-place"}, rename, field),
    app.readOnly ? h("span", {class: "read-only"}, "Read only") : "", status(app), sharing, app.columns.side);

  function show() {
    const {session, artifacts} = app.session.view;
    const name = session?.title || (app.readOnly ? "A shared artifact" : "New session");
    title.textContent = name;
    rename.disabled = session === null || app.readOnly || session.isDeleted;
    rename.title = rename.disabled ? name : "Rename";
    rename.setAttribute("aria-label", rename.disabled ? name : `${name}, rename`);
    document.title = session?.title ? `${session.title} · Satchel` : "Satchel";
    sharing.hidden = session === null || app.readOnly;
    app.columns.offer(artifacts.length);
  }

  function edit() {
    field.value = app.session.view.session.title;
    rename.hidden = true;
    field.hidden = false;
    field.focus();
    field.select();
  }

  function leave(keep) {
    if (field.hidden) return;
    const name = field.value.trim();
    const focused = document.activeElement === field;
    field.hidden = true;
    rename.hidden = false;
    if (focused) rename.focus();
    if (!keep || name === "" || name === app.session.view.session.title) return;
    app.session.change({type: "update_session", updates: {title: name}}).then(({saved}) => saved).catch(tell);
  }

  let shown = null;
  app.addEventListener("session", () => {
    leave(false);
    shown?.removeEventListener("change", show);
    shown = app.session;
    shown.addEventListener("change", show);
    show();
  });
}
