// The versions of an artifact: what changed between any two, how each was, and the way back to it.

import {h, toast} from "../dom.js";
import {codeView} from "./code.js";
import {diffView} from "./diff.js";
import {kindOf} from "./kinds.js";
import {parseUnified} from "./lines.js";
import {previewView} from "./preview.js";

const times = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});

export function historyView(app, artifact) {
  const {session} = app;
  let versions = [];
  let chosen = null;
  let seen = null;
  let alive = true;
  const list = h("ol", {class: "versions", "aria-label": "Versions"});
  const detail = h("section", {class: "version", "aria-label": "The chosen version"});
  const element = h("div", {class: "history"}, list, detail);

  async function load() {
    try {
      ({versions} = await session.ask({type: "get_artifact_versions", artifactId: artifact.id}));
    } catch (error) {
      if (alive) tell(error, load);
      return;
    }
    if (!alive) return;
    list.replaceChildren(...versions.map(row));
    choose(versions.find(({version}) => version === chosen) ?? versions[0]);
  }

  function tell(error, again) {
    const words = error.code === "offline" ? "The history is on the server, which can't be reached now."
      : `The history could not be had: ${error.message}`;
    detail.replaceChildren(h("div", {class: "offer"}, h("p", {}, words),
      h("button", {type: "button", class: "button", onclick: again}, "Try again")));
  }

  function row(one, at) {
    const before = versions[at + 1];
    const made = one.changeDescription || (before ? reasonOf(one, before) : "Made");
    return h("li", {}, h("button", {type: "button", dataset: {version: one.version}, onclick: () => choose(one)},
      h("strong", {}, `Version ${one.version}`), at === 0 && h("span", {class: "badge"}, "now"),
      h("span", {class: "faint"}, made),
      h("span", {class: "faint"}, h("time", {datetime: new Date(one.createdAt).toISOString()}, times.format(one.createdAt)), ` · ${size(one.size)}`)));
  }

  function reasonOf(one, before) {
    if (one.title !== before.title) return `Renamed to “${one.title}”`;
    return one.messageId && one.messageId !== before.messageId ? "By a reply" : "Edited";
  }

  function choose(one) {
    chosen = one.version;
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.version) === chosen));
    }
    const at = versions.indexOf(one);
    const other = versions[at + 1] ?? null;
    const body = h("div", {class: "version-body"});
    const select = h("select", {class: "field", "aria-label": "Compare with", onchange: () => compare(Number(select.value))},
      ...versions.filter((each) => each !== one).map(({version}) => h("option", {value: version}, `version ${version}`)));
    if (other) select.value = other.version;
    const ways = [
      versions.length > 1 && ["Changes", () => compare(Number(select.value))],
      ["Code", () => look((was) => codeView(app, was))],
      kindOf(one).look && ["Preview", () => look((was) => previewView(app, was))],
    ].filter(Boolean);
    const tabs = h("div", {class: "segments small", role: "group", "aria-label": `Version ${one.version} as`},
      ...ways.map(([name, run], i) => h("button", {type: "button", "aria-pressed": String(i === 0), onclick: (event) => {
        for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab === event.currentTarget));
        against.hidden = name !== "Changes";
        run();
      }}, name)));
    const against = h("label", {class: "against", hidden: versions.length < 2}, h("span", {}, "from"), select);
    detail.replaceChildren(h("div", {class: "version-bar"}, tabs, against,
      one.messageId && h("button", {type: "button", class: "button quiet", onclick: () => toMessage(one.messageId)}, "Show message"),
      at > 0 && h("button", {type: "button", class: "button main", onclick: () => restore(one)}, "Restore")), body);
    ways[0][1]();

    async function fill(make) {
      seen?.stop?.();
      seen = null;
      try {
        const view = await make();
        if (!alive || chosen !== one.version) return view.stop?.();
        seen = view;
        body.replaceChildren(view.element);
      } catch (error) {
        if (!alive) return;
        body.replaceChildren(h("div", {class: "offer"}, h("p", {}, error.code === "offline"
          ? "Older versions are on the server, which can't be reached now." : error.message)));
      }
    }

    function look(make) {
      return fill(async () => make(await versionOf(one.version)));
    }

    function compare(from) {
      return fill(async () => {
        // Always from the older to the newer, whichever was chosen first.
        const [old, now] = [Math.min(from, one.version), Math.max(from, one.version)];
        const {diff} = await session.ask({type: "get_artifact_diff", artifactId: artifact.id, fromVersion: old, toVersion: now});
        const [was, is] = [old, now].map((version) => versions.find((each) => each.version === version));
        const fields = ["title", "type", "language"].filter((field) => was[field] !== is[field]).map((field) =>
          h("p", {class: "field-change"}, `${field}: `, h("del", {}, was[field] || "none"), " → ", h("ins", {}, is[field] || "none")));
        return {element: h("div", {class: "comparison"}, ...fields, diffView(parseUnified(diff), {
          label: `Changes from version ${old} to version ${now}`, names: [`version ${old}`, `version ${now}`],
          textOf: async () => (await versionOf(now)).content,
        }))};
      });
    }
  }

  async function versionOf(version) {
    return (await session.ask({type: "get_artifact", artifactId: artifact.id, version})).artifact;
  }

  function toMessage(id) {
    app.dispatchEvent(new CustomEvent("message", {detail: {id}}));
  }

  async function restore({version}) {
    const before = artifact.version;
    const change = await session.change({type: "restore_artifact_version", artifactId: artifact.id, version});
    change.saved.then(() => toast(`Version ${version} is back, as a new version.`, {label: "Undo", run: async () => {
      const undo = await session.change({type: "restore_artifact_version", artifactId: artifact.id, version: before});
      undo.saved.catch(() => {});
    }}), (error) => toast(`Version ${version} could not be restored: ${error.message}`));
  }

  load();
  return {
    element,
    update(next) {
      const moved = next.version !== artifact.version;
      artifact = next;
      if (moved) {
        chosen = null;
        load();
      }
    },
    stop() { alive = false; seen?.stop?.(); },
  };
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
