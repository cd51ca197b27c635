// AgentClient without React: node client.mjs HOST. It says what it met as JSON.
import WebSocket from "ws";
import {AgentClient, agentFetch} from "agents/client";

const [host] = process.argv.slice(2);
const met = {chunks: []};
const states = [];
const make = (onStateUpdate) => new AgentClient({agent: "Satchel", name: "plan", host, WebSocket, onStateUpdate});

const client = make();
await client.ready;
met.identity = [client.agent, client.name];

// a chat, by frames of its own
const over = new Promise((resolve) => {
  client.addEventListener("message", ({data}) => {
    const frame = JSON.parse(data);
    if (frame.type !== "cf_agent_use_chat_response" || frame.id !== "r1") return;
    if (frame.body) met.chunks.push(JSON.parse(frame.body).type);
    if (frame.done) resolve();
  });
});
const messages = [{id: "u1", role: "user", parts: [{type: "text", text: "/echo hello"}]}];
const body = JSON.stringify({messages, trigger: "submit-message"});
client.send(JSON.stringify({type: "cf_agent_use_chat_request", id: "r1", init: {method: "POST", body}}));
await over;

// state, from one to the other
const told = new Promise((resolve) => {
  const other = make((state, source) => {
    states.push([state, source]);
    if (state.count === 2) resolve(other);
  });
  other.ready.then(() => client.setState({count: 2}));
});
const other = await told;
met.states = states;

met.called = await client.call("addTask", ["x"]).catch((error) => error.message);
const fetched = await agentFetch({agent: "Satchel", name: "plan", host, path: "get-messages"});
met.texts = (await fetched.json()).map((message) => message.parts.find((part) => part.type === "text").text);
client.close();
other.close();
console.log(JSON.stringify(met));
process.exit(0);
