// Where a conversation is scrolled to: it follows what is written while the person is at its end, and never otherwise.

import {announce, h, icon} from "../dom.js";

const NEAR = 64;

export class Scroll {
  /**
   * @param {Element} element what scrolls
   * @param {Element} content what grows in it
   */
  constructor(element, content) {
    this.element = element;
    this.top = 0;
    this.button = h("button", {type: "button", class: "jump", hidden: true, onclick: () => this.jump()},
      icon("down"), h("span", {}, "Newest"));
    element.addEventListener("scroll", () => this.#scrolled(), {passive: true});
    // After the layout of a frame and before it is drawn: so following costs no layout of its own.
    const sizes = new ResizeObserver(() => this.#sized());
    sizes.observe(content);
    sizes.observe(element);
    this.stuck = true;
  }

  get stuck() {
    return this.element.classList.contains("following");
  }

  /** While it follows, the browser may not hold on to what is seen: as that is rendered, it would lead away from the end. */
  set stuck(stuck) {
    this.element.classList.toggle("following", stuck);
  }

  #sized() {
    if (this.stuck) this.bottom();
    else this.#show();
  }

  bottom() {
    this.stuck = true;
    this.element.scrollTop = this.element.scrollHeight;
    this.top = this.element.scrollTop;
    this.#show();
  }

  jump() {
    this.bottom();
    announce("At the newest message.");
  }

  /** Changes what stands above without moving what is seen. */
  keeping(change) {
    const below = this.element.scrollHeight - this.element.scrollTop;
    change();
    if (this.stuck) this.bottom();
    else this.element.scrollTop = this.top = this.element.scrollHeight - below;
  }

  /** Leaves the end for a message. */
  to(element) {
    this.stuck = false;
    element.scrollIntoView({block: "start"});
    this.top = this.element.scrollTop;
    this.#show();
  }

  get #left() {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight;
  }

  #scrolled() {
    const up = this.element.scrollTop < this.top - 1;
    this.top = this.element.scrollTop;
    if (this.#left < NEAR) this.stuck = !up || this.#left < 2;
    else if (up) this.stuck = false; // what grows beneath moves nobody away from the end
    this.#show();
  }

  #show() {
    this.button.hidden = this.stuck || this.#left < NEAR;
  }
}
