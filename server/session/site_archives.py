"""A ZIP archive becomes a site, or the next version of one."""

import sqlite3
from pathlib import Path
from typing import ClassVar

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.receipts import once
from ..wire.commands import CreateSite, SessionCommand
from ..wire.events import SiteCreated, SiteUpdated
from .files.archives import Member, unpacked
from .files.blobs import store_bytes
from .files.trees import Entry, entries_now, entry_of, plan
from .sites import change_site, expect_version, find_site, insert_site

_DESCRIPTION = "From a ZIP archive"


class ArchiveOfSite(SessionCommand, kw_only=True, frozen=True):
    """What somebody brought: the same for the same key makes no second site."""

    title: str
    hash: str
    """SHA-256 of the archive, in hexadecimal."""


class ImportSite(SessionCommand, kw_only=True, frozen=True):
    """From a door: an archive that was received and checked, at a place where it stays until the answer."""

    creates: ClassVar[bool] = True
    request: ArchiveOfSite
    source: str
    members: list[Member]


class ReplaceFiles(SessionCommand, kw_only=True, frozen=True):
    """From a door: likewise, for a site that is there."""

    site_id: str
    source: str
    members: list[Member]
    expected_version: int | None = None
    change_description: str = ""


def import_site(db: sqlite3.Connection, command: ImportSite, context: Context) -> Outcome:
    """At most once for the idempotency key of the request."""

    def take_in(db: sqlite3.Connection, request: ArchiveOfSite, context: Context) -> Outcome:
        made = CreateSite(title=request.title, change_description=_DESCRIPTION)
        site, everyone = insert_site(db, context, made, _entries(db, command.source, command.members))
        frame = SiteCreated(site=site, seq=site.seq, session_id=context.session_id)
        return Outcome(frame, (frame,), everyone)

    return once(db, command.request, context, take_in)


def replace_files(db: sqlite3.Connection, command: ReplaceFiles, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    expect_version(site, command.expected_version)
    entries = _entries(db, command.source, command.members)
    planned = plan(entries_now(db, tree), entries, (), context.rules, whole=True)
    description = command.change_description or _DESCRIPTION
    new = change_site(db, context, site, tree, {}, planned, None, description)
    frame = SiteUpdated(site=new or site, seq=(new or site).seq, session_id=context.session_id)
    return Outcome(frame, () if new is None else (frame,))


def _entries(db: sqlite3.Connection, source: str, members: list[Member]) -> list[Entry]:
    return [entry_of(path, store_bytes(db, data)) for path, data in unpacked(Path(source), members)]
