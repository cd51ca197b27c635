"""The piece of a text that shows best what was found in it.

FTS5 has a function for that, which takes seconds for a long text with many matches (each is weighed against each other
one), so its marks alone are used, and the piece is chosen here.
"""

import re

from .search_text import MARK, UNMARK, shown

LENGTH = 200
"""Characters, more or less."""
BEFORE = 40
"""Of these before the first match."""
MOST_MARKS = 2000

_marked = re.compile(f"{MARK}([^{UNMARK}]*){UNMARK}")
_cut_word = re.compile(r"^\S*\s+")
_cut_end = re.compile(r"\s+\S*\Z")


def snippet(text: str) -> str:
    """A piece on one line, of a text in which what was found stands between `MARK` and `UNMARK`.

    Args:
        text: as it stands in the index, with the marks.
    """
    first, last = _best(text)
    start = max(0, first - BEFORE)
    end = max(last, start + LENGTH)
    before, middle, after = text[start:first], text[first:last], text[last:end]
    if start > 0:
        before = "…" + _cut_word.sub("", before)
    if end < len(text):
        opened = after.rfind(MARK)
        if opened > after.rfind(UNMARK):
            after = after[:opened]
        after = _cut_end.sub("", after) + "…"
    return " ".join(shown(before + middle + after).split())


def _best(text: str) -> tuple[int, int]:
    """Where the stretch begins and ends that has the most different matches, and of those the most; the first one."""
    matches = []
    for match in _marked.finditer(text):
        matches.append((match.start(), match.end(), match[1].casefold()))
        if len(matches) == MOST_MARKS:
            break
    best, place, begin = (0, 0), (0, 0), 0
    within: dict[str, int] = {}
    for end, (_, stop, word) in enumerate(matches):
        within[word] = within.get(word, 0) + 1
        while begin < end and stop - matches[begin][0] > LENGTH - BEFORE:
            left = matches[begin][2]
            within[left] -= 1
            if not within[left]:
                del within[left]
            begin += 1
        found = (len(within), end - begin + 1)
        if found > best:
            best, place = found, (matches[begin][0], stop)
    return place
