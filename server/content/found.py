"""What stands in a text: the artifact that was found, and the edit of an earlier one.

Data only. It may not know how anything is found.
"""

from __future__ import annotations

import msgspec


class Edit(msgspec.Struct, frozen=True):
    """One replacement of the update form: the passage `old` becomes `new`."""

    old: str
    new: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An artifact that stands in a text.

    `start` and `end` are offsets in code points of the text as it was given, and span the whole construct
    (fence lines, tags, a wrapping fence included). `content` has its line ends normalised to a line feed and
    the indent of its container stripped, and is otherwise what the model wrote, NUL included.

    `type` is one of react-component html css javascript typescript python svg markdown mermaid json table doc
    sheet code. `language` is in lower case and may be empty. `identifier` says that an artifact of a later
    message is the same one; it is None where the construct names neither an identifier nor a file.

    With `edits` it is an update: `content` is empty, `type` is the best guess from the tag, and the edits are
    to be applied to the artifact with that identifier.
    """

    type: str
    title: str
    content: str
    language: str = ""
    identifier: str | None = None
    filename: str | None = None
    interrupted: bool = False
    edits: tuple[Edit, ...] = ()
    start: int
    end: int


class Draft(msgspec.Struct, kw_only=True):
    """A construct as a rule read it, before its type and title are decided.

    `start` and `end` are offsets in the normalised text. `kind` is a type that is already certain (a table);
    `mime` is the type attribute of a tag, a MIME type or a plain word.
    """

    content: str
    start: int
    end: int
    language: str = ""
    filename: str | None = None
    title: str | None = None
    identifier: str | None = None
    kind: str | None = None
    mime: str = ""
    closed: bool = True
    edits: tuple[Edit, ...] = ()
