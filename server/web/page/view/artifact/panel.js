// One artifact: its name, what it is, its menu, and one of its three views.

import {h, iconButton, toast} from "../dom.js";
import {menuButton} from "../menu.js";
import {actionsOf, copy} from "./actions.js";
import {codeView} from "./code.js";
import {conflictOf, conflictView} from "./conflict.js";
import {editorView, forgetDraft, unsaved} from "./editor.js";
import {historyView} from "./history.js";
import {kindOf, wordsOf} from "./kinds.js";
import {previewView} from "./preview.js";

const ago = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});

/** @param {{view?: string, editing?: boolean}} kept what of it was shown when it was left; changed as it goes */
export function panelView(app, artifact, kept) {
  const {session} = app;
  const views = [kindOf(artifact).look && "Preview", "Code", "History"].filter(Boolean);
  const title = h("h2", {});
  const about = h("p", {class: "faint about"});
  const description = h("p", {class: "description"});
  const segments = h("div", {class: "segments", role: "group", "aria-label": "View"},
    ...views.map((name) => h("button", {type: "button", onclick: () => choose(name)}, name)));
  const edit = h("button", {type: "button", class: "button quiet edit", onclick: () => startEditing(null)}, "Edit");
  const conflict = h("div", {class: "conflict-place"});
  const offer = h("div", {class: "notice", role: "status", hidden: true});
  const body = h("div", {class: "artifact-body"});
  const element = h("div", {class: "artifact"},
    h("div", {class: "artifact-head"}, h("div", {class: "artifact-title"}, title, about, description),
      h("div", {class: "artifact-tools"}, segments, h("span", {class: "grow"}), edit,
        iconButton("copy", "Copy the content", () => copy(artifact.content)),
        menuButton("more", "More about this artifact", () => actionsOf(app, artifact, {
          rename: () => rewrite("title", title, artifact.title),
          describe: () => rewrite("description", description, artifact.description),
          rows: view?.rows,
        })))),
    conflict, offer, body);
  const isOwn = app.client.user !== "";
  let view = null;
  let editor = null;
  let shown = null;
  let conflicting = null;

  function tell() {
    if (!title.querySelector("input")) {
      title.replaceChildren(isOwn ? h("button", {type: "button", class: "name", title: "Rename", onclick: () => rewrite("title", title, artifact.title)},
        artifact.title) : artifact.title);
    }
    about.textContent = `${wordsOf(artifact)} · version ${artifact.version}${session.outbox.some(({command}) => command.artifactId === artifact.id) ? " · not sent yet" : ""}`;
    about.title = `Changed ${ago.format(artifact.updatedAt)}`;
    if (!description.querySelector("input")) {
      description.textContent = artifact.description;
      description.hidden = !artifact.description;
    }
    edit.hidden = !isOwn || kept.view === "History" || Boolean(editor) || Boolean(conflicting);
  }

  /** A field in the place of what it changes: Enter keeps, Escape leaves it. */
  function rewrite(field, place, was) {
    place.hidden = false;
    let done = false;
    const end = async (keeps) => {
      if (done) return;
      done = true;
      const value = input.value.trim();
      input.remove();
      tell();
      place.querySelector("button")?.focus();
      if (!keeps || value === was || (field === "title" && !value)) return;
      const {saved} = await session.change({type: "update_artifact", artifactId: artifact.id, updates: {[field]: value}});
      saved.catch(() => {});
    };
    const input = h("input", {class: "field", value: was, maxlength: "1000", "aria-label": field === "title" ? "Title" : "Description",
      onblur: () => end(true), onkeydown: (event) => {
        if (event.key === "Enter") end(true);
        if (event.key === "Escape") { event.stopPropagation(); end(false); }
      }});
    place.replaceChildren(input);
    input.select();
    input.focus();
  }

  function choose(name) {
    kept.view = name;
    leaveEditor();
    show();
  }

  function show() {
    view?.stop?.();
    view = null;
    shown = artifact;
    for (const button of segments.children) button.setAttribute("aria-pressed", String(button.textContent === kept.view));
    if (conflicting) body.replaceChildren();
    else {
      view = {Preview: previewView, Code: codeView, History: historyView}[kept.view](app, artifact);
      body.replaceChildren(view.element);
    }
    tell();
  }

  async function startEditing(draft) {
    draft ??= await unsaved(app, artifact);
    view?.stop?.();
    view = null;
    offer.hidden = true;
    kept.view = "Code";
    kept.editing = true;
    editor = editorView(app, artifact, draft, () => { leaveEditor(); show(); edit.focus(); });
    for (const button of segments.children) button.setAttribute("aria-pressed", String(button.textContent === "Code"));
    body.replaceChildren(editor.element);
    tell();
    editor.focus();
  }

  function leaveEditor() {
    editor?.leave();
    editor = null;
    kept.editing = false;
  }

  /** Edits of an earlier visit, of another tab, of before a crash. */
  async function offerDraft() {
    const draft = await unsaved(app, artifact);
    if (!draft || editor) return;
    if (kept.editing) return startEditing(draft);
    offer.replaceChildren(
      h("span", {}, `Unsaved edits of ${ago.format(draft.at)}, based on version ${draft.base}, are on this device.`),
      h("button", {type: "button", class: "button", onclick: () => startEditing(draft)}, "Continue editing"),
      h("button", {type: "button", class: "button quiet", onclick: async () => {
        await forgetDraft(app, artifact);
        offer.hidden = true;
        toast("The edits are discarded.", {label: "Undo", run: () => startEditing(draft)});
      }}, "Discard"));
    offer.hidden = false;
  }

  function meet() {
    const found = conflictOf(session, artifact.id);
    if (found?.id === conflicting?.id && found?.theirs === conflicting?.theirs) return;
    conflicting = found;
    conflict.replaceChildren(...found ? [conflictView(session, found, (text, theirs) => {
      artifact = theirs;
      startEditing({text, base: theirs.version, baseText: theirs.content, at: Date.now()});
    })] : []);
    if (found) leaveEditor();
    if (!editor) show();
  }

  kept.view = views.includes(kept.view) ? kept.view : views[0];
  meet();
  if (!shown) show();
  if (isOwn) offerDraft();

  return {
    element,
    update(next) {
      artifact = next;
      meet();
      if (editor) editor.update(next);
      else if (kept.view === "History") view?.update(next);
      else if (next.content !== shown.content || next.type !== shown.type || next.language !== shown.language) show();
      tell();
    },
    /** Stops what runs; whether something is being edited. */
    leave() {
      view?.stop?.();
      return editor?.leave() ?? false;
    },
    editing: () => editor !== null,
  };
}
