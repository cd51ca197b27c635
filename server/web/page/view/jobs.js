// Work that the server does beside a session: followed until it is over, cancelled, its file kept.

import {download} from "./download.js";

/** Whether a job has something before it yet. */
export function goesOn({status}) {
  return status === "queued" || status === "running";
}

/**
 * Tells each new state of a job, until it is over. A server that was away says what was missed.
 *
 * @param app
 * @param {import("../client.js").Job} job as it is known
 * @param {(job: import("../client.js").Job) => void} told
 */
export function followJob({client, session}, job, told) {
  const {id, sessionId} = job;
  const stop = new AbortController();
  let last = job;

  function take(next) {
    if (stop.signal.aborted || next.id !== id || next.seq <= last.seq) return;
    last = next;
    if (!goesOn(next)) stop.abort();
    told(next);
  }

  async function ask() {
    if (!client.online) return;
    try {
      // The client listens to sessions that are open; nobody listens to another one yet.
      if (session?.id !== sessionId) await client.ask({type: "subscribe", sessionId});
      take((await client.ask({type: "get_job", sessionId, jobId: id})).job);
    } catch (error) {
      // Offline: it is asked again with the connection.
      if (error.code !== "not_found") return;
      take({...last, seq: Infinity, status: "failed", message: "It is not on the server any more; start it again."});
    }
  }

  if (!goesOn(job)) return;
  client.addEventListener("job", ({detail}) => take(detail.job), {signal: stop.signal});
  client.addEventListener("online", ask, {signal: stop.signal});
  ask();
}

/** Asks that a job ends; resolves with how it stands. */
export async function cancelJob({client}, {id, sessionId}) {
  return (await client.ask({type: "cancel_job", sessionId, jobId: id})).job;
}

/** Keeps the file that a job has made. */
export function keepFile({id, sessionId, fileName}) {
  return download(`/api/chats/${encodeURIComponent(sessionId)}/jobs/${encodeURIComponent(id)}/file`, fileName);
}
