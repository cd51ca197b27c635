// What a session looks like before its first message.

import {h} from "../dom.js";

const SUGGESTIONS = [
  ["Build a counter", "A React component, with a preview", "Write a counter component"],
  ["Compare in a table", "Ways to keep the history of a chat", "A table that compares ways to keep chat history"],
  ["Plan a launch", "A document, to edit in place", "Write a launch plan as a document"],
  ["Draw a diagram", "The way of a message, as a flowchart", "Draw a diagram of the way of a message"],
];

/** @param {(text: string) => void} send */
export function emptyState(send) {
  return h("div", {class: "empty"},
    h("h2", {}, "What shall we make?"),
    h("p", {}, "Code, tables and documents open beside the conversation as they are written. Every version is kept."),
    h("ul", {class: "suggestions"}, ...SUGGESTIONS.map(([title, words, text]) => h("li", {},
      h("button", {type: "button", class: "suggestion", onclick: () => send(text)},
        h("strong", {}, title), h("span", {}, words))))));
}
