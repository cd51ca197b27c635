// What stands for a site in the list: its preview image, or a page that is drawn from its title.

import {request} from "../download.js";
import {h} from "../dom.js";

/** The picture of a site, for the eye alone: its title stands beside it. */
export function picture(site) {
  const element = h("span", {class: "picture", "aria-hidden": "true"}, drawn(site.title));
  if (site.previewImage) show(element, site.previewImage);
  return element;
}

async function show(element, address) {
  const url = await reachable(address).catch(() => null);
  if (url === null) return;
  const image = h("img", {alt: "", decoding: "async"});
  // The drawn one stays where there is nothing to see.
  image.addEventListener("load", () => {
    element.replaceChildren(image);
    URL.revokeObjectURL(url);
  });
  image.src = url;
}

/** An address from which the page may load an image; null where its policy forbids it. */
async function reachable(address) {
  if (address.startsWith("data:image/")) return address;
  const {origin, pathname, search} = new URL(address, location.href);
  if (origin !== location.origin) return null;
  // An image can't show a token, so it is fetched; the file's own hash says whether it is still the same.
  const response = await request(pathname + search, {cache: "default"});
  return URL.createObjectURL(await response.blob());
}

/** A window with the first letters of a title, in a colour that is always the same for it. */
function drawn(title) {
  const letters = title.split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase());
  const element = h("span", {class: "drawn"}, h("span", {}, letters.join("") || "·"));
  element.style.setProperty("--hue", String(hueOf(title)));
  return element;
}

function hueOf(text) {
  let number = 7;
  for (const letter of text) number = (number * 31 + letter.codePointAt(0)) % 3600;
  return number % 360;
}
