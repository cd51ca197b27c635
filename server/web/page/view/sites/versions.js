// The versions of a site: what changed between any two, how each was, and the way back to it.

import {diffView} from "../artifact/diff.js";
import {parseUnified} from "../artifact/lines.js";
import {h, toast} from "../dom.js";
import {moment} from "../moments.js";
import {bytes} from "../statistics.js";
import {sentence, tell} from "../trouble.js";
import {exported} from "./actions.js";
import {filesView} from "./files.js";
import {publish} from "./publishing.js";

const PAGE = 50;
/** Past so many changed files they are folded: one sees first which they are. */
const UNFOLDED = 5;

export function versionsView(here) {
  const {app, site} = here;
  const about = {sessionId: site.sessionId, siteId: site.id};
  const list = h("ol", {class: "versions", "aria-label": "Versions"});
  const detail = h("section", {class: "version", "aria-label": "The chosen version"});
  const element = h("div", {class: "history"}, list, detail);
  let versions = [];
  let alive = true;
  let seen = null;
  let chosen = 0;

  async function load() {
    try {
      const {versions: found, total} = await app.client.ask({
        type: "get_site_versions", ...about, limit: PAGE, offset: versions.length,
      });
      if (!alive) return;
      const first = versions.length === 0;
      versions = [...versions, ...found];
      list.querySelector(".more")?.remove();
      list.append(...found.map(row));
      if (versions.length < total && found.length > 0) {
        list.append(h("li", {class: "more"}, h("button", {type: "button", onclick: load}, "Show more")));
      }
      if (first) choose(versions[0]);
    } catch (error) {
      if (alive) offer(detail, error, load);
    }
  }

  function row(one) {
    const number = one.versionNumber;
    return h("li", {}, h("button", {type: "button", dataset: {version: number}, onclick: () => choose(one)},
      h("strong", {}, `Version ${number}`), number === site.version && h("span", {class: "badge"}, "now"),
      number === site.publishedVersion && h("span", {class: "badge plain"}, "published"),
      h("span", {class: "faint"}, one.changeDescription || (one.createdByMessageId ? "By a reply" : "Changed")),
      h("span", {class: "faint"}, h("time", {datetime: new Date(one.createdAt).toISOString()}, moment(one.createdAt)),
        ` · ${one.fileCount} ${one.fileCount === 1 ? "file" : "files"}, ${bytes(one.size)}`)));
  }

  function choose(one) {
    const number = one.versionNumber;
    chosen = number;
    for (const button of list.querySelectorAll("[data-version]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.version) === number));
    }
    const body = h("div", {class: "version-body"});
    const others = versions.filter((each) => each !== one);
    const select = h("select", {class: "field", "aria-label": "Compare with", onchange: () => compare()},
      ...others.map((each) => h("option", {value: each.versionNumber}, `version ${each.versionNumber}`)));
    const before = versions[versions.indexOf(one) + 1];
    if (before) select.value = String(before.versionNumber);
    const against = h("label", {class: "against"}, h("span", {}, "from"), select);
    const ways = [others.length > 0 && ["Changes", compare], ["Files", files]].filter(Boolean);
    const tabs = h("div", {class: "segments small", role: "group", "aria-label": `Version ${number} as`},
      ...ways.map(([name, run]) => h("button", {type: "button", onclick: () => { press(name); run(); }}, name)));
    const press = (name) => {
      for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.textContent === name));
      against.hidden = name !== "Changes";
    };
    // Of the first one there is nothing before it to compare it with.
    const [way, look] = before ? ways[0] : ways.at(-1);
    press(way);
    const action = (name, run, main = false) => h("button", {type: "button", class: main ? "button main" : "button",
      onclick: () => Promise.resolve(run()).catch(tell)}, name);
    detail.replaceChildren(h("div", {class: "version-bar"}, tabs, against, h("span", {class: "space"}),
      action("Export", () => exported(site, number)),
      number !== site.version && number !== site.publishedVersion && action("Publish…", () => publish(here, number)),
      number !== site.version && action("Restore", () => restore(number), true)), body);
    look();

    function files() {
      seen?.stop();
      seen = filesView({app, site}, number);
      body.replaceChildren(seen.element);
    }

    async function compare() {
      seen?.stop();
      seen = null;
      // Always from the older to the newer, whichever was chosen first.
      const from = Math.min(Number(select.value), number);
      const to = Math.max(Number(select.value), number);
      body.replaceChildren(h("p", {class: "nothing"}, "Loading…"));
      try {
        const {changes} = await app.client.ask({type: "get_site_diff", ...about, fromVersion: from, toVersion: to});
        if (alive && chosen === number && seen === null) body.replaceChildren(comparison(changes, from, to));
      } catch (error) {
        if (alive) offer(body, error, compare);
      }
    }
  }

  async function restore(version) {
    const before = here.site.version;
    await here.change({type: "restore_site_version", version});
    toast(`The files of version ${version} are back, as version ${here.site.version}.`, {label: "Undo",
      run: () => here.change({type: "restore_site_version", version: before}).catch(tell)});
  }

  load();
  return {
    element,
    stop() {
      alive = false;
      seen?.stop();
    },
  };
}

function offer(place, error, again) {
  place.replaceChildren(h("div", {class: "offer"}, h("p", {}, sentence(error)),
    h("button", {type: "button", class: "button", onclick: again}, "Try again")));
}

function comparison(changes, from, to) {
  const names = [`version ${from}`, `version ${to}`];
  if (changes.length === 0) return h("p", {class: "nothing"}, `The files of ${names[0]} and ${names[1]} are the same.`);
  return h("div", {class: "changes", role: "region", tabindex: "0", "aria-label": `Changes from ${names.join(" to ")}`},
    h("p", {class: "faint"}, `${changes.length} ${changes.length === 1 ? "file is" : "files are"} different.`),
    ...changes.map((change) => h("details", {open: changes.length <= UNFOLDED},
      h("summary", {}, h("span", {class: `change ${change.change}`}, change.change),
        h("span", {class: "path"}, change.path), h("span", {class: "faint"}, sizes(change))),
      change.diff === undefined
        ? h("p", {class: "nothing"}, "It is no text, or too long to be compared line by line.")
        : diffView(parseUnified(change.diff), {label: `Changes of ${change.path}`, names}))));
}

function sizes({change, oldSize, newSize}) {
  if (change === "added") return bytes(newSize);
  return change === "removed" ? bytes(oldSize) : `${bytes(oldSize)} → ${bytes(newSize)}`;
}
