// One session in the list: opened by a click, renamed where it stands, deleted with a way back.

import {announce, h, toast} from "../dom.js";
import {fragment} from "../address.js";
import {menuButton} from "../menu.js";
import {exporting, share} from "../sharing.js";
import {tell} from "../trouble.js";

/** @param around `gone(id)`, `back(detail)`: what the list shows before the server has said it */
export function row(app, {gone, back}) {
  let summary = null;
  const name = h("span", {class: "name"});
  const link = h("a", {onkeydown: (event) => {
    if (event.key === "F2") rename();
    else if (event.key === "Delete") remove();
    else return;
    event.preventDefault();
  }, ondblclick: () => rename()}, name);
  const more = menuButton("more", "More", () => [
    {label: "Rename", icon: "edit", run: rename},
    {label: "Share…", icon: "share", run: () => share(app, {sessionId: summary.id})},
    {label: "Export…", icon: "download", run: () => exporting(app, {sessionId: summary.id, title: titleOf(summary)})},
    {label: "Copy", icon: "copy", run: copy},
    "line",
    {label: "Delete", icon: "delete", danger: true, run: remove},
  ]);
  const element = h("li", {}, link, more);

  function show(next, current) {
    summary = next;
    const text = titleOf(summary);
    if (name.textContent !== text) name.textContent = text;
    link.href = fragment({id: summary.id});
    link.title = summary.preview;
    more.setAttribute("aria-label", `More for ${text}`);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  function rename() {
    const {id, title} = summary;
    const field = h("input", {class: "field", value: titleOf(summary), "aria-label": "Name of the session",
      maxlength: "1000"});
    let done = false;
    const end = (keep) => {
      if (done) return;
      done = true;
      const text = field.value.trim();
      const focused = document.activeElement === field;
      field.replaceWith(link);
      more.hidden = false;
      if (focused) link.focus();
      if (!keep || text === "" || text === title) return;
      const command = {type: "update_session", sessionId: id, updates: {title: text}};
      app.client.change(command).then(({saved}) => { // it is kept: now it may be shown
        name.textContent = text;
        return saved;
      }).catch(tell);
    };
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") end(true);
      else if (event.key === "Escape") end(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    field.addEventListener("blur", () => { if (field.isConnected) end(true); });
    more.hidden = true;
    link.replaceWith(field);
    field.focus();
    field.select();
  }

  async function remove() {
    const was = summary;
    try {
      const {saved} = await app.client.change({type: "delete_session", sessionId: was.id}); // kept before it is shown
      const neighbour = (element.nextElementSibling ?? element.previousElementSibling)?.querySelector("a");
      const focused = element.contains(document.activeElement);
      gone(was.id);
      if (focused) neighbour?.focus();
      if (app.session?.id === was.id) app.start();
      offerUndo(app, was, back);
      await saved;
    } catch (error) {
      back({detail: {session: was}});
      tell(error);
    }
  }

  async function copy() {
    try {
      const {saved} = await app.client.change({type: "copy_session", sessionId: summary.id});
      const {session} = await saved;
      toast(`“${titleOf(summary)}” was copied.`, {label: "Open the copy", run: () => app.open(session.id)});
    } catch (error) {
      tell(error);
    }
  }

  return {element, show};
}

export function titleOf({title, preview}) {
  return title || preview.slice(0, 80) || "New session";
}

function offerUndo(app, was, back) {
  announce(`${titleOf(was)} was deleted.`);
  toast(`“${shortened(titleOf(was))}” was deleted.`, {label: "Undo", run: async () => {
    try {
      const {saved} = await app.client.change({type: "restore_session", sessionId: was.id});
      back({detail: {session: was}});
      await saved;
    } catch (error) {
      tell(error);
    }
  }});
}

function shortened(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
