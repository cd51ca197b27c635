// The changes that wait: kept on the device before anybody sees them, sent in order by one tab, gone once the server
// has acknowledged them. What is refused stays until somebody decides.

import {basedOn, isOfAccount, numberOf, shownIn, withIds} from "./commands.js";
import {SatchelError} from "./errors.js";
import {newItem, numberIn, wire} from "./item.js";
import {chained, ready} from "./lanes.js";
import {afterRefusal} from "./refusal.js";
import {settled} from "./settled.js";

export class Outbox {
  #items = new Map();
  #saved = new Map();
  /** What was acknowledged since this tab is there: the number that came of it, or null. */
  #done = new Map();
  #timer = null;
  #leads = false;
  #stop = null;

  /**
   * @param {object} around
   * @param {import("./device.js").Device} around.device
   * @param {string} around.name of the lock that one tab holds
   * @param {(kind: string, said: object) => void} around.say to the other tabs
   * @param {(command: object, heard: (reply: object) => void) => Promise<object>} around.ask
   * @param {() => boolean} around.online
   * @param {(sessionId: string|null, kind: string, id: string) => object|null} around.find an artifact or component
   *   as the server has confirmed it
   * @param {(item: object, reply: object) => Promise<object|null>} around.acknowledged takes a reply in, at once; what
   *   of it the backup has to keep
   * @param {(sessionIds: Set<string|null>) => void} around.changed
   * @param {() => void} around.unauthenticated
   */
  constructor(around) {
    this.around = around;
    this.at = null;
    this.keeping = 0;
  }

