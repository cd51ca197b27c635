// What can be done with a message, in a row beneath it.

import {dialog, h, iconButton} from "../dom.js";
import {copyButton} from "./copy.js";

/** @returns {Element[]} */
export function toolbar(talk, message, {alternatives, busy, waiting}) {
  if (message.status === "streaming") return [];
  const write = talk.canWrite && !busy && !waiting && message.active;
  const buttons = [
    copyButton(() => message.content, "Copy message"),
    write && message.role === "user" && iconButton("edit", "Edit as a new branch", () => talk.edit(message)),
    write && message.role === "assistant" && iconButton("refresh", "Ask again", () => talk.regenerate(message)),
    talk.canWrite && !waiting && iconButton("fork", "Go on from here in a new session", () => talk.fork(message)),
    write && iconButton("delete", "Delete message", () => remove(talk, message)),
  ];
  return [alternatives && branches(talk, message, alternatives, busy), ...buttons].filter(Boolean);
}

function branches(talk, message, alternatives, busy) {
  const at = alternatives.indexOf(message.id);
  const to = (step) => () => talk.switchTo(alternatives[at + step]);
  const off = busy || !talk.canWrite;
  return h("span", {class: "branches", role: "group", "aria-label": "Versions of this message"},
    iconButton("back", "Version before", to(-1), {disabled: off || at === 0}),
    h("span", {}, `${at + 1}/${alternatives.length}`),
    iconButton("next", "Version after", to(1), {disabled: off || at === alternatives.length - 1}));
}

async function remove(talk, message) {
  const sure = await dialog("Delete this message?",
    [h("p", {}, "It leaves the conversation for good. What was said after it stays.")],
    [{value: "", label: "Keep it", class: "button"}, {value: "delete", label: "Delete", class: "button danger"}]);
  if (sure === "delete") talk.change({type: "delete_messages", messageIds: [message.id]});
}
