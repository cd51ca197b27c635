// Wires the page: who is signed in, which session is open, and the columns that show it.

import {connect} from "./client/connect.js";
import {address, fragment, newId, place} from "./view/address.js";
import {artifactsLater} from "./view/artifacts-later.js";
import {bar} from "./view/bar.js";
import {columns} from "./view/columns.js";
import {conversation} from "./view/conversation.js";
import {listenToKeys, shortcut} from "./view/keys.js";
import {sessions} from "./view/sessions.js";
import {signIn} from "./view/sign-in.js";
import {stage} from "./view/stage.js";
import {tell, watchErrors} from "./view/trouble.js";
import {stayOffline} from "./view/worker.js";

/** What the views share. Tells `session` when another one is shown, and `artifact` and `message` when one is to be. */
class App extends EventTarget {
  /** @type {import("./client.js").Client} */
  client;
  /** @type {import("./client.js").Session | null} */
  session = null;
  /** The secret of the link by which the page was opened: then nothing can be changed. Empty for a public session. */
  link = place().link;
  /** Opens and closes the columns. */
  columns;
  #stage;
  #wanted = null;
  #entry = null;

  constructor(stage) {
    super();
    this.#stage = stage;
  }

  get readOnly() {
    return this.link !== null;
  }

  /** Shows a session, at a message or an artifact of it; the address names it, so that it can be kept and sent. */
  open(id, entry = null) {
    const hash = fragment({id, entry, link: this.link});
    if (location.hash === hash) this.follow().catch(tell);
    else location.hash = hash;
  }

  /** A new, empty session: it is made on the server with its first message. */
  start() {
    this.open(newId());
  }

  /** The address of the session, or of an entry of it, on this server. */
  address(where) {
    return address(where);
  }

  /** Shows an artifact of the session beside the conversation. */
  showArtifact(id) {
    this.dispatchEvent(new CustomEvent("artifact", {detail: {id}}));
  }

  /** Shows what the address names. */
  async follow() {
    const {id, entry, link} = place();
    if (link !== this.link) return location.reload();
    if (id === "") {
      // It takes the empty address's place, so that Back leaves.
      history.replaceState(null, "", fragment({id: newId()}));
      return this.follow();
    }
    this.columns.closeSheets();
    this.#entry = entry;
    if (id !== this.#wanted) await this.#show(id);
    this.#seek();
  }

  async #show(id) {
    this.#wanted = id;
    this.#stage.wait();
    let session;
    try {
      session = await this.client.session(id);
    } catch (error) {
      if (this.#wanted !== id) return;
      this.#wanted = null;
      return this.#stage.refuse(error, {again: () => this.follow(), start: () => this.start()});
    }
    if (this.readOnly && session.view.session === null) {
      const {readByLink, SharedArtifact} = await import("./view/shared-artifact.js");
      const artifact = await readByLink({id, entry: this.#entry, link: this.link});
      if (artifact === null) return this.#stage.missing();
      if (artifact !== true) return this.#showShared(new SharedArtifact(session, artifact));
    }
    // Somebody was quicker than the server: another one is to be shown by now.
    if (this.#wanted !== id) return session.close();
    this.session?.close();
    this.session = session;
    session.addEventListener("change", () => this.#seek());
    this.#stage.clear();
    this.dispatchEvent(new Event("session"));
  }

  /** One artifact, of a session of which nothing else may be seen. */
  #showShared(session) {
    this.session = session;
    this.#stage.artifact();
    this.dispatchEvent(new Event("session"));
  }

  /** Goes to the entry that the address names, once it is there. */
  #seek() {
    const id = this.#entry;
    if (id === null || this.session === null || this.session.id !== this.#wanted) return;
    const {allMessages, artifacts} = this.session.view;
    if (artifacts.some((artifact) => artifact.id === id)) this.showArtifact(id);
    else if (allMessages.has(id)) this.dispatchEvent(new CustomEvent("message", {detail: {id}}));
    else return;
    this.#entry = null;
  }
}

watchErrors();
const element = (id) => document.getElementById(id);
const app = new App(stage(element("middle"), element("stage")));
app.columns = columns();
app.client = await signIn(element("sign-in"), connect, app.link);
shortcut("Ctrl Shift O", "New session", () => app.start());
bar(element("bar"), app);
sessions(element("sessions"), app);
conversation(element("conversation"), app);
artifactsLater(element("artifacts"), app);
listenToKeys();
addEventListener("hashchange", ({newURL}) => {
  // The skip link has a fragment of its own.
  if (new URL(newURL).hash.startsWith("#/") || new URL(newURL).hash === "") app.follow().catch(tell);
});
await app.follow();
stayOffline(app);
