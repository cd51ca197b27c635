// What becomes of a change that met another one, once somebody has decided.

import {basedOn, numberOf} from "./commands.js";
import {token} from "./ids.js";
import {without} from "./item.js";

/**
 * @param {object} item a change in conflict
 * @param {"mine" | "merge"} how
 * @param {object|null} current the artifact or component as the server has confirmed it
 * @returns {object|null} what of the item is different, so that it is sent again; null where this is no way out
 */
export function settled(item, how, current) {
  const {kind} = basedOn(item.command);
  const merges = how === "merge" && item.command.type === "update_artifact";
  if (how === "merge" && !merges) return null; // the server brings texts of artifacts together and nothing else
  const base = Math.max(numberOf(kind, current ?? item.theirs), numberOf(kind, item.theirs));
  const command = merges ? {...item.command, merge: true} : without(item.command, "merge");
  return {
    command, baseVersion: merges ? item.baseVersion : base, idempotencyKey: token(), state: "waiting", attempts: 0,
    nextTry: null, error: null,
  };
}
