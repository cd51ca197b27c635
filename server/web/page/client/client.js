// A server and one user of it: brings together the connection, the outbox, the open sessions and the device.

import {Channel} from "./channel.js";
import {Connection} from "./connection.js";
import {SatchelError} from "./errors.js";
import {follow, isThere, readOwn} from "./following.js";
import {classifyIntent} from "./intent.js";
import {List} from "./list.js";
import {Outbox} from "./outbox.js";
import {Renderer} from "./render.js";
import {Session} from "./session.js";
import {sameStatus, statusOf} from "./status.js";
import {isOfAccount} from "./commands.js";

const EXPIRED = 4401;
const TOO_LARGE = 1009;

export class Client extends EventTarget {
  /** @param {{base: string, user: string, name: string, device: object, tokens: object, link: string|null}} made */
  constructor({base, user, name, device, tokens, link}) {
    super();
    Object.assign(this, {base, name, device, tokens, link});
    this.user = user;
    this.open = new Map();
    this.told = null;
    this.channel = new Channel(name, (said) => this.#hearTab(said));
    this.connection = new Connection(() => this.#address(), (frame) => this.#hear(frame));
    this.connection.addEventListener("up", () => this.#up());
    this.connection.addEventListener("down", ({detail}) => this.#down(detail));
    this.kept = device.kept;
    this.renderer = new Renderer((texts) => this.ask({type: "render_markdown", texts}), device);
    this.list = new List(this);
    this.waiting = new Outbox({
      device, name: `${name} outbox`, say: (kind, said) => this.channel.say(kind, said),
      ask: (command, heard) => this.connection.ask(command, {heard, patience: 30_000}),
      online: () => this.online && !this.over, changed: (ids) => this.#waits(ids),
      find: (sessionId, kind, id) => this.open.get(sessionId)?.state[`${kind}s`].get(id) ?? null,
      acknowledged: (item, reply) => this.#acknowledged(item, reply, true),
      unauthenticated: () => this.tokens.renew(),
    });
    tokens.addEventListener("token", ({detail}) => this.#renewed(detail));
    tokens.addEventListener("signedout", ({detail}) => this.#end(detail.reason));
    /** The first word of the server: null, or why it lets nobody in; null where it is away. */
    this.verdict = new Promise((resolve) => { this.decide = resolve; });
  }

  get online() {
    return this.connection.open;
  }

  get outbox() {
    return this.waiting.items;
  }

  get status() {
    const {online, waiting} = this;
    return statusOf(waiting.items, {online, keeping: waiting.keeping, at: waiting.at});
  }

  // asking

  ask(command) {
    return this.connection.ask(command);
  }

  async change(command) {
    const sessionId = command.sessionId ?? null;
    const session = isOfAccount(command) ? null : this.open.get(sessionId);
    if (session) return session.change(command);
    return this.waiting.add(command, {sessionId, shown: command.expectedVersion ?? command.expectedSeq ?? null});
  }

  async session(id, {fresh = false} = {}) {
    let session = this.open.get(id);
    if (session === undefined) {
      session = new Session(id, {
        device: this.device, outbox: this.waiting, online: () => this.online, ask: (command) => this.ask(command),
        follow: (one, since) => follow(one, this.connection, since), closed: (one) => this.open.delete(one.id),
      });
      this.open.set(id, session);
      session.missing = session.complete = fresh;
      session.ready = session.restore();
      session.ready.then(() => this.link === null ? follow(session, this.connection) : this.connection.start());
    }
    session.users++;
    await session.ready;
    if (session.state.last === 0 && session.outbox.length === 0) await session.first;
    session.flush();
    return session;
  }

  sessions(query) {
    return this.list.find(query);
  }

  render(texts) {
    return this.renderer.render(texts);
  }

  classifyIntent(text, threadId) {
    return classifyIntent(text, threadId, (path, body) => this.tokens.post(path, body));
  }

  retry() {
    for (const item of this.outbox) if (item.state === "attention" || item.error) this.waiting.retry(item.id);
    this.connection.tryNow();
  }

  draft(name) {
    return this.device.draft(name);
  }

  keepDraft(name, text) {
    return this.device.keepDraft(name, text);
  }

  /** @type {import("../client.js").Client["signOut"]} */
  async signOut(ask = async () => true) {
    if (this.outbox.length > 0 && !await ask(this.outbox)) return false;
    this.channel.say("signout");
    await this.close();
    await this.device.wipe();
    this.waiting.forget();
    this.tokens.forget();
    return true;
  }

  async close() {
    this.over = true;
    this.waiting.close();
    this.connection.stop();
    this.tokens.close();
    for (const session of this.open.values()) await session.keepNow();
    this.channel.close();
    this.device.close();
  }

  // the connection

  async start() {
    await this.waiting.open();
    if (this.link === null) this.connection.start();
    if (this.link !== null || navigator.onLine === false) this.decide(null);
    this.tokens.start();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.over) this.waiting.reload();
    });
  }

  async #address() {
    const url = this.base.replace(/^http/, "ws");
    if (this.link !== null) {
      const [id] = this.open.keys();
      const query = this.link === "" ? "" : `&link=${encodeURIComponent(this.link)}`;
      return id === undefined ? null : {url: `${url}/ws/${id}?events=off${query}`, protocols: ["satchel.json"]};
    }
    const token = await this.tokens.current();
    const bearer = token === null ? [] : [`satchel.bearer.${token}`];
    return {url: `${url}/ws`, protocols: ["satchel.json", ...bearer]};
  }

  #up() {
    this.decide(null);
    for (const session of this.open.values()) follow(session, this.connection);
    if (this.link === null) this.ask({type: "subscribe_account"}).catch(() => {});
    this.dispatchEvent(new Event("online"));
    this.#tellStatus();
    this.waiting.drain();
  }

  #down({code, opened}) {
    for (const session of this.open.values()) {
      session.follows = false;
      session.tellStatus();
    }
    if (code === TOO_LARGE) this.waiting.parkLargest();
    if (code === EXPIRED) this.tokens.renew();
    else if (!opened && !this.over) this.tokens.check().then(() => this.decide(null));
    if (opened) this.dispatchEvent(new Event("online"));
    this.#tellStatus();
  }

