"""A line scanner over a growing text, for the live display only; `find_artifacts` settles it at the end.

Sees fences, tags and directives, in lists and quotes too. It knows nothing of HTML blocks, indented code in
containers or tables. Each code point is looked at a bounded number of times, whatever the chunks are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from server.content.found import Draft
from server.content.inline_code import code_spans
from server.content.live_events import LiveEvent, Writer
from server.content.live_open import OpenFence, OpenItems, OpenTag
from server.content.marks import Depth, opening
from server.content.names import Info, file_of_label, read_info
from server.content.openers import ARTIFACT_TAGS, Opener, read_directive_opener, read_tag_opener

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING_TRIES: Final = 16  # how often an incomplete line is looked at for a tag that ends in it
_LONG_LINE: Final = 20_000  # in the middle of a longer line no tag is looked for
_BLOCK: Final = 8_192  # a chunk is taken in blocks, so that what follows a tag in its line is not copied often
_QUOTE: Final = re.compile(r"(?: {0,3}> ?)+")


class LiveScanner:
    """Feed it a text in any chunks; it answers with what has become certain of the artifacts in it."""

    def __init__(self) -> None:
        self._events: list[LiveEvent] = []
        self._line: list[str] = []  # the part of the current line that is held back
        self._tries = 0
        self._carriage_return = False
        self._count = 0
        self._above = ["", ""]
        self._items = OpenItems()
        self._writer: Writer | None = None
        self._fence: OpenFence | None = None
        self._tag: OpenTag | None = None
        self._taking = False
        self._left: list[str] = []  # text that a construct left, to be taken next
        self._stray = ""  # the marker of a fence that wrapped a tag, the closing line of which is still to come

    def feed(self, text: str) -> list[LiveEvent]:
        """Take the next chunk, of any length; returns the events that it made certain."""
        if self._carriage_return:
            text = "\r" + text
        self._carriage_return = text.endswith("\r")
        if self._carriage_return:
            text = text[:-1]
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        for begin in range(0, len(text), _BLOCK):
            self._take(text[begin : begin + _BLOCK])
        events, self._events = self._events, []
        return events

    def close(self) -> list[LiveEvent]:
        """The text has ended: what is still open is interrupted."""
        if self._carriage_return:
            self._carriage_return = False
            self._take("\n")
        self._end_line(at_end=True)
        if self._writer is not None:
            if self._tag is not None and not self._fence:
                self._write(self._tag.rest())
            self._finish(interrupted=True)
        events, self._events = self._events, []
        return events

    def _take(self, text: str) -> None:
        """Take text by lines. What a construct leaves of it is put back, and is taken before what follows."""
        self._left.append(text)
        if self._taking:
            return
        self._taking = True
        waiting: list[Iterator[str]] = []
        while waiting or self._left:
            while self._left:
                waiting.append(_pieces(self._left.pop()))
            piece = next(waiting[-1], None)
            if piece is None:
                waiting.pop()
            elif piece == "\n":
                self._end_line()
            else:
                self._more(piece)
        self._taking = False

    def _more(self, piece: str) -> None:
        """More of the current line."""
        if self._tag is not None and self._fence is None and not self._tag.over:
            self._more_of_tag(piece)
        elif self._fence is not None and self._fence.streams(piece):
            self._write(self._fence.take("".join(self._line) + piece))
            self._line.clear()
        else:
            self._line.append(piece)
            if self._fence is None and ">" in piece and self._tries < _OPENING_TRIES:
                self._tries += 1
                line = "".join(self._line)
                if line.lstrip()[:1] == "<":
                    self._line = [line]
                    self._open_tag_in(line)

    def _end_line(self, *, at_end: bool = False) -> None:
        """The current line is complete."""
        line = "".join(self._line)
        self._line.clear()
        self._tries = 0
        if self._tag is not None and self._fence is None:
            if self._tag.over:
                self._line_after_fence(self._tag, line)
            elif not at_end:
                self._more_of_tag("\n")
            return
        if self._fence is not None:
            self._end_line_of_fence(line, at_end=at_end)
        elif line or not at_end:
            self._prose_line(line)

    # Prose

    def _prose_line(self, line: str) -> None:
        quote = _QUOTE.match(line)
        inner = line[quote.end() :] if quote else line
        depth = quote[0].count(">") if quote else 0
        indent = self._items.enter(inner) if not depth else len(inner) - len(inner.lstrip(" "))
        marks = inner[indent:]
        container = 0 if depth else self._items.indent
        if marks[:1] == self._stray and not marks.strip(f"{self._stray} \t"):
            self._stray = ""
        elif indent - container < 4 and (opened := opening(marks)):
            self._open_fence(opened, indent, container, depth)
            return
        elif indent - container < 4 and (directive := read_directive_opener(marks, 0, len(marks))):
            self._open_construct(directive, "")
            return
        elif "<" in line and self._open_tag_in(line):
            return
        if marks.strip():
            self._stray = ""
        self._above = [self._above[1], marks]

    def _open_fence(self, opened: tuple[str, int, str], indent: int, container: int, depth: int) -> None:
        marker, run, words = opened
        info = read_info(words)
        filename = info.filename
        if filename is None:
            above, apart = (self._above[1], False) if self._above[1].strip() else (self._above[0], True)
            filename = file_of_label(above, info.language, apart=apart)
        self._above = ["", ""]
        self._fence = OpenFence(Depth(marker, run, info), indent, container, depth)
        if self._writer is None:
            draft = Draft(content="", start=0, end=0, language=info.language, filename=filename, title=info.title)
            draft.identifier = filename
            self._writer = Writer(self._count, draft, trims=False)

    def _end_line_of_fence(self, line: str, *, at_end: bool) -> None:
        fence = self._fence
        assert fence is not None
        content = fence.line(line)
        if content is None:
            self._fence = None
            self._finish(interrupted=False)
            if self._tag is not None:
                self._tag.over = True
                if fence.depth.marker == ":":
                    self._tag = None
            if fence.outdented:
                self._prose_line(line)
            return
        if self._tag is not None and self._tag.closes_with(content):
            self._fence = self._tag = None
            self._finish(interrupted=False)
            return
        if self._tag is None and self._writer is not None and not self._writer.begun and self._unwraps(fence, content):
            return
        self._write(fence.take(content) if at_end else fence.take(content) + "\n")
        fence.next_line()

    def _unwraps(self, fence: OpenFence, line: str) -> bool:
        """A fence that begins with a tag or a directive only wraps it."""
        line = line.lstrip(" ")
        if line[:1] not in ("<", ":"):
            return False
        directive = read_directive_opener(line, 0, len(line))
        tag = read_tag_opener(line, 0)
        if directive is None and (tag is None or tag.name not in ARTIFACT_TAGS or not tag.attributes):
            return False
        self._fence, self._writer = None, None
        if directive is not None:
            self._open_construct(directive, "")
        elif tag is not None:
            self._open_construct(tag, line[tag.end :] + "\n")
        self._stray = fence.depth.marker
        return True

    # Tags and directives

    def _open_tag_in(self, line: str) -> bool:
        """Open the first tag that counts in this line; the rest of the line is its body."""
        at = line.find("<")
        spans: list[tuple[int, int]] | None = None
        while at >= 0 and (len(line) < _LONG_LINE or not line[:at].strip()):
            opener = read_tag_opener(line, at)
            counts = opener is not None and (opener.attributes or opener.is_thought) and opener.name != "boltartifact"
            if opener is not None and counts:
                spans = code_spans(line) if spans is None else spans
                if any(begin < at < end for begin, end in spans):
                    at = line.find("<", at + 1)
                    continue
                whole = not self._line
                self._line.clear()
                self._tries = 0
                self._open_construct(opener, line[opener.end :] + ("\n" if whole else ""))
                return True
            at = line.find("<", at + 1)
        return False

    def _open_construct(self, opener: Opener, rest: str) -> None:
        kind = opener.get("type") or ""
        shown = not (opener.is_thought or kind.lower() == "update")
        if opener.name == "boltaction":
            shown, kind = kind in ("", "file"), ""
        self._tag = OpenTag(opener.name, shown=shown)
        if shown:
            filename = opener.get("filename", "file", "filepath", "path")
            draft = Draft(content="", start=0, end=0, mime=kind, filename=filename, title=opener.get("title"))
            draft.language = (opener.get("language", "lang") or "").lower()
            draft.identifier = opener.identifier or filename
            self._writer = Writer(self._count, draft, trims=True)
        self._more_of_tag(rest)

    def _more_of_tag(self, text: str) -> None:
        tag = self._tag
        assert tag is not None
        if tag.awaits_first_line:
            body = tag.first_line(text)
            if body is None:
                return
            lead, first, rest = body
            opened = opening(first) if tag.shown else None
            if opened is not None:
                if self._writer is not None:
                    self._writer.name_language(read_info(opened[2]).language)
                self._open_fence(opened, len(lead), 0, 0)
                self._take(rest)
                return
            if tag.name == ":::":
                self._fence = OpenFence(Depth(":", 3, Info()), 0, 0, 0)
                self._take(lead + first + "\n" + rest)
                return
            text = lead + first + rest
        content, rest_of_line = tag.content(text)
        self._write(content)
        if rest_of_line is not None:
            self._tag = None
            self._finish(interrupted=False)
            self._take(rest_of_line)

    def _line_after_fence(self, tag: OpenTag, line: str) -> None:
        """A line between a fence in a construct and the closing of the construct; prose means that it is missing."""
        words = line.strip()
        if not words or (len(words) >= 3 and not words.strip("`~")):
            return
        self._tag = None
        if not tag.closes_with(words):
            self._prose_line(tag.after_closing(line))

    # What is written

    def _write(self, text: str) -> None:
        if self._writer is not None and text:
            self._events.extend(self._writer.add(text))

    def _finish(self, *, interrupted: bool) -> None:
        if self._writer is not None:
            self._events.extend(self._writer.finish(interrupted=interrupted))
            self._count += self._writer.begun
            self._writer = None


def _pieces(text: str) -> Iterator[str]:
    """The parts of a text between line feeds, and the line feeds."""
    for number, piece in enumerate(text.split("\n")):
        if number:
            yield "\n"
        if piece:
            yield piece
