// What went wrong, in words that say what to do next.

import {toast} from "./dom.js";

const WORDS = {
  offline: "The server can't be reached. Try again when you are online.",
  unauthenticated: "Your sign-in has ended. Sign in again.",
  overloaded: "The server has too much to do. Try again in a moment.",
  internal: "The server made a mistake. Try again; its log says more.",
};

/** A sentence about an error, for a person. */
export function sentence(error) {
  if (error?.code === "rate_limited") {
    const seconds = Math.ceil(error.retryAfter ?? 60);
    return `That was too much at once. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  }
  if (error?.code in WORDS) return WORDS[error.code];
  if (error?.code) return error.message;
  return `Something unexpected happened. Reload the page; what you wrote is kept. (${error?.message ?? error})`;
}

/** Tells the person of an error: `save().catch(tell)`. */
export function tell(error) {
  if (error?.name === "AbortError") return;
  if (!error?.code) console.error(error);
  toast(sentence(error));
}

/** From now on no error stays unseen; the same one is shown once in a while. */
export function watchErrors() {
  let last = "";
  const show = (error) => {
    // A browser says this of a harmless thing: an observer that was not done within one frame.
    if (String(error?.message ?? error).includes("ResizeObserver loop")) return;
    const text = sentence(error);
    if (error?.name === "AbortError" || text === last) return;
    last = text;
    setTimeout(() => { last = ""; }, 5_000);
    const reload = {label: "Reload", run: () => location.reload()};
    toast(text, error?.code ? null : reload);
  };
  addEventListener("error", ({error, message}) => show(error ?? new Error(message)));
  addEventListener("unhandledrejection", ({reason}) => show(reason));
}
