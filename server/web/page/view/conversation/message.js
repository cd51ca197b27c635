// One message: who said it, what was said, what it made, and what can be done with it.

import {h} from "../dom.js";
import {attribute, fences, sections} from "./blocks.js";
import {card, liveCard} from "./cards.js";
import {frameCode, offerArtifact, unframed} from "./code.js";
import {Growth} from "./growth.js";
import {exchange, nodes} from "./html.js";
import {notes} from "./notes.js";
import {fileElement, fold, partElement} from "./parts.js";
import {toolbar} from "./toolbar.js";

const SPEAKERS = {user: "You", assistant: "Assistant", system: "System", tool: "Tool"};

export class MessageView {
  /** @param {import("./talk.js").Talk} talk */
  constructor(talk, message) {
    this.talk = talk;
    this.message = message;
    this.near = false;
    this.rendered = null; // the message whose rendering is shown
    this.growth = null;
    this.live = new Map();
    this.name = h("h3", {class: "hidden"});
    this.body = h("div", {class: "body"});
    this.cards = h("div", {class: "cards", hidden: true});
    this.notes = h("div", {class: "notes"});
    this.tools = h("div", {class: "tools"});
    this.article = h("article", {}, this.name, this.body, this.cards, this.notes, this.tools);
    this.element = h("li", {class: `message ${message.role}`, id: `message-${message.id}`, tabindex: "-1"},
      this.article);
    this.attached = null;
  }

  /**
   * Shows the message as it is now.
   *
   * @param {import("../../client.js").Message} message
   * @param {{artifacts: any[], alternatives: string[]|undefined, waiting: boolean, refused: any, busy: boolean,
   *   last: boolean, changed: boolean}} around `changed`: whether artifacts are others than last time
   */
  update(message, around) {
    const before = this.message;
    const first = this.around === undefined;
    this.message = message;
    this.around = around;
    this.name.textContent = SPEAKERS[message.role] ?? message.role;
    this.element.classList.toggle("waiting", around.waiting);
    this.element.classList.toggle("last", around.last);
    this.element.classList.toggle("branched", around.alternatives !== undefined);
    if (message.status === "streaming") this.#grow();
    else if (this.growth) this.#finish();
    else if (first || before.content !== message.content || before.parts !== message.parts) this.#say();
    else if (around.changed && this.near) this.#match();
    if (this.near) this.#dressed();
  }

  /** It came near to what is seen: now its Markdown is worth being rendered, and its buttons being made. */
  dress() {
    if (this.near) return;
    this.near = true;
    this.#dressed();
    if (!this.growth) this.render();
  }

  /** More of a reply has come. */
  more() {
    this.growth?.more();
  }

  /** Its live artifacts have changed. */
  made() {
    const reply = this.talk.reply(this.message.id);
    if (!reply) return;
    for (const artifact of reply.artifacts) {
      let found = this.live.get(artifact.index);
      if (!found) {
        found = liveCard(() => this.talk.showLive(this.message.id, artifact.index));
        this.live.set(artifact.index, found);
        this.cards.append(found.element);
        this.cards.hidden = false;
      }
      found.update(artifact);
    }
  }

  /** Where the text is as it was written, because it could not be rendered then. */
  get plain() {
    return this.near && !this.growth && this.rendered !== this.message;
  }

