// A table that sorts and filters. A cell is always text. Thousands of rows stay smooth: only those in sight are made.

import {announce, h} from "../dom.js";
import {kindOfColumn, sortRows} from "./rows.js";

/** Up to so many rows all are in the page, with cells as high as their text; past it each is one line of ROW pixels. */
const MOST_WHOLE = 200;
const ROW = 34;
const BEYOND = 12;

/** @param {import("./rows.js").Rows} found @param {string} name what the table is called by a screen reader */
export function tableView(found, name) {
  const kinds = found.columns.map((_, column) => kindOfColumn(found.rows, column));
  let sorted = null;
  let order = found.rows;
  let shown = order;

  const count = h("span", {class: "faint count", role: "status"});
  const filter = h("input", {
    type: "search", class: "field", placeholder: "Filter rows", "aria-label": "Filter rows", autocomplete: "off", oninput: arrange,
  });
  const heads = found.columns.map((column, at) => h("th", {scope: "col", class: classOf(at), "aria-sort": "none"},
    h("button", {type: "button", onclick: () => sort(at)}, h("span", {}, column || "—"), h("span", {class: "arrow", "aria-hidden": "true"}))));
  const head = h("thead", {}, h("tr", {"aria-rowindex": "1"}, ...heads));
  const body = h("tbody");
  const table = h("table", {"aria-label": name}, head, body);
  const scroller = h("div", {class: "rows", tabindex: "0", role: "region", "aria-label": `${name}, table`, onscroll: draw}, table);
  const none = h("p", {class: "nothing", hidden: true}, "No row has this text. Clear the filter to see all rows.");
  const element = h("div", {class: "table-view"}, h("div", {class: "table-bar"}, filter, count), scroller, none);

  function classOf(column) {
    return kinds[column] === "number" || found.right[column] ? "right" : null;
  }

  /** Up, down, and back to the order that the author gave. */
  function sort(column) {
    const descending = sorted?.column === column && !sorted.descending;
    sorted = sorted?.column === column && sorted.descending ? null : {column, descending};
    heads.forEach((cell, at) => cell.setAttribute("aria-sort",
      sorted?.column === at ? (sorted.descending ? "descending" : "ascending") : "none"));
    order = sorted ? sortRows(found.rows, sorted.column, sorted.descending) : found.rows;
    announce(sorted ? `Sorted by ${found.columns[column]}, ${descending ? "descending" : "ascending"}.` : "In the original order.");
    arrange();
  }

  function arrange() {
    const wanted = filter.value.trim().toLowerCase();
    shown = wanted ? order.filter((row) => row.some((cell) => cell.toLowerCase().includes(wanted))) : order;
    const all = found.rows.length.toLocaleString();
    count.textContent = wanted ? `${shown.length.toLocaleString()} of ${all} rows` : `${all} ${found.rows.length === 1 ? "row" : "rows"}`;
    none.hidden = shown.length > 0 || !wanted;
    table.setAttribute("aria-rowcount", shown.length + 1);
    table.classList.toggle("single", shown.length > MOST_WHOLE);
    drawn = null;
    draw();
  }

  let drawn = null;
  function draw() {
    const whole = shown.length <= MOST_WHOLE;
    // Steps of BEYOND rows, so that most scroll events change nothing.
    const first = whole ? 0 : Math.max(0, (Math.floor(scroller.scrollTop / ROW / BEYOND) - 1) * BEYOND);
    const last = whole ? shown.length : Math.min(shown.length, first + Math.ceil((scroller.clientHeight || 800) / ROW) + 3 * BEYOND);
    if (drawn?.first === first && drawn.last === last) return;
    drawn = {first, last};
    body.replaceChildren(
      space(first), ...shown.slice(first, last).map((row, at) => h("tr", {"aria-rowindex": first + at + 2},
        ...row.map((cell, column) => h("td", {class: classOf(column), title: whole ? null : cell}, cell)))),
      space(shown.length - last));
  }

  function space(rows) {
    const row = h("tr", {class: "space", "aria-hidden": "true", hidden: rows === 0}, h("td", {colspan: found.columns.length}));
    row.firstChild.style.height = `${rows * ROW}px`;
    return row;
  }

  new ResizeObserver(draw).observe(scroller);
  arrange();
  return {element, rows: () => ({...found, rows: shown})};
}
