"""Two texts line by line: what changed, as a unified diff. No file, no artifact.

`difflib` alone takes minutes for texts of a few thousand lines of which every second one was changed. So the texts are
first cut at the lines that both have just once, as patience diff does, and it is given only what is between.
"""

from bisect import bisect_left
from collections import Counter
from difflib import Match, SequenceMatcher

MOST_CUTS = 8
"""How often what is between is cut again."""
MOST_PAIRS = 100_000
"""Where so many pairs of lines would have to be compared, all of them are told as changed."""
CONTEXT = 3
"""Equal lines around a change."""

Block = tuple[int, int, int]
"""Where equal lines begin in each text, and how many they are."""


def unified(old: str, new: str, old_label: str, new_label: str) -> str:
    """The changes as `patch` takes them; empty where the texts are equal."""
    a, b = _lines(old), _lines(new)
    if a == b:
        return ""
    matcher = _Found([Match(*block) for block in (*equal_blocks(a, b), (len(a), len(b), 0))])
    told = [f"--- {old_label}\n+++ {new_label}\n"]
    for group in matcher.get_grouped_opcodes(CONTEXT):
        (_, i, _, j, _), (_, _, i_end, _, j_end) = group[0], group[-1]
        told.append(f"@@ -{_range(i, i_end)} +{_range(j, j_end)} @@\n")
        for tag, i, i_end, j, j_end in group:
            if tag == "equal":
                told += [_line(" ", line) for line in a[i:i_end]]
            else:
                told += [_line("-", line) for line in a[i:i_end]]
                told += [_line("+", line) for line in b[j:j_end]]
    return "".join(told)


class _Found(SequenceMatcher[str]):
    """Puts what was found together, with its context, and looks for nothing itself."""

    def __init__(self, blocks: list[Match]) -> None:
        super().__init__(None, [], [])
        self._blocks = blocks

    def get_matching_blocks(self) -> list[Match]:
        return self._blocks


def _lines(text: str) -> list[str]:
    """With their line feeds; nothing else ends a line."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _line(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    """As https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html says it."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"


def equal_blocks(a: list[str], b: list[str]) -> list[Block]:
    """Runs of equal lines, in order, each as long as it can be."""
    merged: list[Block] = []
    for i, j, size in sorted(_find(a, b)):
        if merged and merged[-1][0] + merged[-1][2] == i and merged[-1][1] + merged[-1][2] == j:
            merged[-1] = (*merged[-1][:2], merged[-1][2] + size)
        else:
            merged.append((i, j, size))
    return merged


def _find(a: list[str], b: list[str]) -> list[Block]:
    found: list[Block] = []
    todo = [(0, len(a), 0, len(b), MOST_CUTS)]
    while todo:
        i, i_end, j, j_end, cuts = todo.pop()
        head = 0
        while i + head < i_end and j + head < j_end and a[i + head] == b[j + head]:
            head += 1
        tail = 0
        while i + head < i_end - tail and j + head < j_end - tail and a[i_end - tail - 1] == b[j_end - tail - 1]:
            tail += 1
        if head:
            found.append((i, j, head))
        if tail:
            found.append((i_end - tail, j_end - tail, tail))
        i, i_end, j, j_end = i + head, i_end - tail, j + head, j_end - tail
        anchors = _anchors(a, i, i_end, b, j, j_end) if cuts else []
        if anchors:
            for at, other in anchors:
                todo.append((i, at, j, other, cuts - 1))
                found.append((at, other, 1))
                i, j = at + 1, other + 1
            todo.append((i, i_end, j, j_end, cuts - 1))
        elif 0 < (i_end - i) * (j_end - j) <= MOST_PAIRS:
            blocks = SequenceMatcher(None, a[i:i_end], b[j:j_end], autojunk=False).get_matching_blocks()
            found += [(i + block.a, j + block.b, block.size) for block in blocks if block.size]
    return found


def _anchors(a: list[str], i: int, i_end: int, b: list[str], j: int, j_end: int) -> list[tuple[int, int]]:
    """Where lines stand that each part has just once, as many as stand in the same order in both."""
    often, other_often = Counter(a[i:i_end]), Counter(b[j:j_end])
    places = {line: at for at, line in enumerate(b[j:j_end], j) if other_often[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(a[i:i_end], i) if often[line] == 1 and line in places]
    # The longest rising sequence: the best ends of those of each length, and what stood before each.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for row, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [row]
        before.append(rows[length - 1] if length else -1)
    anchors: list[tuple[int, int]] = []
    row = rows[-1] if rows else -1
    while row >= 0:
        anchors.append(pairs[row])
        row = before[row]
    anchors.reverse()
    return anchors
