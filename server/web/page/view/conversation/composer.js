// Where messages are written. What is typed stays on the device until it is sent.

import {h, iconButton} from "../dom.js";
import {Attachments} from "./attachments.js";
import {intentHint} from "./hint.js";
import {fit, sends} from "./typing.js";

export class Composer {
  /** @param {() => import("./talk.js").Talk} talk */
  constructor(app, talk) {
    this.app = app;
    this.talk = talk;
    this.unkept = new Map(); // drafts by their session
    this.kept = Promise.resolve();
    this.attachments = new Attachments(() => this.update());
    this.hint = intentHint(() => app.client);
    this.field = h("textarea", {rows: "1", "aria-label": "Message", placeholder: "Write a message",
      enterkeyhint: "send", oninput: () => this.#typed()});
    this.sendButton = iconButton("send", "Send", null, {class: "icon-button send", type: "submit"});
    this.stopButton = iconButton("stop", "Stop the reply", () => this.talk().stop(),
      {class: "icon-button stop", hidden: true});
    const row = h("div", {class: "composer-row"}, this.attachments.button, this.attachments.input, this.hint.element,
      h("span", {class: "grow"}), this.stopButton, this.sendButton);
    this.form = h("form", {class: "composer", "aria-label": "New message", hidden: true},
      this.attachments.element, this.field, row);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    this.form.addEventListener("click", (event) => event.target === this.form && this.field.focus());
    this.closed = h("p", {class: "reading-only", hidden: true});
    this.element = h("div", {class: "composer-place"}, this.form, this.closed);
  }

  /** Another session is shown: its draft takes the place of this one's. */
  async open(session) {
    this.#keep();
    this.name = session.id;
    this.field.value = "";
    this.attachments.clear();
    this.hint.consider("");
    this.update();
    fit(this.field);
    await this.kept;
    const draft = await this.app.client.draft(session.id).catch(() => "");
    if (this.name !== session.id || this.field.value !== "") return; // something was typed meanwhile
    this.field.value = draft ?? "";
    fit(this.field);
    this.update();
  }

  focus() {
    if (!matchMedia("(hover: none) and (pointer: coarse)").matches) this.field.focus({preventScroll: true});
  }

  /** Follows the session: who may write, and whether a reply is being written. */
  update() {
    const talk = this.talk();
    if (!talk) return;
    const busy = Boolean(talk.running);
    const focused = document.activeElement;
    this.stopButton.hidden = !busy;
    this.sendButton.hidden = busy;
    if (focused === this.stopButton && !busy) this.field.focus();
    this.sendButton.disabled = this.#empty;
    this.form.hidden = !talk.canWrite;
    this.closed.hidden = talk.canWrite;
    this.closed.textContent = talk.view.deleted
      ? "This session is deleted. Restore it from the list to go on."
      : "You are reading somebody else's session. Only its owner can write in it.";
  }

  /** Puts a text into the field, to be changed before it is sent. */
  fill(text) {
    this.field.value = text;
    this.#typed();
    this.field.focus();
  }

  get #empty() {
    return this.field.value.trim() === "" && this.attachments.files.length === 0;
  }

  #typed() {
    fit(this.field);
    this.sendButton.disabled = this.#empty;
    this.hint.consider(this.field.value);
    this.#keep();
  }

  /** Keeps the draft with each letter, since a page that is left has no time for it; one write at a time. */
  #keep() {
    if (this.name === undefined) return;
    const waits = this.unkept.size > 0;
    this.unkept.set(this.name, this.field.value);
    if (!waits) this.kept = this.kept.then(() => this.#write());
  }

  async #write() {
    const texts = [...this.unkept];
    this.unkept.clear();
    for (const [name, text] of texts) await this.app.client.keepDraft(name, text).catch(() => {});
  }

  #pressed(event) {
    const talk = this.talk();
    if (sends(event)) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape" && talk.running) {
      talk.stop();
    } else if (event.key === "ArrowUp" && this.field.value === "" && !talk.running) {
      const last = talk.view.messages.findLast((message) => message.role === "user");
      if (!last) return;
      event.preventDefault();
      talk.edit(last);
    }
  }

  async #send() {
    const talk = this.talk();
    if (this.#empty || talk.running || this.sending) return;
    const text = this.field.value;
    this.sending = true; // until it is kept on the device
    const sent = await talk.send(text, this.attachments.files);
    this.sending = false;
    if (!sent) return; // it was said why; the text stays to be sent again
    if (this.field.value === text) this.field.value = "";
    this.attachments.clear();
    this.hint.consider("");
    fit(this.field);
    this.#keep();
    this.update();
  }
}
