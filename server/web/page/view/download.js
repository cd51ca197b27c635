// Files of the server's: fetched for the page, or kept where the browser keeps downloads. A link can't show a token.

import {token} from "./sign-in.js";
import {h} from "./dom.js";

/**
 * The server's response to a request over HTTP, by whoever is signed in.
 *
 * Rejects with an error that has a `code`, as the client's do.
 *
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function request(path, options = {}) {
  const bearer = token();
  let response;
  try {
    const headers = {...options.headers, ...(bearer === null ? {} : {authorization: `Bearer ${bearer}`})};
    response = await fetch(path, {cache: "no-store", ...options, headers});
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw Object.assign(new Error("offline"), {code: "offline"});
  }
  if (!response.ok) {
    const {code = "internal", title = "The server could not do that."} = await response.json().catch(() => ({}));
    const retryAfter = Number(response.headers.get("Retry-After")) || null;
    throw Object.assign(new Error(title), {code, retryAfter});
  }
  return response;
}

/** Keeps a file of the server's under a name. */
export async function download(path, name) {
  const url = URL.createObjectURL(await (await request(path)).blob());
  h("a", {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
