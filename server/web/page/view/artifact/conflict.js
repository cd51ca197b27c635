// An edit and another one met: both side by side, and the three ways out.

import {h, toast} from "../dom.js";
import {diffView} from "./diff.js";
import {compareLines} from "./lines.js";

const FIELDS = {title: "Title", description: "Description", type: "Type", language: "Language"};

/** The conflict of an artifact that waits in the outbox, or null. */
export function conflictOf(session, id) {
  return session.outbox.find((waiting) => waiting.state === "conflict" && waiting.command.artifactId === id) ?? null;
}

/** @param {(text: string, theirs: any) => void} onedit goes on by hand, from their version with one's own text */
export function conflictView(session, waiting, onedit) {
  const {theirs, command} = waiting;
  const mine = command.updates ?? {};
  const trouble = h("p", {class: "notice bad", role: "alert", hidden: true});
  const buttons = h("div", {class: "buttons"},
    theirs && button("Merge both", "merge", "button main"), button("Keep mine", "mine"), button("Keep theirs", "theirs"),
    theirs && mine.content !== undefined && h("button", {type: "button", class: "button", onclick: byHand}, "Edit by hand"));

  function button(label, how, look = "button") {
    return h("button", {type: "button", class: look, onclick: () => resolve(how)}, label);
  }

  async function resolve(how) {
    for (const one of buttons.children) one.disabled = true;
    try {
      await session.resolve(waiting.id, how);
      if (how === "merge" && session.outbox.some(({id, state}) => id === waiting.id && state === "conflict")) fail();
    } catch (error) {
      fail(error.code === "conflict" ? undefined : error.message);
    }
    for (const one of buttons.children) one.disabled = false;
  }

  function fail(words = "Both changed the same lines, so they can't be merged by themselves. Keep one of them, or edit by hand.") {
    trouble.textContent = words;
    trouble.hidden = false;
  }

  async function byHand() {
    await session.resolve(waiting.id, "theirs");
    onedit(mine.content, theirs);
    toast("This is your text, based on their version. Save it when it is right.");
  }

  const version = theirs ? `version ${theirs.version}` : "their change";
  return h("section", {class: "conflict", "aria-label": "Conflict"},
    h("h3", {}, "Two edits met"),
    h("p", {}, theirs ? `While you edited version ${waiting.baseVersion ?? "before"}, somebody else saved ${version}. Nothing is lost: choose what stays.`
      : "It was deleted elsewhere while you edited it. Keep mine brings it back."),
    buttons, trouble,
    ...Object.entries(FIELDS).filter(([field]) => theirs && mine[field] !== undefined && mine[field] !== theirs[field])
      .map(([field, name]) => h("p", {class: "field-change"}, `${name}: `, h("del", {}, theirs[field] || "empty"), " → ", h("ins", {}, mine[field] || "empty"))),
    theirs && mine.content !== undefined && diffView(compareLines(theirs.content, mine.content),
      {label: "Their version and yours", names: [`theirs (${version})`, "yours"]}));
}
