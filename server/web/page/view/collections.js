// Collections: artifacts of several sessions under one name.

import {dialog, h, icon, iconButton, panel, toast} from "./dom.js";
import {sentence, tell} from "./trouble.js";

export async function collections(app) {
  const {client} = app;
  const body = h("div", {});
  const element = panel("Collections", [body]);

  async function all(focus = null) {
    body.replaceChildren(h("p", {class: "faint"}, "Loading…"));
    const found = await client.ask({type: "get_collections"}).catch((error) => error);
    if (found instanceof Error) return body.replaceChildren(h("p", {}, sentence(found)));
    const rows = found.collections.map((collection) => h("li", {},
      h("button", {type: "button", class: "open", id: `collection-${collection.id}`, onclick: () => one(collection)},
        icon("collection"), h("span", {class: "name"}, collection.name),
        h("span", {class: "faint"}, counted(collection.artifactCount))),
      iconButton("delete", `Delete ${collection.name}`, () => remove(collection))));
    body.replaceChildren(
      found.collections.length === 0
        ? h("p", {class: "faint"}, "A collection holds artifacts of several sessions. ",
          "Make one, then add to it from an artifact's menu.")
        : "",
      h("ul", {class: "entries"}, ...rows), newOne());
    (focus && document.getElementById(`collection-${focus}`) || body.querySelector("button, input"))?.focus();
  }

  function newOne() {
    const name = "Name of a new collection";
    const field = h("input", {class: "field", placeholder: name, "aria-label": name, required: true, maxlength: "1000"});
    return h("form", {class: "row", onsubmit: async (event) => {
      event.preventDefault();
      if (field.value.trim() === "") return;
      try {
        const {collection} = await client.ask({type: "create_collection", name: field.value.trim()});
        await all(collection.id);
      } catch (error) {
        tell(error);
      }
    }}, field, h("button", {class: "button main"}, "Create"));
  }

  async function remove(collection) {
    const sure = await dialog("Delete the collection?", [h("p", {},
      `“${collection.name}” goes. Its artifacts stay in their sessions.`)], [
      {value: "", label: "Keep it", class: "button"}, {value: "delete", label: "Delete", class: "button danger"}]);
    if (!sure) return;
    await client.ask({type: "delete_collection", collectionId: collection.id}).then(() => all(), tell);
  }

  async function one({id, name}) {
    body.replaceChildren(h("p", {class: "faint"}, "Loading…"));
    const back = h("button", {type: "button", class: "text-button", onclick: () => all(id).catch(tell)},
      icon("back"), "All collections");
    const found = await client.ask({type: "get_collection", collectionId: id}).catch((error) => error);
    if (found instanceof Error) return body.replaceChildren(back, h("p", {}, sentence(found)));
    const {artifacts} = found.collection;
    const rows = artifacts.map(({sessionId, artifactId, title, type}) => {
      const open = () => { element.close(); app.open(sessionId, artifactId); };
      const takeOut = async () => {
        await client.ask({type: "remove_from_collection", collectionId: id, sessionId, artifactId});
        row.remove();
        back.focus();
      };
      const row = h("li", {},
        h("button", {type: "button", class: "open", onclick: open},
          h("span", {class: "name"}, title || "Untitled"), h("span", {class: "faint"}, type)),
        iconButton("close", `Take ${title} out`, () => takeOut().catch(tell)));
      return row;
    });
    body.replaceChildren(back, h("h3", {}, name), h("ul", {class: "entries"}, ...rows),
      artifacts.length === 0 ? h("p", {class: "faint"}, "It is empty. Add to it from an artifact's menu.") : "");
    back.focus();
  }

  await all();
}

/** Lets the person choose a collection for an artifact of the open session, or make one. */
export async function addToCollection(app, artifactId) {
  const {client} = app;
  const {collections: found} = await client.ask({type: "get_collections"});
  const label = "Name of a new collection";
  const field = h("input", {class: "field", "aria-label": label, placeholder: label, maxlength: "1000"});
  const choose = h("select", {class: "field", "aria-label": "Collection"},
    ...found.map(({id, name}) => h("option", {value: id}, name)), h("option", {value: ""}, "A new one…"));
  const settle = () => { field.hidden = choose.value !== ""; };
  choose.addEventListener("change", settle);
  settle();
  const sure = await dialog("Add to a collection", [h("div", {class: "stack"}, choose, field)], [
    {value: "", label: "Cancel", class: "button"}, {value: "add", label: "Add", class: "button main"}]);
  if (!sure) return;
  const made = choose.value === ""
    ? (await client.ask({type: "create_collection", name: field.value.trim() || "Collection"})).collection : null;
  const collectionId = made?.id ?? choose.value;
  await client.ask({type: "add_to_collection", collectionId, sessionId: app.session.id, artifactId});
  toast(`It is in “${made?.name ?? found.find(({id}) => id === collectionId).name}”.`);
}

function counted(number) {
  return `${number} ${number === 1 ? "artifact" : "artifacts"}`;
}
