"""The block parser's state, with a line index that is built by whole lines.

The library's own constructor looks at lines one by one in more steps than are needed; this one leaves the same
marks (a test compares the token streams). It may not change what any rule of the library sees.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from markdown_it.rules_block import StateBlock

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class BlockState(StateBlock):
    """Block state over `src`; contents are cut from `raw`, which is equal to it but for NUL.

    `memory` and `code_spans` are for rules that look ahead and must not look at the same stretch twice.
    """

    def __init__(self, src: str, raw: str, md: MarkdownIt, tokens: list[Token]) -> None:
        # The base constructor is not called: building the index is all that it does besides these defaults.
        self.src = src
        self.raw = raw
        self.md = md
        self.env = {}
        self.tokens = tokens
        self.blkIndent = 0
        self.line = 0
        self.tight = False
        self.ddIndent = -1
        self.listIndent = -1
        self.parentType = "root"
        self.level = 0
        self.result = ""
        self._code_enabled = True
        self.memory: dict[str, tuple[int, int, int]] = {}
        self.seen_until = 0  # lines before this one are neither blank nor underlines, from the last look on
        self.code_spans: dict[int, list[tuple[int, int]]] = {}
        self._index_lines()

    def _index_lines(self) -> None:
        lines = self.src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()  # the library gives no marks to a last line of white space that no line feed ends
        begins: list[int] = []
        ends: list[int] = []
        shifts = [0] * (len(lines) + 1)
        widths = [0] * (len(lines) + 1)
        position = 0
        for number, line in enumerate(lines):
            begins.append(position)
            if line[:1] in (" ", "\t"):
                shift = len(line) - len(line.lstrip(" \t"))
                shifts[number] = shift
                lead = line[:shift]
                widths[number] = len(lead.expandtabs(4)) if "\t" in lead else shift
            position += len(line)
            ends.append(position)
            position += 1
        begins.append(len(self.src))
        ends.append(len(self.src))
        self.bMarks = begins
        self.eMarks = ends
        self.tShift = shifts
        self.sCount = widths
        self.bsCount = [0] * len(begins)
        self.lineMax = len(lines)

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803 its name
        """Cut lines from the text that still has its NULs, without up to `indent` columns of white space.

        In one piece where no container has moved the marks. Otherwise as the library does it, except that a
        last line of only a quote's marks does not reach past the end of the text (there, 4.3.0 raises).
        """
        if begin >= end:
            return ""
        if indent == 0 and self.level == 0:
            return self.raw[self.bMarks[begin] : self.eMarks[end - 1] + keepLastLF]
        return "".join(
            self._line_without_indent(line, indent, with_feed=line + 1 < end or keepLastLF)
            for line in range(begin, end)
        )

    def _line_without_indent(self, line: int, indent: int, *, with_feed: bool) -> str:
        raw = self.raw
        begin = place = self.bMarks[line]
        last = min(self.eMarks[line] + with_feed, len(raw))
        width = 0
        while place < last and width < indent:
            character = raw[place]
            if character == "\t":
                width += 4 - (width + self.bsCount[line]) % 4
            elif character == " " or place - begin < self.tShift[line]:
                width += 1
            else:
                break
            place += 1
        return " " * (width - indent) + raw[place:last]

    def text_of(self, line: int) -> str:
        """A line without the indent and the marks of its containers."""
        return self.raw[self.bMarks[line] + self.tShift[line] : self.eMarks[line]]

    def line_at(self, offset: int) -> int:
        """The line in which an offset stands; no container moves the end of a line."""
        return min(bisect_left(self.eMarks, offset), len(self.eMarks) - 1)

    def at_end_of_text(self, line: int) -> bool:
        """Whether nothing but blank lines follows from this line on, in the whole text."""
        return line >= len(self.eMarks) - 1 or not self.raw[self.bMarks[line] :].strip()
