// Two texts line by line, compared on the device: for a conflict, which the server does not know. Knows no page.

/** Past so many pairs of lines what lies between is told as changed as a whole: a comparison must not take seconds. */
const MOST_PAIRS = 4_000_000;

/**
 * @typedef {{mark: " "|"-"|"+", old: number|null, new: number|null, text: string}} Line
 * @returns {Line[]}
 */
export function compareLines(oldText, newText) {
  const a = oldText.split("\n");
  const b = newText.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const found = [];
  const same = (i, j) => found.push({mark: " ", old: i + 1, new: j + 1, text: a[i]});
  const gone = (i) => found.push({mark: "-", old: i + 1, new: null, text: a[i]});
  const come = (j) => found.push({mark: "+", old: null, new: j + 1, text: b[j]});
  for (let i = 0; i < head; i += 1) same(i, i);
  middle(a, b, head, a.length - tail, head, b.length - tail, {same, gone, come});
  for (let i = tail; i > 0; i -= 1) same(a.length - i, b.length - i);
  return found;
}

/** The longest common subsequence, in a table of lengths from the end. */
function middle(a, b, i, iEnd, j, jEnd, {same, gone, come}) {
  const height = iEnd - i, width = jEnd - j;
  if (height * width > MOST_PAIRS) {
    for (; i < iEnd; i += 1) gone(i);
    for (; j < jEnd; j += 1) come(j);
    return;
  }
  const lengths = new Uint32Array((height + 1) * (width + 1));
  const at = (row, column) => (row - (iEnd - height)) * (width + 1) + column - (jEnd - width);
  for (let row = iEnd - 1; row >= i; row -= 1) {
    for (let column = jEnd - 1; column >= j; column -= 1) {
      lengths[at(row, column)] = a[row] === b[column] ? lengths[at(row + 1, column + 1)] + 1
        : Math.max(lengths[at(row + 1, column)], lengths[at(row, column + 1)]);
    }
  }
  while (i < iEnd && j < jEnd) {
    if (a[i] === b[j]) same(i++, j++);
    else if (lengths[at(i + 1, j)] >= lengths[at(i, j + 1)]) gone(i++);
    else come(j++);
  }
  while (i < iEnd) gone(i++);
  while (j < jEnd) come(j++);
}

/** The lines of a unified diff, hunk by hunk; what no hunk holds is unchanged. @returns {Line[]} */
export function parseUnified(diff) {
  const found = [];
  let old = 0, now = 0;
  for (const line of diff.split("\n").slice(2, -1)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk) {
      // A range of no lines names the line before it.
      old = Number(hunk[1]) + (hunk[2] === "0" ? 1 : 0);
      now = Number(hunk[3]) + (hunk[4] === "0" ? 1 : 0);
      continue;
    }
    const text = line.slice(1);
    if (line[0] === " ") found.push({mark: " ", old: old++, new: now++, text});
    else if (line[0] === "-") found.push({mark: "-", old: old++, new: null, text});
    else if (line[0] === "+") found.push({mark: "+", old: null, new: now++, text});
  }
  return found;
}

/**
 * Lines with what was left out between them: unchanged runs fold to a gap.
 *
 * @param {Line[]} lines
 * @param {number} total lines of the new text, 0 where that is not known
 * @returns {(Line | {gap: number, old: number, new: number})[]} a gap: its length, and the lines it begins with
 */
export function foldLines(lines, total = 0, around = 3) {
  const near = lines.map(() => false);
  lines.forEach((line, at) => {
    if (line.mark !== " ") near.fill(true, Math.max(0, at - around), at + around + 1);
  });
  const folded = [];
  let old = 1, now = 1;
  const gap = (toOld, toNew) => {
    if (toNew - now > 0) folded.push({gap: toNew - now, old, new: now});
    old = toOld;
    now = toNew;
  };
  lines.forEach((line, at) => {
    if (!near[at]) return;
    gap(line.old ?? old + line.new - now, line.new ?? now + line.old - old);
    folded.push(line);
    if (line.old !== null) old = line.old + 1;
    if (line.new !== null) now = line.new + 1;
  });
  if (total) gap(old + total + 1 - now, total + 1);
  return folded;
}
