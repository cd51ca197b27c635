// What the client has to know of a command: whose it is, which ids it needs, and what it is about.

import {newId, token} from "./ids.js";

/** Commands of the account: every other change is a session's. */
const OF_ACCOUNT = new Set([
  "create_collection", "update_collection", "delete_collection", "add_to_collection", "remove_from_collection",
  "create_link", "revoke_link", "create_payment", "update_payment",
]);

const NEW = {
  send_message: ["messageId", "msg"],
  append_message: ["messageId", "msg"],
  create_artifact: ["artifactId", "art"],
  create_component: ["componentId", "cmp"],
  create_interaction: ["interactionId", "int"],
  fork_session: ["newSessionId", "chat"],
  copy_session: ["newSessionId", "chat"],
};

export function isOfAccount(command) {
  return OF_ACCOUNT.has(command.type);
}

/** The command with an id for what it makes, so that what was made without a network can be changed without one. */
export function withIds(command) {
  if (command.type === "batch") return {...command, commands: command.commands.map(withIds)};
  if (command.type === "create_session") return {sessionId: token(), ...command};
  const [field, prefix] = NEW[command.type] ?? [];
  return field === undefined || command[field] ? {...command} : {...command, [field]: newId(prefix)};
}

/** Its parts: a batch is several changes. */
export function parts(command) {
  return command.type === "batch" ? command.commands : [command];
}

/** What a change is about, as `artifact:ID`, `component:ID`, `message:ID`. */
export function targets(command) {
  const found = new Set();
  for (const part of parts(command)) {
    if (part.artifactId) found.add(`artifact:${part.artifactId}`);
    if (part.componentId) found.add(`component:${part.componentId}`);
    for (const id of [part.messageId, part.parentId, part.insteadOf, ...(part.messageIds ?? [])]) {
      if (id) found.add(`message:${id}`);
    }
  }
  return found;
}

/** The session that a change makes by its very meaning, or null. */
export function creates(command, sessionId) {
  if (command.type === "create_session") return sessionId;
  return command.type === "fork_session" || command.type === "copy_session" ? command.newSessionId : null;
}

const BASES = {
  update_artifact: ["artifact", "artifactId", "expectedVersion"],
  delete_artifact: ["artifact", "artifactId", "expectedVersion"],
  update_component: ["component", "componentId", "expectedSeq"],
  delete_component: ["component", "componentId", "expectedSeq"],
};

/** What a change starts from, `{kind, id, field}`: the artifact or component that it names; null for any other. */
export function basedOn(command) {
  const [kind, name, field] = BASES[command.type] ?? [];
  return kind === undefined ? null : {kind, id: command[name], field};
}

/** The number by which a state of an artifact or component is named where a change starts from it. */
export function numberOf(kind, value) {
  return kind === "artifact" ? value.version : value.seq;
}

/** An artifact or component as the reply to a change shows it, or null. */
export function shownIn(reply, kind, id) {
  for (const one of reply.type === "batch_applied" ? reply.replies : [reply]) {
    if (one[kind]?.id === id) return one[kind];
  }
  return null;
}
