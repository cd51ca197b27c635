// The artifacts of a message as cards beneath it: those that are kept, and those that are just being written.

import {h, icon} from "../dom.js";

const WORDS = {
  "react-component": "React component", html: "Web page", css: "Style sheet", javascript: "JavaScript",
  typescript: "TypeScript", python: "Python", svg: "Drawing", markdown: "Document", mermaid: "Diagram", json: "JSON",
  table: "Table", doc: "Document", sheet: "Spreadsheet", code: "Code",
};

export function typeWords(type) {
  return WORDS[type] ?? type;
}

/** @param {import("../../client.js").Artifact} artifact */
export function card(artifact, show) {
  return h("button", {
    type: "button", class: "card", dataset: {id: artifact.id}, onclick: () => show(artifact.id),
    "aria-label": `Open ${artifact.title || "artifact"}, ${typeWords(artifact.type)}, version ${artifact.version}`,
  },
  h("span", {class: "card-icon"}, icon("file")),
  h("span", {class: "card-words"},
    h("span", {class: "card-title"}, artifact.title || "Untitled"), " ",
    h("span", {class: "card-type"}, `${typeWords(artifact.type)} · version ${artifact.version}`)),
  h("span", {class: "card-open", "aria-hidden": "true"}));
}

/** A card that grows: `update` is called with the artifact as it is now. */
export function liveCard(show) {
  const title = h("span", {class: "card-title"});
  const type = h("span", {class: "card-type"});
  const element = h("button", {type: "button", class: "card live", onclick: () => show?.()},
    h("span", {class: "card-icon"}, icon("file")), h("span", {class: "card-words"}, title, type));
  let counted = 0;
  let lines = 1;
  return {
    element,
    update(artifact) {
      for (; counted < artifact.text.length; counted += 1) if (artifact.text.charCodeAt(counted) === 10) lines += 1;
      title.textContent = artifact.title || "Untitled";
      const size = `${lines} ${lines === 1 ? "line" : "lines"}`;
      type.textContent = `${typeWords(artifact.artifactType)} · ${artifact.done ? "" : "writing, "}${size}`;
      element.classList.toggle("writing", !artifact.done);
    },
  };
}
