// What is known of each type of artifact: its name, its file, and how it is best looked at. Shows nothing itself.

/**
 * `look`: `frame` runs in the sandboxed preview, `prose` is Markdown, `table` sorts, `tree` unfolds, `words` is code
 * under a sentence that says why, null has nothing to see but its code.
 */
const KINDS = {
  "react-component": {name: "React component", extension: "tsx", media: "text/plain", look: "frame"},
  html: {name: "HTML page", extension: "html", media: "text/html", look: "frame"},
  css: {name: "Style sheet", extension: "css", media: "text/css", look: "frame"},
  javascript: {name: "JavaScript", extension: "js", media: "text/javascript", look: "frame"},
  typescript: {name: "TypeScript", extension: "ts", media: "text/plain", look: null},
  python: {name: "Python", extension: "py", media: "text/x-python", look: null},
  svg: {name: "SVG image", extension: "svg", media: "image/svg+xml", look: "frame"},
  markdown: {name: "Markdown", extension: "md", media: "text/markdown", look: "prose"},
  mermaid: {name: "Mermaid diagram", extension: "mmd", media: "text/plain", look: "words"},
  json: {name: "JSON", extension: "json", media: "application/json", look: "tree"},
  table: {name: "Table", extension: "md", media: "text/markdown", look: "table"},
  doc: {name: "Document", extension: "md", media: "text/markdown", look: "prose"},
  sheet: {name: "Sheet", extension: "csv", media: "text/csv", look: "table"},
  code: {name: "Code", extension: "txt", media: "text/plain", look: null},
};

const EXTENSIONS = {
  javascript: "js", js: "js", jsx: "jsx", typescript: "ts", ts: "ts", tsx: "tsx", python: "py", py: "py", markdown: "md",
  md: "md", bash: "sh", shell: "sh", sh: "sh", ruby: "rb", rust: "rs", kotlin: "kt", csharp: "cs", "c#": "cs",
  "c++": "cpp", haskell: "hs", perl: "pl", powershell: "ps1", latex: "tex", mermaid: "mmd", yml: "yaml", text: "txt",
  plaintext: "txt", terraform: "tf", julia: "jl", elixir: "ex", golang: "go", dockerfile: "dockerfile", makefile: "mk",
};

const SENTENCES = {
  mermaid: "A Mermaid diagram is shown as code here: drawing it needs a library that Satchel does not bring along. "
    + "Paste it where Mermaid is drawn, in a README on GitHub for example.",
  latex: "LaTeX is shown as code here: typesetting it needs a TeX program. Download it and run it through yours.",
};

function isLatex({language}) {
  return ["latex", "tex"].includes(language?.toLowerCase());
}

/** What is known of an artifact's type; an unknown type is code. */
export function kindOf(artifact) {
  const kind = KINDS[artifact.type] ?? KINDS.code;
  return kind.look === null && isLatex(artifact) ? {...kind, look: "words"} : kind;
}

/** Why an artifact is shown as code though it is meant to be seen. */
export function sentenceOf(artifact) {
  return isLatex(artifact) ? SENTENCES.latex : SENTENCES[artifact.type] ?? "";
}

/** Type and language in words: `React component · tsx`; the language is left out where it says nothing more. */
export function wordsOf({type, language}) {
  const {name} = KINDS[type] ?? KINDS.code;
  const said = !language || name.toLowerCase().split(" ").includes(language.toLowerCase());
  return said ? name : `${name} · ${language}`;
}

/** The language word for highlighting. */
export function languageOf({type, language}) {
  if (language) return language;
  return {"react-component": "tsx", doc: "markdown", table: "markdown", sheet: "text", code: "text"}[type] ?? type;
}

/** What the file is called when it is downloaded; a title that is a file name already stays as it is. */
export function fileName(artifact) {
  const title = artifact.title.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]+/g, "-").replace(/^\.+/, "").trim() || "artifact";
  if (/\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(title)) return title;
  const word = artifact.language?.toLowerCase() ?? "";
  const own = EXTENSIONS[word] ?? (/^[a-z][a-z0-9]{0,9}$/.test(word) ? word : "");
  const {extension} = KINDS[artifact.type] ?? KINDS.code;
  const fixed = ["html", "svg", "css", "json", "doc", "mermaid", "table"].includes(artifact.type);
  return `${title}.${fixed || !own ? extension : own}`;
}

/** The media type of the download, always as UTF-8. */
export function mediaType(artifact) {
  const {media} = KINDS[artifact.type] ?? KINDS.code;
  return media.startsWith("text/") ? `${media};charset=utf-8` : media;
}

/** A few letters that stand for the type where a picture would be too much. */
export function signOf(type) {
  return {
    "react-component": "⚛", html: "<>", css: "{ }", javascript: "JS", typescript: "TS", python: "Py", svg: "◯",
    markdown: "M↓", mermaid: "◇", json: "{}", table: "▦", doc: "¶", sheet: "▦", code: "#",
  }[type] ?? "#";
}

export function typeName(type) {
  return (KINDS[type] ?? KINDS.code).name;
}
