/**
 * Satchel in the browser: sessions that open without a network, and changes that are never lost.
 *
 *     import {connect} from "https://satchel.example.com/client.js";
 *
 *     const satchel = await connect({token});
 *     const session = await satchel.session("plan");
 *     session.addEventListener("change", () => show(session.view));
 *     const change = await session.change({type: "send_message", content: "write a counter component"});
 *     await change.saved;   // it is on the server's disk
 *
 * Names and fields of commands and frames are the server's: `/asyncapi.json`. Times are Unix milliseconds.
 */

/**
 * Resolves at once for whoever was here before, from the device; for anybody else when the server has said a first
 * word or can't be reached. Rejects with `unauthenticated` where it wants a token, or another one, and with `outdated`
 * where a newer version of this module has been at what is kept on the device.
 */
export function connect(options?: Options): Promise<Client>;

export interface Options {
  /** The server's address; without it the one that this module came from. */
  url?: string;
  /** A JWT, or what gives one; asked again whenever a fresh one is needed. None where the server has no sign-in. */
  token?: string | null | (() => string | null | Promise<string | null>);
  /** The secret of a read-only link, which opens one session; with an empty one anybody reads what is public. */
  link?: string;
  /** What the databases on the device are named after; `satchel` without it. */
  store?: string;
}

/** One command or frame: `type`, and the fields that the server's documents name. */
export interface Frame {
  type: string;
  [field: string]: any;
}

export class SatchelError extends Error {
  /**
   * The server's (`not_found`, `conflict`, `rate_limited`, …), or one of the client's own. `offline`: the server
   * could not be asked. Of changes: `device_full`: there is no room to keep one; `device_lost`, `outdated`: reload the page;
   * `discarded`: it was given up. The message says what to do.
   */
  readonly code: string;
  constructor(code: string, message: string, details?: Record<string, any> | null, retryAfter?: number | null);
  readonly details: Record<string, any> | null;
  /** Seconds. */
  readonly retryAfter: number | null;
}

/** What may be shown of how safe the changes are. It never says saved before the server has acknowledged it all. */
export type Status =
  | {state: "saved"; at: number | null}
  | {state: "saving"; changes: number}
  | {state: "offline"; changes: number}
  | {state: "conflict"; changes: number}
  | {state: "failed"; changes: number; error: SatchelError};

/**
 * A server, one user of it, and what of theirs is on this device. It tells
 *
 * - `status`, `outbox`: `client.status`, `client.outbox` have changed, by other tabs too
 * - `online`: `client.online` has changed. The list may have, too, while it was away
 * - `sessions`, detail `{session: Summary}` or `{unlisted: id}`: the list has changed, own changes that wait included
 * - `job`, detail `{job: Job}`: a job was made, went on or is over, in a session that is open or subscribed to
 * - `token`, detail `{token, expiresAt}`: there is a fresh one, which the next `connect` needs
 * - `signedout`, detail `{reason}`: the token has ended and no fresh one can be had; changes stay on the device until
 *   the next `connect`. Or, `elsewhere`: somebody signed out in another tab, and nothing is left on the device
 */
