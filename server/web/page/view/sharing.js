// Opens the dialogs by which things leave, which are loaded when they are first wanted.

import {tell} from "./trouble.js";

/** See `share.js`. */
export async function share(app, what) {
  try {
    const dialog = await import("./share.js");
    await dialog.share(app, what);
  } catch (error) {
    tell(error);
  }
}

/** See `exports.js`. */
export async function exporting(app, what) {
  try {
    const dialog = await import("./exports.js");
    await dialog.exporting(app, what);
  } catch (error) {
    tell(error);
  }
}
