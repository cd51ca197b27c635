// Taking an artifact or a session along as a file: which formats there are, how far each file is, where it went.

import {fileName, kindOf} from "./artifact/kinds.js";
import {h, icon, panel, toast} from "./dom.js";
import {download} from "./download.js";
import {cancelJob, followJob, goesOn, keepFile} from "./jobs.js";
import {moment} from "./moments.js";
import {bytes} from "./statistics.js";
import {style} from "./style.js";
import {sentence, tell} from "./trouble.js";

const FORMATS = {
  docx: ["Word document", "Headings, lists, tables, code and pictures as Word has them (.docx)"],
  pdf: ["PDF", "Pages that look the same everywhere (.pdf)"],
  html: ["Web page", "One file that every browser opens, without scripts (.html)"],
  markdown: ["Markdown", "Plain text with its marks (.md)"],
  xlsx: ["Excel workbook", "Numbers and dates stay numbers and dates; nothing becomes a formula (.xlsx)"],
  csv: ["CSV", "For any spreadsheet or database (.csv)"],
  source: ["Its own file", ""],
  zip: ["All artifacts", "Each as its own file, together in an archive (.zip)"],
  json: ["JSON", "All of the session as text; another Satchel takes it in (.json)"],
  sqlite: ["SQLite", "All of the session as one database; another Satchel takes it in (.sqlite3)"],
};
const OF_SESSION = ["markdown", "pdf", "docx", "html", "zip", "json", "sqlite"];
/** These are there at once, and no job has to make them. */
const WHOLE = {json: "?format=json", sqlite: ""};
const ROW_OF_DASHES = /^\s*\|?\s*:?-+:?\s*\|/m;

/** The formats that make sense for an artifact, the likeliest first. */
export function formatsOf(artifact) {
  const {look} = kindOf(artifact);
  const word = artifact.language?.toLowerCase() ?? "";
  const isTable = look === "table" || artifact.type === "json" || ["csv", "tsv", "json"].includes(word);
  if (look === "table") return ["xlsx", "csv", "pdf", "docx", "html", "markdown"];
  if (look === "prose") {
    return ["docx", "pdf", "html", "source", ...ROW_OF_DASHES.test(artifact.content) ? ["xlsx", "csv"] : []];
  }
  return ["source", ...isTable ? ["xlsx", "csv"] : [], "pdf", "docx", "html", "markdown"];
}

/**
 * Opens the dialog.
 *
 * @param {{sessionId: string, title: string, artifact?: object}} what an artifact, or without one the whole session
 */
