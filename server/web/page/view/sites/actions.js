// What can be done with a site beyond looking at it: named, taken out, copied, deleted and brought back.

import {dialog, h, toast} from "../dom.js";
import {download} from "../download.js";
import {followJob} from "../jobs.js";
import {sentence, tell} from "../trouble.js";
import {copy, read} from "./new.js";

/** The items of its menu, for `menuButton`. @param {boolean} previews whether the server makes preview images */
export function actionsOf(here, previews) {
  const {site} = here;
  return [
    {label: "Rename", icon: "edit", run: () => rename(here)},
    {label: "Export as ZIP", icon: "download", run: () => exported(site).catch(tell)},
    previews && {label: "Make a preview image", icon: "refresh", run: () => preview(here)},
    "line",
    {label: site.isTemplate ? "No longer a template" : "Make it a template", icon: "copy", run: () => mark(here)},
    {label: "New site from this one", icon: "add", run: () => copy(here, site, "").catch(tell)},
    {label: "Open its session", icon: "next", run: () => { here.close(); here.app.open(site.sessionId); }},
    "line",
    {label: "Delete", icon: "delete", danger: true, run: () => remove(here)},
  ].filter(Boolean);
}

export async function rename(here) {
  const field = h("input", {class: "field", "aria-label": "Title", value: here.site.title, maxlength: "1000"});
  const asked = dialog("Rename the site", [field], [
    {value: "", label: "Cancel"}, {value: "rename", label: "Rename", class: "button main"}]);
  field.focus();
  field.select();
  const title = await asked && field.value.trim();
  if (title && title !== here.site.title) await here.change({type: "update_site", title}).catch(tell);
}

function mark(here) {
  const isTemplate = !here.site.isTemplate;
  const words = isTemplate ? "It is a template: new sites can start from it." : "It is no template any more.";
  return here.change({type: "update_site", isTemplate}, words).catch(tell);
}

/** All files of a site as an archive. */
export function exported({id, title, version}, at = version) {
  const name = title.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]+/g, "-").trim() || "site";
  return download(`/api/sites/${encodeURIComponent(id)}/zip?version=${at}`, `${name}.zip`);
}

async function remove(here) {
  const {app, site, all, gone, back} = here;
  const name = site.title || "Untitled";
  const versions = `${site.version} ${site.version === 1 ? "version" : "versions"}`;
  const sure = await dialog("Delete the site?", [h("p", {},
    `“${name}” goes, with its ${versions}${site.isPublished ? " and its published address" : ""}.`)], [
    {value: "", label: "Keep it"}, {value: "delete", label: "Delete", class: "button danger"}]);
  if (!sure) return;
  try {
    await here.change({type: "delete_site"});
  } catch (error) {
    return tell(error);
  }
  gone(site.id);
  await all();
  toast(`“${name}” is deleted.`, {label: "Undo", run: async () => {
    try {
      back((await app.client.ask({type: "restore_site", sessionId: site.sessionId, siteId: site.id})).site);
    } catch (error) {
      tell(error);
    }
  }});
}

let offered = null;

/**
 * Whether the server knows how to make preview images. It is asked with a command that can't be done: a server that
 * knows none of that name says so, any other one does not take the site.
 */
export function offersPreviews(client) {
  offered ??= client.ask({type: "create_preview", sessionId: "none", siteId: 0}).then(() => true, (error) => {
    if (error.code === "offline") offered = null;
    return error.code !== "offline" && error.details?.field !== "type";
  });
  return offered;
}

async function preview(here) {
  const {app, site} = here;
  const ended = async (job) => {
    if (job.status !== "done") return here.say(job.message || "The preview image was not made. Try again.");
    here.say("");
    try {
      here.take(await read(here, site));
      toast("The preview image is made.");
    } catch (error) {
      tell(error);
    }
  };
  here.say("The preview image is being made…");
  try {
    const {job} = await app.client.ask({type: "create_preview", sessionId: site.sessionId, siteId: site.id});
    followJob(app, job, (now) => { if (!["queued", "running"].includes(now.status)) ended(now); });
  } catch (error) {
    here.say(sentence(error));
  }
}
