"""Contents of files as the wire has them: texts as they are, anything else in base64."""

import base64
import sqlite3
from collections.abc import Iterable, Mapping

from ...errors import SatchelError
from ...wire.resources import EncodedFile, FileContent, FileInfo
from .blobs import read_bytes, store_bytes
from .paths import check_path
from .trees import Entry, entry_of

MOST_AT_ONCE = 8 * 1024 * 1024
"""Bytes of contents in one frame."""


def stored(db: sqlite3.Connection, files: Mapping[str, FileContent], field: str) -> list[Entry]:
    """Stores what a client brings.

    Raises:
        SatchelError: `invalid`, naming the path.
    """
    found: dict[str, Entry] = {}
    for name, content in files.items():
        path = check_path(name, field)
        found[path] = entry_of(path, store_bytes(db, content_bytes(content, path, field)))
    return list(found.values())


def content_bytes(content: FileContent, path: str, field: str) -> bytes:
    """Raises SatchelError: `invalid` for what is neither UTF-8 nor base64."""
    try:
        if isinstance(content, str):
            return content.encode()
        return base64.b64decode(content.content, validate=True)
    except ValueError as error:
        raise SatchelError(
            "invalid", f"The content of {path!r} can't be read: {error}.", {"field": field, "path": path}
        ) from None


def told(db: sqlite3.Connection, entries: Iterable[Entry]) -> dict[str, FileContent]:
    """The contents of files, by path.

    Raises:
        SatchelError: `too_large` for more than one frame should hold.
    """
    entries = list(entries)
    if sum(entry.size for entry in entries) > MOST_AT_ONCE:
        raise SatchelError(
            "too_large",
            f"These files have more than {MOST_AT_ONCE} bytes together: ask without contents, then for each file.",
            {"field": "contents", "limit": MOST_AT_ONCE},
        )
    return {entry.path: as_content(read_bytes(db, entry.blob)) for entry in entries}


def as_content(data: bytes) -> FileContent:
    text = as_text(data)
    return EncodedFile("base64", base64.b64encode(data).decode()) if text is None else text


def as_text(data: bytes) -> str | None:
    """None for what is no text: not UTF-8, or with a NUL in it."""
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def infos(entries: Iterable[Entry]) -> list[FileInfo]:
    return [FileInfo(entry.path, entry.size, entry.hash, entry.media_type) for entry in entries]
