// One site: what it is called, whether the world sees it, its files and its versions.

import {h, icon, iconButton, toast} from "../dom.js";
import {menuButton} from "../menu.js";
import {moment} from "../moments.js";
import {bytes} from "../statistics.js";
import {sentence, tell} from "../trouble.js";
import {actionsOf, offersPreviews, rename} from "./actions.js";
import {filesView} from "./files.js";
import {picture} from "./image.js";
import {read} from "./new.js";
import {publish, unpublish} from "./publishing.js";
import {versionsView} from "./versions.js";

const VIEWS = {Files: filesView, Versions: versionsView};

/** @param around the dialog: `app`, `all(id)` back to the list, `one(site)`, `took(site)`, `gone(id)`, `close()` */
export function siteView(around, site) {
  let chosen = "Files";
  let view = null;
  let previews = false;
  let alive = true;
  const back = h("button", {type: "button", class: "text-button", onclick: () => around.all(site.id)},
    icon("back"), "All sites");
  const image = h("div", {});
  const title = h("button", {type: "button", class: "name", title: "Rename", onclick: () => rename(here).catch(tell)});
  const about = h("p", {class: "faint about"});
  const state = h("div", {class: "publication"});
  const note = h("p", {class: "faint", role: "status"});
  const segments = h("div", {class: "segments", role: "group", "aria-label": "View"},
    ...Object.keys(VIEWS).map((name) => h("button", {type: "button", onclick: () => choose(name)}, name)));
  const body = h("div", {class: "site-body"});
  const menu = menuButton("more", "More about this site", () => actionsOf(here, previews));
  const element = h("div", {class: "site"}, back,
    h("div", {class: "site-head"}, image,
      h("div", {class: "site-title"}, h("h3", {}, title), about, state, note), menu),
    segments, body);

  const here = {
    ...around,
    get site() { return site; },
    say(text) { note.textContent = text; },
    /** Takes a new state of the site in. */
    take(next) {
      if (!alive || next.seq < site.seq) return;
      const moved = next.version !== site.version;
      const told = chosen === "Versions" && next.publishedVersion !== site.publishedVersion;
      site = {...next, entries: next.entries ?? (moved ? undefined : site.entries)};
      around.took(site);
      draw();
      if (moved || told) show();
    },
    /** Asks for a change of the site, and shows what became of it. */
    async change(command, words = "") {
      const reply = await around.app.client.ask({...command, sessionId: site.sessionId, siteId: site.id});
      if (reply.site) here.take(reply.site);
      if (words) toast(words);
      return reply;
    },
  };

  function draw() {
    title.textContent = site.title || "Untitled";
    image.replaceChildren(picture(site));
    const {version, fileCount, size, updatedAt, isTemplate} = site;
    about.textContent = [`Version ${version}`, `${fileCount} ${fileCount === 1 ? "file" : "files"}`, bytes(size),
      `changed ${moment(updatedAt)}`, isTemplate && "a template"].filter(Boolean).join(" · ");
    state.replaceChildren(...site.isPublished ? published() : [
      h("span", {class: "faint"}, "Not published: it has no address yet."),
      h("button", {type: "button", class: "button main", onclick: () => publish(here)}, "Publish…")]);
    for (const button of segments.children) {
      button.setAttribute("aria-pressed", String(button.textContent === chosen));
    }
  }

  function published() {
    const address = new URL(site.publishedUrl, location.href).href;
    const field = h("input", {class: "field", readonly: true, "aria-label": "Address of the published site",
      value: address, onfocus: () => field.select()});
    const older = site.publishedVersion !== site.version;
    const open = h("a", {class: "icon-button", href: address, target: "_blank", rel: "noopener noreferrer",
      title: "Open the site", "aria-label": "Open the site"}, icon("link"));
    return [h("div", {class: "row copyable"}, field,
      iconButton("copy", "Copy the address", () => copyOf(field)), open),
    h("span", {class: "faint"}, `Version ${site.publishedVersion} is published: whoever knows the address sees it.`),
    h("div", {class: "row"}, older && h("button", {type: "button", class: "button main",
      onclick: () => here.change({type: "publish_site"}, `Version ${site.version} is published.`).catch(tell)},
    `Publish version ${site.version}`), h("button", {type: "button", class: "button", onclick: () => unpublish(here)},
      "Unpublish"))];
  }

  function choose(name) {
    chosen = name;
    draw();
    show();
  }

  function show() {
    const focused = body.contains(document.activeElement);
    view?.stop?.();
    view = VIEWS[chosen](here);
    body.replaceChildren(view.element);
    if (focused) segments.querySelector("[aria-pressed=true]").focus();
  }

  async function load() {
    // Whatever had the focus is gone with the view before.
    if (!element.contains(document.activeElement)) back.focus();
    try {
      const found = await read(around, site);
      if (!alive) return;
      site = found;
      draw();
      show();
      previews = await offersPreviews(around.app.client);
    } catch (error) {
      if (!alive) return;
      body.replaceChildren(h("div", {class: "offer"}, h("p", {}, sentence(error)),
        h("button", {type: "button", class: "button", onclick: load}, "Try again")));
    }
  }

  draw();
  body.replaceChildren(h("p", {class: "nothing"}, "Loading…"));
  return {
    element, load,
    leave() {
      alive = false;
      view?.stop?.();
    },
  };
}

async function copyOf(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    toast("The address is copied.");
  } catch {
    // Without https a browser has no clipboard: then the person copies what is selected.
    field.focus();
    field.select();
    toast("Press Ctrl C to copy the address.");
  }
}
