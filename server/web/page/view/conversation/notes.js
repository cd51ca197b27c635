// What is to be said about a message: that it waits, that it was broken off, and what to do about it.

import {h} from "../dom.js";

/** @returns {Element[]} */
export function notes(talk, message, {waiting, refused, last, busy}) {
  const found = [];
  if (refused) found.push(refusal(talk, refused));
  else if (waiting) found.push(h("p", {class: "note late"}, "Waiting to be sent. It is kept on this device."));
  if (message.status === "failed") found.push(failure(talk, message));
  if (message.status === "interrupted") {
    found.push(note("", "This reply was stopped before its end.", talk.canWrite && message.active && !busy
      && action("Ask again", () => talk.regenerate(message))));
  }
  if (message.status === "streaming" && talk.reply(message.id)?.saved === false) {
    found.push(note("warn", "Not saved yet: the server can't write at the moment. It goes on trying."));
  }
  if (last && message.role === "user" && !waiting && !refused && !busy && talk.canWrite) {
    found.push(note("late", "There is no reply to this message.",
      action("Ask for one", () => talk.regenerate(message))));
  }
  return found;
}

function failure(talk, message) {
  const error = message.metadata?.error;
  const again = talk.canWrite && message.active && action("Try again", () => talk.regenerate(message));
  return note("bad", error?.message ?? "The model failed before the end of its reply.", again);
}

function refusal(talk, waiting) {
  const words = waiting.error?.message ?? "The server refused this message.";
  return note("bad", `Not sent. ${words}`,
    action("Send again", () => talk.session.retry(waiting.id)),
    action("Discard", () => talk.session.discard(waiting.id)));
}

function note(kind, words, ...actions) {
  return h("p", {class: `note ${kind}`}, h("span", {}, words), ...actions);
}

function action(label, onclick) {
  return h("button", {type: "button", class: "link", onclick}, label);
}
