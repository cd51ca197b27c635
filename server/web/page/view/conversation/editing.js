// Editing an earlier message: what it becomes begins a new branch beside it, and the old one stays readable.

import {h} from "../dom.js";
import {fit, sends} from "./typing.js";

/**
 * @param {import("./talk.js").Talk} talk
 * @param {import("./message.js").MessageView} view
 * @param {import("../../client.js").Message} message
 */
export function editMessage(talk, view, message) {
  if (view.element.classList.contains("editing")) return;
  const text = h("textarea", {class: "field", "aria-label": "Edit the message", rows: "1", value: message.content,
    oninput: () => fit(text)});
  const save = () => {
    if (text.value.trim() === "") return;
    leave();
    if (text.value === message.content) return;
    talk.send(text.value, message.attachments, {insteadOf: message.id});
  };
  const form = h("form", {class: "edit", onsubmit: (event) => { event.preventDefault(); save(); }}, text,
    h("div", {class: "buttons"}, h("span", {class: "hint"}, "The conversation goes on from here on a new branch."),
      h("button", {type: "button", class: "button", onclick: () => leave()}, "Cancel"),
      h("button", {class: "button main"}, "Send")));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.target === text && sends(event)) {
      event.preventDefault();
      save();
    }
  });
  const leave = () => {
    form.remove();
    view.element.classList.remove("editing");
    view.element.focus({preventScroll: true});
  };
  view.element.classList.add("editing");
  view.body.before(form);
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  fit(text);
}
