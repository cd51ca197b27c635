// The editor of an artifact's content: a plain textarea with line numbers, whose unsaved text is kept on the device.

import {announce, h} from "../dom.js";
import {numbersOf} from "./code.js";
import {diffView} from "./diff.js";
import {compareLines} from "./lines.js";
import {oneAtATime} from "../turns.js";

export function draftName(session, id) {
  return `artifact/${session.id}/${id}`;
}

/** What was typed and not saved: `{text, base, baseText, at}`, or null. */
export async function unsaved(app, artifact) {
  try {
    const found = JSON.parse(await app.client.draft(draftName(app.session, artifact.id)) || "null");
    return found && found.text !== artifact.content ? found : null;
  } catch {
    return null;
  }
}

export function forgetDraft(app, artifact) {
  return app.client.keepDraft(draftName(app.session, artifact.id), "");
}

/**
 * @param {{text: string, base: number, baseText: string} | null} draft where the editing goes on from
 * @param {() => void} onclose back to reading
 */
export function editorView(app, artifact, draft, onclose) {
  const {client, session} = app;
  let current = artifact;
  let base = draft?.base ?? artifact.version;
  let baseText = draft?.baseText ?? artifact.content;
  let escaped = false;
  let over = false;
  let lines = 0;

  const numbers = h("div", {class: "numbers", "aria-hidden": "true"});
  const text = h("textarea", {
    class: "editor-text", value: draft?.text ?? artifact.content, "aria-label": `Code of ${artifact.title}`, spellcheck: "false",
    autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-describedby": "editor-hint",
    oninput: changed, onkeydown: pressed, onscroll: () => { numbers.scrollTop = text.scrollTop; },
  });
  const state = h("span", {class: "faint state"});
  const saveButton = h("button", {type: "button", class: "button main", onclick: () => save().then((done) => done && close())}, "Save");
  const newer = h("div", {class: "notice newer", role: "status", hidden: true});
  const element = h("div", {class: "editor"}, newer,
    h("div", {class: "editor-body"}, numbers, text),
    h("div", {class: "editor-bar"},
      h("span", {id: "editor-hint", class: "faint hint"}, "Tab indents. Press Esc, then Tab to leave. Ctrl+S saves."),
      state, h("button", {type: "button", class: "button", onclick: cancel}, "Cancel"), saveButton));
  /** Keeps the draft, with each letter: a page that is left has no time for it. */
  const keep = oneAtATime(() => {
    const told = isChanged() && !over ? JSON.stringify({text: text.value, base, baseText, at: Date.now()}) : "";
    return client.keepDraft(draftName(session, artifact.id), told);
  });
  count();
  tell();

  function count() {
    const now = text.value.split("\n").length;
    if (now !== lines) numbers.textContent = numbersOf(`${text.value} `) + "\n\n\n";
    lines = now;
  }

  function isChanged() {
    return text.value !== current.content;
  }

  function tell() {
    state.textContent = isChanged() ? `Edited, from version ${base}` : `Version ${base}`;
    saveButton.disabled = !isChanged();
  }

  function changed() {
    count();
    tell();
    keep();
  }

  function pressed(event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (isChanged()) save();
    } else if (event.key === "Escape") {
      // The next Tab leaves: whoever has no mouse must get out of here.
      escaped = true;
      event.stopPropagation();
      announce("Tab now leaves the editor.");
    } else if (event.key === "Tab" && !escaped && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      indent(event.shiftKey);
    } else if (event.key !== "Shift") escaped = false;
  }

  /** By execCommand, which alone keeps the browser's own undo. */
  function indent(back) {
    const {selectionStart: from, selectionEnd: to, value} = text;
    const start = value.lastIndexOf("\n", from - 1) + 1;
    if (!back && !value.slice(from, to).includes("\n")) return void document.execCommand("insertText", false, "  ");
    const block = value.slice(start, to);
    const moved = back ? block.replace(/^( {1,2}|\t)/gm, "") : block.replace(/^(?=.)/gm, "  ");
    if (moved === block) return;
    text.setSelectionRange(start, to);
    document.execCommand("insertText", false, moved);
    text.setSelectionRange(start, start + moved.length);
  }

  async function save() {
    const content = text.value;
    await keep();
    const {saved} = await session.change({type: "update_artifact", artifactId: artifact.id, updates: {content}}, {baseVersion: base});
    // What waits is in the outbox now, which outlives the page: the draft is not needed any more. A refusal is told by the status.
    saved.catch(() => {});
    baseText = content;
    current = {...current, content};
    base = session.view.artifacts.find(({id}) => id === artifact.id)?.version ?? base;
    await keep();
    newer.hidden = true;
    tell();
    return true;
  }

  async function cancel() {
    over = true;
    await keep();
    onclose();
  }

  function close() {
    onclose();
  }

  /** Another version has come: by this editor, or by somebody else. */
  function update(next) {
    current = next;
    const same = next.content === baseText || next.content === text.value;
    if (same) {
      base = next.version;
      baseText = next.content;
      newer.hidden = true;
    } else if (next.version !== base) {
      const changes = h("div", {});
      newer.replaceChildren(
        h("span", {}, `Version ${next.version} came from elsewhere; your edit is based on version ${base}. Saving will compare both.`),
        h("button", {type: "button", class: "button", onclick: (event) => {
          event.target.remove();
          changes.append(diffView(compareLines(baseText, next.content), {label: "What changed elsewhere",
            names: [`version ${base}`, `version ${next.version}`]}));
        }}, "See what changed"), changes);
      newer.hidden = false;
    }
    tell();
  }

  return {
    element, update,
    focus: () => text.focus({preventScroll: true}),
    /** Whether there is anything that is not saved; it is kept as it is typed. */
    leave: isChanged,
  };
}
