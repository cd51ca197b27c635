// What may be shown of how safe the changes are. Never "saved" before the server has acknowledged all of them.

import {SatchelError} from "./errors.js";

/** After so many tries it is said that saving fails, though it goes on. */
const MANY = 4;

/**
 * @param {object[]} items what waits
 * @param {{online: boolean, keeping: number, at: number|null}} known `keeping`: how many are just now
 *   being kept on the device; `at`: when the server acknowledged something last
 * @returns {import("../client.js").Status}
 */
export function statusOf(items, {online, keeping, at}) {
  const failed = items.filter((item) => item.state === "attention" || (item.attempts >= MANY && item.error));
  if (failed.length > 0) {
    const {code, message, details} = failed[0].error;
    return {state: "failed", changes: failed.length, error: new SatchelError(code, message, details)};
  }
  const conflicts = items.filter((item) => item.state === "conflict");
  if (conflicts.length > 0) return {state: "conflict", changes: conflicts.length};
  const changes = items.length + keeping;
  if (!online) return {state: "offline", changes};
  return changes > 0 ? {state: "saving", changes} : {state: "saved", at};
}

export function sameStatus(one, other) {
  return one !== null && one.state === other.state && one.changes === other.changes && one.at === other.at
    && one.error?.message === other.error?.message;
}
