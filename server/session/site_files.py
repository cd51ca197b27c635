"""Single files of a site, large ones among them: opened, read by pieces, put, removed. What doors stream with."""

import sqlite3
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import Need, SessionCommand, SessionRead
from ..wire.events import Frame, SiteUpdated
from ..wire.resources import Site
from .files.blobs import PIECE, read_bytes, store_file
from .files.media import check_type, media_type_of
from .files.paths import check_path
from .files.trees import Entry, entries_now, entry_at, entry_of, plan
from .sites import change_site, entries_of, find_site


class OpenFile(SessionRead, kw_only=True, frozen=True):
    """From a door: a file of a site, now or at a version."""

    site_id: str
    path: str
    version: int | None = None


class FileOpened(Frame, kw_only=True):
    file: Entry
    data: bytes | None = None
    """The content, where one piece holds it."""


class ReadPiece(SessionRead, kw_only=True, frozen=True):
    """From a door: a part of a content that was opened."""

    blob: int
    start: int
    length: int


class PieceRead(Frame, kw_only=True):
    data: bytes


class Expected(Struct, frozen=True):
    """What a file has to be before it is changed.

    Attributes:
        hash: SHA-256 of its content in hexadecimal; None for any.
        absent: it must not be there at all.
        present: it must be there.
    """

    hash: str | None = None
    absent: bool = False
    present: bool = False


class PreparePut(SessionRead, kw_only=True, frozen=True):
    """From a door, before it takes the content of a file: would it be taken?"""

    need: ClassVar[Need] = "own"
    site_id: str
    path: str
    media_type: str | None
    expected: Expected

    @property
    def changes(self) -> bool:
        return False


class PutPrepared(Frame, kw_only=True):
    path: str


class PutFile(SessionCommand, kw_only=True, frozen=True):
    """From a door: a content that was received, at a place on this machine where it stays until the answer."""

    site_id: str
    path: str
    source: str
    size: int
    hash: str
    media_type: str | None
    expected: Expected
    message_id: str | None = None
    change_description: str = ""


class FilePut(Frame, kw_only=True):
    site: Site
    file: Entry
    created: bool


class RemoveFile(SessionCommand, kw_only=True, frozen=True):
    site_id: str
    path: str
    expected: Expected


def open_file(db: sqlite3.Connection, command: OpenFile, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    if command.version is not None:
        entries_of(db, site, tree, command.version)  # raises for one that is not there
    entry = entry_at(db, tree, check_path(command.path), command.version)
    if entry is None:
        raise no_file(command.path)
    data = read_bytes(db, entry.blob) if entry.size <= PIECE else None
    return Outcome(FileOpened(file=entry, data=data))


def no_file(path: str) -> SatchelError:
    return SatchelError("not_found", f"There is no file {path[:200]!r} in this site.", {"field": "path"})


def read_piece(db: sqlite3.Connection, command: ReadPiece, context: Context) -> Outcome:
    return Outcome(PieceRead(data=read_bytes(db, command.blob, command.start, command.length)))


def prepare_put(db: sqlite3.Connection, command: PreparePut, context: Context) -> Outcome:
    _, tree = find_site(db, context, command.site_id)
    path = check_path(command.path)
    check_type(command.media_type or media_type_of(path), context.rules.types, path)
    _expect(entry_at(db, tree, path), path, command.expected)
    return Outcome(PutPrepared(path=path))


def put_file(db: sqlite3.Connection, command: PutFile, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    path, old = check_path(command.path), entries_now(db, tree)
    _expect(old.get(path), path, command.expected)
    with Path(command.source).open("rb") as source:
        blob = store_file(db, source, command.size, command.hash)
    entry = entry_of(path, blob, command.media_type)
    planned = plan(old, [entry], (), context.rules)
    description = command.change_description or f"{'Added' if path not in old else 'Changed'} {path}"
    new = change_site(db, context, site, tree, {}, planned, command.message_id, description)
    site = new or site
    reply = FilePut(site=site, file=entry, created=path not in old, seq=site.seq, session_id=context.session_id)
    told = SiteUpdated(site=site, seq=site.seq, session_id=context.session_id)
    return Outcome(reply, () if new is None else (told,))


def remove_file(db: sqlite3.Connection, command: RemoveFile, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    path, old = check_path(command.path), entries_now(db, tree)
    if path not in old:
        raise no_file(command.path)
    _expect(old[path], path, command.expected)
    planned = plan(old, (), [path], context.rules)
    new = change_site(db, context, site, tree, {}, planned, None, f"Removed {path}")
    frame = SiteUpdated(site=new or site, seq=(new or site).seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def _expect(entry: Entry | None, path: str, expected: Expected) -> None:
    """Raises SatchelError: `precondition_failed` where the file is other than expected."""
    if (expected.absent and entry is not None) or (
        (expected.present or expected.hash is not None) and (entry is None or expected.hash not in (None, entry.hash))
    ):
        told = "is not there" if entry is None else f"is another: its ETag is {entry.hash}"
        raise SatchelError(
            "precondition_failed", f"The file {path!r} {told}. Fetch it, and try again.", {"field": "If-Match"}
        )
