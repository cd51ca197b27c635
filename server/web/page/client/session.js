// One open session: what the server has confirmed, what waits, and the view of both.

import {basedOn, numberOf} from "./commands.js";
import {heard} from "./own.js";
import {KINDS, State} from "./state.js";
import {sameStatus, statusOf} from "./status.js";
import {difference, EMPTY, nextView} from "./view.js";

const TABLE = {artifact: "artifacts", component: "components"};
/** Milliseconds in which what has come is gathered before it goes into the backup. */
const GATHERED = 250;
const ROWS_AT_ONCE = 200;

export class Session extends EventTarget {
  /**
   * @param {string} id
   * @param {object} around the client: `device`, `outbox`, `ask`, `online`, `closed`
   */
  constructor(id, around) {
    super();
    this.id = id;
    this.around = around;
    this.view = EMPTY;
    this.state = new State(id);
    /** Whether this connection tells what happens in the session, and all before it was heard. */
    this.follows = false;
    this.complete = false;
    this.users = 0;
    this.at = null;
    this.wipe = false;
    this.touched = true;
    this.keeping = 0;
    this.kept = Promise.resolve();
    this.keptLast = null;
  }

  get outbox() {
    return this.around.outbox.of(this.id);
  }

  get status() {
    const {online} = this.around;
    return statusOf(this.outbox, {online: online(), keeping: this.keeping, at: this.at});
  }

  /** Takes what the device has. */
  async restore() {
    const {rows, mark} = await this.around.device.load(this.id);
    for (const row of rows) this.state.restore(row);
    this.state.last = mark?.last ?? 0;
    this.at = await this.around.device.note(`saved:${this.id}`);
    this.state.changed = new Set([...KINDS, "session", "replies"]);
    this.flush();
  }

  // what the page does

  async change(command, {baseVersion} = {}) {
    const about = basedOn(command);
    const shown = about && this.view[TABLE[about.kind]].find((value) => value.id === about.id);
    const given = baseVersion ?? (about && command[about.field]) ?? null;
    const updates = about !== null && command.updates !== undefined;
    const number = shown ? numberOf(about.kind, shown) : null;
    const base = given !== null ? Math.min(given, number ?? given) : updates ? number : null;
    const before = updates && shown ? pick(shown, Object.keys(command.updates)) : null;
    this.keeping++;
    try {
      const adding = this.around.outbox.add(command, {
        sessionId: this.id, shown: base, before: about?.kind === "component" ? before : null,
        fresh: this.state.session === null && this.state.last === 0,
      });
      this.tellStatus();
      return await adding;
    } finally {
      this.keeping--;
      this.flush();
    }
  }

  ask(command) {
    return this.around.ask({...command, sessionId: this.id});
  }

  retry(id) {
    return this.around.outbox.retry(id);
  }

  discard(id) {
    return this.around.outbox.discard(id);
  }

  resolve(id, how) {
    return this.around.outbox.resolve(id, how);
  }

  close() {
    if (--this.users > 0) return;
    this.keepNow();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.soon);
    this.around.closed(this);
  }

  // what the server says

  /** An event. */
  hear(frame) {
    const said = this.state.learn(frame, this.follows);
    const [kind, detail] = said ?? [];
    if (kind === "gap") this.around.follow(this, detail.since);
    else if (kind) this.dispatchEvent(new CustomEvent(kind, {detail}));
    this.later();
  }

  /** The reply to an own change, in this tab or another one. */
  acknowledge(command, reply, at, counts) {
    for (const frame of heard(command, reply, this.state, at)) {
      this.state.learn(frame, counts && this.follows);
      if (frame.type === "message_added") this.state.guessed.add(frame.message.id);
    }
    if (counts && this.follows && reply.seq > this.state.last) this.state.last = reply.seq;
    this.at = at;
    this.later();
  }

  /** The server does not know the number that was heard last: what is known of the session is another one's. */
  reset() {
    this.state.clear();
    this.wipe = true;
  }

  /** All that was missed is here. */
  caughtUp(last) {
    this.state.last = Math.max(this.state.last, last);
    this.complete = this.touched = true;
    this.catchingUp = false;
    cancelAnimationFrame(this.frame);
    this.flush();
  }

  // telling the page

  /** The outbox has changed. */
  waits() {
    this.touched = true;
    this.dispatchEvent(new Event("outbox"));
    this.later();
  }

  /** Shows what has changed with the next frame that the browser draws. */
  later() {
    if (this.due) return;
    this.due = true;
    const draws = document.visibilityState === "visible" && !this.catchingUp;
    if (draws) this.frame = requestAnimationFrame(() => this.flush());
    this.soon = setTimeout(() => this.flush(), draws ? 100 : 300); // a hidden tab draws no frames
  }

  flush() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.soon);
    this.due = false;
    this.tellStatus();
    if (this.state.unkept.size > 0 || this.wipe) this.keepLater();
    if (this.state.changed.size === 0 && !this.touched) return;
    const before = this.view;
    this.view = nextView(before, this.state, this.outbox, this.touched, this.complete);
    this.touched = false;
    const detail = difference(before, this.view);
    this.dispatchEvent(new CustomEvent("change", {detail}));
  }

  tellStatus() {
    const status = this.status;
    if (sameStatus(this.told ?? null, status)) return;
    this.told = status;
    this.dispatchEvent(new Event("status"));
  }

  // the backup

  keepLater() {
    this.keeper ??= setTimeout(() => this.keepNow(), GATHERED);
  }

  /** Writes what the backup has not got, one lot after another. Its number rises only with the last of the rows. */
  keepNow() {
    clearTimeout(this.keeper);
    this.keeper = undefined;
    this.kept = this.kept.then(async () => {
      const all = this.backup();
      if (all !== null) await this.write(all);
    });
    return this.kept;
  }

  async write(all) {
    try {
      for (let from = 0; from === 0 || from < all.rows.length; from += ROWS_AT_ONCE) {
        const rows = all.rows.slice(from, from + ROWS_AT_ONCE);
        const ends = from + ROWS_AT_ONCE >= all.rows.length;
        await this.around.device.keepRows({...all, rows, wipe: all.wipe && from === 0, last: ends ? all.last : null});
      }
    } catch (error) {
      console.warn(`Satchel: the backup of ${this.id} is behind.`, error);
      for (const {kind, id} of all.rows) this.state.unkept.set(`${kind}:${id}`, [kind, id]);
      this.wipe ||= all.wipe;
      this.keptLast = null;
    }
  }

  /** What the reply to an own change has to be kept with, once what came before is written. */
  async backupNow() {
    await this.kept;
    return this.backup();
  }

  /** What the backup has not got, and from now on counts as kept; null where it has everything. */
  backup() {
    const {state, wipe} = this;
    if (state.unkept.size === 0 && !wipe && this.keptLast === state.keptUpTo) return null;
    const rows = [...state.unkept.values()].map(([kind, id]) => state.row(kind, id));
    state.unkept.clear();
    this.wipe = false;
    this.keptLast = this.follows || wipe ? state.keptUpTo : null;
    const whole = rows.filter((row) => row.value?.status !== "streaming");
    return {sessionId: this.id, rows: whole, last: this.keptLast, wipe};
  }
}

function pick(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
