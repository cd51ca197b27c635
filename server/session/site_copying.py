"""A site goes from one session into another: what the one gives, and how the other takes it in."""

import sqlite3
from typing import ClassVar

from msgspec import Struct

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.receipts import once
from ..wire.commands import CopySite, CreateSite, SessionCommand
from ..wire.events import Frame, SiteCopied, SiteCreated
from ..wire.resources import Site
from .files.blobs import read_bytes, store_bytes
from .files.trees import entry_of
from .sites import entries_of, find_site, insert_site


class GivenFile(Struct, frozen=True):
    path: str
    data: bytes
    media_type: str | None


class SiteGiven(Frame, kw_only=True):
    """From a session to the host: a site with the contents of its files."""

    site: Site
    files: list[GivenFile]


class ReceiveSite(SessionCommand, kw_only=True, frozen=True):
    """From the host, for the one who asked for a copy: it is taken in once for the key of what was asked."""

    creates: ClassVar[bool] = True
    request: CopySite
    site: Site
    files: list[GivenFile]


def copy_site(db: sqlite3.Connection, command: CopySite, context: Context) -> Outcome:
    """Answers with the site that a copy can be made of."""
    site, tree = find_site(db, context, command.site_id)
    entries = entries_of(db, site, tree, command.version).values()
    files = [GivenFile(entry.path, read_bytes(db, entry.blob), entry.given_type) for entry in entries]
    return Outcome(SiteGiven(site=site, files=files, session_id=context.session_id))


def receive_site(db: sqlite3.Connection, command: ReceiveSite, context: Context) -> Outcome:
    """Stores a copy, at most once for the idempotency key of the request."""

    def take_in(db: sqlite3.Connection, request: CopySite, context: Context) -> Outcome:
        given = command.site
        origin = {"siteId": given.id, "version": request.version or given.version}
        made = CreateSite(
            title=given.title if request.title is None else request.title,
            description=given.description,
            metadata=given.metadata | {"copiedFrom": origin},
            change_description=f"From version {origin['version']} of {given.title or given.id}",
        )
        entries = [entry_of(file.path, store_bytes(db, file.data), file.media_type) for file in command.files]
        site, everyone = insert_site(db, context, made, entries)
        told = SiteCreated(site=site, seq=site.seq, session_id=context.session_id)
        return Outcome(SiteCopied(site=site, session_id=context.session_id), (told,), everyone)

    return once(db, command.request, context, take_in)
