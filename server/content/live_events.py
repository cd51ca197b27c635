"""The events of the live display, and the one artifact that is being written.

Holds back what is not certain: the start until there is a first line, the white space that may turn out to be
the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from server.content.kinds import artifact_type, type_and_language
from server.content.names import file_of_first_line
from server.content.titles import artifact_title

if TYPE_CHECKING:
    from server.content.found import Draft

_FIRST_LINE: Final = 200  # code points of a first line after which its end is not waited for


class Started(msgspec.Struct, frozen=True, tag_field="event", tag="started"):
    """An artifact opened; `index` counts those of the message from 0. Type and title are provisional."""

    index: int
    type: str
    title: str
    language: str
    identifier: str | None


class Delta(msgspec.Struct, frozen=True, tag_field="event", tag="delta"):
    """More of its content; `offset` is in code points of the content."""

    index: int
    offset: int
    text: str


class Finished(msgspec.Struct, frozen=True, tag_field="event", tag="finished"):
    """It was closed, or, `interrupted`, the text ended before."""

    index: int
    interrupted: bool


LiveEvent = Started | Delta | Finished


class Writer:
    """Turns the content of one artifact, piece by piece, into events.

    With `trims` the blank lines around the content fall away (tags), otherwise one final line feed (fences).
    Nothing is said of an artifact without content.
    """

    __slots__ = ("_blank", "_draft", "_first", "_held", "_sent", "_size", "_trims", "begun", "index")

    def __init__(self, index: int, draft: Draft, *, trims: bool) -> None:
        self.index = index
        self.begun = False
        self._draft = draft
        self._trims = trims
        self._blank: list[str] = []
        self._first: list[str] = []
        self._held: list[str] = []
        self._size = 0
        self._sent = 0

    def name_language(self, language: str) -> None:
        """The language of the fence in a tag that names none."""
        self._draft.language = self._draft.language or language

    def add(self, text: str) -> list[LiveEvent]:
        """Take more content."""
        if self.begun:
            return self._flow(text)
        if not self._first and not text.strip():
            self._blank.append(text)
            return []
        self._first.append(text)
        self._size += len(text)
        if self._size < _FIRST_LINE and "\n" not in (text if len(self._first) > 1 else text.lstrip()):
            return []
        return self._begin()

    def finish(self, *, interrupted: bool) -> list[LiveEvent]:
        """End the artifact; what was held back is dropped."""
        events = self._begin() if not self.begun and self._first else []
        return [*events, Finished(self.index, interrupted)] if self.begun else []

    def _begin(self) -> list[LiveEvent]:
        self.begun = True
        content = "".join((*self._blank, *self._first))
        if self._trims:
            content = content[content.rfind("\n", 0, len(content) - len(content.lstrip())) + 1 :]
        draft = self._draft
        draft.content = content
        if draft.filename is None and not draft.mime:
            draft.filename = draft.identifier = file_of_first_line(content.partition("\n")[0]) or draft.identifier
        started = Started(self.index, *_described(draft, self.index + 1), draft.language, draft.identifier)
        return [started, *self._flow(content)]

    def _flow(self, text: str) -> list[LiveEvent]:
        kept = text.rstrip() if self._trims else text.removesuffix("\n")
        if not kept:
            if self._trims or not self._held:
                self._held.append(text)
                return []
            kept, text = "\n", "\n\n"  # a line feed is held, and one more came: the first is content
            self._held.clear()
        sent = "".join((*self._held, kept))
        self._held = [text[len(kept) :]] if len(kept) < len(text) else []
        event = Delta(self.index, self._sent, sent)
        self._sent += len(sent)
        return [event]


def _described(draft: Draft, place: int) -> tuple[str, str]:
    """Type and title, as far as the first line tells them; JSX is taken for a component until the end."""
    if draft.mime:
        kind, draft.language = type_and_language(draft.mime, draft.language, draft.filename, draft.content)
    else:
        if not draft.language and draft.filename:
            _, draft.language = type_and_language("", "", draft.filename, "")
        kind = artifact_type(draft.language, draft.filename, draft.content)
    if draft.language in ("jsx", "tsx"):
        kind = "react-component"
    return kind, artifact_title(draft, kind, place)
