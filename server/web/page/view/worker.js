// The worker that lets the page open without a network. Where a browser has none, or wants https, the page does without.

import {workerAddress} from "./dom.js";

/**
 * Has it installed as soon as there is something to open: it fetches all of the page, for which nobody waits who only
 * looks in.
 *
 * @param {import("../app.js").App} app
 */
export function stayOffline(app) {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  const over = new AbortController();
  const look = () => {
    const {messages, artifacts} = app.session?.view ?? {messages: [], artifacts: []};
    if (app.client.status.at === null && messages.length + artifacts.length === 0) return;
    over.abort();
    navigator.serviceWorker.register(workerAddress()).catch((error) => console.info(`No worker: ${error.message}`));
  };
  app.client.addEventListener("status", look, {signal: over.signal});
  app.addEventListener("session", look, {signal: over.signal});
  look();
}
