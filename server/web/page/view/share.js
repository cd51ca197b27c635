// Sharing a session, or an artifact of it: who can read it, links, copies, the file.

import {address} from "./address.js";
import {h, icon, iconButton, panel, toast} from "./dom.js";
import {download} from "./download.js";
import {moment} from "./moments.js";
import {sentence, tell} from "./trouble.js";

const DAY = 86_400_000;
const ENDS = [["7", "for 7 days"], ["1", "for a day"], ["30", "for 30 days"], ["", "until it is revoked"]];

/**
 * Opens the dialog.
 *
 * @param {{artifactId?: string, sessionId?: string}} what the open session without anything
 */
export async function share(app, {artifactId = null, sessionId = app.session.id} = {}) {
  const {client} = app;
  const whole = artifactId === null;
  const element = panel(whole ? "Share the session" : "Share the artifact", [
    whole && visibility(app, sessionId),
    links(client, sessionId, artifactId),
    client.user !== "local" && copying(client, sessionId, artifactId),
    whole && section("Take it with you",
      h("p", {class: "faint"},
        "One file with everything in it: any SQLite program reads it, and another Satchel takes it in."),
      h("button", {type: "button", class: "button", onclick: () => exported(sessionId)},
        icon("download"), "Download the session")),
  ].filter(Boolean));
  element.classList.add("share");
}

function section(title, ...content) {
  return h("section", {}, h("h3", {}, title), ...content);
}

function visibility(app, sessionId) {
  const {client} = app;
  const box = h("div", {class: "stack"});
  const note = h("div", {});
  const choice = (value, label, text) => h("label", {class: "choice"},
    h("input", {type: "radio", name: "visibility", value, onchange: () => choose(value)}),
    h("span", {}, h("strong", {}, label), h("span", {class: "faint"}, text)));
  const choices = [choice("private", "Private", "Only you, and whoever has a link."),
    choice("public", "Public", "Whoever knows its address can read it.")];
  box.append(...choices, note);

  function show(chosen) {
    for (const field of box.querySelectorAll("input[type=radio]")) field.checked = field.value === chosen;
    note.replaceChildren(chosen === "public" ? copyable("Address", address({id: sessionId, link: ""})) : "");
  }

  async function choose(value) {
    show(value);
    const before = value === "public" ? "private" : "public";
    try {
      const {saved} = await client.change({type: "update_session", sessionId, updates: {visibility: value}});
      await saved;
    } catch (error) {
      show(before);
      tell(error);
    }
  }

  known(app, sessionId).then((found) => show(found?.visibility ?? "private"), tell);
  return section("Who can read it", box);
}

/** The session as it is known. */
async function known(app, sessionId) {
  if (app.session?.id === sessionId) return app.session.view.session;
  return (await app.client.ask({type: "get_session", sessionId})).session;
}

function links(client, sessionId, artifactId) {
  const made = h("div", {role: "status"});
  const rows = h("ul", {class: "entries"});
  const ends = h("select", {class: "field", "aria-label": "How long the link is good"},
    ...ENDS.map(([value, label]) => h("option", {value}, label)));

  async function load() {
    const {links: all} = await client.ask({type: "get_links", sessionId});
    const good = all.filter((link) => link.revokedAt === null && link.artifactId === artifactId
      && (link.expiresAt === null || link.expiresAt > Date.now()));
    rows.replaceChildren(...good.map(row));
  }

  function row(link) {
    const until = link.expiresAt === null ? "Good until it is revoked" : `Good until ${day(link.expiresAt)}`;
    const when = h("span", {class: "faint"}, `Made ${moment(link.createdAt)}`);
    return h("li", {}, icon("link"), h("span", {class: "name"}, until, when),
      h("button", {type: "button", class: "button danger", onclick: async () => {
        await client.ask({type: "revoke_link", linkId: link.id}).then(load).catch(tell);
        made.replaceChildren();
        toast("The link is revoked: nobody can read by it any more.");
      }}, "Revoke"));
  }

  async function create(event) {
    event.preventDefault();
    const expiresAt = ends.value === "" ? null : Date.now() + Number(ends.value) * DAY;
    try {
      const {link} = await client.ask({type: "create_link", sessionId, ...(artifactId ? {artifactId} : {}),
        ...(expiresAt ? {expiresAt} : {})});
      made.replaceChildren(copyable("The link", address({id: sessionId, entry: artifactId, link: link.token})),
        h("p", {class: "faint"}, "Copy it now: it is not shown again."));
      made.querySelector("button").focus();
      await load();
    } catch (error) {
      tell(error);
    }
  }

  load().catch((error) => rows.replaceChildren(h("li", {class: "faint"}, sentence(error))));
  return section("Links", h("p", {class: "faint"}, "Whoever has a link can read, and change nothing."),
    h("form", {class: "row", onsubmit: create}, ends, h("button", {class: "button main"}, "Create link")), made, rows);
}

function copying(client, sessionId, artifactId) {
  const user = h("input", {class: "field", placeholder: "Name of the user", "aria-label": "Name of the user",
    required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false"});
  const send = async (event) => {
    event.preventDefault();
    const toUser = user.value.trim();
    const command = artifactId === null ? {type: "copy_session", sessionId, toUser}
      : {type: "copy_artifact", sessionId, artifactId, toUser};
    try {
      await client.ask(command);
      toast(`${toUser} has a copy now.`);
      user.value = "";
    } catch (error) {
      tell(error);
    }
  };
  return section("Give a copy to somebody",
    h("p", {class: "faint"}, "It is theirs then: what either of you changes later the other one does not see."),
    h("form", {class: "row", onsubmit: send}, user, h("button", {class: "button"}, "Give a copy")));
}

/** An address with a button that copies it. */
function copyable(label, text) {
  const field = h("input", {class: "field", readonly: true, "aria-label": label, value: text,
    onfocus: () => field.select()});
  return h("div", {class: "row copyable"}, field, iconButton("copy", "Copy the address", async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast("The address is copied.");
    } catch {
      // Without https a browser has no clipboard: then the person copies what is selected.
      field.focus();
      field.select();
      toast("Press Ctrl C to copy the address.");
    }
  }));
}

function exported(sessionId) {
  return download(`/api/chats/${encodeURIComponent(sessionId)}/export`, `${sessionId}.sqlite3`).catch(tell);
}

function day(milliseconds) {
  return new Date(milliseconds).toLocaleDateString("en-GB", {day: "numeric", month: "long", year: "numeric"});
}
