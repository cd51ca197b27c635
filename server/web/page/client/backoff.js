// How long to wait before the next try: full jitter, so that many clients do not come back all at once.

export const BASE = 500;
export const CAP = 30_000;

/**
 * Milliseconds until the next try.
 *
 * @param {number} attempts how many have failed, from 1
 * @param {number|null} retryAfter seconds that the server asked for: never less than that
 */
export function delay(attempts, retryAfter = null, random = Math.random) {
  const jitter = random() * Math.min(CAP, BASE * 2 ** Math.min(attempts - 1, 16));
  return (retryAfter ?? 0) * 1000 + jitter;
}
