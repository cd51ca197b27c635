// A program that uses all of `client.d.ts`, as somebody else's application does.

import {
  connect, guessIntent, SatchelError, toViewComponent, toViewEntries, toViewMessage, toWireComponent, toWireInteractions,
  toWireMessage,
} from "../../../server/web/page/client.js";
import type {
  Artifact, Change, Client, Component, Entry, Frame, Intent, Interaction, Job, Message, Options, Reply, Session, SessionInfo,
  Statistics, Status, Summary, View, ViewComponent, ViewMessage, Waiting,
} from "../../../server/web/page/client.js";

const options: Options[] = [
  {}, {token: null}, {url: "https://satchel.example.com", token: "a.b.c", store: "mine"}, {token: async () => null}, {link: "secret"},
];

function words(status: Status): string {
  switch (status.state) {
    case "saved": return status.at === null ? "" : new Date(status.at).toISOString();
    case "saving": case "offline": case "conflict": return `${status.state} ${status.changes}`;
    case "failed": return `${status.changes} ${status.error.code}`;
  }
}

function told(client: Client): void {
  for (const name of ["status", "sessions", "outbox", "token", "online", "signedout"]) {
    client.addEventListener(name, (event) => console.log(name, (event as CustomEvent).detail));
  }
  client.addEventListener("job", (event) => {
    const {status, progress, fileName}: Job = (event as CustomEvent).detail.job;
    console.log(status === "done" ? fileName : `${Math.round(progress * 100)} %`);
  });
}

async function listed(client: Client): Promise<[Summary, Statistics | undefined]> {
  const {sessions, total, statistics, kept} =
    await client.sessions({search: "tea", limit: 10, offset: 0, deleted: false, includeStats: true});
  const [first] = sessions;
  console.log(total, kept, first.id, first.messageCount, first.preview, first.seq, statistics?.totalMessages);
  return [first, statistics];
}

async function talked(session: Session): Promise<Frame> {
  const change: Change = await session.change({type: "send_message", content: "write a counter component"});
  const frame = await change.saved;
  const stop: Frame = await session.ask({type: "cancel_reply", replyId: frame.replyId});
  await session.change({type: "update_artifact", artifactId: "a", updates: {content: "x"}}, {baseVersion: 3});
  return stop;
}

async function settled(session: Session): Promise<void> {
  for (const waiting of session.outbox as Waiting[]) {
    const {id, sessionId, idempotencyKey, command, baseVersion, attempts, nextTry, state, error, theirs, madeAt} = waiting;
    console.log(sessionId, idempotencyKey, command.type, baseVersion, attempts, nextTry, theirs, madeAt);
    if (state === "conflict") await session.resolve(id, "merge");
    else if (state === "attention" && error?.code === "forbidden") await session.discard(id);
    else await session.retry(id);
  }
}

function shown({session, messages, allMessages, artifacts, components, interactions, replies, pending, deleted, complete}: View) {
  const info: SessionInfo | null = session;
  const message: Message | undefined = messages.at(-1) ?? allMessages.get("m");
  const artifact: Artifact | undefined = artifacts[0];
  const component: Component | undefined = components[0];
  const interaction: Interaction | undefined = interactions[0];
  const reply: Reply | undefined = replies.get("r");
  const entry: Entry = {type: "prompt", content: interaction?.prompt ?? ""};
  return [info?.title, message?.position, artifact?.version, component?.jsxCode, reply?.artifacts[0]?.done, entry.type,
    pending.has("m"), deleted, complete];
}

async function edited(session: Session): Promise<void> {
  const {messages, components, interactions} = session.view;
  const message: ViewMessage = toViewMessage(messages[0]);
  const component: ViewComponent = toViewComponent(components[0]);
  const entries: Entry[] = toViewEntries(interactions);
  const {name, jsxCode} = toWireComponent({...component, jsx: "<p/>"});
  await session.change({type: "update_component", componentId: component.id, updates: {name, jsxCode}});
  for (const {prompt, response} of toWireInteractions(entries)) {
    await session.change({type: "create_interaction", prompt, response});
  }
  console.log(toWireMessage(message).content, guessIntent("draw a logo").shouldCreate);
}

export async function main(): Promise<void> {
  for (const option of options) {
    const client: Client = await connect(option);
    told(client);
    await listed(client);
    const session: Session = await client.session("plan");
    session.addEventListener("change", () => console.log(shown(session.view), session.id));
    await talked(session);
    await settled(session);
    await edited(session);
    const intent: Intent = await client.classifyIntent("draw a logo", "plan");
    const html: (string | null)[] = await client.render(["# one"]);
    await client.keepDraft("plan", await client.draft("plan"));
    const gone: Change = await client.change({type: "delete_session", sessionId: "plan"});
    await gone.saved.catch((error: SatchelError) => console.log(error.code, error.message, error.retryAfter, error.details?.version));
    await client.ask({type: "get_session", sessionId: "plan"});
    console.log(words(client.status), words(session.status), client.user, client.online, client.outbox.length, intent.confidence, html);
    client.retry();
    session.close();
    if (!await client.signOut((unsent) => unsent.length === 0)) await client.close();
  }
}

export async function wrong(client: Client, session: Session): Promise<void> {
  // @ts-expect-error: a command has a type
  await session.change({content: "x"});
  // @ts-expect-error: there is no fourth way
  await session.resolve("w", "both");
  // @ts-expect-error: a view is not changed by hand
  session.view.messages.push();
  // @ts-expect-error: nobody makes somebody else of a client
  client.user = "ada";
}
