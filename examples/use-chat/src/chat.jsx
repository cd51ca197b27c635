import {useChat} from "@ai-sdk/react";
import {useState} from "react";

import {useOthers} from "./others.js";

/** A chat as the AI SDK has it: `resume` goes on with a reply that was being written when the page was reloaded. */
export function ChatPage({id, messages: known}) {
  const chat = useChat({id, messages: known, resume: true});
  const {messages, sendMessage, regenerate, status, error} = chat;
  useOthers(id, chat);
  const [text, setText] = useState("");
  const busy = status === "submitted" || status === "streaming";

  function submit(event) {
    event.preventDefault();
    if (busy || !text.trim()) return;
    sendMessage({text});
    setText("");
  }

  // `stop` of useChat only hangs up: the reply goes on and is kept. This ends it.
  const stop = () => fetch(`/api/chat/${id}/stop`, {method: "POST"});

  return (
    <>
      <h1>Satchel</h1>
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
    case "file":
      return part.mediaType.startsWith("image/") ? <img src={part.url} alt={part.filename} /> : <p>{part.filename}</p>;
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
