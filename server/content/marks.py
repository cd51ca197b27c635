"""Code fences on text that stands in no container: reading an opening line, finding the line that closes it.

The block rule for fences in lists and quotes is in `fences`; both follow section 4.5 of the CommonMark
specification, with one exception: in a markdown fence, inner fences are counted, because models write
documents with code blocks in them and forget to make the outer fence longer.
"""

from __future__ import annotations

from typing import Final

import msgspec

from server.content.names import Info, read_info

_MARKDOWN: Final = frozenset({"md", "markdown"})


class Fence(msgspec.Struct, frozen=True):
    """A fence in a text: the content is `text[first:last]`, and `end` is where its last line ends."""

    info: Info
    first: int
    last: int
    end: int
    closed: bool


class Depth:
    """Decides which fence line closes an open fence; `run` is the length of the opening run of marks."""

    __slots__ = ("_runs", "counts", "marker")

    def __init__(self, marker: str, run: int, info: Info) -> None:
        self.marker = marker
        self._runs = [run]
        self.counts = info.language in _MARKDOWN

    def closes(self, line: str) -> bool:
        """Take a line that begins with the marker and is indented by less than four; True if it closes the fence."""
        tail = line.lstrip(self.marker)
        run = len(line) - len(tail)
        if not tail.strip(" \t"):
            if run >= self._runs[-1]:
                self._runs.pop()
            return not self._runs
        if self.counts and run >= self._runs[0] and not (self.marker == "`" and "`" in tail):
            self._runs.append(run)
        return False


def opening(line: str) -> tuple[str, int, str] | None:
    """Read a line as an opening fence: marker, length of its run, info string. The line has no indent."""
    marker = line[:1]
    if marker not in ("`", "~") or not line.startswith(marker * 3):
        return None
    info = line.lstrip(marker)
    if marker == "`" and "`" in info:
        return None
    return marker, len(line) - len(info), info


def read_fence(text: str, at: int) -> Fence | None:
    """Read the fence whose marks begin at `at`, or None where no fence opens. Linear in the fence's length."""
    line_end = text.find("\n", at)
    if line_end < 0:
        line_end = len(text)
    opened = opening(text[at:line_end])
    if opened is None:
        return None
    marker, run, words = opened
    info = read_info(words)
    depth = Depth(marker, run, info)
    first = position = min(line_end + 1, len(text))
    needle = marker * run
    while True:
        # One character is found many times faster than several, and most code has no such character.
        hit = text.find(marker, position)
        if hit >= 0:
            hit = text.find(needle, hit)
        if hit < 0:
            last, end = _end_of_text(text, first)
            return Fence(info, first, last, end, closed=False)
        begin = text.rfind("\n", first - 1, hit) + 1
        line_end = text.find("\n", hit)
        if line_end < 0:
            line_end = len(text)
        lead = hit - begin
        if (lead == 0 or (lead <= 3 and not text[begin:hit].strip(" "))) and depth.closes(text[hit:line_end]):
            return Fence(info, first, begin, line_end, closed=True)
        position = line_end


def _end_of_text(text: str, first: int) -> tuple[int, int]:
    """Where the content and the last line of an unclosed fence end: a last line of only white space is no line."""
    last = max(first, text.rfind("\n") + 1)
    if text[last:].strip(" \t"):
        return len(text), len(text)
    return last, max(last - 1, 0) if text.endswith("\n", 0, last) else last
