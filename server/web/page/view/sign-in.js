// Who is here: nobody is asked where the server has no sign-in, and a token that this device keeps is enough.

import {keep, kept} from "./device.js";
import {dialog, h} from "./dom.js";
import {said} from "./said.js";

const NAME = "token";
/** In this tab alone, where the device keeps nothing. */
let held = null;

const REASONS = {
  expired: "Your sign-in has expired. Paste a fresh token to go on; what you changed is kept on this device.",
  over: "You signed in long ago. Paste a fresh token to go on; what you changed is kept on this device.",
  elsewhere: "You signed out in another tab.",
};

export function token() {
  return held ?? kept(NAME);
}

/**
 * Resolves with a client, once somebody is known.
 *
 * @param {HTMLElement} element where the form may stand
 * @param {typeof import("../client.js").connect} connect
 * @param {string|null} link the secret of a link, for which nobody has to be known
 */
export async function signIn(element, connect, link) {
  if (link !== null) return connect({link});
  let client;
  try {
    // A string, not a function: so the client renews it by itself.
    client = await connect({token: token()});
  } catch (error) {
    if (error.code !== "unauthenticated") throw error;
    await ask(element, token() === null ? null : error);
    client = await connect({token: token()});
  }
  client.addEventListener("token", ({detail}) => hold(detail.token));
  client.addEventListener("signedout", ({detail}) => askAgain(element, detail.reason));
  return client;
}

/** Ends it, and forgets all of it on this device; asks before what was not sent yet is lost. */
export async function signOut(client) {
  const sure = async (unsent) => await dialog("Some changes are not saved yet", [
    h("p", {}, "The server has not got these. If you sign out now, they are lost:"),
    h("ul", {class: "unsent"}, ...unsent.slice(0, 20).map(({command}) => h("li", {}, said(command)))),
    unsent.length > 20 && h("p", {}, `and ${unsent.length - 20} more.`),
  ].filter(Boolean), [
    {value: "", label: "Stay signed in", class: "button main"},
    {value: "leave", label: "Sign out and lose them", class: "button danger"},
  ]) === "leave";
  if (!await client.signOut(sure)) return;
  hold(null);
  location.replace("/");
}

function hold(text) {
  held = text;
  keep(NAME, text);
}

async function askAgain(element, reason) {
  if (reason === "elsewhere") hold(null);
  await ask(element, null, REASONS[reason] ?? "Your sign-in has ended. Paste a fresh token to go on.");
  // What was written is on the device; a client that was signed out has ended.
  location.reload();
}

async function ask(element, refused, reason = null) {
  const form = await import("./sign-in-form.js");
  hold(await form.ask(element, refused, reason));
}
