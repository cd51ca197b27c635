// What becomes of a change that the server has not taken: it is tried again, or it waits for somebody to decide.

import {delay} from "./backoff.js";
import {basedOn} from "./commands.js";
import {passes} from "./errors.js";
import {equal} from "./item.js";

/** How long until a change that waits for a reply of the model is tried once more, where nothing is heard of that. */
const REPLY_WAIT = 5_000;

/**
 * The fields of the item that are others from now on, `state` among them.
 *
 * @param {object} item as it was sent
 * @param {import("./errors.js").SatchelError} error
 * @param {boolean} online whether the connection still stands: then not even silence says that all is well
 * @param {number} now Unix milliseconds
 */
export function afterRefusal(item, error, online, now) {
  const told = {code: error.code, message: error.message, details: error.details};
  const again = (wait, more = {}) => ({state: "waiting", nextTry: wait === null ? null : now + wait, ...more});
  const {details} = error;
  if (error.code === "offline") return again(online ? delay(item.attempts) : null);
  if (error.code === "unauthenticated") return again(delay(item.attempts));
  if (passes(error)) return again(delay(item.attempts, error.retryAfter), {error: told});
  if (error.code === "conflict" && details?.replyId !== undefined) return again(REPLY_WAIT, {attempts: 0});
  if (error.code !== "conflict" || !details?.current) return {state: "attention", error: told, nextTry: null};
  const theirs = details.current;
  if (touchesNothingOfTheirs(item, theirs)) return again(null, {baseVersion: theirs.seq});
  return {state: "conflict", error: told, theirs, nextTry: null};
}

/** Where others have changed other fields of a component there is nothing to decide. */
function touchesNothingOfTheirs({command, before}, theirs) {
  return before !== null && basedOn(command)?.kind === "component"
    && Object.entries(before).every(([name, value]) => equal(value, theirs[name]));
}
