// Does a request want an artifact? The server's gatekeeper is asked; a rule of few words answers when it is away.

const MAKING = /\b(write|make|create|build|draft|generate|design|implement|draw|compose|prepare|produce|code|plot)\b/i;
const ASKING = /^\s*(what|why|how|who|when|where|which|is|are|does|do|did|can you explain|explain)\b/i;
const TYPES = [
  ["sheet", /\b(spread ?sheet|sheet|budget|ledger|csv)\b/i],
  ["table", /\b(table|comparison|matrix|timetable|schedule)\b/i],
  ["code", new RegExp(String.raw`\b(code|program|script|function|class|component|page|website|app|html|css|svg|python|`
    + String.raw`javascript|typescript|react|sql|query|diagram|chart|flowchart|regex|game|api|algorithm)\b`, "i")],
  ["doc", new RegExp(String.raw`\b(doc|document|letter|report|essay|article|story|poem|e-?mail|cv|résumé|resume|`
    + String.raw`summary|plan|proposal|note)s?\b`, "i")],
];

/** The rule that needs nobody. */
export function guessIntent(text) {
  const type = TYPES.find(([, words]) => words.test(text))?.[0] ?? null;
  if (type === null || !MAKING.test(text)) {
    return {shouldCreate: false, type: null, confidence: 0.5, reason: "No word asks for something to be made."};
  }
  if (ASKING.test(text)) {
    return {shouldCreate: false, type: null, confidence: 0.5, reason: "It is a question, so an answer will do."};
  }
  return {shouldCreate: true, type, confidence: 0.6, reason: `It asks for a ${type} to be made.`};
}

/**
 * @param {string} text
 * @param {string|undefined} threadId
 * @param {(path: string, body: object) => Promise<object>} post
 */
export async function classifyIntent(text, threadId, post) {
  try {
    const {shouldCreate, type, confidence, reason} = await post("/api/artifacts/gatekeeper", {
      userText: text, ...(threadId === undefined ? {} : {threadId}),
    });
    return {shouldCreate, type, confidence, reason};
  } catch {
    return guessIntent(text);
  }
}
