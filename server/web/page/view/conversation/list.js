// The messages as elements: those at the end at once, the earlier ones when there is time. What is near is rendered.

import {h} from "../dom.js";
import {MessageView} from "./message.js";

const FIRST = 30;
const MORE = 40;
const NEAR = "1200px 0px";

export class List {
  /**
   * @param {import("./talk.js").Talk} talk
   * @param {Element} root what scrolls
   */
  constructor(talk, root) {
    this.talk = talk;
    this.element = h("ol", {class: "messages", "aria-label": "Messages", "aria-live": "off"});
    this.views = new Map();
    this.messages = [];
    this.first = 0;
    this.idle = null;
    this.observer = new IntersectionObserver((entries) => {
      for (const {isIntersecting, target} of entries) {
        if (!isIntersecting) continue;
        this.observer.unobserve(target);
        this.byElement.get(target)?.dress();
      }
    }, {root, rootMargin: NEAR});
    this.byElement = new WeakMap();
  }

  /**
   * @param {readonly import("../../client.js").Message[]} messages
   * @param {(message: any, last: boolean) => object} around see `MessageView.update`
   */
  show(messages, around) {
    this.around = around;
    const begin = this.messages[this.first]?.id;
    const found = begin === undefined ? -1 : messages.findIndex((message) => message.id === begin);
    this.first = found === -1 ? Math.max(0, messages.length - Math.max(FIRST, this.views.size)) : found;
    this.messages = messages;
    this.#build();
    this.#later();
  }

  view(id) {
    return this.views.get(id);
  }

  /** Makes sure that a message is there, and returns its element. */
  reach(id) {
    const at = this.messages.findIndex((message) => message.id === id);
    if (at === -1) return null;
    if (at < this.first) {
      this.first = Math.max(0, at - 5);
      this.#build();
    }
    return this.views.get(id).element;
  }

  /** What could not be rendered before is tried once more. */
  retry() {
    for (const view of this.views.values()) if (view.plain) view.render();
  }

  close() {
    this.observer.disconnect();
    if (this.idle !== null) cancelLater(this.idle);
    this.closed = true;
  }

  #build() {
    const shown = this.messages.slice(this.first);
    const stays = new Set(shown.map((message) => message.id));
    for (const [id, view] of this.views) {
      if (stays.has(id)) continue;
      view.element.remove();
      this.views.delete(id);
    }
    let at = this.element.firstChild;
    for (const message of shown) {
      const view = this.views.get(message.id) ?? this.#make(message);
      view.update(message, this.around(message, message === this.messages.at(-1)));
      if (view.element === at) at = at.nextSibling;
      else this.element.insertBefore(view.element, at);
    }
  }

  #make(message) {
    const view = new MessageView(this.talk, message);
    this.views.set(message.id, view);
    this.byElement.set(view.element, view);
    this.observer.observe(view.element);
    return view;
  }

  #later() {
    if (this.first === 0 || this.idle !== null) return;
    this.idle = later(() => {
      this.idle = null;
      if (this.closed) return;
      const from = Math.max(0, this.first - MORE);
      const before = this.element.firstChild;
      const made = this.messages.slice(from, this.first).map((message) => {
        const view = this.#make(message);
        view.update(message, this.around(message, false));
        return view.element;
      });
      this.first = from;
      this.talk.scroll.keeping(() => before ? before.before(...made) : this.element.append(...made));
      this.#later();
    });
  }
}

const later = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 30));
const cancelLater = globalThis.cancelIdleCallback ?? clearTimeout;
