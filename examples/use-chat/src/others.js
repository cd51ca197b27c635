import {useEffect, useRef} from "react";

/** The chat as Satchel has it; null where nobody has said anything yet. */
export async function history(id) {
  const response = await fetch(`/api/chat/${id}/messages`);
  return response.ok ? await response.json() : null;
}

const CHANGES = ["message_added", "message_updated", "messages_deleted", "reply_finished", "reply_failed"];

/**
 * Follows what others say in the chat, in another tab, a terminal or any other client: useChat itself hears only what it
 * asked for. While it streams, nothing is touched; what came meanwhile is taken in when it is ready.
 */
export function useOthers(id, {messages, setMessages, resumeStream, status}) {
  const busy = useRef(false);
  const missed = useRef(false);
  busy.current = status === "submitted" || status === "streaming";
  const exists = messages.length > 0 && !busy.current; // the chat is made with its first message
  const known = useRef(false);
  known.current ||= exists;

  const refresh = useRef();
  refresh.current = async () => {
    missed.current = busy.current;
    const now = busy.current ? null : await history(id);
    if (now && !busy.current) setMessages(now);
  };

  useEffect(() => {
    if (!known.current) return undefined;
    const events = new EventSource(`/api/chats/${id}/events`);
    for (const change of CHANGES) events.addEventListener(change, () => refresh.current());
    events.addEventListener("reply_started", async () => {
      await refresh.current();
      if (!busy.current) resumeStream();
    });
    return () => events.close();
  }, [id, known.current]);

  useEffect(() => {
    if (!busy.current && missed.current) refresh.current();
  }, [status]);
}
