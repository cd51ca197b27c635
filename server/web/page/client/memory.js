// What is kept of a user where the browser keeps nothing: it lives as long as the page. Same methods as `Device`.

export class Memory {
  kept = false;
  #order = 0;
  #items = new Map();
  #rows = new Map();
  #marks = new Map();
  #list = new Map();
  #drafts = new Map();
  #notes = new Map();

  async items() {
    return [...this.#items.values()].sort((a, b) => a.order - b.order);
  }

  async add(item) {
    item.order = ++this.#order;
    this.#items.set(item.id, item);
    return item.order;
  }

  async change({put = [], remove = [], notes = {}, backup = null}) {
    for (const item of put) if (this.#items.has(item.id)) this.#items.set(item.id, item);
    for (const item of remove) this.#items.delete(item.id);
    for (const [name, value] of Object.entries(notes)) this.#notes.set(name, value);
    if (backup) await this.keepRows(backup);
  }

  async note(name) {
    return this.#notes.get(name) ?? null;
  }

  async load(sessionId) {
    const rows = [...(this.#rows.get(sessionId) ?? new Map()).values()];
    return {rows, mark: this.#marks.get(sessionId) ?? null};
  }

  async keepRows({sessionId, rows, last, wipe}) {
    if (wipe || !this.#rows.has(sessionId)) this.#rows.set(sessionId, new Map());
    for (const row of rows) this.#rows.get(sessionId).set(`${row.kind}:${row.id}`, row);
    if (last !== null) this.#marks.set(sessionId, {id: sessionId, last});
  }

  async forget(sessionId) {
    this.#rows.delete(sessionId);
    this.#marks.delete(sessionId);
  }

  async list() {
    return [...this.#list.values()];
  }

  async keepList(put, remove = []) {
    for (const summary of put) this.#list.set(summary.id, summary);
    for (const id of remove) this.#list.delete(id);
  }

  async draft(name) {
    return this.#drafts.get(name) ?? "";
  }

  async keepDraft(name, text) {
    if (text === "") this.#drafts.delete(name);
    else this.#drafts.set(name, text);
  }

  async html() {
    return [];
  }

  async keepHtml() {}

  close() {}

  async wipe() {
    for (const part of [this.#items, this.#rows, this.#marks, this.#list, this.#drafts, this.#notes]) part.clear();
  }
}