  /** Everything that waits, in its order. */
  get items() {
    return [...this.#items.values()];
  }

  of(sessionId) {
    return this.items.filter((item) => item.sessionId === sessionId);
  }

  async open() {
    await this.reload();
    this.at = await this.around.device.note("saved");
    this.#stop = new AbortController();
    const {signal} = this.#stop;
    if (!this.around.device.kept || !navigator.locks) return this.#lead();
    navigator.locks.request(this.around.name, {signal}, async () => {
      await this.reload();
      this.#lead();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    }).catch(() => {});
  }

  /** Sends nothing any more; another tab may. */
  rest() {
    this.#leads = false;
    this.#stop?.abort();
    clearTimeout(this.#timer);
  }

  close() {
    this.rest();
    for (const {reject} of this.#saved.values()) reject(new SatchelError("offline", "The client was closed."));
  }

  /** Everything of this user is gone from the device. */
  forget() {
    const sessionIds = new Set(this.items.map((item) => item.sessionId));
    this.#items.clear();
    this.around.changed(sessionIds);
  }

  /** Reads what the device has: another tab may have gone on while this one slept. */
  async reload() {
    let items = await this.around.device.items();
    const read = new Set(items.map((item) => item.id));
    if (this.items.some((item) => !read.has(item.id))) items = await this.around.device.items(); // it came meanwhile?
    if (this.#stop?.signal.aborted) return;
    const over = items.filter((item) => this.#done.has(item.id));
    if (this.#leads && over.length > 0) await this.around.device.change({remove: over});
    const known = this.#items;
    const there = items.filter((item) => !this.#done.has(item.id));
    this.#items = new Map(there.map((item) => [item.id, this.#leads ? known.get(item.id) ?? item : item]));
    this.around.changed(new Set([...known.values(), ...there].map((item) => item.sessionId)));
  }

  #lead() {
    this.#leads = true;
    for (const item of this.#items.values()) if (item.state === "sending") item.state = "waiting";
    this.drain();
  }

  // changes that come in

  /**
   * Keeps a change. Nothing has changed where it rejects.
   *
   * @param {object} command
   * @param {object} known
   * @param {string|null} known.sessionId
   * @param {number|null} [known.shown] the number of what the person saw, where the change starts from something
   * @param {object|null} [known.before] what they saw of the fields that it changes
   * @param {boolean} [known.fresh] whether the server may not know the session yet
   */
  async add(command, {sessionId, shown = null, before = null, fresh = false}) {
    command = withIds(command);
    sessionId = isOfAccount(command) ? null : sessionId ?? command.sessionId ?? null;
    const previous = sessionId === null ? null : chained(this.of(sessionId), command);
    const item = newItem(command, {sessionId, shown, before, fresh, after: previous?.id ?? null});
    this.keeping++;
    try {
      item.order = await this.around.device.add(item);
    } finally {
      this.keeping--;
    }
    const saved = new Promise((resolve, reject) => this.#saved.set(item.id, {resolve, reject}));
    saved.catch(() => {});
    this.#take(item);
    this.around.say("items", {put: [item]});
    this.drain();
    return {id: item.id, saved};
  }

  #take(item) {
    const last = this.items.at(-1);
    this.#items.set(item.id, item);
    if (last && last.order > item.order) {
      this.#items = new Map(this.items.sort((a, b) => a.order - b.order).map((one) => [one.id, one]));
    }
    this.around.changed(new Set([item.sessionId]));
  }

  // sending

  /** Sends what can be sent. Only the tab that leads does. */
  drain() {
    if (!this.#leads || !this.around.online()) return;
    clearTimeout(this.#timer);
    const {due, wait} = ready(this.items, Date.now());
    for (const item of due) this.#send(item);
    if (wait < Infinity) this.#timer = setTimeout(() => this.drain(), wait);
  }

  async #send(item) {
    const number = this.#done.get(item.after);
    if (number) Object.assign(item, {after: null, baseVersion: number});
    Object.assign(item, {state: "sending", attempts: item.attempts + 1, nextTry: null});
    await this.#keep([item]);
    if (!this.#leads) return;
    try {
      await this.around.ask(wire(item), (reply) => this.#acknowledge(item, reply));
    } catch (error) {
      await this.#refuse(item, error);
    }
    this.drain();
  }

  #acknowledge(item, reply) {
    this.at = Date.now();
    const put = this.#release(item, (base) => {
      const shown = shownIn(reply, base.kind, base.id);
      return shown && numberOf(base.kind, shown);
    });
    this.#done.set(item.id, numberIn(item, reply));
    const backup = this.around.acknowledged(item, reply);
    this.around.changed(new Set([item.sessionId]));
    this.#settle(item.id, "resolve", reply);
    this.around.say("done", {item, reply, put, at: this.at});
    const notes = {saved: this.at, [`saved:${item.sessionId}`]: this.at};
    this.settling = backup.then((rows) => this.around.device.change({put, remove: [item], notes, backup: rows}))
      .catch((error) => console.warn("Satchel: an acknowledged change could not be taken off the device.", error));
  }

  /** Resolves once the device, too, knows what was acknowledged. */
  async settled() {
    await this.settling;
  }

  /** Takes an item out; those that build on it start from what has become of it. Returns these. */
  #release(item, numberNow) {
    this.#items.delete(item.id);
    const heirs = [...this.#items.values()].filter((other) => other.after === item.id);
    for (const heir of heirs) {
      const number = numberNow(basedOn(heir.command));
      heir.after = null;
      if (typeof number === "number") heir.baseVersion = number;
    }
    return heirs;
  }

  async #refuse({id}, error) {
    const item = this.#items.get(id); // another tab may have said something of it meanwhile
    if (item === undefined) return;
    const then = afterRefusal(item, error, this.around.online(), Date.now());
    if (error.code === "unauthenticated") this.around.unauthenticated();
    if (then.state === "waiting") Object.assign(item, then);
    else this.#park(Object.assign(item, then), then.state, then.error);
    await this.#keep([item]);
  }

  #park(item, state, error) {
    Object.assign(item, {state, error, nextTry: null});
    this.#settle(item.id, "reject", new SatchelError(error.code, error.message, error.details));
  }

  /** Parks what was too large for the connection, which was closed for it. */
  async parkLargest() {
    const size = (item) => JSON.stringify(item.command).length;
    const [largest] = this.items.filter((item) => item.state === "sending").sort((a, b) => size(b) - size(a));
    if (!largest) return;
    const message = "This change is larger than the server takes: make it smaller, or several of it.";
    this.#park(largest, "attention", {code: "too_large", message, details: null});
    await this.#keep([largest]);
  }

  /** A reply of a session has ended: what waited for that goes on. */
  replyEnded(sessionId) {
    const first = this.of(sessionId).find((item) => item.state === "waiting");
    if (first?.nextTry && !first.error) first.nextTry = null;
    this.drain();
  }

  // what somebody decides

  async retry(id) {
    const item = this.#items.get(id);
    if (!item || item.state === "sending") return;
    Object.assign(item, {state: "waiting", attempts: 0, nextTry: null, error: null});
    await this.#keep([item]);
    this.drain();
  }

  async discard(id) {
    const item = this.#items.get(id);
    if (!item) return;
    const put = this.#release(item, (base) => item.theirs ? numberOf(base.kind, item.theirs) : item.baseVersion);
    for (const heir of put) heir.after = item.after;
    this.#settle(id, "reject", new SatchelError("discarded", "This change was given up."));
    await this.around.device.change({put, remove: [item]});
    this.around.say("items", {put, remove: [id]});
    this.around.changed(new Set([item.sessionId]));
    this.drain();
  }

  async resolve(id, how) {
    const item = this.#items.get(id);
    if (item?.state !== "conflict") return;
    if (how === "theirs") return this.discard(id);
    const again = settled(item, how, this.around.find(item.sessionId, basedOn(item.command).kind, item.theirs.id));
    if (again === null) return;
    Object.assign(item, again);
    await this.#keep([item]);
    this.drain();
  }

  // what other tabs say

  hear(said) {
    if (!this.around.device.kept) return;
    if (said.kind === "done") {
      this.at = said.at;
      this.#items.delete(said.item.id);
      this.#done.set(said.item.id, numberIn(said.item, said.reply));
      this.#settle(said.item.id, "resolve", said.reply);
    }
    for (const id of said.remove ?? []) this.#drop(id);
    for (const item of said.put ?? []) {
      if (item.error && item.state !== "waiting") this.#park(item, item.state, item.error);
      this.#take(item);
    }
    const named = [said.item, ...(said.put ?? [])].filter(Boolean).map((item) => item.sessionId);
    this.around.changed(new Set(said.remove ? [...named, ...this.items.map((item) => item.sessionId)] : named));
    this.drain();
  }

  /** Tells whoever waits for a change what became of it. */
  #settle(id, how, value) {
    this.#saved.get(id)?.[how](value);
    this.#saved.delete(id);
  }

  #drop(id) {
    this.#items.delete(id);
    this.#settle(id, "reject", new SatchelError("discarded", "This change was given up in another tab."));
  }

  async #keep(items) {
    this.around.changed(new Set(items.map((item) => item.sessionId)));
    this.around.say("items", {put: items});
    await this.around.device.change({put: items});
  }
}
