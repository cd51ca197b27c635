import {useAgentChat} from "@cloudflare/ai-chat/react";
import {useAgent} from "agents/react";
import {useState} from "react";

/** What the model may ask this page to do. */
const tools = {
  clock: {
    description: "What time it is where the user is.",
    parameters: {type: "object", properties: {}},
    execute: async () => new Date().toString(),
  },
};

/** A chat as the Agents SDK has it. With sign-in, give `useAgent` a `query: {token}`. */
export function ChatPage({name}) {
  const [shared, setShared] = useState({});
  const agent = useAgent({agent: "satchel", name, onStateUpdate: setShared});
  const {messages, sendMessage, regenerate, stop, clearHistory, status, error} = useAgentChat({
    agent,
    tools,
    onToolCall: async ({toolCall, addToolOutput}) => {
      const tool = tools[toolCall.toolName];
      if (tool) addToolOutput({toolCallId: toolCall.toolCallId, output: await tool.execute(toolCall.input)});
    },
  });
  const [text, setText] = useState("");
  const busy = status === "submitted" || status === "streaming";

  function submit(event) {
    event.preventDefault();
    if (busy || !text.trim()) return;
    sendMessage({text});
    setText("");
  }

  return (
    <>
      <h1>Satchel</h1>
      <label>
        <input type="checkbox" checked={shared.pinned ?? false} style={{flex: "none"}}
          onChange={(event) => agent.setState({...shared, pinned: event.target.checked})} />
        Pinned, for everybody who has this chat open
      </label>
      {messages.map((message) => (
        <article key={message.id} data-role={message.role}>
          <strong>{message.role === "user" ? "You" : "Satchel"}</strong>
          {message.parts.map((part, index) => <Part key={index} part={part} />)}
        </article>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <form onSubmit={submit}>
        <input value={text} onChange={(event) => setText(event.target.value)} aria-label="Message" autoFocus
          placeholder="Write a counter component" />
        {busy
          ? <button type="button" onClick={stop}>Stop</button>
          : <button>Send</button>}
        <button type="button" disabled={busy || messages.length === 0} onClick={() => regenerate()}>Again</button>
        <button type="button" disabled={busy} onClick={clearHistory}>Clear</button>
      </form>
      <p role="status">{status}</p>
    </>
  );
}

function Part({part}) {
  switch (part.type) {
    case "text":
      return <div className="text">{part.text}</div>;
    case "reasoning":
      return <details><summary>Reasoning</summary><div className="text">{part.text}</div></details>;
    case "data-artifact":
      return (
        <details className="artifact">
          <summary>{part.data.title} ({part.data.type}, {part.data.status})</summary>
          <pre>{part.data.content}</pre>
        </details>
      );
    default:
      return part.type.startsWith("tool-")
        ? <pre>{part.type.slice(5)}: {part.state} {JSON.stringify(part.output ?? part.input)}</pre>
        : null;
  }
}
