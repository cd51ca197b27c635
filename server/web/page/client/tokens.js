// The token: where it comes from, whose it is, when it ends, and how a fresh one is got in time.
//
// It tells `token` (detail {token, expiresAt, mine}) and `signedout` (detail {reason}).

import {offline, SatchelError} from "./errors.js";

/** Milliseconds before the end of a token in which it is renewed. */
const EARLY = 90_000;
const AGAIN = 15_000;
const LONGEST_TIMER = 2 ** 31 - 1;

/** What a token says of itself, unchecked; null where it is none. */
export function claims(token) {
  try {
    const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (char) => char.charCodeAt(0))));
  } catch {
    return null;
  }
}

export class Tokens extends EventTarget {
  /**
   * @param {string} base the server's address
   * @param {string|null|Function} given as in the options
   * @param {string} name of the lock under which one tab at a time renews
   */
  constructor(base, given, name) {
    super();
    this.base = base;
    this.ask = typeof given === "function" ? given : null;
    this.token = typeof given === "function" ? null : given ?? null;
    this.name = name;
  }

  async current() {
    if (this.token === null && this.ask !== null) this.token = await this.ask() ?? null;
    return this.token;
  }

  /** Unix milliseconds; null without an end. */
  get expiresAt() {
    const exp = this.token === null ? undefined : claims(this.token)?.exp;
    return typeof exp === "number" ? exp * 1000 : null;
  }

  start() {
    clearTimeout(this.timer);
    if (this.expiresAt === null) return;
    const left = this.expiresAt - Date.now();
    const early = Math.min(EARLY, left / 2);
    this.timer = setTimeout(() => this.renew(), Math.min(LONGEST_TIMER, Math.max(0, left - early)));
  }

  close() {
    clearTimeout(this.timer);
    this.over = true;
  }

  forget() {
    this.token = null;
  }

  /** A token that another tab has got. */
  take(token) {
    if (token === this.token || this.over) return;
    this.token = token;
    this.#tell(false);
  }

  /** Gets a fresh token, once at a time in all tabs. Where it can't be had, it is said once the old one has ended. */
  renew() {
    this.renewing ??= this.#renew().finally(() => { this.renewing = null; });
    return this.renewing;
  }

  async #renew() {
    const before = this.token;
    const get = async () => {
      if (this.token === before && !this.over) await this.#get(before);
    };
    await (navigator.locks ? navigator.locks.request(`${this.name} token`, get) : get());
  }

  async #get(before) {
    try {
      const fresh = this.ask ? await this.ask() : before === null ? null : (await this.post("/api/auth/refresh")).token;
      if (!fresh || fresh === before) throw new SatchelError("unauthenticated", "There is no fresh token.");
      this.token = fresh;
      this.#tell(true);
    } catch (error) {
      this.#failed(error);
    }
  }

  #tell(mine) {
    this.start();
    this.dispatchEvent(new CustomEvent("token", {detail: {token: this.token, expiresAt: this.expiresAt, mine}}));
  }

  /** The token is still good for a while, or the server is away: then it is tried again. */
  #failed(error) {
    const ended = this.expiresAt === null || this.expiresAt <= Date.now();
    const refused = error.code === "unauthenticated" || error.code === "invalid";
    if (refused && (ended || this.refused)) return this.#signedOut(error);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), AGAIN);
  }

  #signedOut(error) {
    if (this.over) return;
    this.close();
    this.dispatchEvent(new CustomEvent("signedout", {detail: {reason: error.details?.reason ?? error.message}}));
  }

  /** Finds out whether the server refuses the token, since a failed handshake does not say why. */
  check() {
    this.checking ??= this.#check().finally(() => { this.checking = null; });
    return this.checking;
  }

  async #check() {
    if (this.over) return;
    try {
      await this.whoAmI();
    } catch (error) {
      if (error.code !== "unauthenticated") return;
      this.refused = true;
      if (this.token === null && this.ask === null) this.#signedOut(error);
      else await this.renew();
      this.refused = false;
    }
  }

  /** Resolves with the user's name; rejects with `unauthenticated` or `offline`. */
  async whoAmI() {
    return (await this.fetch("/api/account")).account?.user ?? null;
  }

  post(path, body) {
    return this.fetch(path, {method: "POST", body: body === undefined ? undefined : JSON.stringify(body)});
  }

  async fetch(path, {method = "GET", body} = {}) {
    const headers = {accept: "application/json"};
    const token = await this.current();
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    let response;
    try {
      response = await fetch(this.base + path, {method, body, headers, cache: "no-store", credentials: "omit"});
    } catch {
      throw offline();
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const code = answer.code ?? (response.status === 401 ? "unauthenticated" : "internal");
    throw new SatchelError(code, answer.title ?? `The server answered ${response.status}.`,
      answer.details ?? null);
  }
}
