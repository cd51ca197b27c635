// The confirmed state with the commands that wait applied in their order. Pure: nothing that is given is changed.

import {parts} from "./commands.js";
import {lastOf, messageOf} from "./own.js";

const TABLES = ["messages", "artifacts", "components", "interactions"];

/** A copy of a state in which a table is copied as soon as something in it is to be changed. */
class Draft {
  constructor(state) {
    Object.assign(this, {id: state.id, session: state.session, deleted: state.deleted});
    for (const table of TABLES) this[table] = state[table];
    this.confirmed = state;
  }

  /** A table that may be changed. */
  own(table) {
    if (this[table] === this.confirmed[table]) this[table] = new Map(this[table]);
    return this[table];
  }
}

/**
 * @param {object} state confirmed: `id`, `session`, `deleted` and the four tables
 * @param {object[]} items of the outbox, in their order
 * @returns {object} of the same shape; tables that nothing changes are the very same
 */
export function applied(state, items) {
  const draft = new Draft(state);
  for (const item of items) {
    for (const command of parts(item.command)) apply(draft, command, item);
  }
  return draft;
}

function apply(draft, command, item) {
  switch (command.type) {
    case "send_message":
    case "append_message":
      return say(draft, command, item);
    case "delete_messages":
      for (const id of command.messageIds) draft.own("messages").delete(id);
      return;
    case "switch_branch":
      return switchBranch(draft, command.messageId);
    case "create_artifact":
      return create(draft, "artifacts", command.artifactId, artifactOf(draft, command, item));
    case "update_artifact":
      return updateArtifact(draft, command, item);
    case "delete_artifact":
      draft.own("artifacts").delete(command.artifactId);
      return;
    case "create_component":
      if (command.isCurrent) loseCurrent(draft, command.componentId);
      return create(draft, "components", command.componentId, componentOf(draft, command, item));
    case "update_component":
      return updateComponent(draft, command, item);
    case "delete_component":
      draft.own("components").delete(command.componentId);
      return;
    case "create_interaction":
      return create(draft, "interactions", command.interactionId, interactionOf(draft, command, item));
    case "create_session":
      draft.session ??= sessionOf(draft, command, item);
      return;
    case "update_session":
      draft.session = {...(draft.session ?? sessionOf(draft, {}, item)), ...command.updates, updatedAt: item.madeAt};
      return;
    case "delete_session":
      draft.deleted = true;
      return;
    case "restore_session":
      draft.deleted = false;
  }
}

function say(draft, command, item) {
  if (draft.messages.has(command.messageId)) return;
  const messages = draft.own("messages");
  const edited = messages.get(command.insteadOf);
  const parent = messages.get(command.parentId);
  const from = edited ? edited.position : parent ? parent.position + 1 : Infinity;
  let end = 0;
  for (const message of messages.values()) {
    end = Math.max(end, message.position);
    if (message.active && message.position >= from) {
      messages.set(message.id, {...message, active: false});
    }
  }
  const before = edited ? edited.parentId : lastOf(messages);
  const message = messageOf(command, command.messageId, before, 0, item.madeAt, draft.id);
  messages.set(message.id, {...message, position: end + 1});
}

/** The branch that leads to a message, and on from it by the newest answers. */
function switchBranch(draft, id) {
  if (!draft.messages.has(id)) return;
  const newest = new Map();
  for (const message of draft.messages.values()) {
    const known = newest.get(message.parentId);
    if (!known || known.position < message.position) newest.set(message.parentId, message);
  }
  const branch = new Set();
  for (let at = id; at && !branch.has(at); at = draft.messages.get(at)?.parentId) branch.add(at);
  for (let next = newest.get(id); next && !branch.has(next.id); next = newest.get(next.id)) branch.add(next.id);
  const messages = draft.own("messages");
  for (const message of messages.values()) {
    const active = branch.has(message.id);
    if (message.active !== active) messages.set(message.id, {...message, active});
  }
}

function create(draft, table, id, value) {
  if (!draft[table].has(id)) draft.own(table).set(id, value);
}

function updateArtifact(draft, command, item) {
  const known = draft.artifacts.get(command.artifactId);
  if (!known) return;
  const version = Math.max(known.version, (item.baseVersion ?? known.version) + 1);
  const updated = {...known, ...command.updates, version, updatedAt: item.madeAt};
  draft.own("artifacts").set(known.id, updated);
}

function updateComponent(draft, command, item) {
  const known = draft.components.get(command.componentId);
  if (!known) return;
  if (command.updates.isCurrent) loseCurrent(draft, known.id);
  draft.own("components").set(known.id, {...known, ...command.updates, updatedAt: item.madeAt});
}

function loseCurrent(draft, besides) {
  for (const component of draft.components.values()) {
    if (component.isCurrent && component.id !== besides) {
      draft.own("components").set(component.id, {...component, isCurrent: false});
    }
  }
}

function artifactOf(draft, command, {madeAt}) {
  return {
    id: command.artifactId, sessionId: draft.id, messageId: command.messageId ?? null, title: command.title,
    description: command.description ?? "", type: command.artifactType, content: command.content,
    language: command.language ?? "", metadata: command.metadata ?? {}, version: 1, createdAt: madeAt,
    updatedAt: madeAt, seq: 0,
  };
}

function componentOf(draft, command, {madeAt}) {
  return {
    id: command.componentId, sessionId: draft.id, name: command.name, jsxCode: command.jsxCode ?? "",
    cssCode: command.cssCode ?? "", componentType: command.componentType ?? "component",
    isCurrent: command.isCurrent ?? false, metadata: command.metadata ?? {}, createdAt: madeAt, updatedAt: madeAt,
    seq: 0,
  };
}

function interactionOf(draft, command, {madeAt}) {
  return {
    id: command.interactionId, sessionId: draft.id, prompt: command.prompt, response: command.response ?? "",
    interactionType: command.interactionType ?? "text", targetElement: command.targetElement ?? null,
    metadata: command.metadata ?? {}, createdAt: madeAt, seq: 0,
  };
}

function sessionOf(draft, command, {madeAt}) {
  return {
    id: draft.id, owner: "", title: command.title ?? "", description: command.description ?? "",
    visibility: command.visibility ?? "private", modelId: command.modelId ?? null, sandboxId: command.sandboxId ?? null,
    lastContext: command.lastContext ?? null, isActive: true, isDeleted: false, deletedAt: null,
    metadata: command.metadata ?? {}, createdAt: madeAt, updatedAt: madeAt, seq: 0,
  };
}
