// A growing Markdown text, cut where nothing that follows can change what stands before: knows nothing of the page.

const FENCE = /^( {0,3}|[ \t]+)(`{3,}|~{3,})(.*)$/;
const OPEN = /^ {0,3}<(artifact|antartifact|lobeartifact|boltartifact)(?=[\s>])/i;

/**
 * Takes a reply in pieces and tells of blocks that are finished: prose that ends with a blank line, code that ends with
 * its fence, an artifact's tag. What is left is the tail, which may still become anything.
 *
 * Each character is looked at once, so that a long reply costs no more for each piece than a short one.
 */
export class Blocks {
  constructor() {
    this.kind = "prose"; // of the tail: "prose", "code" or "artifact"
    this.info = ""; // of a fence that is open
    this.tail = "";
    this.line = ""; // the last, unfinished line of the tail
    this.fence = null;
    this.close = null;
  }

  /**
   * @param {string} text
   * @returns {{kind: string, text: string}[]} the blocks that became finished
   */
  feed(text) {
    const finished = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      this.#take(this.line + text.slice(from, end), finished);
      this.line = "";
      from = end + 1;
    }
    this.line += text.slice(from);
    return finished;
  }

  /** What is not finished, its unfinished line included. */
  get rest() {
    return this.tail + this.line;
  }

  #take(line, finished) {
    if (this.kind === "artifact") {
      this.tail += `${line}\n`;
      if (this.close.test(line)) this.#finish(finished);
    } else if (this.fence) {
      this.tail += `${line}\n`;
      if (!this.fence.test(line)) return;
      this.fence = null;
      if (this.kind === "code") this.#finish(finished);
    } else {
      this.#prose(line, finished);
    }
  }

  #prose(line, finished) {
    const fence = FENCE.exec(line);
    const tag = OPEN.exec(line);
    if (fence && !(fence[2][0] === "`" && fence[3].includes("`"))) {
      this.fence = new RegExp(`^[ \\t]*${fence[2][0]}{${fence[2].length},}[ \\t]*$`);
      if (fence[1].length <= 3 && !this.#inList()) this.#begin("code", fence[3].trim(), finished);
      this.tail += `${line}\n`;
    } else if (tag) {
      this.#begin("artifact", "", finished);
      this.close = new RegExp(`</${tag[1]}\\s*>`, "i");
      this.tail += `${line}\n`;
      if (this.close.test(line)) this.#finish(finished);
    } else {
      this.tail += `${line}\n`;
      if (line.trim() === "" && this.tail.trim() !== "") this.#finish(finished);
    }
  }

  #inList() {
    return /^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]/.test(this.tail);
  }

  #begin(kind, info, finished) {
    if (this.tail.trim() !== "") this.#finish(finished);
    this.tail = "";
    this.kind = kind;
    this.info = info;
  }

  #finish(finished) {
    finished.push({kind: this.kind, text: this.tail});
    this.kind = "prose";
    this.info = "";
    this.tail = "";
  }
}

/**
 * A whole text as prose (code included) and artifacts' tags, which are shown as cards instead.
 *
 * @param {string} text
 * @returns {{kind: "prose"|"artifact", text: string}[]}
 */
export function sections(text) {
  if (!/<(?:ant|lobe|bolt)?artifact[\s>]/i.test(text)) return [{kind: "prose", text}];
  const blocks = new Blocks();
  const found = [...blocks.feed(`${text}\n`), {kind: blocks.kind, text: blocks.rest}];
  const together = [];
  for (const block of found) {
    const kind = block.kind === "artifact" ? "artifact" : "prose";
    const last = together.at(-1);
    if (last?.kind === kind && kind === "prose") last.text += block.text;
    else if (block.text.trim() !== "") together.push({kind, text: block.text});
  }
  return together;
}

/** The fences of a text in their order: language and title, which the rendered code no longer has. */
export function fences(text) {
  const found = [];
  let close = null;
  for (const line of text.split("\n")) {
    if (close) {
      if (close.test(line)) close = null;
      continue;
    }
    const fence = FENCE.exec(line);
    if (!fence || (fence[2][0] === "`" && fence[3].includes("`"))) continue;
    close = new RegExp(`^[ \\t]*${fence[2][0]}{${fence[2].length},}[ \\t]*$`);
    found.push(described(fence[3].trim()));
  }
  return found;
}

/** What a fence's info string says: `python title="a.py"`, `python a.py`, `python:a.py`. */
export function described(info) {
  const title = /(?:title|filename|file|name)=(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(info);
  const [first = "", second = ""] = info.split(/\s+/);
  const [language, after = ""] = first.split(":");
  const name = title ? title[1] ?? title[2] ?? title[3] : after || (/^[\w./-]+\.\w+$/.test(second) ? second : "");
  return {language: /^[\w+#.-]*$/.test(language) ? language : "", title: name};
}

/** An attribute of an artifact's opening tag. */
export function attribute(text, name) {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i").exec(text.slice(0, 2000));
  return found?.[1] ?? found?.[2] ?? "";
}
