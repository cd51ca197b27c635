// What waits to be saved, in order, and what can be done about each: once more, give up, settle a conflict.

import {fragment} from "./address.js";
import {h} from "./dom.js";
import {preview} from "./conflict.js";
import {said} from "./said.js";
import {sentence, tell} from "./trouble.js";

const MOST = 50;

export function waiting(app) {
  const {client} = app;
  const note = h("p", {class: "faint"});
  const rows = h("ul", {class: "unsaved"});
  const element = h("div", {}, h("h2", {}, "Changes"), note, rows);
  /** The last that was drawn of each, so that a preview that is open stays so. */
  const drawn = new Map();

  function draw() {
    const {outbox} = client;
    note.textContent = about(client.status);
    const focused = document.activeElement;
    const kept = outbox.slice(0, MOST).map((item) => {
      const before = drawn.get(item.id);
      const same = before && ["state", "error", "theirs"].every((name) => before[name] === item[name]);
      const found = same ? before : {state: item.state, error: item.error, theirs: item.theirs, element: row(item)};
      drawn.set(item.id, found);
      return found.element;
    });
    rows.replaceChildren(...kept);
    if (outbox.length > MOST) rows.append(h("li", {class: "faint"}, `and ${outbox.length - MOST} more`));
    if (focused === document.activeElement) return;
    (element.contains(focused) ? focused : element.querySelector("button"))?.focus();
  }

  function row(item) {
    const act = (run) => async () => {
      const session = await sessionOf(item);
      try {
        await run(session);
      } catch (error) {
        tell(error);
      } finally {
        if (session !== app.session) session.close();
      }
    };
    const button = (label, run, more = "") =>
      h("button", {type: "button", class: `button ${more}`, onclick: act(run)}, label);
    const conflict = item.state === "conflict";
    const failed = item.state === "attention" || (item.error && !conflict);
    const title = h("span", {class: "name"}, said(item.command));
    const there = item.sessionId !== null && item.sessionId !== app.session?.id
      ? h("a", {href: fragment({id: item.sessionId})}, "Show the session") : "";
    return h("li", {dataset: {state: item.state}},
      h("div", {class: "what"}, title, h("span", {class: "faint"}, state(item))),
      failed && item.error ? h("p", {class: "error"}, sentence(item.error)) : "",
      conflict ? preview(item) : "",
      h("div", {class: "buttons"}, there,
        conflict && button("Keep mine", (session) => session.resolve(item.id, "mine")),
        conflict && button("Keep theirs", (session) => session.resolve(item.id, "theirs")),
        conflict && button("Merge", (session) => session.resolve(item.id, "merge"), "main"),
        failed && button("Try again", (session) => session.retry(item.id), "main"),
        failed && button("Give up", (session) => session.discard(item.id), "danger")));
  }

  /** The session that can settle an item; of the account's changes any session can. */
  async function sessionOf({sessionId}) {
    if (sessionId === null || sessionId === app.session?.id) return app.session;
    return client.session(sessionId);
  }

  client.addEventListener("outbox", draw);
  client.addEventListener("status", draw);
  draw();
  return {element, close() {
    client.removeEventListener("outbox", draw);
    client.removeEventListener("status", draw);
  }};
}

function about({state, at}) {
  switch (state) {
    case "saved": return at === null ? "Nothing waits." : "All of it is on the server's disk.";
    case "saving": return "These are on their way to the server.";
    case "offline": return "The server can't be reached. These are kept on this device, and sent when it is back.";
    case "conflict": return "Somebody else changed the same thing. Say what shall stay; until then both are kept.";
    default: return "The server did not take these. They stay on this device until you say what to do.";
  }
}

function state({state: now, attempts}) {
  if (now === "sending") return "on its way";
  if (now === "conflict") return "conflict";
  if (now === "attention") return "refused";
  if (attempts === 0) return "waits";
  return attempts === 1 ? "waits, tried once" : `waits, tried ${attempts} times`;
}
