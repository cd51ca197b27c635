"""What is open while a text grows: the fence or the tag, the lists around it, how much of a line is certain.

Each class answers for one construct and looks at each code point a bounded number of times.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from server.content.marks import Depth

_HOLD: Final = 2_500  # so much of a line that may be a closing or an opening is held back
_QUOTE: Final = re.compile(r" {0,3}> ?")
_ITEM: Final = re.compile(r"([ ]*)(?:[-+*]|\d{1,9}[.)])(?:([ ]{1,4})(?=\S)|[ ]*$|[ ])")
_DIRECTIVE_END: Final = re.compile(r" {0,3}:{3,}[ \t]*$")


class OpenFence:
    """An open fence: its indent, the indent of its list item, the number of quotes around it."""

    def __init__(self, depth: Depth, indent: int, container: int, quotes: int) -> None:
        self.depth = depth
        self.outdented = False
        self._indent = indent
        self._container = container
        self._quotes = quotes
        self.next_line()

    def next_line(self) -> None:
        """A new line begins."""
        self._phase: Literal["lead", "run", "tail", "hold", "certain"] = "hold" if self._quotes else "lead"
        self._width = 0
        self._held = 0
        self._taken = False

    def streams(self, piece: str) -> bool:
        """Take a piece of an incomplete line; whether the line is by now certain to be content."""
        rest = piece
        if self._phase == "lead":
            rest = piece.lstrip(" \t")
            self._width = _columns(piece[: len(piece) - len(rest)], self._width)
            if rest:
                self._phase = self._begin_of_words(rest[0])
        if self._phase == "run":
            rest = rest.lstrip(self.depth.marker)
            if rest:
                self._phase = "tail"
        if self._phase == "tail" and rest.strip(" \t"):
            self._phase = "hold" if self.depth.counts else "certain"
        if self._phase == "hold" and not self._quotes:
            self._held += len(piece)
            if self._held > _HOLD and self._width >= self._container:
                self._phase = "certain"
        return self._phase == "certain"

    def _begin_of_words(self, first: str) -> Literal["run", "hold", "certain"]:
        if self._width < self._container:
            return "hold"
        if self._width - self._container >= 4:
            return "certain"
        if first == self.depth.marker:
            return "run"
        return "hold" if first in "<:" else "certain"

    def take(self, text: str) -> str:
        """A part of a line as content; the indent is stripped from the first part."""
        if self._taken:
            return text
        self._taken = True
        width = place = 0
        while width < self._indent and text[place : place + 1] in (" ", "\t"):
            width = _columns(text[place], width)
            place += 1
        return " " * (width - self._indent) + text[place:]

    def line(self, line: str) -> str | None:
        """The held rest of a complete line, or None where the fence ends; `outdented` says that it was not closed."""
        if self._phase == "certain":
            return line
        for _ in range(self._quotes):
            quote = _QUOTE.match(line)
            if quote is None:
                self.outdented = True
                return None
            line = line[quote.end() :]
        words = line.lstrip(" \t")
        width = _columns(line[: len(line) - len(words)], 0)
        if words and width < self._container:
            self.outdented = True
            return None
        if words.startswith(self.depth.marker) and width - self._container < 4 and self.depth.closes(words):
            return None
        return line


class OpenTag:
    """An open tag, directive (named `:::`) or thought. Nothing is shown of a thought or an update."""

    def __init__(self, name: str, *, shown: bool) -> None:
        self.name = name
        self.shown = shown
        self.over = False  # its fence has ended, and only its closing is still to come
        self.awaits_first_line = shown
        self.held = ""
        self._lead: list[str] = []
        self._words = False
        self._closing = _DIRECTIVE_END if name == ":::" else re.compile(rf"</{name}\s*>", re.IGNORECASE)
        self._closing_begin = re.compile(rf"</{name}\s*", re.IGNORECASE)

    def first_line(self, text: str) -> tuple[str, str, str] | None:
        """Take more of the body until it is certain whether it begins with a fence.

        Returns the white space before its first line, that line, and the rest; None while it is not certain.
        """
        self._lead.append(text)
        if not self._words and not text.strip():
            return None
        if self._words and "\n" not in text:
            return None
        self._words = True
        joined = "".join(self._lead)
        words = joined.lstrip()
        lead = joined[: len(joined) - len(words)]
        if (words[0] in "`~" or self.name == ":::") and "\n" not in words:
            self._lead = [joined]
            return None
        self.awaits_first_line = False
        self._lead.clear()
        if words[0] not in "`~" and self.name != ":::":
            return lead, words, ""
        first, _, rest = words.partition("\n")
        return lead.rpartition("\n")[2], first, rest

    def content(self, text: str) -> tuple[str, str | None]:
        """Take more of the body: what of it is certain, and what follows the closing (None while it is open)."""
        text = self.held + text
        self.held = ""
        closing = self._closing.search(text)
        if closing is not None:
            return text[: closing.start()], text[closing.end() :]
        begin = text.rfind("<", max(0, len(text) - len(self.name) - 20))
        if begin >= 0:
            tail = text[begin:]
            if f"</{self.name}".startswith(tail.lower()) or self._closing_begin.fullmatch(tail):
                self.held = tail
                return text[:begin], None
        return text, None

    def rest(self) -> str:
        """What is still held back when the text ends."""
        return "".join(self._lead) + self.held

    def closes_with(self, line: str) -> bool:
        """Whether a complete line is the closing."""
        closing = self._closing.match(line.strip())
        return closing is not None and closing.end() == len(line.strip())

    def after_closing(self, line: str) -> str:
        """What follows the closing in a line that begins with it; the whole line where it does not."""
        closing = None if self.name == ":::" else self._closing.match(line.lstrip())
        return line.lstrip()[closing.end() :] if closing else line


class OpenItems:
    """The list items that are open, as the indents and markers of lines tell them."""

    def __init__(self) -> None:
        self._indents: list[int] = []  # the columns at which the items' contents begin

    @property
    def indent(self) -> int:
        """The column of the innermost item's content; 0 outside of lists."""
        return self._indents[-1] if self._indents else 0

    def enter(self, line: str) -> int:
        """Leave and enter items as a line of prose says; returns the column at which its own content begins."""
        column = len(line) - len(line.lstrip(" "))
        if column == len(line):
            return column
        while column < self.indent:
            self._indents.pop()
        for _ in range(10):
            item = _ITEM.match(line, column)
            if item is None or column - self.indent >= 4:
                break
            column = item.end()
            self._indents.append(column)
        return column


def _columns(white_space: str, begin: int) -> int:
    """The column after some white space that begins at a column; tabs stop at every fourth."""
    for character in white_space:
        begin += 4 - begin % 4 if character == "\t" else 1
    return begin
