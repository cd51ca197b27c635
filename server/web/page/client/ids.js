// New ids. `crypto.randomUUID` is there on secure pages only, and a server in a home network is often not one.

/** 32 hexadecimal digits that nobody else has drawn. */
export function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An id for what is made here: `msg_…`, `art_…`. */
export function newId(prefix) {
  return `${prefix}_${token()}`;
}
