// The column of artifacts: when it opens and closes, which artifact it shows, and what it is told of.

import {announce, h, iconButton} from "./dom.js";
import {liveView} from "./artifact/live.js";
import {panelView} from "./artifact/panel.js";
import {tabsView} from "./artifact/tabs.js";

/** Milliseconds between two looks while something is written: a reply may hold hundreds of artifacts. */
const PACE = 60;
const NARROW = matchMedia("(max-width: 900px)");

export function artifacts(element, app) {
  const tabs = tabsView((id) => select(id));
  const place = h("div", {id: "artifact-panel", class: "panel-place", role: "tabpanel"});
  const close = iconButton("close", "Close artifacts", () => leave(true));
  element.replaceChildren(h("div", {class: "column-head"}, tabs.element, close), place);

  /** What of each artifact was shown, for when it is shown again. */
  let kept = new Map();
  let session = null;
  let chosen = null;
  let view = null;
  let dismissed = false;
  let came = null;
  let opened = false;
  let timer = null;
  let stop = new AbortController();

  function items() {
    const {view: {artifacts: whole, replies}} = session;
    const live = [...replies.values()].flatMap((reply) => reply.artifacts
      .filter((one) => !(one.done && whole.some(({messageId, title}) => messageId === reply.id && title === one.title)))
      .map((one) => ({...one, id: liveId(reply.id, one.index), replyId: reply.id, type: one.artifactType, content: one.text, description: "", live: true})));
    return [...whole.map((one) => one), ...live];
  }

  function refresh() {
    const all = items();
    if (chosen && !all.some(({id}) => id === chosen)) chosen = successor(all);
    if (!chosen && all.length) chosen = all.at(-1).id;
    tabs.show(all.map((one) => ({live: false, ...one})), chosen);
    app.columns.offer(all.length);
    if (!all.length) return leave(false);
    if (element.hidden) return;
    const item = all.find(({id}) => id === chosen);
    place.setAttribute("aria-labelledby", `tab-${chosen}`);
    if (view?.id === chosen) return view.update(item);
    view?.leave();
    if (!kept.has(chosen)) kept.set(chosen, {});
    view = {id: chosen, ...item.live ? liveView(app, item) : panelView(app, item, kept.get(chosen))};
    place.replaceChildren(view.element);
  }

  function refreshSoon() {
    timer ??= setTimeout(() => { timer = null; refresh(); }, PACE);
  }

  /** What a live artifact has become. */
  function successor(all) {
    const [, replyId, index] = /^live:(.*):(\d+)$/.exec(chosen) ?? [];
    if (!replyId) return null;
    const ofReply = all.filter((one) => !one.live && one.messageId === replyId);
    const {title} = view?.id === chosen ? {title: view.element.querySelector("h2").textContent} : {};
    return (ofReply.find((one) => one.title === title) ?? ofReply[index] ?? all.findLast((one) => one.title === title))?.id ?? null;
  }

  function select(id) {
    chosen = id;
    refresh();
  }

  /** @param {boolean} asked whether a person wants it; by itself it covers no conversation and takes no focus */
  function open(asked) {
    if (element.hidden && (asked || !(NARROW.matches || dismissed))) {
      came = document.activeElement;
      element.hidden = false;
      if (NARROW.matches) close.focus();
    }
  }

  function leave(asked) {
    if (!asked) came = null;
    element.hidden = true;
  }

  /** The column is opened and closed by buttons elsewhere too; its attribute alone says what it is. */
  function settle() {
    const shown = !element.hidden;
    if (shown === opened) return;
    opened = shown;
    dismissed = !shown;
    // So that the way back of a phone closes the sheet.
    if (shown && NARROW.matches) history.pushState({...history.state, sheet: "artifacts"}, "");
    if (!shown && history.state?.sheet === "artifacts") history.back();
    if (!shown) {
      view?.leave();
      view = null;
      place.replaceChildren();
      // Only now can what was under the sheet have the focus again. A browser takes it from what is hidden a little later.
      if (came && (document.activeElement === document.body || element.contains(document.activeElement))) came.focus();
    }
    if (session) refresh();
  }

  function follow() {
    stop.abort();
    stop = new AbortController();
    const {signal} = stop;
    leave(false);
    settle();
    session = app.session;
    chosen = null;
    dismissed = false;
    kept = new Map();
    let known = new Set(session.view.artifacts.map(({id}) => id));
    session.addEventListener("change", ({detail}) => {
      const came = session.view.artifacts.findLast(({id}) => !known.has(id));
      // One that was seen while it was written stays the shown one under its new name: see `successor`.
      if (came && !chosen?.startsWith("live:") && !view?.editing?.()) chosen = came.id;
      if (came && known.size === 0) open(false);
      known = new Set(session.view.artifacts.map(({id}) => id));
      if (detail?.artifacts !== false || detail?.messages !== false) refresh();
    }, {signal});
    session.addEventListener("outbox", refresh, {signal});
    session.addEventListener("artifact", ({detail: {replyId, index, phase}}) => {
      if (phase === "started") begun(liveId(replyId, index));
      else if (phase === "finished") announce("The artifact is written.");
      refreshSoon();
    }, {signal});
    refresh();
    if (items().length) open(false);
  }

  /** A new one is shown as it comes, unless somebody is at work on another. */
  function begun(id) {
    if (!view?.editing?.()) chosen = id;
    open(false);
  }

  app.addEventListener("session", follow);
  app.addEventListener("artifact", ({detail: {id, replyId, index}}) => {
    const wanted = id ?? (replyId ? liveId(replyId, index) : chosen);
    if (session && items().some((one) => one.id === wanted)) chosen = wanted;
    open(true);
    refresh();
  });
  addEventListener("popstate", () => { if (NARROW.matches && history.state?.sheet !== "artifacts") leave(true); });
  addEventListener("pagehide", () => view?.leave());
  new MutationObserver(settle).observe(element, {attributes: true, attributeFilter: ["hidden"]});
  if (app.session) follow();
}

function liveId(replyId, index) {
  return `live:${replyId}:${index}`;
}