  #grow() {
    if (this.growth) return;
    const id = this.message.id;
    this.near = true;
    this.growth = new Growth(this.body, (text) => this.talk.render(text), () => this.talk.reply(id));
    this.made();
  }

  async #finish() {
    this.growth.end();
    this.growth = null;
    await this.render();
  }

  /** Plain text, until it is worth more. */
  #say() {
    if (this.near) {
      this.render();
      return;
    }
    this.body.replaceChildren(...this.#pieces().map((piece) =>
      piece.kind === "prose" ? h("div", {class: "plain"}, piece.text.trim()) : piece.element()));
  }

  /** Puts the server's rendering in the place of plain text. */
  async render() {
    const message = this.message;
    const pieces = this.#pieces();
    const html = await Promise.all(pieces.map((piece) =>
      piece.kind === "prose" && piece.text.trim() !== "" ? this.talk.render(piece.text) : ""));
    if (message !== this.message && message.content !== this.message.content) return; // another rendering is on its way
    if (this.growth) return;
    const fresh = pieces.flatMap((piece, at) => {
      if (piece.kind !== "prose") return [piece.element()];
      return html[at] === null ? [h("div", {class: "plain"}, piece.text.trim())] : nodes(html[at]);
    });
    if (!html.includes(null)) this.rendered = this.message;
    this.#keepOpen(fresh);
    exchange(this.body, fresh, unframed);
    this.#frame();
    this.#match();
  }

  /** What is folded out stays so. */
  #keepOpen(fresh) {
    const old = [...this.body.querySelectorAll(":scope > details")];
    const later = fresh.filter((node) => node.nodeName === "DETAILS");
    later.forEach((node, at) => { node.open = old[at]?.open ?? false; });
  }

  #frame() {
    const said = fences(this.#pieces().map((piece) => piece.text ?? "").join("\n"));
    const all = [...this.body.querySelectorAll("pre.code")];
    const known = said.length === all.length;
    all.forEach((pre, at) => {
      if (!pre.parentElement.classList.contains("code-block")) frameCode(pre, known ? said[at] : undefined);
    });
  }

  /** Brings code, tags and cards together with the artifacts that they became. */
  #match() {
    const show = (id) => this.talk.app.showArtifact(id);
    const {artifacts} = this.around;
    for (const frame of this.body.querySelectorAll(".code-block")) {
      const text = frame.lastChild.textContent.trim();
      const title = frame.querySelector(".code-name").textContent;
      offerArtifact(frame, artifacts.find((one) => one.content.trim() === text)
        ?? this.talk.artifacts.find((one) => one.title === title), show);
    }
    const tagged = this.#pieces().filter((piece) => piece.kind === "artifact").map((piece) => piece.artifact);
    const mine = [...new Set([...artifacts, ...tagged.filter(Boolean)])];
    this.live.clear();
    this.cards.replaceChildren(...mine.map((one) => card(one, show)));
    this.cards.hidden = mine.length === 0;
  }

  #pieces() {
    const {content, parts} = this.message;
    if (parts.length === 0) return this.#prose(content);
    return parts.flatMap((part) => {
      if (part.type === "text") return this.#prose(part.text);
      const element = partElement(part);
      return element ? [{kind: "part", element: () => element}] : [];
    });
  }

  #prose(text) {
    return sections(text).map((section) => section.kind === "prose" ? section : this.#tag(section.text));
  }

  #tag(text) {
    const title = attribute(text, "title");
    const identifier = attribute(text, "identifier");
    const artifact = this.talk.artifacts.find((one) => (identifier && one.metadata?.identifier === identifier)
      || (title && one.title === title));
    // What became no artifact, because it was broken off, must not get lost.
    const inside = text.replace(/^\s*<[^>]*>?/, "").replace(/<\/\w+>\s*$/, "").trim();
    const lost = () => fold("data", `Unfinished: ${title || "an artifact"}`, h("pre", {class: "plain", tabindex: "0"}, inside));
    return {kind: "artifact", artifact, element: () => artifact || inside === "" ? h("span", {hidden: true}) : lost()};
  }

  /** Makes what stands around the text, where it is not what it was. */
  #dressed() {
    const {status, active, attachments, content} = this.message;
    const {alternatives, waiting, refused, busy, last} = this.around;
    const saved = this.talk.reply(this.message.id)?.saved;
    const now = [status, active, content, attachments, alternatives?.join(), waiting, refused, busy, last, saved,
      this.talk.canWrite];
    if (this.dressedFor?.every((one, at) => one === now[at])) return;
    this.dressedFor = now;
    this.#attach();
    const {activeElement} = document;
    const focused = this.tools.contains(activeElement) ? activeElement.getAttribute("aria-label") : null;
    this.tools.replaceChildren(...toolbar(this.talk, this.message, this.around));
    this.notes.replaceChildren(...notes(this.talk, this.message, this.around));
    if (focused) (this.tools.querySelector(`[aria-label="${focused}"]:not(:disabled)`) ?? this.element).focus();
    this.article.setAttribute("aria-busy", String(status === "streaming"));
  }

  #attach() {
    const {attachments} = this.message;
    if (attachments === this.attached || (attachments.length === 0 && !this.attached)) return;
    this.attached = attachments;
    this.files?.remove();
    const files = attachments.filter((one) => one && typeof one === "object");
    this.files = h("div", {class: "files"}, ...files.map(fileElement));
    this.body.before(this.files);
  }
}
