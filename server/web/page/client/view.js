// What a view shows: arrays in their order. What has not changed keeps its identity, so that `===` says so.

import {applied} from "./pending.js";

const ORDER = {
  artifacts: (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  components: (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  interactions: (a, b) => a.createdAt - b.createdAt || (a.seq || Infinity) - (b.seq || Infinity) || 0,
};
const KIND = {messages: "message", artifacts: "artifact", components: "component", interactions: "interaction"};

export const EMPTY = Object.freeze({
  session: null, messages: [], allMessages: new Map(), artifacts: [], components: [], interactions: [],
  replies: new Map(), pending: new Set(), deleted: false, complete: false,
});

/**
 * The next view.
 *
 * @param {object} before the last one
 * @param {import("./state.js").State} state confirmed; which of its kinds have changed is taken from it and forgotten
 * @param {object[]} items what waits, in its order
 * @param {boolean} touched whether `items` are others than before
 * @param {boolean} complete
 */
export function nextView(before, state, items, touched, complete) {
  const shown = applied(state, items);
  const changed = (kind) => touched || state.changed.has(kind);
  const view = {...before, session: same(before.session, shown.session), deleted: shown.deleted, complete};
  for (const table of ["artifacts", "components", "interactions"]) {
    if (changed(KIND[table])) view[table] = kept(before[table], [...shown[table].values()].sort(ORDER[table]));
  }
  if (changed("message") || state.changed.has("replies")) {
    view.allMessages = messages(before.allMessages, shown.messages, state.replies);
    const active = [...view.allMessages.values()].filter((message) => message.active);
    view.messages = kept(before.messages, active.sort((a, b) => a.position - b.position));
  }
  if (state.changed.has("replies")) view.replies = new Map(state.replies);
  if (touched) view.pending = new Set(items.map((item) => item.id));
  state.changed.clear();
  return Object.freeze(view);
}

/** All messages; one that is being written shows its text so far. */
function messages(before, shown, replies) {
  const found = new Map();
  for (const [id, message] of shown) {
    const reply = replies.get(id);
    found.set(id, same(before.get(id), reply ? growing(message, reply.text) : message));
  }
  return found;
}

function growing(message, text) {
  return {...message, content: text, parts: text ? [{type: "text", text}] : []};
}

/** The array of before, where the new one holds the same. */
function kept(before, now) {
  const known = new Map(before.map((value) => [value.id, value]));
  const values = now.map((value) => same(known.get(value.id), value));
  return values.length === before.length && values.every((value, index) => value === before[index]) ? before : values;
}

/** The object of before, where the new one has equal fields. */
function same(before, now) {
  if (before === now || !before || !now) return now;
  const names = Object.keys(now);
  return names.length === Object.keys(before).length && names.every((name) => equal(before[name], now[name]))
    ? before : now;
}

function equal(one, other) {
  return one === other || (typeof one === "object" && typeof other === "object"
    && JSON.stringify(one) === JSON.stringify(other));
}

/** Which parts of two views differ, as the event `change` tells it. */
export function difference(before, now) {
  return {
    messages: ["messages", "allMessages", "replies"].some((name) => before[name] !== now[name]),
    artifacts: before.artifacts !== now.artifacts,
    components: before.components !== now.components,
    interactions: before.interactions !== now.interactions,
    session: before.session !== now.session || before.deleted !== now.deleted || before.complete !== now.complete,
  };
}
