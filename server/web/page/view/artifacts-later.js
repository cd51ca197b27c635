// Loads the column of artifacts when somebody has begun to talk: the first visit is quicker without it, and a page that
// goes offline then has it already.

import {tell} from "./trouble.js";

/**
 * @param {HTMLElement} element
 * @param {import("../app.js").App} app
 */
export function artifactsLater(element, app) {
  const over = new AbortController();
  const {signal} = over;
  let loading = null;
  let failures = 0;
  const offline = () => app.client.status.state === "offline";

  /** Fetches the files of the column, and shows nothing yet. */
  function fetchColumn() {
    loading ??= import("./artifacts.js").catch((error) => {
      loading = null;
      failures++;
      throw error;
    });
    return loading;
  }

  /** @param {object|null} wanted which artifact somebody asked for meanwhile */
  async function load(wanted = null) {
    if (failures > 0 && offline()) return; // with the network it is tried again
    try {
      const {artifacts} = await fetchColumn();
      if (!signal.aborted) {
        over.abort();
        artifacts(element, app);
      }
      if (wanted) app.dispatchEvent(new CustomEvent("artifact", {detail: wanted}));
    } catch (error) {
      if (offline()) return;
      // The first time, the page may only not know yet that the network is gone.
      if (failures > 1) tell(error);
      else setTimeout(look, 1_000);
    }
  }

  function look() {
    const {messages, artifacts, replies} = app.session.view;
    if (artifacts.length > 0 || [...replies.values()].some((reply) => reply.artifacts.length > 0)) load();
    else if (messages.length > 0 && failures === 0) fetchColumn().catch(() => {});
  }

  app.addEventListener("session", () => {
    look();
    app.session.addEventListener("change", look, {signal});
    app.session.addEventListener("artifact", look, {signal});
  }, {signal});
  app.client.addEventListener("status", () => {
    if (failures > 0 && app.session && !offline()) look();
  }, {signal});
  app.addEventListener("artifact", ({detail}) => load(detail), {signal});
}
