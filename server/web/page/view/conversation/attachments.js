// The files that go with the next message: chosen, dropped or pasted, kept as `data:` URLs.

import {announce, h, icon, iconButton, toast} from "../dom.js";
import {bytes} from "./parts.js";

const LIMIT = 5_000_000; // bytes of all files of a message together
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif|svg\+xml)$/;

export class Attachments {
  /** @param {() => void} changed */
  constructor(changed) {
    this.files = [];
    this.changed = changed;
    this.element = h("div", {class: "attachments", role: "list", "aria-label": "Attachments", hidden: true});
    this.input = h("input", {type: "file", multiple: true, hidden: true, onchange: () => {
      this.add(this.input.files);
      this.input.value = "";
    }});
    this.button = iconButton("attach", "Attach files", () => this.input.click());
  }

  /** @param {Iterable<File>} files */
  async add(files) {
    const added = [...files];
    const size = added.reduce((sum, file) => sum + file.size, this.size);
    if (size > LIMIT) {
      toast(`Attachments may have ${bytes(LIMIT)} together, and these would have ${bytes(size)}. Choose smaller ones.`);
      return;
    }
    for (const file of added) {
      try {
        this.files.push({name: file.name, mediaType: file.type || "application/octet-stream", size: file.size,
          url: await read(file)});
      } catch {
        toast(`${file.name} could not be read. Choose it again.`);
      }
    }
    const what = added.length === 1 ? added[0].name : `${added.length} files`;
    if (added.length > 0) announce(`${what} attached.`);
    this.#show();
  }

  get size() {
    return this.files.reduce((sum, file) => sum + file.size, 0);
  }

  /** What there is, and nothing from then on. */
  take() {
    const taken = this.files;
    this.clear();
    return taken;
  }

  clear() {
    this.files = [];
    this.#show();
  }

  /** Lets files be dropped onto an element and pasted into a field. */
  listen(area, field, allowed) {
    let depth = 0;
    const over = (on) => area.classList.toggle("dropping", on);
    const holds = (event) => allowed() && event.dataTransfer?.types.includes("Files");
    area.addEventListener("dragenter", (event) => {
      if (!holds(event)) return;
      depth += 1;
      over(true);
    });
    area.addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) over(false);
    });
    area.addEventListener("dragover", (event) => holds(event) && event.preventDefault());
    area.addEventListener("drop", (event) => {
      depth = 0;
      over(false);
      if (!holds(event)) return;
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
    field.addEventListener("paste", (event) => {
      const {files} = event.clipboardData;
      if (files.length === 0) return;
      event.preventDefault();
      this.add(files);
    });
  }

  #show() {
    this.element.hidden = this.files.length === 0;
    this.element.replaceChildren(...this.files.map((file) => h("div", {class: "attachment", role: "listitem"},
      PICTURE.test(file.mediaType) ? h("img", {src: file.url, alt: ""}) : icon("file"),
      h("span", {class: "file-name"}, file.name), h("span", {class: "file-size"}, bytes(file.size)),
      iconButton("close", `Remove ${file.name}`, () => {
        this.files = this.files.filter((one) => one !== file);
        this.#show();
      }))));
    this.changed();
  }
}

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
