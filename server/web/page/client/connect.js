// How a client begins: whose it is, what of theirs is on the device, and whether the server lets them in.

import {Client} from "./client.js";
import {openDevice} from "./device.js";
import {Memory} from "./memory.js";
import {claims, Tokens} from "./tokens.js";

/** @param {import("../client.js").Options} options */
export async function connect(options = {}) {
  const base = (options.url ?? home()).replace(/\/+$/, "");
  const link = options.link ?? null;
  const start = `${options.store ?? "satchel"}:${base}`;
  const tokens = new Tokens(base, link === null ? options.token : null, start);
  const user = link === null ? await userOf(tokens) : "";
  const name = `${start}:${link === null ? user : `link:${link}`}`;
  let client = null;
  const device = await openDevice(name, (why) => client?.lost(why)) ?? new Memory();
  client = new Client({base, user, name, device, tokens, link});
  await client.start();
  if (await device.note("opened") === null) await admitted(client);
  device.change({notes: {opened: Date.now()}}).catch(() => {});
  return client;
}

/** The server that this module came from. */
function home() {
  const {href} = new URL(import.meta.url);
  const end = href.search(/\/page\/[^/]*\//);
  return end < 0 ? new URL(href).origin : href.slice(0, end);
}

/** Of somebody who was never here nothing can be shown: the server's word is waited for, if it can be had. */
async function admitted(client) {
  const refusal = await client.verdict;
  if (refusal === null) return;
  await client.close();
  await client.device.wipe().catch(() => {});
  throw refusal;
}

/** A token says whose it is. Without one the server is asked: it has no sign-in, or refuses. */
async function userOf(tokens) {
  const token = await tokens.current();
  const named = token === null ? null : claims(token)?.sub;
  if (typeof named === "string") return named;
  try {
    return await tokens.whoAmI() ?? "local";
  } catch (error) {
    if (error.code === "unauthenticated") throw error;
    return "local";
  }
}
