// The frame in which what a model has made is run: no origin, no network, no word with the page but this.

import {h} from "../dom.js";

const BASE = new URL("../..", import.meta.url).href.replace(/\/$/, "");
const PATIENCE = 5_000;
const MOST_LINES = 500;

let packages = null;

/** Whether this server has the packages that React previews need. */
export function hasPackages() {
  packages ??= fetch(`${BASE}/files.json`).then((answer) => answer.json()).then((files) => files.previews === true);
  packages.catch(() => { packages = null; });
  return packages;
}

/**
 * @param {{title: string, onlog: (line: {level: string, text: string, line: number|null}) => void,
 *   onalive: () => void, onstuck: (stuck: boolean) => void}} options
 */
export function frameView({title, onlog, onalive, onstuck}) {
  const element = h("div", {class: "frame"});
  let frame = null;
  let ready = false;
  let shown = false;
  let wanted = null;
  let lines = 0;
  let heard = 0;
  let stuck = false;
  let timer = null;

  function post(message) {
    // The frame's origin is opaque, which no address names: "*" it has to be. What is sent is the artifact alone.
    frame.contentWindow?.postMessage(message, "*");
  }

  /** Anything may come from there, as it runs what a model wrote: nothing is believed beyond a line for the log. */
  function hear(event) {
    if (!frame || event.source !== frame.contentWindow || typeof event.data !== "object" || event.data === null) return;
    const {kind, level, text, line} = event.data;
    if (kind === "ready" && !ready) {
      ready = true;
      if (wanted) post(wanted);
    } else if (kind === "shown") {
      shown = true;
    } else if (kind === "pong") {
      heard = Date.now();
      if (stuck) onstuck(stuck = false);
      if (shown) onalive();
    } else if (kind === "log" && lines < MOST_LINES && typeof text === "string") {
      lines += 1;
      onlog({level: ["error", "warn", "info"].includes(level) ? level : "log", text: text.slice(0, 10_000),
        line: Number.isInteger(line) ? line : null});
    }
  }

  function watch() {
    if (!ready || document.hidden) {
      heard = Date.now();
      return;
    }
    post({kind: "ping", id: heard});
    if (!stuck && Date.now() - heard > PATIENCE) onstuck(stuck = true);
  }

  function start() {
    stop();
    lines = 0;
    heard = Date.now();
    frame = h("iframe", {sandbox: "allow-scripts", title: `Preview of ${title}`, referrerpolicy: "no-referrer",
      src: `${BASE}/preview/shell.html`});
    addEventListener("message", hear);
    timer = setInterval(watch, 1_000);
    element.replaceChildren(frame);
  }

  function stop() {
    removeEventListener("message", hear);
    clearInterval(timer);
    frame?.remove();
    frame = null;
    ready = shown = false;
    if (stuck) onstuck(stuck = false);
  }

  return {
    element,
    /** Runs an artifact from the beginning, in a fresh frame. */
    show({type, content, title: name}) {
      wanted = {kind: "show", type, content, title: name, base: BASE};
      start();
    },
    /** Shows as much as is written, without running it. */
    grow({type, content}) {
      wanted = {kind: "grow", type, content};
      if (!frame) start();
      else if (ready) post(wanted);
    },
    stop,
  };
}
