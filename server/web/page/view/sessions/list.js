// The list of sessions: newest first, grouped by day, live, longer while one scrolls.

import {h} from "../dom.js";
import {heading} from "../moments.js";
import {tell} from "../trouble.js";
import {row} from "./row.js";

const PAGE = 50;

export function list(app) {
  const {client} = app;
  /** What is known, by id; the rest is asked for when it is scrolled to. */
  const known = new Map();
  const rows = new Map();
  let total = Infinity;
  let asking = null;
  const groups = h("div", {class: "groups"});
  const foot = h("div", {class: "list-end", "aria-hidden": "true"});
  const empty = h("p", {class: "remark", hidden: true}, "Your sessions will stand here.");
  const problem = h("div", {class: "remark", hidden: true});
  const element = h("div", {class: "list", role: "region", "aria-label": "All sessions"}, groups, empty, problem, foot);

  async function more() {
    if (asking || known.size >= total) return;
    asking = client.sessions({limit: PAGE, offset: known.size});
    problem.hidden = true;
    try {
      const found = await asking;
      for (const summary of found.sessions) known.set(summary.id, summary);
      total = found.sessions.length < PAGE ? known.size : found.total;
    } catch (error) {
      problem.replaceChildren(h("p", {}, "The list could not be loaded."),
        h("button", {type: "button", class: "button", onclick: more}, "Try again"));
      problem.hidden = false;
      total = known.size;
      if (!error.code) throw error;
    } finally {
      asking = null;
    }
    draw();
    // The end may still be in sight: then the observer says nothing new.
    observer.unobserve(foot);
    if (known.size < total) observer.observe(foot);
  }

  /** From the beginning: things have changed while nobody told. */
  async function refresh() {
    await asking?.catch(() => {});
    const before = Math.max(PAGE, known.size);
    asking = client.sessions({limit: Math.min(1000, before), offset: 0});
    try {
      const found = await asking;
      known.clear();
      for (const summary of found.sessions) known.set(summary.id, summary);
      total = found.total;
    } finally {
      asking = null;
    }
    draw();
    observer.unobserve(foot);
    if (known.size < total) observer.observe(foot);
  }

  function hear({detail: {session, unlisted}}) {
    const id = session?.id ?? unlisted;
    const before = known.has(id);
    if (unlisted || session.isDeleted) known.delete(id);
    else known.set(id, session);
    if (Number.isFinite(total)) total += Number(known.has(id)) - Number(before);
    soon();
  }

  let due = false;
  function soon() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; draw(); });
  }

  /** Puts the rows in order. A row that stays is kept, and with it the focus and a name that is being written. */
  function draw() {
    const sorted = [...known.values()].sort((a, b) => b.updatedAt - a.updatedAt);
    const current = app.session?.id;
    const byDay = grouped(sorted, ({updatedAt}) => heading(updatedAt));
    for (const id of rows.keys()) if (!known.has(id)) rows.delete(id);
    const focused = document.activeElement;
    const sections = [...byDay].map(([name, summaries]) => {
      const items = summaries.map((summary) => {
        const found = rows.get(summary.id) ?? row(app, {gone: forget, back: hear});
        rows.set(summary.id, found);
        found.show(summary, summary.id === current);
        return found.element;
      });
      return h("section", {}, h("h2", {}, name), h("ul", {}, ...items));
    });
    groups.replaceChildren(...sections);
    // To be moved costs an element the focus.
    if (focused !== document.activeElement && groups.contains(focused)) focused.focus({preventScroll: true});
    oneStop();
    empty.hidden = known.size > 0 || total === Infinity;
  }

  function forget(id) {
    hear({detail: {unlisted: id}});
  }

  const links = () => [...groups.querySelectorAll("a")];

  /** The list is one stop of the Tab key: the row that has the focus, or the current one, or the first. */
  function oneStop(chosen = null) {
    const all = links();
    const one = chosen ?? all.find((link) => link === document.activeElement)
      ?? all.find((link) => link.hasAttribute("aria-current")) ?? all[0];
    for (const link of all) {
      link.tabIndex = link === one ? 0 : -1;
      link.nextElementSibling.tabIndex = link === one ? 0 : -1;
    }
  }

  groups.addEventListener("focusin", ({target}) => {
    const link = target.closest("li")?.querySelector("a");
    if (link) oneStop(link);
  });
  groups.addEventListener("keydown", (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity}[event.key];
    if (step === undefined || event.target.matches("input")) return;
    event.preventDefault();
    const all = links();
    const at = all.indexOf(event.target.closest("li").querySelector("a"));
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  });
  const observer = new IntersectionObserver((seen) => {
    if (seen.some(({isIntersecting}) => isIntersecting)) more().catch(tell);
  }, {root: element, rootMargin: "600px"});

  client.addEventListener("sessions", hear);
  let online = client.online;
  client.addEventListener("online", () => {
    if (client.online && !online) refresh().catch(tell);
    online = client.online;
  });
  app.addEventListener("session", draw);
  midnight(draw);
  more().catch(tell);
  return {element};
}

function grouped(items, by) {
  const found = new Map();
  for (const item of items) {
    const name = by(item);
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(item);
  }
  return found;
}

/** Today's sessions are yesterday's then. */
function midnight(run) {
  setTimeout(() => { run(); midnight(run); }, new Date().setHours(24, 0, 1, 0) - Date.now());
}
