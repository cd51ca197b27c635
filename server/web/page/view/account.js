// The foot of the left column: who is here, and what is theirs.

import {h, icon} from "./dom.js";
import {showKeys} from "./keys.js";
import {openMenu} from "./menu.js";
import {signOut} from "./sign-in.js";
import {chooseTheme, theme, THEMES} from "./theme.js";
import {tell} from "./trouble.js";

const NAMES = {system: "Theme of the system", light: "Light", dark: "Dark"};

/** Each is loaded when it is wanted: the first visit is quicker without them. */
const DIALOGS = {
  collections: () => import("./collections.js"),
  deleted: () => import("./deleted.js"),
  sites: () => import("./sites.js"),
  statistics: () => import("./statistics.js"),
};

async function show(name, app) {
  try {
    await (await DIALOGS[name]())[name](app);
  } catch (error) {
    tell(error);
  }
}

export function accountMenu(app) {
  const {user} = app.client;
  const local = user === "local";
  const button = h("button", {type: "button", class: "account", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMenu(button, items())},
  icon("account"), h("span", {class: "name"}, local ? "This server" : user), icon("more"));

  const items = () => [
    {label: "Sites", icon: "site", run: () => show("sites", app)},
    {label: "Collections", icon: "collection", run: () => show("collections", app)},
    {label: "Deleted sessions", icon: "delete", run: () => show("deleted", app)},
    {label: "Statistics", icon: "chart", run: () => show("statistics", app)},
    "line",
    ...THEMES.map((name) => ({label: NAMES[name], icon: name === "system" ? "theme" : undefined,
      checked: theme() === name, run: () => chooseTheme(name)})),
    "line",
    {label: "Keyboard", icon: "keyboard", run: showKeys},
    ...(local ? [] : [{label: "Sign out", icon: "leave", run: () => signOut(app.client).catch(tell)}]),
  ];
  return button;
}
