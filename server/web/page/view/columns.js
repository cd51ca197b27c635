// The columns around the conversation: beside it where there is room, sheets above it where there is none.

import {keep, kept} from "./device.js";
import {h, iconButton} from "./dom.js";
import {shortcut} from "./keys.js";

const NARROW = matchMedia("(max-width: 900px)");
const STEP = 32;
const LEAST = 320;
/** What is left of the window for the other columns. */
const OTHERS = 640;

export function columns() {
  const [sessions, middle, divider, artifacts] =
    ["sessions", "middle", "divider", "artifacts"].map((id) => document.getElementById(id));
  const menu = iconButton("sidebar", "Sessions", () => toggleSessions(), {class: "icon-button menu-button"});
  const side = iconButton("panel", "Artifacts", () => toggleArtifacts(), {hidden: true});
  const count = h("span", {class: "count", "aria-hidden": "true"});
  side.append(count);
  menu.setAttribute("aria-controls", "sessions");
  side.setAttribute("aria-controls", "artifacts");

  function sessionsShown() {
    return NARROW.matches ? sessions.classList.contains("open") : !document.body.classList.contains("no-sessions");
  }

  function showSessions(shown, focus = true) {
    if (NARROW.matches) {
      sessions.classList.toggle("open", shown);
    } else {
      document.body.classList.toggle("no-sessions", !shown);
      keep("sessions", shown ? null : "hidden");
    }
    // What is inert takes no focus, so this comes before.
    settle();
    if (NARROW.matches && focus) (shown ? sessions.querySelector("button, a, input") : menu)?.focus();
  }

  const toggleSessions = () => showSessions(!sessionsShown());

  function toggleArtifacts() {
    artifacts.hidden = !artifacts.hidden;
    if (artifacts.hidden) side.focus();
  }

  /** What is beneath a sheet can't be reached. */
  function settle() {
    const sheet = NARROW.matches && sessions.classList.contains("open") ? sessions
      : NARROW.matches && !artifacts.hidden ? artifacts : null;
    middle.inert = sheet !== null;
    sessions.inert = !sessionsShown();
    artifacts.inert = sheet === sessions;
    divider.hidden = NARROW.matches || artifacts.hidden;
    menu.setAttribute("aria-expanded", String(sessionsShown()));
    side.setAttribute("aria-expanded", String(!artifacts.hidden));
    // It was open once, so there is something in it.
    if (!artifacts.hidden) side.hidden = false;
  }

  function resize(width) {
    const most = Math.max(LEAST, innerWidth - OTHERS);
    const within = Math.round(Math.max(LEAST, Math.min(width, most)));
    document.documentElement.style.setProperty("--artifacts-width", `${within}px`);
    divider.setAttribute("aria-valuenow", within);
    divider.setAttribute("aria-valuemin", LEAST);
    divider.setAttribute("aria-valuemax", most);
    return within;
  }

  const remember = (width) => keep("artifacts-width", String(resize(width)));
  const usual = () => Math.min(innerWidth * .45, 820);

  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    document.body.classList.add("resizing");
    event.preventDefault();
    divider.focus();
  });
  divider.addEventListener("pointermove", ({pointerId, clientX}) => {
    if (divider.hasPointerCapture(pointerId)) resize(innerWidth - clientX);
  });
  divider.addEventListener("lostpointercapture", ({clientX}) => {
    document.body.classList.remove("resizing");
    if (clientX > 0) remember(innerWidth - clientX);
  });
  divider.addEventListener("dblclick", () => remember(usual()));
  divider.addEventListener("keydown", (event) => {
    const step = {ArrowLeft: STEP, ArrowRight: -STEP, Home: -Infinity, End: Infinity}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    remember(artifacts.offsetWidth + step);
  });
  addEventListener("resize", () => resize(Number(kept("artifacts-width")) || usual()));

  addEventListener("keydown", (event) => {
    const writes = event.target.closest?.("dialog, [popover], input, textarea, select, [contenteditable]");
    if (event.key !== "Escape" || event.defaultPrevented || !NARROW.matches || writes) return;
    if (sessions.classList.contains("open")) showSessions(false);
    else if (!artifacts.hidden) toggleArtifacts();
  });
  // Beside the sheet there is nothing but its shade.
  document.getElementById("app").addEventListener("click", ({target, currentTarget}) => {
    if (target === currentTarget && NARROW.matches && sessions.classList.contains("open")) showSessions(false);
  });
  NARROW.addEventListener("change", () => {
    sessions.classList.remove("open");
    settle();
  });
  new MutationObserver(settle).observe(artifacts, {attributes: true, attributeFilter: ["hidden"]});

  resize(Number(kept("artifacts-width")) || usual());
  if (kept("sessions") === "hidden") document.body.classList.add("no-sessions");
  settle();
  shortcut("Ctrl B", "Show or hide the sessions", toggleSessions);
  shortcut("Ctrl Shift L", "Show or hide the artifacts", () => { if (!side.hidden) toggleArtifacts(); });

  return {
    menu, side, showSessions,
    /** The button that closes the sheet of the sessions; elsewhere it is not seen. */
    closer: () => iconButton("close", "Close", () => showSessions(false), {class: "icon-button only-narrow"}),
    /** Another session is shown: the sheet has done its work. */
    closeSheets() {
      if (NARROW.matches && sessions.classList.contains("open")) showSessions(false, false);
    },
    /** So many artifacts can be shown. */
    offer(number) {
      side.hidden = number === 0 && artifacts.hidden;
      count.textContent = number > 0 ? String(number) : "";
      side.setAttribute("aria-label", number > 0 ? `Artifacts, ${number}` : "Artifacts");
    },
  };
}
