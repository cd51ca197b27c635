// What the reply to an own command says: the frames that everybody else has heard instead of it. Nothing here asks.

import {parts} from "./commands.js";

/**
 * @param {object} command as it was sent
 * @param {object} reply the server's
 * @param {import("./state.js").State} state confirmed, before the reply
 * @param {number} now Unix milliseconds
 * @returns {object[]} frames for `State.learn`
 */
export function heard(command, reply, state, now) {
  if (reply.type === "batch_applied") {
    return reply.replies.flatMap((one, index) => heard(parts(command)[index], one, state, now));
  }
  if (reply.type === "message_appended") return [...added(command, reply, state, now), ...made(reply)];
  if (reply.type === "message_accepted" && command.type === "send_message") return added(command, reply, state, now);
  if (reply.type === "artifact_copied" && reply.artifact.sessionId !== state.id) return [];
  if (reply.type === "session_forked" || reply.type === "session_copied") return [];
  return [reply];
}

/** The own message. Fields that the server alone knows, its time above all, are near enough until it is read. */
function added(command, reply, state, now) {
  if (state.messages.has(reply.messageId) || state.gone.has(`message:${reply.messageId}`)) return [];
  const seq = seqOf(reply);
  const edited = state.messages.get(command.insteadOf);
  const before = edited ? edited.parentId : lastOf(state.messages);
  return [{type: "message_added", message: messageOf(command, reply.messageId, before, seq, now, state.id)}];
}

function made({artifacts}) {
  return artifacts.map((artifact) => ({type: "artifact_updated", artifact}));
}

/** The message's number: artifacts that were found in it have those behind it. */
function seqOf({seq, artifacts = []}) {
  const taken = new Set(artifacts.map((artifact) => artifact.seq));
  while (taken.has(seq)) seq--;
  return seq;
}

/** The id of the message that the next one follows. */
export function lastOf(messages) {
  let last = null;
  for (const message of messages.values()) {
    if (message.active && (last === null || message.position > last.position)) last = message;
  }
  return last?.id ?? null;
}

/** A message as `send_message` and `append_message` make it. */
export function messageOf(command, id, parentId, seq, now, sessionId) {
  const content = command.content ?? (command.parts ?? []).filter((part) => part.type === "text")
    .map((part) => part.text).join("");
  const metadata = command.modelId ? {...command.metadata, modelId: command.modelId} : command.metadata ?? {};
  return {
    id, sessionId, parentId: command.parentId ?? parentId, role: command.role ?? "user", content,
    parts: command.parts ?? (content ? [{type: "text", text: content}] : []), attachments: command.attachments ?? [],
    messageType: command.messageType ?? "text", metadata, paymentId: command.paymentId ?? null, status: "complete",
    active: true, createdAt: now, position: seq, seq,
  };
}
