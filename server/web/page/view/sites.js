// The person's sites: all of them, and one of them when it is chosen.

import {h, panel} from "./dom.js";
import {listView} from "./sites/list.js";
import {siteView} from "./sites/site.js";
import {style} from "./style.js";
import {tell} from "./trouble.js";

/** The dialog that is open: one that was closed may still have something to tell, an undo above all. */
let current = null;

export async function sites(app) {
  await style("sites");
  const body = h("div", {class: "sites-body"});
  const element = panel("Sites", [body]);
  element.classList.add("sites");
  let view = null;

  /** What the views have in common. */
  const around = {
    app,
    /** What was changed here, by id; null for what was deleted: the list on the server learns of it a little later. */
    changed: new Map(),
    /** What is looked for in the list. */
    words: "",
    took: (site) => around.changed.set(site.id, site),
    gone: (id) => around.changed.set(id, null),
    /** A site that was deleted is there again. */
    back(site) {
      current?.took(site);
      if (current?.lists()) current.all(site.id);
    },
    lists: () => view?.lists === true,
    all: (id = null) => show(listView(around), (list) => list.load(id)),
    one: (site) => show(siteView(around, site), (one) => one.load()),
    close: () => element.close(),
  };

  async function show(next, load) {
    view?.leave();
    view = next;
    body.replaceChildren(view.element);
    await load(view).catch(tell);
  }

  current = around;
  element.addEventListener("close", () => {
    view?.leave();
    if (current === around) current = null;
  });
  await around.all();
}