  #hear(frame) {
    if (frame.type === "token_expiring") return this.tokens.renew();
    if (frame.type === "session_listed") return this.list.add(frame.session);
    if (frame.type === "session_unlisted") return this.list.drop(frame.sessionId);
    if (frame.type === "job_updated") this.dispatchEvent(new CustomEvent("job", {detail: {job: frame.job}}));
    const session = this.open.get(frame.sessionId);
    if (session === undefined) return;
    session.hear(frame);
    if (frame.type === "reply_finished" || frame.type === "reply_failed") this.waiting.replyEnded(session.id);
  }

  // what waits

  #waits(sessionIds) {
    for (const id of sessionIds) {
      this.open.get(id)?.waits();
      this.list.waits(id);
    }
    this.dispatchEvent(new Event("outbox"));
    this.#tellStatus();
  }

  /** Takes the reply to an own change in. Resolves with what the backup has to keep of it. */
  #acknowledged(item, reply, counts) {
    this.list.acknowledged(item.sessionId, reply);
    if (reply.type === "session_deleted" && reply.permanent) this.list.drop(item.sessionId);
    const session = this.open.get(item.sessionId);
    if (session === undefined) return this.#acknowledgedElsewhere(item, reply);
    session.acknowledge(item.command, reply, this.waiting.at, counts);
    isThere(session, this.connection);
    if (session.follows) readOwn(session, this.connection, reply);
    return session.backupNow();
  }

  /** No tab need have the session open: then its backup learns of the change here. */
  async #acknowledgedElsewhere(item, reply) {
    if (item.sessionId === null) return null;
    const session = new Session(item.sessionId, {device: this.device, outbox: this.waiting, online: () => false});
    const {rows, mark} = await this.device.load(item.sessionId);
    if (mark === null) return null;
    for (const row of rows) session.state.restore(row);
    session.acknowledge(item.command, reply, this.waiting.at, false);
    session.state.changed.clear();
    return session.backup();
  }

  #hearTab(said) {
    if (said.kind === "signout") return this.#end("elsewhere");
    if (said.kind === "token") return this.tokens.take(said.token);
    if (said.kind === "done" && this.device.kept) {
      const session = this.open.get(said.item.sessionId);
      session?.acknowledge(said.item.command, said.reply, said.at, false);
      if (session) isThere(session, this.connection);
    }
    this.waiting.hear(said);
  }

  // the token

  #renewed({token, expiresAt, mine}) {
    if (mine) this.channel.say("token", {token});
    if (this.online) this.ask({type: "authenticate", token}).catch(() => {});
    else this.connection.tryNow();
    this.dispatchEvent(new CustomEvent("token", {detail: {token, expiresAt}}));
  }

  /** The database was taken away: by a newer version in another tab, a sign-out there, whoever clears the browser. */
  lost(why) {
    if (why === "deleted") return this.#end("elsewhere");
    this.kept = false;
    this.waiting.rest();
    this.dispatchEvent(new Event("status"));
    return null;
  }

  async #end(reason) {
    this.decide(new SatchelError("unauthenticated", "Sign in: the server does not take this token.", {reason}));
    if (this.over) return;
    this.over = true;
    this.connection.stop();
    this.waiting.rest();
    if (reason === "elsewhere") {
      this.waiting.forget();
      await this.close();
    }
    this.#tellStatus();
    this.dispatchEvent(new CustomEvent("signedout", {detail: {reason}}));
  }

  #tellStatus() {
    const status = this.status;
    for (const session of this.open.values()) session.tellStatus();
    if (sameStatus(this.told, status)) return;
    this.told = status;
    if (status.state === "offline" && status.changes > 0) this.#askToKeep();
    this.dispatchEvent(new Event("status"));
  }

  /** Browsers may throw away what sites keep; what is not sent yet is worth asking for more. */
  #askToKeep() {
    if (this.asked || !this.kept) return;
    this.asked = true;
    navigator.storage?.persist?.().catch(() => {});
  }
}
