// One WebSocket at a time, opened again for as long as it is wanted. It knows frames and replies, not what they mean.
//
// It tells `up` and `down` (detail {code, opened}).

import {delay} from "./backoff.js";
import {offline, SatchelError} from "./errors.js";

/** After so many silent milliseconds the other side is asked whether it is there; it has as long to answer. */
const SILENCE = 20_000;
const PATIENCE = 10_000;
const ANSWER = 60_000;

export class Connection extends EventTarget {
  /**
   * @param {() => Promise<{url: string, protocols: string[]} | null>} address asked before each try; null: not now
   * @param {(frame: object) => void} heard takes the server's events: a function, since thousands come at once
   */
  constructor(address, heard) {
    super();
    this.heard = heard;
    this.open = false;
    this.address = address;
    this.socket = null;
    this.wanted = false;
    this.attempts = 0;
    this.replies = new Map();
    this.number = 0;
    this.heardAt = 0;
  }

  start() {
    if (this.wanted) return;
    this.wanted = true;
    this.listeners = new AbortController();
    const {signal} = this.listeners;
    globalThis.addEventListener?.("online", () => this.tryNow(), {signal});
    globalThis.addEventListener?.("offline", () => this.drop(), {signal});
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.open ? this.check() : this.tryNow();
    }, {signal});
    this.beat = setInterval(() => this.check(), PATIENCE);
    this.tryNow();
  }

  stop() {
    this.wanted = false;
    this.listeners?.abort();
    clearInterval(this.beat);
    clearTimeout(this.timer);
    this.drop();
  }

  /** Tries at once, whatever the delay; nothing where a try is under way or the device says it has no network. */
  async tryNow() {
    clearTimeout(this.timer);
    if (!this.wanted || this.socket !== null || this.trying || navigator.onLine === false) return;
    this.trying = true;
    try {
      const address = await this.address();
      if (address !== null && this.wanted && this.socket === null) this.dial(address);
    } catch {
      this.later();
    } finally {
      this.trying = false;
    }
  }

  dial({url, protocols}) {
    let socket;
    try {
      socket = new WebSocket(url, protocols);
    } catch {
      return this.later();
    }
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      if (this.socket !== socket) return;
      opened = this.open = true;
      this.attempts = 0;
      this.heardAt = performance.now();
      this.dispatchEvent(new Event("up"));
    };
    socket.onmessage = ({data}) => this.socket === socket && this.hear(JSON.parse(data));
    socket.onclose = ({code}) => this.socket === socket && this.ended(code, opened);
  }

  hear(frame) {
    this.heardAt = performance.now();
    const reply = frame.requestId === undefined ? undefined : this.replies.get(frame.requestId);
    if (reply === undefined) {
      this.heard(frame);
      return;
    }
    this.replies.delete(frame.requestId);
    clearTimeout(reply.timer);
    if (frame.type === "error") reply.reject(SatchelError.of(frame));
    else reply.resolve(frame);
  }

  /**
   * Sends a request; resolves with its reply. `heard` is called with the reply as soon as it comes, before any frame
   * behind it is taken in: a promise would be too late for that.
   */
  ask(command, {patience = ANSWER, heard} = {}) {
    if (!this.open) return Promise.reject(offline());
    return new Promise((resolve, reject) => {
      const requestId = `r${++this.number}`;
      const timer = setTimeout(() => {
        this.replies.delete(requestId);
        reject(offline("The server did not answer in time; try again."));
      }, patience);
      const told = (frame) => {
        heard?.(frame);
        resolve(frame);
      };
      this.replies.set(requestId, {resolve: told, reject, timer});
      this.socket.send(JSON.stringify({...command, requestId}));
    });
  }

  /** Notices a connection that is dead without saying so. */
  check() {
    if (!this.open || performance.now() - this.heardAt < SILENCE || this.checking) return;
    this.checking = true;
    this.ask({type: "get_flags"}, {patience: PATIENCE})
      .catch((error) => error.code === "offline" && this.drop())
      .finally(() => { this.checking = false; });
  }

  /** Gives the present connection up. A new one is tried where one is wanted. */
  drop() {
    const socket = this.socket;
    if (socket === null) return;
    socket.onclose = null;
    socket.close();
    this.ended(1006, this.open);
  }

  ended(code, opened) {
    this.socket = null;
    this.open = false;
    for (const {reject, timer} of this.replies.values()) {
      clearTimeout(timer);
      reject(offline());
    }
    this.replies.clear();
    this.later();
    this.dispatchEvent(new CustomEvent("down", {detail: {code, opened}}));
  }

  later() {
    clearTimeout(this.timer);
    if (this.wanted && navigator.onLine !== false) this.timer = setTimeout(() => this.tryNow(), delay(++this.attempts));
  }
}
