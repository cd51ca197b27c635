// Search as one types, over the titles, messages and artifacts of all sessions.

import {fragment} from "./address.js";
import {h, icon, iconButton} from "./dom.js";
import {moment} from "./moments.js";
import {titleOf} from "./sessions/row.js";
import {sentence} from "./trouble.js";

/** Milliseconds without a key after which one is taken to have typed what one wanted. */
const PAUSE = 150;
const PAGE = 20;
/** What the server puts around what was found. */
const MARKED = /\uE000([^\uE001]*)\uE001/;

/** @param {HTMLElement} list what stands there while nothing is searched for */
export function search(app, list) {
  const input = h("input", {type: "search", class: "field", placeholder: "Search", "aria-label": "Search all sessions",
    autocomplete: "off", spellcheck: "false", "aria-controls": "found"});
  const clear = iconButton("close", "Clear the search", () => {
    input.value = "";
    now();
    input.focus();
  }, {hidden: true});
  const field = h("div", {class: "search", role: "search"}, icon("search"), input, clear);
  const says = h("p", {class: "remark", role: "status"});
  const rows = h("ul", {});
  const next = h("button", {type: "button", class: "button wide", hidden: true, onclick: () => page(found)},
    "Show more");
  const results = h("div", {id: "found", class: "list search-results", hidden: true}, says, rows, next);
  let timer;
  /** Counts the searches: an answer to another one than the last comes too late. */
  let latest = 0;
  let found = 0;
  let query = "";

  function now() {
    clearTimeout(timer);
    query = input.value.trim();
    clear.hidden = input.value === "";
    results.hidden = query === "";
    list.hidden = query !== "";
    latest++;
    if (query !== "") page(0);
  }

  async function page(offset) {
    const mine = ++latest;
    results.setAttribute("aria-busy", "true");
    const {shown, total, more, note} = await ask(app.client, query, offset).catch((error) => (
      {shown: [], total: 0, more: false, note: sentence(error)}));
    if (mine !== latest) return;
    results.removeAttribute("aria-busy");
    found = offset + shown.length;
    says.textContent = note ?? counted(total, more);
    if (offset === 0) {
      rows.replaceChildren();
      results.scrollTop = 0;
    }
    rows.append(...shown);
    next.hidden = found >= total || shown.length === 0;
    if (offset > 0) shown[0]?.querySelector("a").focus();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    clear.hidden = input.value === "";
    timer = setTimeout(now, input.value.trim() === "" ? 0 : PAUSE);
  });
  const links = () => [...rows.querySelectorAll("a")];
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value !== "") clear.click();
    else if (event.key === "ArrowDown") (links()[0] ?? list.querySelector("a[tabindex='0']"))?.focus();
    else if (event.key === "Enter" && links().length > 0 && input.value.trim() === query) links()[0].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  rows.addEventListener("keydown", (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (event.key === "Escape") input.focus();
    else if (step === undefined) return;
    else {
      const to = links()[links().indexOf(event.target) + step];
      if (to) to.focus();
      else if (step < 0) input.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  });
  return {field, results, focus() { input.focus(); input.select(); }};
}

async function ask(client, query, offset) {
  try {
    const {results, total, more} = await client.ask({type: "search", query: begun(query), limit: PAGE, offset});
    return {shown: results.map(result), total, more};
  } catch (error) {
    if (error.code !== "offline") throw error;
    const {sessions, total} = await client.sessions({search: query, limit: PAGE, offset});
    const note = `You are offline: only names that are kept on this device were looked at. ${counted(total, false)}`;
    return {shown: sessions.map(named), total, more: false, note};
  }
}

/** The last word is still being written, so it is the beginning of one; but not what has a meaning in the language. */
function begun(query) {
  return /(^|\s)[\p{L}\p{N}]{2,}$/u.test(query) && (query.split('"').length - 1) % 2 === 0 ? `${query}*` : query;
}

function counted(total, more) {
  if (total === 0) return "Nothing was found. Try other words, or the beginning of one.";
  return `${more ? "More than " : ""}${total} ${total === 1 ? "place" : "places"} found`;
}

function result({kind, sessionId, sessionTitle, id, title, snippet, createdAt, role, type}) {
  const where = kind === "artifact" || kind === "site" ? title : kind === "session" ? "Session"
    : role === "user" ? "You" : role === "assistant" ? "Reply" : "Message";
  return entry(fragment({id: sessionId, entry: kind === "session" || kind === "site" ? null : id}), sessionTitle || "New session",
    [where, kind === "artifact" ? type : null, moment(createdAt)].filter(Boolean).join(" · "), marked(snippet));
}

function named(summary) {
  return entry(fragment({id: summary.id}), titleOf(summary), moment(summary.updatedAt), [summary.preview]);
}

function entry(href, title, where, text) {
  return h("li", {}, h("a", {href}, h("span", {class: "name"}, title), h("span", {class: "where"}, where),
    h("span", {class: "snippet"}, ...text)));
}

/** A text with its marks as elements. */
function marked(text) {
  return text.split(MARKED).map((part, index) => (index % 2 === 1 ? h("mark", {}, part) : part));
}
