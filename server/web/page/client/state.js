// The confirmed state of one session: what the server has said, and nothing else. Of one thing the newest state counts.

import {Reply} from "./reply.js";

export const KINDS = ["message", "artifact", "component", "interaction"];
const TABLES = {message: "messages", artifact: "artifacts", component: "components", interaction: "interactions"};

export class State {
  constructor(id) {
    this.id = id;
    this.clear();
  }

  clear() {
    /** The highest number that was heard, so that what was missed can be asked for. */
    this.last = 0;
    this.session = null;
    this.deleted = false;
    this.messages = new Map();
    this.artifacts = new Map();
    this.components = new Map();
    this.interactions = new Map();
    this.replies = new Map();
    /** What is there no more, by `kind:id`: the number under which it went. */
    this.gone = new Map();
    /** Kinds that a view has to look at again, and rows that the backup has not got yet, by `kind:id`. */
    this.changed = new Set([...KINDS, "session", "replies"]);
    this.unkept = new Map();
    /** Own messages of which the server has said nothing but the id. */
    this.guessed = new Set();
  }

  /**
   * Takes in what the server tells. Returns what is to be said at once: `["delta", detail]`, `["artifact", detail]`,
   * `["call", detail]`, or `["gap", detail]` where something is missing.
   *
   * @param {boolean} counts whether all before it was heard, too: it was not where another tab has passed it on
   */
  learn(frame, counts = true) {
    if (counts && frame.seq > this.last) this.last = frame.seq;
    switch (frame.type) {
      case "message_added":
      case "message_updated":
        this.put("message", frame.message);
        return this.#end(frame.message);
      case "messages_deleted":
        for (const id of frame.messageIds) this.remove("message", id, frame.seq ?? this.last);
        return null;
      case "artifact_created":
      case "artifact_updated":
      case "artifact_restored":
        return this.put("artifact", frame.artifact);
      case "artifact_deleted":
        return this.remove("artifact", frame.artifactId, frame.seq ?? this.last);
      case "component_created":
      case "component_updated":
        return this.put("component", frame.component);
      case "component_deleted":
        return this.remove("component", frame.componentId, frame.seq ?? this.last);
      case "interaction_created":
        return this.put("interaction", frame.interaction);
      case "session":
      case "session_created":
      case "session_updated":
      case "session_restored":
        return this.putSession(frame.session);
      case "session_deleted":
        return this.#setDeleted(true);
      case "reply_finished":
        for (const artifact of frame.artifacts) this.put("artifact", artifact);
        this.put("message", frame.message);
        return this.#end(frame.message);
      case "reply_failed":
        this.put("message", frame.message);
        return this.#end(frame.message);
      default:
        return this.#live(frame);
    }
  }

  put(kind, value) {
    const table = this[TABLES[kind]];
    const known = table.get(value.id);
    const newest = this.guessed.delete(value.id) ? -1 : known?.seq ?? this.gone.get(`${kind}:${value.id}`) ?? -1;
    if (newest > value.seq) return null;
    if (kind === "message" && value.position === undefined) value = {...value, position: known?.position ?? value.seq};
    table.set(value.id, value);
    this.gone.delete(`${kind}:${value.id}`);
    this.#changed(kind, value.id);
    return null;
  }

  remove(kind, id, seq) {
    if ((this[TABLES[kind]].get(id)?.seq ?? -1) > seq) return null;
    this[TABLES[kind]].delete(id);
    this.gone.set(`${kind}:${id}`, seq);
    if (kind === "message" && this.replies.delete(id)) this.changed.add("replies");
    this.#changed(kind, id);
    return null;
  }

  putSession(session) {
    if (session.id !== this.id || (this.session?.seq ?? -1) > session.seq) return null;
    this.session = session;
    this.#changed("session", "");
    return this.#setDeleted(session.isDeleted);
  }

  /** A row of the backup: null where it says that something is gone. */
  restore({kind, id, seq, value}) {
    if (value === null) this.gone.set(`${kind}:${id}`, seq);
    else if (kind === "session") [this.session, this.deleted] = [value, value.isDeleted];
    else this[TABLES[kind]].set(id, value);
  }

  /** How a thing stands, as a row of the backup. */
  row(kind, id) {
    const value = kind === "session" ? this.session : this[TABLES[kind]].get(id) ?? null;
    return {sessionId: this.id, kind, id, seq: value?.seq ?? this.gone.get(`${kind}:${id}`) ?? 0, value};
  }

  /** The number up to which the backup has everything: text that is still being written is not in it. */
  get keptUpTo() {
    let upTo = this.last;
    for (const reply of this.replies.values()) upTo = Math.min(upTo, reply.seq - 1);
    return Math.max(0, upTo);
  }

  #changed(kind, id) {
    this.changed.add(kind);
    this.unkept.set(`${kind}:${id}`, [kind, id]);
  }

  #setDeleted(deleted) {
    if (this.deleted === deleted) return null;
    this.deleted = deleted;
    this.changed.add("session");
    return null;
  }

  #end(message) {
    if (message.status !== "streaming" && this.replies.delete(message.id)) this.changed.add("replies");
    return null;
  }

  #live(frame) {
    if (frame.type === "reply_started") return this.#start(frame);
    const reply = this.replies.get(frame.replyId);
    if (reply === undefined) return null;
    const {replyId, index} = frame;
    switch (frame.type) {
      case "reply_delta":
      case "reasoning_delta": {
        const reasoning = frame.type === "reasoning_delta";
        const saved = frame.saved !== false;
        if (saved !== reply.saved) {
          reply.saved = saved;
          this.changed.add("replies");
        }
        const text = reasoning ? reply.addReasoning(frame.offset, frame.text) : reply.addText(frame.offset, frame.text);
        if (text === null) return ["gap", {since: reply.seq - 1}];
        return text === "" ? null : ["delta", {replyId, text, offset: frame.offset, reasoning}];
      }
      case "artifact_started":
        reply.startArtifact(frame);
        return ["artifact", {replyId, index, phase: "started"}];
      case "artifact_delta": {
        const text = reply.addToArtifact(frame);
        return text ? ["artifact", {replyId, index, phase: "delta", text}] : null;
      }
      case "artifact_finished":
        reply.finishArtifact(frame);
        return ["artifact", {replyId, index, phase: "finished"}];
      case "tool_call_started":
        reply.startCall(frame);
        return ["call", {replyId, toolCallId: frame.toolCallId, phase: "started"}];
      case "tool_call_delta":
        reply.addToCall(frame);
        return ["call", {replyId, toolCallId: frame.toolCallId, phase: "delta", text: frame.delta}];
      case "tool_call_ready":
        reply.finishCall(frame);
        return ["call", {replyId, toolCallId: frame.toolCallId, phase: "finished"}];
      default:
        return null;
    }
  }

  #start({replyId, messageId, seq}) {
    const position = seq ?? this.last;
    if (this.replies.has(replyId) || this.messages.get(replyId)?.status === "complete") return null;
    if ((this.messages.get(replyId)?.seq ?? -1) > position || this.gone.has(`message:${replyId}`)) return null;
    this.replies.set(replyId, new Reply(replyId, messageId, position));
    this.messages.set(replyId, {
      id: replyId, sessionId: this.id, parentId: messageId, role: "assistant", content: "", parts: [], attachments: [],
      messageType: "text", metadata: {}, paymentId: null, status: "streaming", active: true, createdAt: Date.now(),
      position, seq: position,
    });
    this.changed.add("message");
    this.changed.add("replies");
    return null;
  }
}
