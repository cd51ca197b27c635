// New sites: of an archive, or of a template.

import {dialog, h} from "../dom.js";
import {request} from "../download.js";
import {tell} from "../trouble.js";

/** Sends an archive; the site that the server makes of it. */
export async function importZip(around, archive) {
  const title = archive.name.replace(/\.zip$/i, "").slice(0, 200);
  const response = await request("/api/sites/import", {
    method: "POST", body: archive, headers: {"content-type": "application/zip"},
  });
  const {site: {id, sessionId, title: found}} = await response.json();
  // The files may name it; where they don't, the archive does.
  if (!found) await around.app.client.ask({type: "update_site", sessionId, siteId: id, title});
  return read(around, {id, sessionId});
}

/** A site as it is now, with what files it has. */
export async function read({app, took}, {id, sessionId}) {
  const {site} = await app.client.ask({type: "get_site", sessionId, siteId: id});
  took(site);
  return site;
}

/** Lets the person choose among the templates, and shows the new site. */
export async function startFromTemplate(around) {
  try {
    const {sites} = await around.app.client.ask({type: "list_sites", isTemplate: true, limit: 200});
    if (sites.length === 0) return await none();
    const select = h("select", {class: "field", "aria-label": "Template"},
      ...sites.map(({id, title}) => h("option", {value: id}, title || "Untitled")));
    const name = h("input", {class: "field", "aria-label": "Title of the new site", maxlength: "1000",
      placeholder: "Title of the new site"});
    const sure = await dialog("A new site from a template", [h("div", {class: "fields"}, select, name)], [
      {value: "", label: "Cancel"}, {value: "make", label: "Create", class: "button main"}]);
    if (sure) await copy(around, sites.find(({id}) => id === select.value), name.value.trim());
  } catch (error) {
    tell(error);
  }
}

function none() {
  return dialog("There is no template yet", [h("p", {},
    "Open a site and choose “Make it a template” in its menu: then new sites can start from its files.")],
  [{value: "", label: "Close"}]);
}

/** A new site with the files of another one, in a session of its own; it is shown. */
export async function copy(around, site, title) {
  const {site: made} = await around.app.client.ask({
    type: "copy_site", sessionId: site.sessionId, siteId: site.id, ...(title ? {title} : {}),
  });
  around.took(made);
  await around.one(made);
}