export async function exporting(app, {sessionId, title, artifact = null}) {
  await style("sites");
  const formats = artifact ? formatsOf(artifact) : OF_SESSION;
  const rows = h("ul", {class: "entries jobs", "aria-label": "Files"});
  const problem = h("p", {class: "error", role: "alert"});
  const choices = formats.map((format, at) => h("label", {class: "choice"},
    h("input", {type: "radio", name: "format", value: format, checked: at === 0, "aria-label": FORMATS[format][0]}),
    h("span", {}, h("strong", {}, FORMATS[format][0]),
      h("span", {class: "faint"}, format === "source" ? fileName(artifact) : FORMATS[format][1]))));
  const button = h("button", {class: "button main"}, icon("download"), "Export");
  const form = h("form", {onsubmit: begin}, h("fieldset", {class: "formats"},
    h("legend", {}, artifact ? `“${title}”, version ${artifact.version}, as` : `“${title}” as`), ...choices),
  h("div", {class: "buttons"}, button));
  const element = panel(artifact ? "Export the artifact" : "Export the session", [form, problem, rows]);
  element.classList.add("exports");
  form.querySelector("input").focus();

  async function begin(event) {
    event.preventDefault();
    const format = form.elements.format.value;
    problem.textContent = "";
    button.disabled = true;
    try {
      if (format in WHOLE) await whole(format);
      else await make(format);
    } catch (error) {
      problem.textContent = sentence(error);
    } finally {
      button.disabled = false;
    }
  }

  async function whole(format) {
    const extension = format === "json" ? "json" : "sqlite3";
    await download(`/api/chats/${encodeURIComponent(sessionId)}/export${WHOLE[format]}`, `${sessionId}.${extension}`);
    toast("The session is among your downloads.");
  }

  async function make(chosen) {
    const artifactIds = artifact ? [artifact.id] : chosen === "zip" ? await all() : [];
    const format = chosen === "zip" ? "source" : chosen;
    const {job} = await app.client.ask({type: "create_export", sessionId, format, artifactIds});
    show(job, true);
  }

  async function all() {
    const {artifacts} = await app.client.ask({type: "get_artifacts", sessionId});
    if (artifacts.length > 0) return artifacts.map(({id}) => id);
    throw Object.assign(new Error("There are no artifacts in this session. Choose another format."), {code: "invalid"});
  }

  /** @param {boolean} wanted whether it is to be kept as soon as it is there: somebody waits for it */
  function show(job, wanted) {
    const row = jobRow(app, job, wanted, element);
    rows.prepend(row);
    if (wanted) row.querySelector("button")?.focus();
  }

  /** What was made before can be had for a while. */
  async function before() {
    const {jobs} = await app.client.ask({type: "get_jobs", sessionId});
    const same = ({kind, artifactIds}) => kind === "export"
      && (artifact ? artifactIds.length === 1 && artifactIds[0] === artifact.id : artifactIds.length !== 1);
    const good = (job) => goesOn(job) || (job.status === "done" && job.expiresAt > Date.now());
    for (const job of jobs.filter((one) => same(one) && good(one)).slice(-5)) show(job, false);
  }

  before().catch(() => {});
}

/** One file: how far it is, and what can be done about it. It keeps itself up to date. */
function jobRow(app, job, wanted, dialog) {
  const [name] = FORMATS[job.artifactIds.length > 1 ? "zip" : job.format] ?? [job.format];
  const said = h("span", {class: "faint", role: "status"});
  const bar = h("progress", {max: "1", "aria-label": `Progress of ${name}`});
  const notes = h("p", {class: "notes"});
  const act = h("button", {type: "button", class: "button"});
  const row = h("li", {}, h("span", {class: "name"}, h("strong", {}, name), said), act, bar, notes);
  const keep = () => keepFile(job).catch((error) => {
    notes.className = "notes error";
    notes.textContent = `${sentence(error)} Export it again.`;
  });
  const cancel = () => cancelJob(app, job).then(take, tell);
  act.addEventListener("click", () => (goesOn(job) ? cancel() : keep()));

  function take(next) {
    if (next.seq < job.seq) return;
    job = next;
    draw();
    if (job.status !== "done" || !wanted) return;
    wanted = false;
    if (dialog.isConnected) keep();
    else toast(`${job.fileName} is ready.`, {label: "Download", run: keep});
  }

  function draw() {
    const {status, progress, message} = job;
    row.dataset.state = status;
    said.textContent = words(job);
    bar.hidden = !goesOn(job);
    // Without a value it says that nobody knows how long.
    if (progress > 0) bar.value = progress;
    else bar.removeAttribute("value");
    notes.className = status === "failed" ? "notes error" : "notes faint";
    notes.textContent = status === "failed" ? `${message} Choose another format, or export it again.` : message;
    notes.hidden = notes.textContent === "" || status === "cancelled";
    act.hidden = !goesOn(job) && status !== "done";
    act.textContent = status === "done" ? "Download" : "Cancel";
    act.setAttribute("aria-label", `${act.textContent} ${job.fileName ?? name}`);
  }

  draw();
  followJob(app, job, take);
  return row;
}

function words({status, progress, fileName: file, size, endedAt}) {
  switch (status) {
    case "queued": return "Waits for its turn";
    case "running": return progress > 0 ? `Is being made, ${Math.round(progress * 100)} %` : "Is being made";
    case "done": return `${file} · ${bytes(size)} · ${moment(endedAt)}`;
    case "cancelled": return "Was cancelled";
    default: return "Could not be made";
  }
}