export interface Client extends EventTarget {
  /** `local` where the server has no sign-in, empty for whoever came by a link. */
  readonly user: string;
  readonly online: boolean;
  /** False where the browser keeps nothing on the device (a private window): what is unsent is lost with the page. */
  readonly kept: boolean;
  /** Over all sessions. */
  readonly status: Status;
  /** Asks the server. Rejects with `SatchelError`; `offline` at once where it can't be reached. */
  ask(command: Frame): Promise<Frame>;
  /** A change of the account or the life of a session (`create_session`, …): kept as `Session.change` keeps one. */
  change(command: Frame): Promise<Change>;
  /**
   * Opens a session: from the device at once where it was open before, from the server otherwise. Where there is none,
   * it is created with the first change.
   */
  session(id: string, options?: {
    /** It is new, so the server is not asked for it before it has a first change. */
    fresh?: boolean;
  }): Promise<Session>;
  /** The list: from the server, or what is on the device. `kept` says which. */
  sessions(query?: {
    search?: string; limit?: number; offset?: number; deleted?: boolean; includeStats?: boolean;
  }): Promise<{sessions: Summary[]; total: number; statistics?: Statistics; kept: boolean}>;
  /** Markdown as HTML that is safe to show, made by the server; null for each that can't be had now. */
  render(texts: string[]): Promise<(string | null)[]>;
  /** Does this request want an artifact? Asks the server's gatekeeper; a small rule here answers when it is away. */
  classifyIntent(text: string, threadId?: string): Promise<Intent>;
  /** What waits, over all sessions. */
  readonly outbox: Waiting[];
  /** Tries what failed once more, now. */
  retry(): void;
  /** Texts that are being written, kept on the device. */
  draft(name: string): Promise<string>;
  keepDraft(name: string, text: string): Promise<void>;
  /** Forgets all of this user on this device. `ask` is given what was not sent yet and says whether to go on. */
  signOut(ask?: (unsent: Waiting[]) => boolean | Promise<boolean>): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * An open session. It tells
 *
 * - `change`, detail `{messages, artifacts, components, interactions, session}`, each a boolean: `view` is another one.
 *   At most once a frame
 * - `delta`, detail `{replyId, text, offset, reasoning}`: a reply grows; `offset` counts code points. `view` stays the
 *   same, but `view.replies.get(replyId)` has the whole text so far
 * - `artifact`, detail `{replyId, index, phase: "started" | "delta" | "finished", text?}`: so does an artifact in it
 * - `call`, detail `{replyId, toolCallId, phase: "started" | "delta" | "finished", text?}`: so does the call of a tool
 * - `status`, `outbox`: `session.status`, `session.outbox` have changed
 */
export interface Session extends EventTarget {
  readonly id: string;
  /** The present state, own changes that wait included. A new object after each `change` event. */
  readonly view: View;
  readonly status: Status;
  /** What of this session waits, in its order. */
  readonly outbox: Waiting[];
  /**
   * Changes something: first kept on the device, then shown, then sent.
   *
   * Resolves once it is kept; rejects, and changes nothing, where it can't be. Ids of what it makes (`messageId`,
   * `artifactId`, `componentId`, `interactionId`) are made here where it has none. `baseVersion`: the artifact's
   * `version`, or the component's `seq`, that an edit began with; the shown one without it.
   */
  change(command: Frame, options?: {baseVersion?: number}): Promise<Change>;
  ask(command: Frame): Promise<Frame>;
  /**
   * Ends a conflict: `mine` goes on top of theirs, `theirs` gives mine up. `merge` brings both together line by line:
   * where that can't be it stays a conflict, and `error.details.regions` says where. Components can't be merged.
   */
  resolve(id: string, how: "mine" | "theirs" | "merge"): Promise<void>;
  /** Sends what was refused or failed once more. */
  retry(id: string): Promise<void>;
  /** Gives up a change that waits. */
  discard(id: string): Promise<void>;
  close(): void;
}

export interface Change {
  readonly id: string;
  /**
   * The server's reply once the change is on its disk. Rejects where it is refused (it waits on, for `retry`, `resolve`
   * or `discard`) or given up. Nobody has to look at it: `status` and `outbox` tell the same.
   */
  readonly saved: Promise<Frame>;
}

export interface Waiting {
  id: string;
  sessionId: string | null;
  idempotencyKey: string;
  command: Frame;
  baseVersion: number | null;
  attempts: number;
  /** When it is tried next; null for as soon as it can be. */
  nextTry: number | null;
  state: "waiting" | "sending" | "conflict" | "attention";
  error: {code: string; message: string; details: Record<string, any> | null} | null;
  /** Of a conflict: the artifact or component as others have made it. */
  theirs: any | null;
  madeAt: number;
}

export interface View {
  readonly session: SessionInfo | null;
  /** The current branch, oldest first. */
  readonly messages: readonly Message[];
  /** Every message, those of other branches too, by id. */
  readonly allMessages: ReadonlyMap<string, Message>;
  readonly artifacts: readonly Artifact[];
  readonly components: readonly Component[];
  readonly interactions: readonly Interaction[];
  /** Replies that are being written, by their id, which will be their message's. */
  readonly replies: ReadonlyMap<string, Reply>;
  /** Ids of what waits to be saved. */
  readonly pending: ReadonlySet<string>;
  readonly deleted: boolean;
  /** Whether all that the server had when it was opened is here. */
  readonly complete: boolean;
}

export interface Reply {
  id: string;
  messageId: string | null;
  text: string;
  reasoning: string;
  /** False while the server's store fails. */
  saved: boolean;
  artifacts: {index: number; artifactType: string; title: string; language: string; text: string; done: boolean}[];
  /** Calls of tools; `input` is the text of its JSON so far. */
  calls: {id: string; toolName: string; input: string; done: boolean}[];
}

export interface Message {
  id: string; sessionId: string; parentId: string | null; role: "user" | "assistant" | "system" | "tool";
  content: string; parts: any[]; attachments: any[]; messageType: string; metadata: Record<string, any>;
  paymentId: string | null; status: "complete" | "streaming" | "interrupted" | "failed"; active: boolean;
  createdAt: number; position: number; seq: number;
}

export interface Artifact {
  id: string; sessionId: string; messageId: string | null; title: string; description: string; type: string;
  content: string; language: string; metadata: Record<string, any>; version: number;
  createdAt: number; updatedAt: number; seq: number;
}

export interface Component {
  id: string; sessionId: string; name: string; jsxCode: string; cssCode: string; componentType: string;
  isCurrent: boolean; metadata: Record<string, any>; createdAt: number; updatedAt: number; seq: number;
}

export interface Interaction {
  id: string; sessionId: string; prompt: string; response: string; interactionType: string;
  targetElement: string | null; metadata: Record<string, any>; createdAt: number; seq: number;
}

export interface SessionInfo {
  id: string; owner: string; title: string; description: string; visibility: "public" | "private";
  modelId: string | null; sandboxId: string | null; lastContext: any; isActive: boolean; isDeleted: boolean;
  deletedAt: number | null; metadata: Record<string, any>; createdAt: number; updatedAt: number; seq: number;
}

export interface Summary {
  id: string; owner: string; title: string; description: string; visibility: "public" | "private";
  modelId: string | null; isActive: boolean; isDeleted: boolean; deletedAt: number | null;
  messageCount: number; artifactCount: number; preview: string; size: number;
  createdAt: number; updatedAt: number; seq: number;
}

export interface Statistics {
  totalChats: number; activeChats: number; deletedChats: number; totalMessages: number;
}

/** Work that takes longer than an answer may: see `create_export`, `get_jobs`, `cancel_job`. */
export interface Job {
  id: string; sessionId: string; kind: string; format: string; artifactIds: string[];
  /** Of what is made of a site. */
  siteId?: string | null;
  status: "queued" | "running" | "done" | "failed" | "cancelled";
  /** 0 to 1. */
  progress: number;
  /** Why it failed, or what the result could not keep. */
  message: string;
  /** Of the result, once there is one; it is fetched from `/api/chats/{sessionId}/jobs/{id}/file` until it expires. */
  fileName: string | null; mediaType: string | null; size: number | null;
  createdAt: number; startedAt: number | null; endedAt: number | null; expiresAt: number | null; seq: number;
}

export interface Intent {
  shouldCreate: boolean;
  type: string | null;
  confidence: number;
  reason: string;
}

/** The rule that `classifyIntent` falls back to. */
export function guessIntent(text: string): Intent;

// Between the wire's form and the one of an editor's views. What a view's form has no word for is kept in `wire`, so
// that nothing is lost there and back; what a view has made itself needs no `wire`.

/** An entry of a conversation with an editor: an interaction is a prompt and, once there is one, a response. */
export interface Entry {
  type: "prompt" | "response";
  content: string;
  id?: string;
  /** The interaction that it is a half of. */
  interactionId?: string;
  interactionType?: string;
  target?: string | null;
  timestamp?: Date;
  wire?: Record<string, any>;
  [field: string]: any;
}

export interface ViewMessage {
  id: string; role: Message["role"]; content: string; timestamp: Date; type: string; wire: Record<string, any>;
}

export interface ViewComponent {
  id: string; name: string; jsx: string; css: string; type: string; current: boolean; createdAt: Date; updatedAt: Date;
  wire: Record<string, any>;
}

export function toViewMessage(message: Message): ViewMessage;
export function toWireMessage(message: Partial<ViewMessage>): Partial<Message>;
export function toViewComponent(component: Component): ViewComponent;
export function toWireComponent(component: Partial<ViewComponent>): Partial<Component>;
export function toViewEntries(interactions: readonly Interaction[]): Entry[];
export function toWireInteractions(entries: readonly Entry[]): Partial<Interaction>[];
