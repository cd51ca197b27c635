// Which messages stand beside which: the ways that a conversation went. Knows nothing of the page.

/**
 * The alternatives to each message of the shown branch, by its id: it and its siblings, oldest first.
 *
 * @param {import("../../client.js").View} view
 * @returns {Map<string, string[]>}
 */
export function alternatives(view) {
  const shown = new Set(view.messages.map((message) => message.id));
  const children = new Map();
  for (const message of view.allMessages.values()) {
    const parent = message.parentId ?? "";
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(message);
  }
  const found = new Map();
  for (const message of view.messages) {
    const siblings = children.get(message.parentId ?? "") ?? [];
    if (siblings.length < 2) continue;
    // Two that are shown both follow one another, whatever their parents say.
    const others = siblings.filter((one) => one === message || one.id === message.id || !shown.has(one.id));
    if (others.length < 2) continue;
    others.sort((one, other) => (one.position ?? one.seq) - (other.position ?? other.seq));
    found.set(message.id, others.map((one) => one.id));
  }
  return found;
}
