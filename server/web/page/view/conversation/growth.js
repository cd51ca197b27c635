// A reply as it grows. What is finished is rendered by the server and appended; the rest is text and nothing else, so
// that a stream can't run anything, and a piece costs no more in a long reply than in a short one.

import {h} from "../dom.js";
import {Blocks, described} from "./blocks.js";
import {codeHeader, frameCode} from "./code.js";
import {nodes} from "./html.js";
import {fold} from "./parts.js";

const PIECE = 4_000; // characters of text that are laid out together
const PAUSE = 120; // milliseconds between two requests for HTML
const OPENING = /^ {0,3}(?:`{1,2}$|~{1,2}$|```|~~~|<[a-z]{0,12}$|<(?:ant|lobe|bolt)?artifact)/i;
const CLOSING = /^[ \t]*(?:`+|~+)[ \t]*$/;

export class Growth {
  /**
   * @param {Element} body
   * @param {(text: string) => Promise<string|null>} render
   * @param {() => import("../../client.js").Reply|undefined} reply
   */
  constructor(body, render, reply) {
    Object.assign(this, {body, render, reply});
    this.blocks = new Blocks();
    this.taken = 0;
    this.thought = 0;
    this.shown = 0;
    this.kind = "prose";
    this.frame = null;
    this.over = false;
    this.unrendered = [];
    this.rendering = false;
    this.tail = new Tail();
    this.calls = new Map();
    this.waiting = h("div", {class: "thinking", "aria-hidden": "true"}, h("i"), h("i"), h("i"));
    body.replaceChildren(this.tail.element, this.waiting);
    this.#take();
  }

  /** More has come: shown with the next frame. */
  more() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.over) this.#take();
    });
  }

  /** The reply is finished: what was shown stays until its whole rendering is there. */
  end() {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.over = true;
    this.waiting.remove();
    this.tail.element.classList.remove("growing");
  }

  #take() {
    const reply = this.reply();
    if (!reply) return;
    this.#think(reply.reasoning ?? "");
    if (reply.text.length > this.taken) this.#grow(reply.text);
    for (const call of reply.calls ?? []) this.#call(call);
    this.waiting.hidden = this.kind === "artifact" || this.tail.into.hasChildNodes(); // those show that it is written
  }

  /** A call that grows below the text, folded in as it will be once it is whole. */
  #call({id, toolName, input, done}) {
    let shown = this.calls.get(id);
    if (!shown) {
      shown = {label: h("span"), input: h("pre", {class: "json", tabindex: "0"})};
      this.calls.set(id, shown);
      this.waiting.before(fold("tool", shown.label, shown.input));
    }
    shown.label.textContent = `${done ? "Called" : "Calling"} ${toolName}`;
    shown.input.textContent = input;
  }

  #think(reasoning) {
    if (reasoning.length <= this.thought) return;
    if (!this.thoughts) {
      this.thoughts = new Tail();
      this.thoughts.element.className = "plain";
      this.body.prepend(fold("reasoning", "Reasoning", this.thoughts.element));
    }
    this.thoughts.append(reasoning.slice(this.thought));
    this.thought = reasoning.length;
  }

  #grow(text) {
    const finished = this.blocks.feed(text.slice(this.taken));
    this.taken = text.length;
    for (const block of finished) this.#finish(block);
    if (finished.length > 0 || this.kind !== this.blocks.kind) this.#begin();
    this.#show();
  }

  #finish({kind, text}) {
    if (kind === "artifact") return; // it has a card
    const element = kind === "code" ? plainCode(text) : h("div", {class: "plain"}, text.trimEnd());
    this.tail.element.before(element);
    this.unrendered.push({element, text});
    this.#renderFinished();
  }

  #begin() {
    const old = this.tail.element;
    this.kind = this.blocks.kind;
    this.shown = 0;
    this.tail = this.kind === "code" ? new CodeTail(described(this.blocks.info)) : new Tail();
    this.tail.element.hidden = this.kind === "artifact";
    old.replaceWith(this.tail.element);
  }

  #show() {
    if (this.kind === "artifact") return; // its card grows
    const rest = this.blocks.rest;
    const from = Math.max(this.shown, this.kind === "code" ? rest.indexOf("\n") + 1 : 0);
    // A line that may become a fence or a tag waits until that is decided, rather than to appear and vanish.
    const undecided = this.kind === "code" ? CLOSING : OPENING;
    const held = undecided.test(this.blocks.line) ? this.blocks.line.length : 0;
    const end = rest.length - held;
    if (end <= from) return;
    this.tail.append(rest.slice(from, end));
    this.shown = end;
  }

  async #renderFinished() {
    if (this.rendering) return;
    this.rendering = true;
    while (this.unrendered.length > 0 && !this.over) {
      const batch = this.unrendered.splice(0);
      const html = await Promise.all(batch.map(({text}) => this.render(text)));
      if (this.over) return;
      batch.forEach(({element, text}, at) => html[at] !== null && this.#replace(element, html[at], text));
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    this.rendering = false;
  }

  #replace(element, html, text) {
    const fresh = nodes(html);
    element.replaceWith(...fresh);
    for (const node of fresh) {
      if (node.nodeType === Node.ELEMENT_NODE && node.matches("pre.code")) {
        frameCode(node, described(text.split("\n", 1)[0].replace(/^[\s`~]+/, "")));
      }
    }
  }
}

/** Text that only grows, in pieces, so that a frame lays out the last one and no other. */
class Tail {
  constructor() {
    this.element = h("div", {class: "plain tail growing"});
    this.into = this.element;
    this.text = null;
  }

  append(text) {
    if (this.text && this.text.length > PIECE) {
      const line = text.indexOf("\n") + 1;
      if (line > 0) {
        this.text.appendData(text.slice(0, line - 1)); // the break between two pieces is that of their boxes
        this.text = null;
        text = text.slice(line);
      }
    }
    if (!this.text) {
      this.text = document.createTextNode("");
      this.into.append(h("span", {class: "piece"}, this.text));
    }
    this.text.appendData(text);
  }
}

class CodeTail extends Tail {
  constructor({language, title}) {
    super();
    this.into = h("code");
    const pre = h("pre", {class: "code", tabindex: "0"}, this.into);
    this.element = h("div", {class: "code-block tail growing"},
      codeHeader(language, title, () => pre.textContent), pre);
  }
}

function plainCode(text) {
  const lines = text.trimEnd().split("\n");
  const {language, title} = described(lines[0].replace(/^[\s`~]+/, ""));
  const pre = h("pre", {class: "code", tabindex: "0"}, h("code", {}, lines.slice(1, -1).join("\n")));
  return h("div", {class: "code-block"}, codeHeader(language, title, () => pre.textContent), pre);
}
