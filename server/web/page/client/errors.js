// What can go wrong, and which of it passes by itself.

/** Something that the person, or the program that uses the client, has to know. Codes are the server's and `OWN`. */
export class SatchelError extends Error {
  constructor(code, message, details = null, retryAfter = null) {
    super(message);
    this.name = "SatchelError";
    this.code = code;
    this.details = details;
    this.retryAfter = retryAfter;
  }

  /** Of an `error` frame. */
  static of(frame) {
    return new SatchelError(frame.code, frame.message, frame.details ?? null, frame.retryAfter ?? null);
  }
}

/** What the server says when the same change may well be taken a little later: 408, 425, 429 and 5xx of HTTP. */
const PASSING = new Set(["rate_limited", "overloaded", "unavailable", "upstream", "internal"]);

/** Why something is not available until whoever runs the server has installed it: trying again is of no use. */
const LASTING = new Set(["no_chromium"]);

export function passes(error) {
  return PASSING.has(error.code) && !LASTING.has(error.details?.reason);
}

export function offline(message = "The server can't be reached; try again when you are online.") {
  return new SatchelError("offline", message);
}
