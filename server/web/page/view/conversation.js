// The middle column: the conversation of the session that is open.

import {Composer} from "./conversation/composer.js";
import {emptyState} from "./conversation/empty.js";
import {Talk} from "./conversation/talk.js";
import {h} from "./dom.js";

/**
 * @param {HTMLElement} element
 * @param {import("../app.js").App} app
 */
export function conversation(element, app) {
  let talk = null;
  let ended = null;
  const composer = new Composer(app, () => talk);
  const empty = emptyState((text) => talk.send(text));
  const quiet = h("p", {class: "quiet", hidden: true});
  const place = h("div", {class: "talk"});
  const foot = h("div", {class: "foot"}, composer.element);
  element.replaceChildren(place, foot);
  composer.attachments.listen(element, composer.field, () => talk?.canWrite);

  const show = () => {
    const {view} = talk;
    talk.show();
    composer.update();
    const nothing = view.messages.length === 0;
    const unknown = nothing && !view.complete;
    empty.hidden = !nothing || unknown || !talk.canWrite;
    quiet.hidden = !nothing || (!unknown && talk.canWrite);
    quiet.textContent = !unknown ? "Nothing has been said here yet."
      : app.client.online ? "Opening the session."
        : "This session is not on this device yet. It opens with a connection.";
    place.classList.toggle("nothing", nothing);
  };

  const open = () => {
    ended?.abort();
    talk?.close();
    ended = new AbortController();
    const {signal} = ended;
    talk = new Talk(app, app.session);
    talk.content.append(empty, quiet);
    place.replaceChildren(talk.scroller, talk.scroll.button);
    composer.open(app.session);
    app.session.addEventListener("change", show, {signal});
    app.client.addEventListener("online", show, {signal});
    show();
    talk.scroll.bottom();
    // Whoever searches, say, while it opens goes on with that.
    if (!document.activeElement?.matches("input, textarea")) composer.focus();
  };

  app.addEventListener("session", () => app.session && open());
  app.addEventListener("message", ({detail}) => talk?.reveal(detail.id));
  if (app.session) open();
}
