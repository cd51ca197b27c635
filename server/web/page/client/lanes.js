// Which of what waits may be sent now. Pure, so that the order can be thought about by itself.

import {basedOn, creates, targets} from "./commands.js";

const parked = (item) => item.state === "conflict" || item.state === "attention";

/**
 * The items that may be sent now: of each session, and of the account, the first that nothing stands before.
 *
 * What is parked holds up only what is about the same thing, or lives in a session that it was to make.
 *
 * @param {object[]} items all, in their order
 * @returns {object[]}
 */
function free(items) {
  const found = [];
  const before = [];
  for (const item of items) {
    const holding = before.filter(({earlier, stuck}) => holds(earlier, stuck, item));
    const stuck = parked(item) || (holding.length > 0 && holding.every((one) => one.stuck));
    if (item.state === "waiting" && holding.length === 0) found.push(item);
    before.push({earlier: item, stuck});
  }
  return found;
}

/** No wait is longer, whatever a clock that was set back makes of it. */
const LONGEST_WAIT = 15 * 60_000;

/**
 * What can be sent now, and the milliseconds until more can.
 *
 * @param {object[]} items
 * @param {number} now
 */
export function ready(items, now) {
  const waits = free(items).map((item) => ({item, wait: (item.nextTry ?? now) - now}));
  const isDue = ({wait}) => wait <= 0 || wait > LONGEST_WAIT;
  const later = waits.filter((one) => !isDue(one)).map(({wait}) => wait);
  return {due: waits.filter(isDue).map(({item}) => item), wait: Math.min(...later)};
}

/** Whether an item has to wait for an earlier one, which may be stuck: parked, or waiting for such a one itself. */
function holds(earlier, stuck, item) {
  const made = creates(earlier.command, earlier.sessionId);
  const named = [item.sessionId, item.command.sessionId];
  if (made !== null && named.includes(made)) return true;
  if (!stuck) return named.includes(earlier.sessionId) || (item.sessionId === null && earlier.sessionId === null);
  if (earlier.sessionId !== item.sessionId) return false;
  const about = targets(earlier.command);
  return [...targets(item.command)].some((target) => about.has(target));
}

/** The last item that makes or changes what a command starts from, or null: the command builds on that one. */
export function chained(items, command) {
  const base = basedOn(command);
  if (base === null) return null;
  const about = `${base.kind}:${base.id}`;
  return items.findLast((item) => targets(item.command).has(about)) ?? null;
}
