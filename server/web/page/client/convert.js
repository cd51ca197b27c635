// From the wire's form to the one that views of an editor use, and back. What a form has no word for is kept in `wire`,
// so that nothing is lost on the way there and back.

/** Fields of the wire that the view's form of a message has under another name. */
const MESSAGE = {id: "id", role: "role", content: "content", createdAt: "timestamp", messageType: "type"};
const COMPONENT = {
  id: "id", name: "name", jsxCode: "jsx", cssCode: "css", componentType: "type", isCurrent: "current",
  createdAt: "createdAt", updatedAt: "updatedAt",
};
const ENTRY = {interactionType: "interactionType", targetElement: "target", createdAt: "timestamp"};
const TIMES = new Set(["createdAt", "updatedAt"]);

/** A message as a view has it: `{id, role, content, timestamp: Date, type, wire}`. */
export function toViewMessage(message) {
  return renamed(message, MESSAGE);
}

export function toWireMessage(message) {
  return restored(message, MESSAGE);
}

/** A component as a view has it: `{id, name, jsx, css, type, current, createdAt: Date, updatedAt: Date, wire}`. */
export function toViewComponent(component) {
  return renamed(component, COMPONENT);
}

export function toWireComponent(component) {
  return restored(component, COMPONENT);
}

/**
 * Interactions as entries: each is a `prompt`, and a `response` where there is one or where it was said to be empty.
 *
 * @returns {import("../client.js").Entry[]}
 */
export function toViewEntries(interactions) {
  return interactions.flatMap(({prompt, response, ...rest}) => {
    const {wire, ...shown} = renamed(rest, ENTRY);
    const {id} = rest;
    const common = {...shown, interactionId: id};
    return [
      {...common, id: `${id}:prompt`, type: "prompt", content: prompt, wire},
      ...(response === "" ? [] : [{...common, id: `${id}:response`, type: "response", content: response}]),
    ];
  });
}

/**
 * Entries as interactions. A prompt without a response has an empty one; a response that follows no prompt, an empty
 * prompt. Entries that a view has made itself need nothing but `type` and `content`.
 */
export function toWireInteractions(entries) {
  const found = [];
  for (const entry of entries) {
    const last = found.at(-1);
    const answers = entry.type === "response" && last !== undefined && last.response === null
      && (entry.interactionId === undefined || entry.interactionId === last.id);
    if (answers) {
      last.response = entry.content;
      continue;
    }
    const {id: _, type, content, interactionId, ...shown} = entry;
    const said = type === "response" ? {prompt: "", response: content} : {prompt: content, response: null};
    found.push({...restored(shown, ENTRY), ...(interactionId === undefined ? {} : {id: interactionId}), ...said});
  }
  return found.map((interaction) => ({...interaction, response: interaction.response ?? ""}));
}

function renamed(from, names) {
  const shown = {};
  const wire = {};
  for (const [name, value] of Object.entries(from)) {
    if (Object.hasOwn(names, name)) shown[names[name]] = TIMES.has(name) ? new Date(value) : value;
    else set(wire, name, value);
  }
  return {...shown, wire};
}

function restored({wire = {}, ...shown}, names) {
  const found = {};
  for (const [name, value] of Object.entries(wire)) set(found, name, value);
  for (const [name, called] of Object.entries(names)) {
    if (!Object.hasOwn(shown, called)) continue;
    const value = shown[called];
    found[name] = TIMES.has(name) ? new Date(value).getTime() : value;
  }
  return found;
}

/** Sets a field whatever it is called: `__proto__` is a name like any other. */
function set(object, name, value) {
  Object.defineProperty(object, name, {value, enumerable: true, writable: true, configurable: true});
}
