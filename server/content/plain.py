"""The faster way: messages whose only structure is fences that begin at the left margin.

Most messages are prose and such fences. CommonMark says that a fence at the left margin ends every container and
every paragraph, so only an open fence and an open HTML block can hide it. Hence prose between two of them needs
no parsing where nothing in it could begin an artifact or an HTML block; where something could, the CommonMark
pass takes over from that stretch on. A test holds both ways against each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from server.content.fences import draft_of_fence
from server.content.marks import read_fence
from server.content.openers import MARKED_NAMES

if TYPE_CHECKING:
    from server.content.found import Draft

_MARKUP: Final = re.compile(rf"^ {{0,3}}<|<(?:{MARKED_NAMES})[\s/>]", re.MULTILINE | re.IGNORECASE)
_CONSTRUCT_AHEAD: Final = re.compile(rf"\s*(?:<(?:{MARKED_NAMES})[\s/>]|:::)", re.IGNORECASE)


def plain_drafts(text: str) -> tuple[list[Draft], int]:
    """The drafts of the fences at the left margin, and the offset from which on the CommonMark pass is needed."""
    drafts: list[Draft] = []
    position = 0
    marks = _Marks(text)
    while True:
        at = marks.next(position)
        stretch = text[position : at if at >= 0 else len(text)]
        if _may_hold_more(stretch):
            return drafts, position
        if at < 0:
            return drafts, len(text)
        fence = read_fence(text, at)
        if fence is None or _CONSTRUCT_AHEAD.match(text, fence.first, fence.last):
            return drafts, position
        content = text[fence.first : fence.last - 1 if text.endswith("\n", fence.first, fence.last) else fence.last]
        draft = draft_of_fence(fence.info, content, _labels_above(stretch))
        if draft is not None:
            draft.start, draft.end, draft.closed = at, fence.end, fence.closed
            drafts.append(draft)
        position = fence.end + 1
        if position >= len(text):
            return drafts, len(text)


class _Marks:
    """Where the next run of marks begins a line; each stretch is searched once for each kind of mark."""

    __slots__ = ("_next", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = {mark: 0 if text.startswith(mark) else self._find(mark, 0) for mark in ("```", "~~~")}

    def _find(self, mark: str, begin: int) -> int:
        hit = self._text.find(mark[0], begin)  # one character is found many times faster than several
        if hit >= 0:
            hit = self._text.find("\n" + mark, max(begin, hit - 1))
        return hit + 1 if hit >= 0 else -1

    def next(self, begin: int) -> int:
        """The first at or after the beginning of a line, or -1."""
        nearest = -1
        for mark, known in self._next.items():
            place = known
            if 0 <= known < begin:
                place = self._next[mark] = self._find(mark, begin - 1)
            if place >= 0 and (nearest < 0 or place < nearest):
                nearest = place
        return nearest


def _may_hold_more(prose: str) -> bool:
    """Whether anything in the prose might begin an artifact, or an HTML block that hides what follows."""
    return (
        ("`" in prose and "```" in prose)
        or ("~" in prose and "~~~" in prose)
        or ("|" in prose and "-" in prose)
        or (":" in prose and ":::" in prose)
        or ("<" in prose and _MARKUP.search(prose) is not None)
    )


def _labels_above(stretch: str) -> tuple[str, bool]:
    """As `fences.labels_above`: the last line of the prose, or the one above a single blank line."""
    end = len(stretch) - 1
    if end < 0:
        return "", False
    begin = stretch.rfind("\n", 0, end) + 1
    above = stretch[begin:end]
    if begin == 0 or above.strip():
        return above, False
    return stretch[stretch.rfind("\n", 0, begin - 1) + 1 : begin - 1], True
