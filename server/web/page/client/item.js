// One change that waits: what is kept of it, what of it goes out, and what its reply makes of it.

import {basedOn, numberOf} from "./commands.js";
import {token} from "./ids.js";

/** A new one. What it starts from, and what it builds on, are the outbox's to know. */
export function newItem(command, {sessionId, shown, before, fresh, after}) {
  return {
    id: token(), sessionId, idempotencyKey: token(), command: clean(command, basedOn(command)), baseVersion: shown,
    after, before, attempts: 0, nextTry: null, state: "waiting", error: null, theirs: null, madeAt: Date.now(), fresh,
  };
}

/** A command without what the outbox itself decides. */
function clean(command, about) {
  const rest = without(without(command, "requestId"), "idempotencyKey");
  return about === null ? rest : without(rest, about.field);
}

export function without(object, name) {
  const {[name]: _, ...rest} = object;
  return rest;
}

/** The command as it goes out. It is the same at each try, so that the server knows it again. */
export function wire(item) {
  const about = basedOn(item.command);
  return {
    ...item.command,
    ...(item.sessionId === null ? {} : {sessionId: item.sessionId}),
    ...(about !== null && item.baseVersion !== null ? {[about.field]: item.baseVersion} : {}),
    idempotencyKey: item.idempotencyKey,
  };
}

/** The number of the artifact or component that a change has made, where it is about one. */
export function numberIn({command}, reply) {
  const kind = reply.artifact ? "artifact" : reply.component ? "component" : null;
  return kind === null || command.type === "copy_artifact" ? null : numberOf(kind, reply[kind]);
}

export function equal(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
