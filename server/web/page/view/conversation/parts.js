// The typed parts of a message: what is folded away (reasoning, tools), files and data. Texts are the body's.

import {h, icon} from "../dom.js";

/** Something that is there for whoever wants to see it. */
export function fold(name, label, content) {
  return h("details", {class: `fold ${name}`}, h("summary", {}, icon("next"), h("span", {}, label)), content);
}

/** @returns {Element|null} null for a text, and for what this page does not know */
export function partElement(part) {
  switch (part.type) {
    case "reasoning":
      return part.text ? fold("reasoning", "Reasoning", h("div", {class: "plain"}, part.text)) : null;
    case "tool-call":
      return fold("tool", `Called ${part.toolName}`, json(part.input));
    case "tool-result":
      return part.error
        ? fold("tool failed", "The tool failed", h("div", {class: "plain"}, part.error))
        : fold("tool", "The tool's result", json(part.output));
    case "file":
      return fileElement({name: part.filename ?? "", mediaType: part.mediaType, url: part.url});
    case "data":
      return fold("data", part.name || "Data", json(part.data));
    default:
      return null;
  }
}

function json(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2) ?? "nothing";
  return h("pre", {class: "json", tabindex: "0"}, text);
}

/**
 * A file, shown where it is a picture that the message itself holds. Others are links: a picture from elsewhere would
 * tell its server who reads this, and when.
 */
export function fileElement({name, mediaType = "", size, url = ""}) {
  const words = name || mediaType || "File";
  if (/^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(url)) {
    return h("img", {class: "picture", src: url, alt: name || "Attached picture", loading: "lazy"});
  }
  const label = [icon("file"), h("span", {class: "file-name"}, words),
    size ? h("span", {class: "file-size"}, bytes(size)) : null];
  if (/^data:/i.test(url)) return h("a", {class: "file", href: url, download: name || "file"}, ...label);
  if (/^https?:\/\//i.test(url)) {
    return h("a", {class: "file", href: url, target: "_blank", rel: "noopener noreferrer nofollow"}, ...label);
  }
  return h("span", {class: "file"}, ...label);
}

/** A size in words: `1.4 MB`. */
export function bytes(size) {
  if (size < 1_000) return size === 1 ? "1 byte" : `${size} bytes`;
  if (size < 1_000_000) return `${Math.round(size / 1_000)} KB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}
