// What is kept of one user on this device: the outbox, backups of sessions, the list, drafts, rendered Markdown.

import {openDatabase, outdated, promised, transact} from "./database.js";
import {SatchelError} from "./errors.js";
import {token} from "./ids.js";

/** How many pieces of rendered Markdown are kept, and how long one may be to be worth it, in characters. */
const MOST_HTML = 2000;
const LONGEST_HTML = 200_000;

export class Device {
  kept = true;
  #db = null;
  #me = token();
  #over = null;
  #rendered = 0;

  /** @returns {Promise<Device|null>} null where the browser keeps nothing */
  static async open(name, gone) {
    const device = new Device();
    device.name = name;
    device.#db = await openDatabase(name, (why) => {
      device.#over = why === "outdated" ? outdated() : lost();
      gone(why);
    });
    return device.#db === null ? null : device;
  }

  #run(stores, mode, work, durability) {
    if (this.#over) return Promise.reject(this.#over);
    return transact(this.#db, stores, mode, work, durability);
  }

  /** Writes what may not be lost; where there is no room, what can be had again makes some. */
  async #write(stores, work, durability) {
    try {
      return await this.#run(stores, "readwrite", work, durability);
    } catch (error) {
      if (error?.name !== "QuotaExceededError") throw error;
    }
    try {
      await this.#run(["html"], "readwrite", (html) => promised(html.clear()));
      return await this.#run(stores, "readwrite", work, durability);
    } catch (error) {
      throw error?.name === "QuotaExceededError" ? full() : error;
    }
  }

  // the outbox

  async items() {
    return this.#run(["outbox"], "readonly", (outbox) => promised(outbox.getAll()));
  }

  /** Keeps a new item; resolves with its place in the order. */
  async add(item) {
    const {order: _, ...row} = item;
    return this.#write(["outbox"], (outbox) => promised(outbox.add(row)), "strict");
  }

  /** Puts items that are still there, takes others off, and keeps what belongs to that: all or nothing. */
  async change({put = [], remove = [], notes = {}, backup = null}) {
    await this.#write(["outbox", "notes", "rows", "marks"], async (outbox, noted, rows, marks) => {
      for (const [name, value] of Object.entries(notes)) noted.put(value, name);
      for (const {order} of remove) outbox.delete(order);
      const there = await Promise.all(put.map(({order}) => promised(outbox.getKey(order))));
      put.forEach((item, index) => there[index] !== undefined && outbox.put(item));
      if (backup !== null) await this.#putRows(rows, marks, backup);
    });
  }

  async note(name) {
    return await this.#run(["notes"], "readonly", (notes) => promised(notes.get(name))) ?? null;
  }

  // backups

  async load(sessionId) {
    return this.#run(["rows", "marks"], "readonly", async (rows, marks) => {
      const asked = [promised(rows.getAll(ofSession(sessionId))), promised(marks.get(sessionId))];
      const [found, mark] = await Promise.all(asked);
      return {rows: found, mark: mark ?? null};
    });
  }

  /**
   * Keeps rows of a session.
   *
   * @param {{sessionId: string, rows: object[], last: number|null, wipe: boolean}} backup `last`: the number up to
   *   which it is whole then; null: as far as before
   */
  async keepRows(backup) {
    await this.#run(["rows", "marks"], "readwrite", (rows, marks) => this.#putRows(rows, marks, backup));
  }

  /** Another tab may have written something newer meanwhile: then each row is compared. */
  async #putRows(rows, marks, {sessionId, rows: found, last, wipe}) {
    const mark = await promised(marks.get(sessionId));
    if (wipe) rows.delete(ofSession(sessionId));
    const alone = wipe || mark === undefined || mark.by === this.#me;
    const known = alone ? [] : await Promise.all(found.map((row) => promised(rows.get([sessionId, row.kind, row.id]))));
    found.forEach((row, index) => {
      if ((known[index]?.seq ?? -1) <= row.seq) rows.put(row);
    });
    const before = wipe ? 0 : mark?.last ?? 0;
    marks.put({id: sessionId, last: Math.max(before, last ?? 0), by: this.#me});
  }

  async forget(sessionId) {
    await this.#run(["rows", "marks"], "readwrite", (rows, marks) => {
      rows.delete(ofSession(sessionId));
      marks.delete(sessionId);
    });
  }

  // the list, drafts

  async list() {
    return this.#run(["list"], "readonly", (list) => promised(list.getAll()));
  }

  async keepList(put, remove = []) {
    await this.#run(["list"], "readwrite", (list) => {
      for (const summary of put) list.put(summary);
      for (const id of remove) list.delete(id);
    });
  }

  async draft(name) {
    return await this.#run(["drafts"], "readonly", (drafts) => promised(drafts.get(name))) ?? "";
  }

  async keepDraft(name, text) {
    await this.#write(["drafts"], (drafts) => text === "" ? drafts.delete(name) : drafts.put(text, name));
  }

  // rendered Markdown

  /** HTML by its text; undefined for each that is not there. */
  async html(texts) {
    return this.#run(["html"], "readonly", async (html) => {
      const found = await Promise.all(texts.map((text) => promised(html.get(keyOf(text)))));
      return found.map((row, index) => row?.text === texts[index] ? row.html : undefined);
    });
  }

  async keepHtml(made) {
    const used = Date.now();
    const rows = made.filter(({text, html}) => text.length + html.length <= LONGEST_HTML)
      .map(({text, html}) => ({key: keyOf(text), text, html, used}));
    this.#rendered += rows.length;
    await this.#run(["html"], "readwrite", async (html) => {
      for (const row of rows) html.put(row);
      if (this.#rendered < MOST_HTML / 10) return;
      this.#rendered = 0;
      const surplus = await promised(html.count()) - MOST_HTML;
      if (surplus <= 0) return;
      const oldest = await promised(html.index("used").getAllKeys(null, surplus));
      for (const key of oldest) html.delete(key);
    });
  }

  // the end

  close() {
    this.#over ??= lost();
    this.#db.close();
  }

  /** Deletes everything. Other tabs let go of it when they are told. */
  async wipe() {
    this.close();
    await promised(indexedDB.deleteDatabase(this.name));
  }
}

/** @param {(why: string) => void} gone the database was taken away: what is kept can't be reached any more */
export function openDevice(name, gone) {
  return Device.open(name, gone);
}

function ofSession(id) {
  return IDBKeyRange.bound([id], [id, []]);
}

/** A short key of a text: the text is compared besides. What another version of the page rendered is not found. */
function keyOf(text) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    other = Math.imul(other ^ unit, 0x5f356495);
  }
  return `${import.meta.url} ${text.length} ${(one >>> 0).toString(36)}${(other >>> 0).toString(36)}`;
}

function full() {
  return new SatchelError("device_full", "There is no room left on this device, so nothing was changed: free some"
    + " space, or wait until what is kept here has been sent, and try again.");
}

function lost() {
  return new SatchelError("device_lost", "What is kept on this device can't be reached any more: reload this page.");
}
