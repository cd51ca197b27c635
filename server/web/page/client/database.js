// IndexedDB as promises, and what the database looks like in each of its versions.

import {SatchelError} from "./errors.js";

/** Raised with each change of the stores; `upgrade` brings every older one up to it. */
export const VERSION = 1;

const STEPS = [
  (db) => {
    db.createObjectStore("outbox", {keyPath: "order", autoIncrement: true});
    db.createObjectStore("rows", {keyPath: ["sessionId", "kind", "id"]});
    db.createObjectStore("marks", {keyPath: "id"});
    db.createObjectStore("list", {keyPath: "id"});
    db.createObjectStore("drafts");
    db.createObjectStore("notes");
    db.createObjectStore("html", {keyPath: "key"}).createIndex("used", "used");
  },
];

/**
 * Opens a database; null where the browser keeps nothing (a private window, say).
 *
 * @param {string} name
 * @param {(why: "outdated"|"deleted"|"lost") => void} closed another tab has a newer version of it, or deletes it
 */
export async function openDatabase(name, closed) {
  try {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = ({oldVersion}) => STEPS.slice(oldVersion).forEach((step) => step(request.result));
    const db = await promised(request);
    db.onversionchange = ({newVersion}) => {
      db.close();
      closed(newVersion === null ? "deleted" : "outdated");
    };
    db.onclose = () => closed("lost");
    return db;
  } catch (error) {
    if (error?.name === "VersionError") throw outdated();
    return null;
  }
}

export function outdated() {
  return new SatchelError("outdated", "Satchel was updated in another tab: reload this page. What was kept stays.");
}

export function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => {}; // it goes on once the other tabs have let go
  });
}

/**
 * Runs work in one transaction; resolves with what it returns once all of it is on the device.
 *
 * @param {IDBDatabase} db
 * @param {string[]} stores
 * @param {"readonly"|"readwrite"} mode
 * @param {(...stores: IDBObjectStore[]) => any} work may await requests of this transaction and nothing else
 * @param {"strict"|"relaxed"} durability strict: it survives the loss of power, too
 */
export async function transact(db, stores, mode, work, durability = "relaxed") {
  const transaction = db.transaction(stores, mode, {durability});
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
  done.catch(() => {});
  try {
    const result = await work(...stores.map((store) => transaction.objectStore(store)));
    if (mode === "readwrite") await done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // it is over already
    }
    await done.catch((reason) => { throw reason?.name === "QuotaExceededError" ? reason : error; });
    throw error;
  }
}
