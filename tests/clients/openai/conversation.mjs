// A conversation by OpenAI's own client: node conversation.mjs http://127.0.0.1:8321. It says what it heard as JSON.
import OpenAI from "openai";

const client = new OpenAI({baseURL: `${process.argv[2]}/v1`, apiKey: "none", maxRetries: 0});
const heard = {};

// as a whole
const first = await client.chat.completions
  .create({model: "demo", messages: [{role: "user", content: "/echo hello"}], user: "node"})
  .withResponse();
heard.whole = first.data.choices[0].message.content;
heard.session = first.response.headers.get("x-satchel-session");

// streaming, the history repeated
const history = [
  {role: "user", content: "/echo hello"},
  {role: "assistant", content: heard.whole},
  {role: "user", content: "write a counter component"},
];
const headers = {"X-Satchel-Session": heard.session};
const stream = await client.chat.completions.create(
  {model: "demo", messages: history, stream: true, stream_options: {include_usage: true}},
  {headers},
);
heard.streamed = "";
heard.chunks = 0;
for await (const chunk of stream) {
  heard.chunks += 1;
  heard.streamed += chunk.choices[0]?.delta.content ?? "";
  heard.reason = chunk.choices[0]?.finish_reason ?? heard.reason;
  heard.tokens = chunk.usage?.total_tokens ?? heard.tokens;
}

// an error in the middle, and one before
try {
  const broken = await client.chat.completions.create(
    {model: "demo", messages: [{role: "user", content: "/fail"}], stream: true},
  );
  for await (const chunk of broken) heard.before = (heard.before ?? "") + (chunk.choices[0].delta.content ?? "");
} catch (error) {
  heard.broke = error.message;
}
try {
  await client.chat.completions.create({model: "demo", messages: []});
} catch (error) {
  heard.refused = {status: error.status, param: error.param, type: error.type};
}
heard.models = (await client.models.list()).data.map((model) => model.id);
console.log(JSON.stringify(heard));
