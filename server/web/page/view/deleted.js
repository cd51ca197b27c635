// Sessions that were deleted: they come back, or go for good.

import {dialog, h, panel, toast} from "./dom.js";
import {moment} from "./moments.js";
import {titleOf} from "./sessions/row.js";
import {sentence, tell} from "./trouble.js";

const PAGE = 100;

export async function deleted(app) {
  const {client} = app;
  const rows = h("ul", {class: "entries"});
  const note = h("p", {class: "faint", role: "status"}, "Loading…");
  const more = h("button", {type: "button", class: "button wide", hidden: true, onclick: () => load().catch(tell)},
    "Show more");
  const element = panel("Deleted sessions", [note, rows, more]);
  let gone = 0;

  async function load() {
    const offset = rows.children.length;
    const {sessions, total} = await client.sessions({deleted: true, limit: PAGE, offset});
    rows.append(...sessions.map(row));
    more.hidden = rows.children.length + gone >= total || sessions.length === 0;
    tidy();
  }

  function tidy() {
    note.textContent = rows.children.length === 0 ? "Nothing is here." : "They stay until you delete them for good.";
  }

  function row(summary) {
    const name = titleOf(summary);
    const leave = () => {
      const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("button");
      item.remove();
      gone++;
      tidy();
      (next ?? element.querySelector(".leave"))?.focus();
    };
    const change = async (command) => {
      try {
        const {saved} = await client.change({...command, sessionId: summary.id});
        leave();
        await saved;
        return true;
      } catch (error) {
        tell(error);
        return false;
      }
    };
    const end = async () => {
      const sure = await dialog("Delete for good?", [h("p", {},
        `“${name}”, its messages and its ${summary.artifactCount} artifacts can't be brought back.`)], [
        {value: "", label: "Keep it", class: "button"},
        {value: "delete", label: "Delete for good", class: "button danger"}]);
      if (sure) await change({type: "delete_session", permanent: true});
    };
    const item = h("li", {}, h("span", {class: "name"}, name),
      h("span", {class: "faint"}, summary.deletedAt === null ? "" : moment(summary.deletedAt)),
      h("span", {class: "buttons"},
        h("button", {type: "button", class: "button", "aria-label": `Restore ${name}`, onclick: async () => {
          const open = {label: "Open", run: () => { element.close(); app.open(summary.id); }};
          if (await change({type: "restore_session"})) toast(`“${name}” is back.`, open);
        }}, "Restore"),
        h("button", {type: "button", class: "button danger", "aria-label": `Delete for good: ${name}`, onclick: end},
          "Delete for good")));
    return item;
  }

  await load().catch((error) => { note.textContent = sentence(error); });
}
