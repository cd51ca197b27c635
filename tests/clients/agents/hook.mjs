// useAgentChat as an application has it, driven from outside: node hook.mjs HOST AGENT NAME TOKEN?
// A line of JSON for every change that it shows; commands come as lines of JSON.
import readline from "node:readline";
import WebSocket from "ws";

globalThis.WebSocket = WebSocket;
const {createElement, Suspense, useEffect} = await import("react");
const {create} = await import("react-test-renderer");
const {useAgent} = await import("agents/react");
const {useAgentChat} = await import("@cloudflare/ai-chat/react");

const [host, agentName, name, token] = process.argv.slice(2);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
for (const level of ["log", "info", "warn", "error"]) console[level] = (...words) => process.stderr.write(words.join(" ") + "\n");

const shown = {state: null, stateError: null};
let chat, agent;

const tools = {
  weather: {
    description: "How it is outside.",
    parameters: {type: "object", properties: {city: {type: "string"}}, required: ["city"]},
    execute: async ({city}) => ({city, sun: true}),
  },
};

function Chat() {
  agent = useAgent({
    agent: agentName,
    name,
    host,
    query: token ? {token} : undefined,
    onStateUpdate: (state, source) => {
      Object.assign(shown, {state, source});
      tell();
    },
    onStateUpdateError: (error) => {
      shown.stateError = error;
      tell();
    },
  });
  chat = useAgentChat({
    agent,
    tools,
    onToolCall: async ({toolCall, addToolOutput}) => {
      const tool = tools[toolCall.toolName];
      if (tool) addToolOutput({toolCallId: toolCall.toolCallId, output: await tool.execute(toolCall.input)});
    },
  });
  useEffect(tell);
  return null;
}

function tell() {
  if (chat) {
    say({
      ...shown,
      identified: agent.identified,
      status: chat.status,
      streaming: chat.isStreaming,
      error: chat.error?.message ?? null,
      messages: chat.messages,
    });
  }
}

const commands = {
  send: ({text}) => void chat.sendMessage({text}),
  stop: () => void chat.stop(),
  regenerate: () => void chat.regenerate(),
  clear: () => chat.clearHistory(),
  setMessages: ({messages}) => chat.setMessages(messages),
  setState: ({state}) => agent.setState(state),
  reconnect: () => agent.reconnect(),
  call: ({method}) =>
    agent.call(method, []).then(
      (result) => say({called: {result}}),
      (error) => say({called: {error: error.message}}),
    ),
};

create(createElement(Suspense, {fallback: null}, createElement(Chat)));
readline.createInterface({input: process.stdin}).on("line", (line) => {
  const {command, ...options} = JSON.parse(line);
  commands[command](options);
});
process.stdin.on("end", () => process.exit(0));
