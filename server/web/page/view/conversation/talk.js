// A session's conversation as it is shown: the list follows the session, and what is done with messages is asked here.

import {announce, h, toast} from "../dom.js";
import {tell} from "../trouble.js";
import {editMessage} from "./editing.js";
import {List} from "./list.js";
import {Scroll} from "./scroll.js";
import {alternatives} from "./tree.js";

export class Talk {
  constructor(app, session) {
    this.app = app;
    this.session = session;
    this.client = app.client;
    this.scroller = h("div", {class: "scroller", tabindex: "-1"});
    this.list = new List(this, this.scroller);
    this.content = h("div", {class: "content"}, this.list.element);
    this.scroller.append(this.content);
    this.scroll = new Scroll(this.scroller, this.content);
    this.ended = new AbortController();
    const {signal} = this.ended;
    session.addEventListener("delta", ({detail}) => this.list.view(detail.replyId)?.more(), {signal});
    session.addEventListener("call", ({detail}) => this.list.view(detail.replyId)?.more(), {signal});
    session.addEventListener("artifact", ({detail}) => this.#made(detail.replyId), {signal});
    session.addEventListener("outbox", () => this.show(), {signal});
    this.client.addEventListener("online", () => this.list.retry(), {signal});
  }

  get view() {
    return this.session.view;
  }

  get artifacts() {
    return this.view.artifacts;
  }

  /** Only a session's owner writes in it; one that does not exist yet is made by whoever writes. */
  get canWrite() {
    const {session, deleted} = this.view;
    return !deleted && !this.app.readOnly && (session === null || session.owner === this.client.user);
  }

  /** Markdown as safe HTML; null where it can't be had now. The client asks for many together, and keeps them. */
  async render(text) {
    const [html] = await this.client.render([text]);
    return html;
  }

  /** The reply that is being written, or undefined. */
  get running() {
    return this.view.messages.findLast((message) => message.status === "streaming");
  }

  reply(id) {
    return this.view.replies.get(id);
  }

  /** Shows the session as it is now. */
  show() {
    const {view} = this;
    const changed = view.artifacts !== this.shownArtifacts;
    this.shownArtifacts = view.artifacts;
    const ways = this.#alternatives(view);
    const made = Map.groupBy ? Map.groupBy(view.artifacts, (one) => one.messageId) : groupBy(view.artifacts);
    const waiting = new Map(this.session.outbox.filter(({command}) => SAYING.has(command.type))
      .map((one) => [one.command.messageId, one]));
    const busy = Boolean(this.running);
    this.list.show(view.messages, (message, last) => ({
      artifacts: made.get(message.id) ?? NONE, alternatives: ways.get(message.id), waiting: waiting.has(message.id),
      refused: waiting.get(message.id)?.state === "attention" ? waiting.get(message.id) : undefined,
      busy, last, changed,
    }));
    this.#tell();
  }

  /** Does something to the session; what goes wrong is said. */
  async change(command) {
    try {
      const change = await this.session.change(command);
      change.saved.catch((error) => command.type !== "send_message" && tell(error));
      return change;
    } catch (error) {
      tell(error);
      return null;
    }
  }

  send(content, attachments = [], more = {}) {
    this.scroll.stuck = true;
    return this.change({type: "send_message", content, ...(attachments.length > 0 && {attachments}), ...more});
  }

  regenerate(message) {
    this.scroll.stuck = true;
    return this.change({type: "regenerate_reply", messageId: message.id});
  }

  async stop() {
    const reply = this.running;
    if (!reply) return;
    try {
      await this.session.ask({type: "cancel_reply", replyId: reply.id});
    } catch (error) {
      if (error.code !== "conflict") tell(error); // it was finished just now
    }
  }

  switchTo(messageId) {
    return this.change({type: "switch_branch", messageId});
  }

  async fork(message) {
    try {
      const {session} = await this.session.ask({type: "fork_session", messageId: message.id});
      this.app.open(session.id);
      toast("A new session that goes on from there.");
    } catch (error) {
      tell(error);
    }
  }

  edit(message) {
    editMessage(this, this.list.view(message.id), message);
  }

  /** Scrolls to a message, on whatever branch it is. */
  async reveal(id) {
    if (!this.view.messages.some((message) => message.id === id)) {
      if (!this.view.allMessages.has(id)) return;
      if (!this.canWrite) return void toast("That message is on another branch of the conversation.");
      await this.switchTo(id);
      await new Promise((resolve) => this.session.addEventListener("change", resolve, {once: true}));
    }
    const element = this.list.reach(id);
    if (!element) return;
    this.scroll.to(element);
    element.classList.add("found");
    element.focus({preventScroll: true});
    setTimeout(() => element.classList.remove("found"), 2_500);
  }

  /** Shows an artifact that is just being written. */
  showLive(replyId, index) {
    this.app.dispatchEvent(new CustomEvent("artifact", {detail: {id: null, replyId, index}}));
  }

  close() {
    this.ended.abort();
    this.list.close();
  }

  /** Found again when a message came or went or another branch is shown: not for each piece of a reply. */
  #alternatives({allMessages, messages}) {
    const now = [allMessages.size, messages.length, messages[0]?.id, messages.at(-1)?.id];
    if (!this.ways || this.ways.for.some((one, at) => one !== now[at])) {
      this.ways = {for: now, found: alternatives({allMessages, messages})};
    }
    return this.ways.found;
  }

  #made(replyId) {
    this.makes ??= new Set();
    if (this.makes.size === 0) {
      requestAnimationFrame(() => {
        for (const id of this.makes) this.list.view(id)?.made();
        this.makes.clear();
      });
    }
    this.makes.add(replyId);
  }

  /** Says once that a reply begins, and once that it ended. */
  #tell() {
    const id = this.running?.id ?? null;
    if (id === (this.told ?? null)) return;
    const ended = this.told && this.view.allMessages.get(this.told);
    this.told = id;
    if (id) announce("The assistant is writing.");
    else if (ended?.status === "failed") announce("The reply failed.");
    else if (ended) announce(ended.status === "interrupted" ? "The reply was stopped." : "The reply is finished.");
  }
}

const NONE = [];
const SAYING = new Set(["send_message", "append_message"]);

function groupBy(artifacts) {
  const found = new Map();
  for (const one of artifacts) found.set(one.messageId, [...(found.get(one.messageId) ?? []), one]);
  return found;
}
