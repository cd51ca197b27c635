// The list of sessions with the changes that wait applied: a session that was made without a network stands in it.

import {parts} from "./commands.js";

/** The list of one client. It has the client tell `sessions`. */
export class List {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    this.device = client.device;
    this.changed = new Map(); // the `seq` of the last own change of a session's own row
  }

  /** An own change is on the server's disk. The list there follows a moment later, and may tell of older ones before. */
  acknowledged(sessionId, reply) {
    if (["session_deleted", "session_restored", "session_updated"].includes(reply.type)) {
      this.changed.set(sessionId, reply.seq);
    }
  }

  async find(query = {}) {
    const {search = "", limit = 50, offset = 0, deleted = false, includeStats = false} = query;
    const items = this.client.outbox;
    try {
      const found = await this.client.ask({type: "list_sessions", search, limit, offset, deleted, includeStats});
      this.device.keepList(found.sessions).catch(() => {});
      const sessions = listed(found.sessions, items, {
        search, deleted, fresh: offset === 0, sure: new Set(found.sessions.map((one) => one.id)),
      });
      const total = found.total + sessions.length - found.sessions.length;
      return {sessions, total, statistics: found.statistics, kept: false};
    } catch (error) {
      if (error.code !== "offline") throw error;
      const sessions = listed(await this.device.list(), items, {search, deleted, fresh: true});
      return {sessions: sessions.slice(offset, offset + limit), total: sessions.length, kept: true};
    }
  }

  add(summary) {
    if (this.#isOld(summary)) return;
    this.device.keepList([summary]).catch(() => {});
    const [session] = listed([summary], this.client.outbox, {all: true});
    this.#tell({session});
  }

  /** A session is gone for good. */
  drop(sessionId) {
    this.changed.delete(sessionId); // another one of that id counts from the beginning
    this.device.keepList([], [sessionId]).catch(() => {});
    this.device.forget(sessionId).catch(() => {});
    this.#tell({unlisted: sessionId});
  }

  /** What waits of a session has changed: the list shows it as it will be. */
  async waits(sessionId) {
    const known = (await this.device.list().catch(() => [])).filter((one) => one.id === sessionId);
    const items = this.client.waiting.of(sessionId);
    if (items.length === 0 && known.some((one) => this.#isOld(one))) return; // what was done is not in that list yet
    const [session] = listed(known, items, {all: true});
    if (session) this.#tell({session});
  }

  #isOld({id, seq}) {
    return seq < this.changed.get(id);
  }

  #tell(detail) {
    this.client.dispatchEvent(new CustomEvent("sessions", {detail}));
  }
}

/** Whether a session's title, description or preview holds every word. */
export function matches(summary, search) {
  const text = `${summary.title}\n${summary.description}\n${summary.preview}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word.replaceAll('"', "")));
}

/**
 * @param {import("../client.js").Summary[]} summaries as the server or the device has them
 * @param {object[]} items what waits
 * @param {{search?: string, deleted?: boolean, fresh?: boolean, all?: boolean, sure?: Set<string>|null}} wanted
 *   `fresh`: with sessions that only wait; `all`: deleted ones and others alike; `sure`: ids of those that the server
 *   has found, whatever words they hold
 */
export function listed(summaries, items, {search = "", deleted = false, fresh = false, all = false, sure = null}) {
  const found = new Map(summaries.map((summary) => [summary.id, summary]));
  for (const item of items) {
    const id = item.sessionId;
    if (id === null) continue;
    const known = found.get(id) ?? ((fresh || all) && isNew(item, items) ? blank(id, item.madeAt) : null);
    if (known) found.set(id, parts(item.command).reduce((summary, command) => applied(summary, command, item), known));
  }
  const wanted = [...found.values()].filter((one) => all
    || (one.isDeleted === deleted && (sure?.has(one.id) || matches(one, search))));
  return wanted.sort((a, b) => b.updatedAt - a.updatedAt);
}

/** Whether a session begins with an item: it makes the session, or nothing says that it was there before. */
function isNew(item, items) {
  const [first] = items.filter((other) => other.sessionId === item.sessionId);
  return first.fresh === true || first.command.type === "create_session";
}

function applied(summary, command, {madeAt}) {
  const changed = {...summary, updatedAt: Math.max(summary.updatedAt, madeAt)};
  switch (command.type) {
    case "create_session":
      return {...changed, title: summary.title || (command.title ?? ""), description: command.description ?? ""};
    case "update_session":
      return {...changed, ...only(command.updates, ["title", "description", "visibility", "modelId", "isActive"])};
    case "delete_session":
      return {...changed, isDeleted: true, deletedAt: madeAt};
    case "restore_session":
      return {...changed, isDeleted: false, deletedAt: null};
    case "send_message":
    case "append_message": {
      const text = (command.content ?? "").replace(/\s+/g, " ").trim();
      const title = summary.title || (command.role ?? "user") !== "user" ? summary.title : text.slice(0, 60);
      return {...changed, title, preview: text.slice(0, 200), messageCount: summary.messageCount + 1};
    }
    case "create_artifact":
      return {...changed, artifactCount: summary.artifactCount + 1};
    default:
      return summary;
  }
}

function only(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

function blank(id, now) {
  return {
    id, owner: "", title: "", description: "", visibility: "private", modelId: null, sandboxId: null, isActive: true,
    isDeleted: false, deletedAt: null, metadata: {}, messageCount: 0, artifactCount: 0, preview: "", size: 0,
    createdAt: now, updatedAt: now, seq: 0,
  };
}
