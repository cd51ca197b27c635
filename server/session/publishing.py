"""Sites that are published: which version, under which name, and what is served of it.

The session's row is what counts: whoever serves asks it each time, so that what is not published any more is gone at
once, whatever stands elsewhere.
"""

import re
import secrets
import sqlite3
import unicodedata
from typing import ClassVar

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import Need, PublishSite, SessionRead, UnpublishSite
from ..wire.events import Frame, SitePublished, SiteUnpublished
from .files.blobs import PIECE, read_bytes
from .files.trees import Entry, entry_at
from .past.keeping import remember
from .sites import entries_of, find_site

_ROOTS = ("", "dist/", "build/", "out/", "public/")
"""Where a site's pages are: the first of these folders that has an index.html."""
INDEX = "index.html"
NOT_FOUND = "404.html"
PUBLISHED = ("slug", "published_version", "published_at", "updated_at")
_other = re.compile(r"[^a-z0-9]+")


class PreparePublish(SessionRead, kw_only=True, frozen=True):
    """From the host: may this be published, and under which name was it?"""

    need: ClassVar[Need] = "own"
    site_id: str
    version: int | None = None

    @property
    def changes(self) -> bool:
        return False


class PublishPrepared(Frame, kw_only=True):
    slug: str | None
    suggested: str


class FindPublished(SessionRead, kw_only=True, frozen=True):
    """From the host: is this site published under this name?"""

    site_id: str
    slug: str


class PublishedFound(Frame, kw_only=True):
    published: bool


class ReadPublished(SessionRead, kw_only=True, frozen=True):
    """From the door: what is to be served at a path of a published site."""

    site_id: str
    slug: str
    path: str


class PublishedRead(Frame, kw_only=True):
    """`status` 404 with the site's own page for that, or with none; `folder`: the path is one, so it needs a slash."""

    status: int
    file: Entry | None = None
    data: bytes | None = None
    folder: bool = False


def prepare_publish(db: sqlite3.Connection, command: PreparePublish, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    entries_of(db, site, tree, command.version)
    slug = db.execute("SELECT slug FROM sites WHERE position = ?", (tree,)).fetchone()[0]
    return Outcome(PublishPrepared(slug=slug, suggested=suggested_slug(site.title)))


def suggested_slug(title: str) -> str:
    """A name that nobody has: the title in plain letters, and a few random digits."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return f"{_other.sub('-', plain).strip('-')[:40].strip('-') or 'site'}-{secrets.token_hex(4)}"


def publish_site(db: sqlite3.Connection, command: PublishSite, context: Context) -> Outcome:
    """The name was claimed for it before."""
    site, tree = find_site(db, context, command.site_id)
    entries_of(db, site, tree, command.version)
    version = command.version or site.version
    assert command.slug is not None
    remember(db, context, context.next_seq(), "sites", site.id, PUBLISHED)
    db.execute(
        "UPDATE sites SET slug = ?, published_version = ?, published_at = ?, updated_at = ?, seq = ?"
        " WHERE position = ?",
        (command.slug, version, context.now, context.now, context.seq, tree),
    )
    site = find_site(db, context, site.id)[0]
    frame = SitePublished(site=site, seq=site.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def unpublish_site(db: sqlite3.Connection, command: UnpublishSite, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    if not site.is_published:
        return Outcome(SiteUnpublished(site=site, seq=site.seq, session_id=context.session_id))
    remember(db, context, context.next_seq(), "sites", site.id, PUBLISHED)
    db.execute(
        "UPDATE sites SET published_version = NULL, published_at = NULL, updated_at = ?, seq = ? WHERE position = ?",
        (context.now, context.seq, tree),
    )
    site = find_site(db, context, site.id)[0]
    frame = SiteUnpublished(site=site, seq=site.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def _published(db: sqlite3.Connection, context: Context, site_id: str, slug: str) -> tuple[int, int] | None:
    """The tree and the version that are; None for none."""
    if context.access.state != "live":
        return None
    row: tuple[int, int] | None = db.execute(
        "SELECT position, published_version FROM sites"
        " WHERE id = ? AND slug = ? AND published_version IS NOT NULL AND deleted_at IS NULL",
        (site_id, slug),
    ).fetchone()
    return row


def find_published(db: sqlite3.Connection, command: FindPublished, context: Context) -> Outcome:
    return Outcome(PublishedFound(published=_published(db, context, command.site_id, command.slug) is not None))


def read_published(db: sqlite3.Connection, command: ReadPublished, context: Context) -> Outcome:
    found = _published(db, context, command.site_id, command.slug)
    if found is None:
        raise SatchelError("not_found", "There is nothing here.")
    return Outcome(serve(db, *found, command.path))


def serve(db: sqlite3.Connection, tree: int, version: int, asked: str) -> PublishedRead:
    """What stands at a path of a version of a site, as a web server would give it."""

    def at(path: str) -> Entry | None:
        return entry_at(db, tree, path, version)

    root = next((folder for folder in _ROOTS if at(folder + INDEX)), "")
    path = root + asked
    entry = at(path + INDEX if path.endswith("/") or not asked else path)
    if entry is None and asked and not path.endswith("/") and at(f"{path}/{INDEX}"):
        return PublishedRead(status=308, folder=True)
    status = 200
    if entry is None and not asked.endswith("/"):
        entry = at(f"{path}.html")
    if entry is None and "." not in path.rstrip("/").rpartition("/")[2]:
        entry = at(root + INDEX)  # a page that a script makes of the address: the site is a single one
    if entry is None:
        status, entry = 404, at(root + NOT_FOUND)
    data = read_bytes(db, entry.blob) if entry is not None and entry.size <= PIECE else None
    return PublishedRead(status=status, file=entry, data=data)
