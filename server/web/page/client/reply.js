// A reply of the model as it grows. Offsets on the wire count code points, so its length is kept in those.

/** Code points of a text. */
function points(text) {
  let count = 0;
  for (let index = 0; index < text.length; count++) index += text.codePointAt(index) > 0xffff ? 2 : 1;
  return count;
}

/** A text without its first code points. */
function after(text, count) {
  let index = 0;
  for (; count > 0 && index < text.length; count--) index += text.codePointAt(index) > 0xffff ? 2 : 1;
  return text.slice(index);
}

/**
 * What of a piece is new, given how much is there: the rest of it, empty where all is known, null where something
 * before it is missing.
 */
function fresh(length, offset, text) {
  if (offset > length) return null;
  return offset === length ? text : after(text, length - offset);
}

export class Reply {
  #text = 0;
  #reasoning = 0;
  #lengths = new Map();

  constructor(id, messageId, seq) {
    this.id = id;
    this.messageId = messageId;
    this.seq = seq;
    this.text = "";
    this.reasoning = "";
    this.saved = true;
    this.artifacts = [];
    this.calls = [];
  }

  /** Takes in a piece of the text; what of it was new, null where a piece before it is missing. */
  addText(offset, text) {
    const more = fresh(this.#text, offset, text);
    if (more) [this.text, this.#text] = [this.text + more, this.#text + points(more)];
    return more;
  }

  addReasoning(offset, text) {
    const more = fresh(this.#reasoning, offset, text);
    if (more) [this.reasoning, this.#reasoning] = [this.reasoning + more, this.#reasoning + points(more)];
    return more;
  }

  startArtifact({index, artifactType, title, language}) {
    if (this.artifacts.some((one) => one.index === index)) return;
    this.artifacts.push({index, artifactType, title, language, text: "", done: false});
  }

  addToArtifact({index, offset, text}) {
    const artifact = this.artifacts.find((one) => one.index === index);
    const length = this.#lengths.get(index) ?? 0;
    const more = artifact ? fresh(length, offset, text) : null;
    if (more) {
      artifact.text += more;
      this.#lengths.set(index, length + points(more));
    }
    return more;
  }

  /** A call of a tool begins, or is told of once more from its beginning. */
  startCall({toolCallId: id, toolName}) {
    const call = {id, toolName, input: "", done: false};
    const at = this.calls.findIndex((one) => one.id === id);
    if (at < 0) this.calls.push(call);
    else this.calls[at] = call;
  }

  addToCall({toolCallId, delta}) {
    const call = this.calls.find(({id}) => id === toolCallId);
    if (call) call.input += delta;
  }

  finishCall({toolCallId}) {
    const call = this.calls.find(({id}) => id === toolCallId);
    if (call) call.done = true;
  }

  finishArtifact({index}) {
    const artifact = this.artifacts.find((one) => one.index === index);
    if (artifact) artifact.done = true;
  }
}
