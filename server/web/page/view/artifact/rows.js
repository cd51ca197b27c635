// The rows of a table, out of GFM, CSV, TSV or JSON and back again; and how cells compare. Knows no page.

/**
 * @typedef {{columns: string[], rows: string[][], right: boolean[]}} Rows `right`: columns that the author aligned right
 * @returns {Rows | null} null where the text is no table
 */
export function parseRows(text, language = "") {
  const start = text.trimStart();
  if (start.startsWith("[") || start.startsWith("{")) {
    const found = fromJson(text);
    if (found) return found;
  }
  const found = fromMarkdown(text);
  if (found) return found;
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const tabs = language === "tsv" || (language !== "csv" && first.includes("\t"));
  const lines = separated(text, tabs ? "\t" : first.includes(";") && !first.includes(",") ? ";" : ",");
  return lines.length && lines[0].length ? even(lines[0], lines.slice(1)) : null;
}

function even(columns, rows, right = []) {
  // Not Math.max(...): a spread over a hundred thousand rows is more than the stack takes.
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), columns.length);
  const fill = (row) => row.length < width ? [...row, ...Array(width - row.length).fill("")] : row;
  return {columns: fill(columns), rows: rows.map(fill), right: Array.from({length: width}, (_, i) => right[i] ?? false)};
}

function fromJson(text) {
  let value;
  try { value = JSON.parse(text); } catch { return null; }
  if (!Array.isArray(value) || !value.length) return null;
  if (value.every(Array.isArray)) return even(value[0].map(asText), value.slice(1).map((row) => row.map(asText)));
  if (!value.every((row) => row && typeof row === "object")) return null;
  const columns = [...new Set(value.flatMap(Object.keys))];
  return even(columns, value.map((row) => columns.map((name) => asText(Object.hasOwn(row, name) ? row[name] : null))));
}

function asText(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function fromMarkdown(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const at = lines.findIndex((line, i) => i && /^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$/.test(line)
    && (line.includes("|") || lines[i - 1].includes("|")) && lines[i - 1] !== "");
  if (at < 1) return null;
  const end = lines.findIndex((line, i) => i > at && line === "");
  return even(cells(lines[at - 1]), lines.slice(at + 1, end < 0 ? undefined : end).map(cells),
    cells(lines[at]).map((mark) => mark.endsWith(":") && !mark.startsWith(":")));
}

/** A row cut at its pipes; `\|` is none. */
function cells(line) {
  const inner = line.replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|").replace(/<br\s*\/?>/gi, "\n"));
}

/** RFC 4180, with any separator; a quote that nobody closes ends with the text. */
function separated(text, separator) {
  const rows = [];
  let row = [], cell = "", at = text.startsWith("\ufeff") ? 1 : 0, quoted = false;
  const endCell = () => { row.push(cell); cell = ""; };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  for (; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== "\"") cell += sign;
      else if (text[at + 1] === "\"") { cell += sign; at += 1; }
      else quoted = false;
    } else if (sign === "\"" && cell.trim() === "") { cell = ""; quoted = true; }
    else if (sign === separator) endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r" || text[at + 1] !== "\n") cell += sign;
  }
  if (cell !== "" || row.length) endRow();
  return rows;
}

const NUMBER = /^[-+−]?[$€£¥]?\s?(\d{1,3}([,'\u00a0\u202f ]\d{3})+|\d+)?(\.\d+)?([eE][-+]?\d+)?\s?(%|[a-zA-Zµ°€$£]{1,4})?$/;
const ISO = /^\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[-+]\d{2}:?\d{2})?)?$/;
const SLASHED = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/;
const NAMED = /^(\d{1,2}\.? [A-Za-z]{3,9}\.?,? \d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})$/;

/** The number that a cell says, or NaN: `1,200`, `$3.50`, `12 %`, `-4 kg`. */
export function numberOf(cell) {
  const text = cell.trim();
  if (!/\d/.test(text) || !NUMBER.test(text)) return NaN;
  return Number.parseFloat(text.replace("−", "-").replace(/[$€£¥,'\u00a0\u202f]|(?<=\d) (?=\d{3})/g, "").replace(/\s/g, ""));
}

/** The time that a cell says, or NaN. `3/4/2026` is month first, unless that can't be; `3.4.2026` is day first. */
export function dateOf(cell) {
  const text = cell.trim();
  const slashed = SLASHED.exec(text);
  if (slashed) {
    const [one, two] = [Number(slashed[1]), Number(slashed[2])];
    const dayFirst = text.includes(".") || one > 12;
    return Date.UTC(Number(slashed[3]), (dayFirst ? two : one) - 1, dayFirst ? one : two);
  }
  return ISO.test(text) || NAMED.test(text) ? Date.parse(text.replace(/(?<=\d)\.(?= )/, "")) : NaN;
}

/** What a column holds: `number` or `date` where all of its cells are that (empty ones apart), else `text`. */
export function kindOfColumn(rows, column) {
  const said = rows.map((row) => row[column]).filter((cell) => cell.trim() !== "");
  if (!said.length) return "text";
  if (said.every((cell) => !Number.isNaN(numberOf(cell)))) return "number";
  return said.every((cell) => !Number.isNaN(dateOf(cell))) ? "date" : "text";
}

const letters = new Intl.Collator(undefined, {numeric: true, sensitivity: "base"});

/** The rows in the order of a column: empty cells last both ways, equal ones as they stood. */
export function sortRows(rows, column, descending) {
  const kind = kindOfColumn(rows, column);
  const value = {number: numberOf, date: dateOf, text: (cell) => cell}[kind];
  const compare = kind === "text" ? letters.compare : (one, two) => one - two;
  const keyed = rows.map((row) => ({row, empty: row[column].trim() === "", value: value(row[column])}));
  keyed.sort((one, two) => {
    if (one.empty || two.empty) return Number(one.empty) - Number(two.empty);
    return descending ? compare(two.value, one.value) : compare(one.value, two.value);
  });
  return keyed.map(({row}) => row);
}

/** CSV that no spreadsheet runs: a cell that begins like a formula gets an apostrophe, unless it is a number. */
export function toCsv({columns, rows}) {
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(numberOf(text)) ? `'${text}` : text;
    return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

export function toMarkdown({columns, rows, right}) {
  const line = (row) => `| ${row.map((cell) => cell.replace(/(?<!\\)\|/g, "\\|").replace(/\r?\n/g, "<br>")).join(" | ")} |`;
  return [line(columns), line(right.map((is) => is ? "---:" : "---")), ...rows.map(line)].join("\n") + "\n";
}
