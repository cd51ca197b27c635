// How much there is, and how much there may be.

import {h, panel} from "./dom.js";
import {sentence} from "./trouble.js";

const COUNT = new Intl.NumberFormat("en");

export async function statistics({client}) {
  const body = h("div", {"aria-busy": "true"}, h("p", {class: "faint"}, "Loading…"));
  panel("Statistics", [body]);
  const [listed, asked] = await Promise.allSettled([
    client.sessions({limit: 0, includeStats: true}), client.ask({type: "get_account"}),
  ]);
  const totals = listed.value?.statistics;
  const account = asked.value?.account;
  const rows = [
    totals && row("Sessions", count(totals.totalChats)),
    totals && row("Active of these", count(totals.activeChats)),
    totals && row("Deleted sessions", count(totals.deletedChats)),
    totals && row("Messages", count(totals.totalMessages)),
    account && row("Room that is used", bytes(account.bytes), account.maxBytes, account.bytes, bytes),
    account && account.maxSessions !== null
      && row("Sessions of your limit", count(account.sessions), account.maxSessions, account.sessions),
    account && account.freeMessages !== null
      && row("Free messages used", count(account.freeMessagesUsed), account.freeMessages, account.freeMessagesUsed),
    account?.requestsPerMinute && row("Requests a minute, at most", count(account.requestsPerMinute)),
    account?.repliesPerMinute && row("Replies a minute, at most", count(account.repliesPerMinute)),
  ].filter(Boolean);
  body.removeAttribute("aria-busy");
  const failed = asked.status === "rejected" ? asked.reason : listed.status === "rejected" ? listed.reason : null;
  body.replaceChildren(h("dl", {class: "figures"}, ...rows), failed ? h("p", {class: "faint"}, sentence(failed)) : "");
}

/** 1.5 MB. */
export function bytes(number) {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const step = number < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(number) / 3));
  const value = number / 1000 ** step;
  return `${value.toFixed(step > 0 && value < 100 ? 1 : 0)} ${units[step]}`;
}

function count(number) {
  return COUNT.format(number);
}

/** With a limit, how much of it is used is drawn as well. */
function row(name, value, limit = null, used = 0, unit = count) {
  if (limit === null) return h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return h("div", {}, h("dt", {}, name), h("dd", {}, `${value} of ${unit(limit)}`,
    h("meter", {min: "0", max: String(limit), high: String(limit * .9), "aria-label": name, value: String(used)})));
}
