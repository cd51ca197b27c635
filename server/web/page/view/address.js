// The address of what is shown, all of it in the fragment, so that no log has it: `#/SESSION/ENTRY?link=SECRET`.

/**
 * @param {string} [hash]
 * @returns {{id: string, entry: string|null, link: string|null}} `entry`: a message or an artifact of the session
 */
export function place(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [id = "", entry = ""] = path.split("/").map(decoded);
  return {id, entry: entry || null, link: new URLSearchParams(query).get("link")};
}

export function fragment({id, entry = null, link = null}) {
  return `#/${encodeURIComponent(id)}${entry === null ? "" : `/${encodeURIComponent(entry)}`}`
    + (link === null ? "" : `?link=${encodeURIComponent(link)}`);
}

/** What can be sent to somebody. */
export function address(where) {
  return `${location.origin}${location.pathname}${fragment(where)}`;
}

/** An id that nobody has; `crypto.randomUUID` is there for secure origins alone. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
