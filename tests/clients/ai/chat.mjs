// A client of the AI SDK against a running server: `node chat.mjs <major> <url>` goes through all that useChat does and
// prints what went wrong, by scenario, as JSON.

import assert from "node:assert/strict";
import {randomUUID} from "node:crypto";

const [major, url] = process.argv.slice(2);
const {DefaultChatTransport, lastAssistantMessageIsCompleteWithToolCalls} = await import(`ai-${major}`);
const {Chat, useChat} = await import(`react-${major}`);
const {createElement} = await import("react");
const {create} = await import("react-test-renderer");

const PATIENCE = 20_000; // milliseconds

const transport = (options = {}) => new DefaultChatTransport({api: `${url}/api/chat`, ...options});

/** A chat, with the statuses that it went through. */
function open(options = {}) {
  const chat = new Chat({id: randomUUID(), transport: transport(options.transport), ...options.chat});
  const statuses = [];
  chat["~registerStatusCallback"](() => statuses.push(chat.status));
  return {chat, statuses};
}

const textOf = (message) => message.parts.filter(({type}) => type === "text").map(({text}) => text).join("");
const plain = (value) => JSON.parse(JSON.stringify(value));

async function history(id) {
  const response = await fetch(`${url}/api/chat/${id}/messages`);
  assert.equal(response.status, 200);
  return response.json();
}

/** Resolves once `what` holds; it is looked at whenever the messages or the status change. */
function until(chat, what) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`timeout: ${chat.status} ${JSON.stringify(chat.messages)}`)), PATIENCE);
    const look = () => {
      if (!what()) return;
      clearTimeout(timer);
      resolve();
    };
    chat["~registerMessagesCallback"](look);
    chat["~registerStatusCallback"](look);
    look();
  });
}

const hasText = (chat) => () => chat.lastMessage?.role === "assistant" && textOf(chat.lastMessage).length > 20;

async function sameAsStored(chat) {
  const stored = await history(chat.id);
  const shown = (messages) => messages.map(({id, role, parts}) => [id, role, parts.map(({type}) => type), textOf({parts})]);
  assert.deepEqual(shown(chat.messages), shown(stored));
}

