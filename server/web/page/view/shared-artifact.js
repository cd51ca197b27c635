// One artifact, for whoever came by a link to it alone: it stands in a session of which nothing else is known.

export class SharedArtifact extends EventTarget {
  status = {state: "saved", at: null};
  outbox = [];

  constructor(session, artifact) {
    super();
    this.session = session;
    this.id = session.id;
    this.view = {...session.view, messages: [], allMessages: new Map(), artifacts: [artifact], complete: true};
  }

  ask(command) {
    return this.session.ask(command);
  }

  change() {
    return Promise.reject(Object.assign(new Error("A link is for reading only."), {code: "forbidden"}));
  }

  close() {
    this.session.close();
  }
}

/**
 * What a link leads to: true for a whole session, one artifact of it, null for nothing (any more).
 *
 * A socket that is refused does not say why, so this is asked otherwise. Without the server it is what it was before.
 */
export async function readByLink({id, entry, link}) {
  const query = link === "" ? "" : `?link=${encodeURIComponent(link)}`;
  const path = `/api/chats/${encodeURIComponent(id)}`;
  try {
    if ((await fetch(path + query, {cache: "no-store"})).ok) return true;
    if (entry === null) return null;
    const response = await fetch(`${path}/artifacts/${encodeURIComponent(entry)}${query}`, {cache: "no-store"});
    if (!response.ok) return null;
    const {artifact} = await response.json();
    return {...artifact, createdAt: Date.parse(artifact.createdAt), updatedAt: Date.parse(artifact.updatedAt)};
  } catch {
    return true;
  }
}
