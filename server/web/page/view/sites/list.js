// All sites, as pictures with what is known of each, and the ways to a new one.

import {h, icon} from "../dom.js";
import {moment} from "../moments.js";
import {sentence} from "../trouble.js";
import {picture} from "./image.js";
import {importZip, startFromTemplate} from "./new.js";

const PAGE = 48;
/** So many are found by the eye. */
const FEW = 8;

export function listView(around) {
  const {app, changed} = around;
  const file = h("input", {type: "file", accept: ".zip,application/zip", hidden: true, "aria-label": "ZIP archive",
    onchange: () => bring()});
  const bringing = h("button", {type: "button", class: "button", onclick: () => file.click()},
    icon("attach"), "Import a ZIP");
  const starting = h("button", {type: "button", class: "button", onclick: () => startFromTemplate(around)},
    icon("copy"), "New from a template");
  const field = h("input", {type: "search", class: "field", placeholder: "Find a site", "aria-label": "Find a site",
    value: around.words, hidden: true, oninput: () => again()});
  const status = h("p", {class: "faint", role: "status"}, "Loading…");
  const grid = h("ul", {class: "grid", "aria-label": "Your sites"});
  const more = h("button", {type: "button", class: "button wide", hidden: true, onclick: () => next()}, "Show more");
  const element = h("div", {class: "sites-list"},
    h("div", {class: "bar"}, field, h("span", {class: "space"}), bringing, starting, file), status, grid, more);
  let number = 0;
  let offset = 0;

  function again() {
    around.words = field.value;
    offset = 0;
    return next();
  }

  async function next() {
    const mine = ++number;
    try {
      const {sites, total} = await app.client.ask({type: "list_sites", limit: PAGE, offset, search: around.words});
      if (mine === number) show(sites, total);
    } catch (error) {
      if (mine === number) say(sentence(error), " ",
        h("button", {type: "button", class: "text-button", onclick: () => next()}, "Try again"));
    }
  }

  function show(sites, total) {
    const first = offset === 0;
    const cards = merged(sites, changed, first && around.words === "").map((site) => card(around, site));
    if (first) grid.replaceChildren(...cards);
    else grid.append(...cards);
    offset += sites.length;
    more.hidden = offset >= total || sites.length === 0;
    field.hidden = around.words === "" && total <= FEW;
    say(...grid.children.length > 0 ? [] : around.words ? ["No site is called so."] : [empty()]);
  }

  function say(...words) {
    status.replaceChildren(...words);
    status.hidden = words.length === 0;
  }

  async function bring() {
    const [archive] = file.files;
    if (!archive) return;
    file.value = "";
    bringing.disabled = true;
    say(`“${archive.name}” is being imported…`);
    try {
      const site = await importZip(around, archive);
      if (element.isConnected) around.one(site);
    } catch (error) {
      say(h("span", {class: "error"}, `“${archive.name}” was not imported. ${sentence(error)}`));
    } finally {
      bringing.disabled = false;
    }
  }

  return {
    element,
    lists: true,
    /** @param {string|null} id of the site that was shown, which gets the focus */
    async load(id) {
      await next();
      const before = [...grid.querySelectorAll(".open")].find(({dataset}) => dataset.site === id);
      if (element.isConnected) (before ?? (field.hidden ? bringing : field)).focus();
    },
    leave() {
      number = Infinity;
    },
  };
}

/** What the server lists, with what it has not heard of yet. */
function merged(sites, changed, whole) {
  const known = new Map(sites.map((site) => [site.id, site]));
  for (const [id, site] of changed) {
    if (site === null) known.delete(id);
    else if (known.has(id) ? known.get(id).seq < site.seq : whole) known.set(id, site);
  }
  return [...known.values()].sort((a, b) => b.updatedAt - a.updatedAt);
}

function card(around, site) {
  const title = site.title || "Untitled";
  const about = [site.isTemplate && "Template", `Changed ${moment(site.updatedAt)}`].filter(Boolean).join(" · ");
  return h("li", {class: "site-card"},
    h("button", {type: "button", class: "open", dataset: {site: site.id}, onclick: () => around.one(site)},
      picture(site), h("strong", {class: "name"}, title), h("span", {class: "faint"}, about)),
    site.isPublished
      ? h("a", {href: site.publishedUrl, target: "_blank", rel: "noopener noreferrer", class: "published",
        "aria-label": `Published: open ${title}`}, icon("link"), "Published")
      : h("span", {class: "faint published"}, "Not published"));
}

function empty() {
  return h("span", {class: "empty-sites"}, icon("site"), h("strong", {}, "No sites yet"),
    h("span", {}, "A site is files that are shown as a website: it has versions, and it can be published."),
    h("span", {}, "Site builders keep theirs on this server; a session can fill one with the files of its replies."),
    h("span", {}, "Or import a ZIP archive of files."));
}
