// What can be done with an artifact beyond looking at it: taken out, named, copied, gathered, deleted and brought back.

import {dialog, h, toast} from "../dom.js";
import {exporting, share} from "../sharing.js";
import {fileName, kindOf, mediaType} from "./kinds.js";
import {parseRows, toCsv, toMarkdown} from "./rows.js";

/** The items of its menu, for `menuButton`. `rows` are those of a table as it is sorted and filtered now. */
export function actionsOf(app, artifact, {rename, describe, rows = null}) {
  const found = rows?.() ?? (kindOf(artifact).look === "table" ? parseRows(artifact.content, artifact.language) : null);
  const isOwn = app.client.user !== "";
  return [
    {label: `Download ${fileName(artifact)}`, icon: "download", run: () => save(artifact.content, fileName(artifact), mediaType(artifact))},
    found && {label: "Download as CSV", icon: "download", run: () => save(toCsv(found), named(artifact, "csv"), "text/csv;charset=utf-8")},
    found && {label: "Download as Markdown", icon: "download",
      run: () => save(toMarkdown(found), named(artifact, "md"), "text/markdown;charset=utf-8")},
    isOwn && {label: "Export as…", icon: "download",
      run: () => exporting(app, {sessionId: app.session.id, title: artifact.title, artifact})},
    {label: "Copy the content", icon: "copy", run: () => copy(artifact.content)},
    "line",
    artifact.messageId && {label: "Show its message", icon: "back", run: () => app.dispatchEvent(
      new CustomEvent("message", {detail: {id: artifact.messageId}}))},
    isOwn && {label: "Rename", icon: "edit", run: rename},
    isOwn && {label: artifact.description ? "Edit the description" : "Add a description", icon: "edit", run: describe},
    isOwn && "line",
    isOwn && {label: "Share", icon: "share", run: () => share(app, {artifactId: artifact.id})},
    isOwn && {label: "Add to a collection", icon: "add", run: () => collect(app, artifact)},
    isOwn && {label: "Copy into another session", icon: "fork", run: () => copyInto(app, artifact)},
    isOwn && "line",
    isOwn && {label: "Delete", icon: "delete", danger: true, run: () => remove(app, artifact)},
  ].filter(Boolean);
}

function named(artifact, extension) {
  return `${fileName(artifact).replace(/\.[^.]+$/, "")}.${extension}`;
}

function save(text, name, type) {
  const address = URL.createObjectURL(new Blob([text], {type}));
  h("a", {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser does not let the page copy. Select the text in the code view and copy it from there.");
  }
}

async function remove(app, artifact) {
  const {session} = app;
  const {saved} = await session.change({type: "delete_artifact", artifactId: artifact.id});
  saved.catch(() => {});
  toast(`“${artifact.title}” is deleted.`, {label: "Undo", run: async () => {
    const undo = await session.change({type: "restore_artifact", artifactId: artifact.id});
    undo.saved.catch(() => {});
    app.showArtifact(artifact.id);
  }});
}

async function collect(app, artifact) {
  try {
    const {collections} = await app.client.ask({type: "get_collections"});
    const select = h("select", {class: "field", "aria-label": "Collection"}, ...collections.map(({id, name}) => h("option", {value: id}, name)),
      h("option", {value: ""}, "A new collection"));
    const name = h("input", {class: "field", "aria-label": "Name of the new collection", placeholder: "Name of the new collection", maxlength: "200"});
    name.hidden = collections.length > 0;
    select.addEventListener("change", () => { name.hidden = select.value !== ""; });
    const said = await dialog("Add to a collection", [h("div", {class: "fields"}, select, name)],
      [{value: "", label: "Cancel", class: "button", formnovalidate: true}, {value: "add", label: "Add", class: "button main"}]);
    if (!said || (select.value === "" && !name.value.trim())) return;
    let id = select.value;
    if (!id) ({collection: {id}} = await app.client.ask({type: "create_collection", name: name.value.trim()}));
    await app.client.ask({type: "add_to_collection", collectionId: id, sessionId: app.session.id, artifactId: artifact.id});
    toast("It is in the collection.");
  } catch (error) {
    toast(`It could not be added: ${error.message}`);
  }
}

async function copyInto(app, artifact) {
  try {
    const {sessions} = await app.client.sessions({limit: 100});
    const others = sessions.filter(({id}) => id !== app.session.id);
    const select = h("select", {class: "field", "aria-label": "Session"}, ...others.map(({id, title}) => h("option", {value: id}, title || "Untitled")),
      h("option", {value: ""}, "A new session"));
    const said = await dialog("Copy into another session", [h("p", {}, `“${artifact.title}” as it is now, version ${artifact.version}.`), select],
      [{value: "", label: "Cancel", class: "button"}, {value: "copy", label: "Copy", class: "button main"}]);
    if (!said) return;
    const id = select.value || crypto.randomUUID();
    await app.session.ask({type: "copy_artifact", artifactId: artifact.id, toSessionId: id});
    toast("It is copied.", {label: "Open that session", run: () => app.open(id)});
  } catch (error) {
    toast(`It could not be copied: ${error.message}`);
  }
}
