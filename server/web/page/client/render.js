// Markdown as HTML that is safe to show. The server makes it; what it has made once is kept.

/** What one request may hold. */
const MOST_TEXTS = 100;
const MOST_BYTES = 900_000;
/** Characters that are kept in memory, of text and HTML together. */
const MOST_KEPT = 8_000_000;
const FRAME = 16;

export class Renderer {
  #known = new Map();
  #size = 0;
  #asked = new Map();

  /**
   * @param {(texts: string[]) => Promise<{html: string[]}>} ask
   * @param {object} device
   */
  constructor(ask, device) {
    this.ask = ask;
    this.device = device;
  }

  /** @returns {Promise<(string|null)[]>} null for each that can't be had now */
  render(texts) {
    return Promise.all(texts.map((text) => this.#one(text)));
  }

  #one(text) {
    const known = this.#known.get(text);
    if (known !== undefined) {
      this.#known.delete(text);
      this.#known.set(text, known); // the last used is the last to go
      return known;
    }
    let asked = this.#asked.get(text);
    if (asked === undefined) {
      asked = Promise.withResolvers?.() ?? withResolvers();
      this.#asked.set(text, asked);
      this.timer ??= setTimeout(() => this.#flush(), FRAME);
    }
    return asked.promise;
  }

  /** What was asked for within a frame goes out together. */
  async #flush() {
    this.timer = undefined;
    const asked = [...this.#asked].filter(([, one]) => !one.gone);
    for (const [, one] of asked) one.gone = true;
    const kept = await this.device.html(asked.map(([text]) => text)).catch(() => []);
    const missing = asked.filter(([text], index) => {
      if (typeof kept[index] === "string") this.#done(text, kept[index]);
      return typeof kept[index] !== "string";
    });
    for (const texts of batches(missing.map(([text]) => text))) this.#fetch(texts);
  }

  async #fetch(texts) {
    let html = [];
    try {
      ({html} = await this.ask(texts));
      this.device.keepHtml(texts.map((text, index) => ({text, html: html[index]}))).catch(() => {});
    } catch {
      // what can't be had now is null, and asked for again the next time
    }
    texts.forEach((text, index) => this.#done(text, html[index] ?? null));
  }

  #done(text, html) {
    if (html !== null) this.#keep(text, html);
    this.#asked.get(text)?.resolve(html);
    this.#asked.delete(text);
  }

  #keep(text, html) {
    this.#known.set(text, html);
    this.#size += text.length + html.length;
    for (const [old, made] of this.#known) {
      if (this.#size <= MOST_KEPT) break;
      this.#known.delete(old);
      this.#size -= old.length + made.length;
    }
  }
}

function batches(texts) {
  const found = [];
  let size = Infinity;
  for (const text of texts) {
    const bytes = text.length * 3;
    if (size + bytes > MOST_BYTES || found.at(-1).length >= MOST_TEXTS) [size] = [0, found.push([])];
    found.at(-1).push(text);
    size += bytes;
  }
  return found;
}

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, {resolve, reject}));
  return made;
}
