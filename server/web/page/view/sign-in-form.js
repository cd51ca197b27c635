// The form in which a token is pasted; loaded when somebody has to be asked.

import {place} from "./address.js";
import {h} from "./dom.js";
import {sentence} from "./trouble.js";

const REFUSALS = {
  expired: "This token has expired. Make a new one.",
  over: "This token is too old to be used. Make a new one.",
  malformed: "This is no token: copy all of it, from its first to its last character.",
  signature: "This token was made for another server. Make one with the secret of this one.",
  key: "This token was made for another server. Make one with the secret of this one.",
};

/**
 * Resolves with a token, once the server has taken it.
 *
 * @param {HTMLElement} element where the form may stand
 * @param {Error|null} refused why the token before it was not taken
 * @param {string|null} reason why somebody who was signed in is asked
 * @returns {Promise<string>}
 */
export function ask(element, refused, reason = null) {
  const field = h("textarea", {
    id: "token", class: "field", rows: "4", required: true, spellcheck: "false", autocomplete: "off",
    autocapitalize: "none", "aria-describedby": "token-help token-error",
  });
  const error = h("p", {id: "token-error", class: "error", role: "alert"}, refused ? explain(refused) : "");
  const go = h("button", {class: "button main wide"}, "Sign in");
  const {id} = place();
  const form = h("form", {class: "sign-in"},
    h("img", {src: new URL("../icon.svg", import.meta.url).href, alt: "", width: "40", height: "40"}),
    h("h1", {id: "sign-in-title"}, "Sign in to Satchel"),
    reason && h("p", {class: "reason"}, reason),
    h("label", {for: "token"}, "Token"), field,
    error, go,
    h("div", {id: "token-help", class: "faint"},
      h("p", {}, "The application that uses this server gives you a token. If the server is yours, make one there:"),
      h("pre", {tabindex: "0"}, "satchel token create --user you")),
    id && reason === null && h("a", {class: "text-button", href: `#/${encodeURIComponent(id)}?link=`,
      onclick: () => setTimeout(() => location.reload())}, "Look at this session without signing in, if it is public"));
  const dialogElement = h("dialog", {class: "whole", "aria-labelledby": "sign-in-title"}, form);
  dialogElement.addEventListener("cancel", (event) => event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  element.hidden = false;
  element.replaceChildren(dialogElement);
  dialogElement.showModal();
  field.focus();
  return new Promise((resolve) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    error.textContent = "";
    try {
      const text = field.value.replace(/\s+|^Bearer\s+/gi, "");
      await check(text);
      dialogElement.close();
      element.hidden = true;
      resolve(text);
    } catch (problem) {
      error.textContent = explain(problem);
      field.focus();
      field.select();
    }
    go.disabled = false;
  }));
}

/** Whether the server takes a token. */
async function check(text) {
  let response;
  try {
    response = await fetch("/api/account", {headers: {authorization: `Bearer ${text}`}, cache: "no-store"});
  } catch {
    throw Object.assign(new Error("offline"), {code: "offline"});
  }
  if (response.ok) return;
  const {code = "internal", title = "", details = null, ...rest} = await response.json().catch(() => ({}));
  throw Object.assign(new Error(rest.detail ?? title), {code, details: details ?? rest});
}

function explain(error) {
  if (error.code !== "unauthenticated") return sentence(error);
  return REFUSALS[error.details?.reason] ?? `The server does not take this token. ${error.message}`;
}