const SCENARIOS = {
  async "a message streams"() {
    const {chat, statuses} = open();
    await chat.sendMessage({text: "/echo Hello there"});
    assert.deepEqual(statuses, ["submitted", "streaming", "ready"]);
    assert.equal(chat.messages.length, 2);
    assert.deepEqual(plain(chat.lastMessage.parts), [
      {type: "step-start"},
      {type: "text", text: "Hello there", state: "done"},
    ]);
    assert.equal(chat.lastMessage.metadata.finishReason, "stop");
    await sameAsStored(chat);
  },

  async "several turns are one conversation"() {
    const {chat} = open();
    for (const word of ["one", "two", "three"]) await chat.sendMessage({text: `/echo ${word}`});
    assert.deepEqual(chat.messages.map(textOf), ["/echo one", "one", "/echo two", "two", "/echo three", "three"]);
    await sameAsStored(chat);
  },

  async "reasoning comes before the text"() {
    const {chat} = open();
    await chat.sendMessage({text: "/think /echo done"});
    assert.deepEqual(chat.lastMessage.parts.map(({type}) => type), ["step-start", "reasoning", "text"]);
    await sameAsStored(chat);
  },

  async "an artifact is one part that grows"() {
    const heard = [];
    const {chat} = open({chat: {onData: (part) => heard.push(part)}});
    await chat.sendMessage({text: "/slow Draw me a logo"});
    const parts = chat.lastMessage.parts.filter(({type}) => type === "data-artifact");
    assert.equal(parts.length, 1);
    assert.equal(parts[0].data.status, "done");
    const deltas = heard.filter(({type}) => type === "data-artifactDelta").map(({data}) => data.text);
    assert.ok(deltas.length > 2);
    assert.equal(deltas.join("").trim(), parts[0].data.content.trim());
    await sameAsStored(chat);
  },

  async "a reply is stopped by the server"() {
    const {chat} = open();
    const sent = chat.sendMessage({text: "/slow /long 20"});
    await until(chat, hasText(chat));
    assert.equal((await fetch(`${url}/api/chat/${chat.id}/stop`, {method: "POST"})).status, 200);
    await sent;
    assert.equal(chat.status, "ready");
    const [, stored] = await history(chat.id);
    assert.equal(stored.metadata.status, "interrupted");
    assert.equal(textOf(chat.lastMessage), textOf(stored));
  },

  async "after its own stop a client says more or asks anew"() {
    const {chat} = open();
    for (const next of [() => chat.regenerate(), () => chat.sendMessage({text: "/slow /long 20"})]) {
      const sent = chat.messages.length ? next() : chat.sendMessage({text: "/slow /long 20"});
      await until(chat, () => chat.status === "streaming" && hasText(chat)());
      await chat.stop();
      await sent;
      assert.equal(chat.status, "ready");
      assert.equal((await history(chat.id)).at(-1).metadata.status, "streaming");
    }
    await chat.sendMessage({text: "/echo more"});
    assert.equal(chat.status, "ready", String(chat.error));
    assert.equal(textOf(chat.lastMessage), "more");
    assert.deepEqual((await history(chat.id)).map(({id}) => id), chat.messages.map(({id}) => id));
  },

  async "a reply is written anew"() {
    const {chat} = open();
    await chat.sendMessage({text: "/echo one"});
    const first = chat.lastMessage.id;
    await chat.regenerate();
    assert.equal(chat.messages.length, 2);
    assert.notEqual(chat.lastMessage.id, first);
    await chat.sendMessage({text: "/echo two"});
    await chat.regenerate({messageId: chat.messages[1].id});
    assert.deepEqual(chat.messages.map(textOf), ["/echo one", "one"]);
    await sameAsStored(chat);
  },

  async "a message is edited, twice"() {
    const {chat} = open();
    await chat.sendMessage({text: "/echo one"});
    const {id} = chat.messages[0];
    for (const word of ["two", "three"]) {
      await chat.sendMessage({text: `/echo ${word}`, messageId: id});
      assert.deepEqual(chat.messages.map(textOf), [`/echo ${word}`, word]);
      await sameAsStored(chat);
    }
  },

  async "a model that fails is an error, and the chat goes on"() {
    const {chat} = open();
    await chat.sendMessage({text: "/fail"});
    assert.equal(chat.status, "error");
    assert.match(chat.error.message, /broke off/);
    assert.ok(textOf(chat.lastMessage));
    await chat.sendMessage({text: "/echo on"});
    assert.equal(textOf(chat.lastMessage), "on");
    await sameAsStored(chat);
  },

  async "a refusal is told in words"() {
    const {chat} = open({chat: {id: "not a name"}});
    await chat.sendMessage({text: "Hello"});
    assert.equal(chat.status, "error");
    assert.match(chat.error.message, /useChat/);
  },

  async "a reply is resumed in the middle"() {
    const {chat: first} = open();
    const sent = first.sendMessage({text: "/slow /long 2"});
    await until(first, hasText(first));
    const {chat} = open({chat: {id: first.id, messages: await history(first.id)}});
    await chat.resumeStream();
    await sent;
    assert.equal(chat.status, "ready", String(chat.error));
    assert.equal(chat.messages.length, 2);
    assert.ok(textOf(chat.lastMessage).length >= 2048);
    await sameAsStored(chat);
    await sameAsStored(first);
    await chat.resumeStream();
    assert.equal(chat.status, "ready");
    await sameAsStored(chat);
  },

  async "a chat that is yet to be made has nothing to resume"() {
    const {chat} = open();
    await chat.resumeStream();
    assert.equal(chat.status, "ready", String(chat.error));
  },

  async "a reply of 100 KB arrives whole"() {
    const {chat} = open();
    await chat.sendMessage({text: "/long 100"});
    assert.ok(Buffer.byteLength(textOf(chat.lastMessage)) >= 100 * 1024);
    await sameAsStored(chat);
  },

  async "a tool of the client is called and the reply goes on"() {
    const tools = [{name: "weather", description: "How it is outside.", parameters: {type: "object"}}];
    const {chat} = open({
      transport: {body: {tools}},
      chat: {
        sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
        onToolCall({toolCall: {toolName, toolCallId, input}}) {
          const add = chat.addToolOutput ?? chat.addToolResult;
          add.call(chat, {tool: toolName, toolCallId, output: {city: input.city, degrees: 4}});
        },
      },
    });
    await chat.sendMessage({text: '/tool weather {"city": "Oslo"}'});
    await until(chat, () => chat.status === "ready" && textOf(chat.lastMessage));
    assert.equal(chat.messages.length, 2);
    assert.deepEqual(
      chat.lastMessage.parts.map(({type}) => type),
      ["step-start", "tool-weather", "step-start", "text"],
    );
    assert.equal(textOf(chat.lastMessage), 'The tool said: {"city":"Oslo","degrees":4}');
    await sameAsStored(chat);
    await chat.sendMessage({text: "/echo thanks"});
    assert.equal(textOf(chat.lastMessage), "thanks");
    await sameAsStored(chat);
  },

  async "a tool of the server runs within the stream"() {
    const {chat} = open();
    const input = JSON.stringify({title: "Dot", type: "svg", content: "<svg/>"});
    await chat.sendMessage({text: `/tool create_artifact ${input}`});
    assert.equal(chat.status, "ready", String(chat.error));
    const types = chat.lastMessage.parts.map(({type}) => type);
    assert.deepEqual(types, ["step-start", "tool-create_artifact", "data-artifact", "step-start", "text"]);
    assert.equal(chat.lastMessage.parts[1].state, "output-available");
    await sameAsStored(chat);
  },

  async "one message is sent in place of all"() {
    const {chat} = open({
      transport: {
        prepareSendMessagesRequest: ({id, messages}) => ({
          body: {id, message: messages.at(-1), selectedChatModel: "demo", selectedVisibilityType: "private"},
        }),
      },
    });
    for (const word of ["one", "two"]) await chat.sendMessage({text: `/echo ${word}`});
    assert.deepEqual(chat.messages.map(textOf), ["/echo one", "one", "/echo two", "two"]);
    await sameAsStored(chat);
  },

  async "a file is attached"() {
    const {chat} = open();
    const file = {type: "file", mediaType: "image/png", filename: "dot.png", url: "data:image/png;base64,AAAA"};
    await chat.sendMessage({text: "/echo seen", files: [file]});
    assert.deepEqual((await history(chat.id))[0].parts[0], file);
    await sameAsStored(chat);
  },

  async "a history that only the client has is taken over"() {
    const said = (id, role, text) => ({id, role, parts: [{type: "text", text}]});
    const {chat} = open({chat: {messages: [said("q1", "user", "Question"), said("r1", "assistant", "Answer")]}});
    await chat.sendMessage({text: "/echo and now"});
    assert.deepEqual((await history(chat.id)).map(textOf), ["Question", "Answer", "/echo and now", "and now"]);
  },

  async "the hook itself streams, and resumes by itself"() {
    const id = randomUUID();
    const drawn = async (options) => {
      let latest;
      const waiting = new Set();
      const Page = () => {
        latest = useChat({id, transport: transport(), ...options});
        queueMicrotask(() => waiting.forEach((look) => look()));
        return null;
      };
      const root = create(createElement(Page));
      const holds = (what) => new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`timeout: ${JSON.stringify(latest)}`)), PATIENCE);
        const look = () => {
          if (!latest || !what(latest)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(latest);
        };
        waiting.add(look);
        look();
      });
      await holds(() => true);
      return {root, holds};
    };
    const first = await drawn({});
    (await first.holds(() => true)).sendMessage({text: "/slow /long 2"});
    await first.holds(({messages}) => messages.length === 2 && textOf(messages[1]).length > 20);
    const second = await drawn({messages: await history(id), resume: true});
    for (const {holds, root} of [first, second]) {
      const {messages} = await holds(({status, messages: [, reply]}) => status === "ready" && textOf(reply).length >= 2048);
      assert.deepEqual(messages.map(textOf), (await history(id)).map(textOf));
      root.unmount();
    }
  },
};

const found = {};
for (const [name, run] of Object.entries(SCENARIOS)) {
  try {
    await run();
    found[name] = null;
  } catch (error) {
    found[name] = String(error.stack ?? error);
  }
}
process.stdout.write(JSON.stringify(found), () => process.exit(0));
