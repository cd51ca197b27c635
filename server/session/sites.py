"""Sites: found, created, updated, deleted, restored. A site is a tree of files and what is said of it.

Its id begins with the session's, so that whoever has it knows which file to open: no list has to be asked.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from ..content import site_title
from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import CreateSite, DeleteSite, GetSite, GetSites, RestoreSite, UpdateSite
from ..wire.events import Frame, SessionUpdated, SiteCreated, SiteDeleted, SiteFound, SiteRestored, Sites, SiteUpdated
from ..wire.ids import new_id
from ..wire.resources import Site
from .files.blobs import read_bytes
from .files.contents import as_text, infos, stored, told
from .files.trees import PROJECT, Entry, Plan, entries_at, entries_now, plan, write
from .handler import not_found, not_kept
from .past.keeping import remember
from .sessions import change_session, read_session
from .snapshots import find_snapshot, given_files

_COLUMNS = (
    "s.id, s.title, s.description, s.preview_version, s.slug, s.published_version, s.is_template, s.metadata,"
    " s.version, v.file_count, v.size, s.created_at, s.updated_at, s.seq, s.deleted_at, s.position"
)
_SITES = f"SELECT {_COLUMNS} FROM sites s JOIN tree_versions v ON v.tree = s.position AND v.version = s.version"
FOLLOWED = "siteId"
"""In a session's metadata: the site that the files in replies change."""


def site_from(row: tuple[Any, ...], context: Context) -> Site:
    slug, published = row[4], row[5]
    return Site(
        id=row[0],
        owner=context.access.owner,
        session_id=context.session_id,
        title=row[1],
        description=row[2],
        preview_image=None if row[3] is None else f"/api/sites/{row[0]}/preview.png",
        preview_version=row[3],
        is_published=published is not None,
        published_version=published,
        published_url=None if published is None else f"{context.rules.published_at}{slug}/",
        is_template=bool(row[6]),
        metadata=from_json(row[7]),
        version=row[8],
        file_count=row[9],
        size=row[10],
        created_at=row[11],
        updated_at=row[12],
        seq=row[13],
        deleted_at=row[14],
    )


def find_site(db: sqlite3.Connection, context: Context, site_id: str, *, deleted: bool = False) -> tuple[Site, int]:
    """A site and its tree.

    Raises:
        SatchelError: `not_found` for one that is not there, or not among the deleted ones where those are asked for.
    """
    null = "IS NOT NULL" if deleted else "IS NULL"
    row = db.execute(f"{_SITES} WHERE s.id = ? AND s.deleted_at {null}", (site_id,)).fetchone()
    if row is None:
        raise not_found("deleted site" if deleted else "site", site_id, "siteId")
    return site_from(row, context), row[-1]


def sites_since(db: sqlite3.Connection, context: Context, since: int) -> list[tuple[Site, int]]:
    """Those with a higher number, deleted ones too, and where each was made."""
    rows = db.execute(f"{_SITES} WHERE s.seq > ? ORDER BY s.position", (since,))
    return [(site_from(row, context), row[-1]) for row in rows]


def get_sites(db: sqlite3.Connection, command: GetSites, context: Context) -> Outcome:
    null = "IS NOT NULL" if command.deleted else "IS NULL"
    rows = db.execute(f"{_SITES} WHERE s.deleted_at {null} ORDER BY s.position")
    return Outcome(Sites(sites=[site_from(row, context) for row in rows], session_id=context.session_id))


def get_site(db: sqlite3.Connection, command: GetSite, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    entries = entries_of(db, site, tree, command.version).values()
    site.entries = infos(entries)
    if command.contents:
        site.files = told(db, entries)
    return Outcome(SiteFound(site=site, session_id=context.session_id))


def entries_of(db: sqlite3.Connection, site: Site, tree: int, version: int | None) -> dict[str, Entry]:
    """The files of a site, now or at a version.

    Raises:
        SatchelError: `not_found`.
    """
    if version is None or version == site.version:
        return entries_now(db, tree)
    if not db.execute("SELECT 1 FROM tree_versions WHERE tree = ? AND version = ?", (tree, version)).fetchone():
        raise (not_kept if version < site.version else not_found)("version", f"{site.id} {version}", "version")
    return entries_at(db, tree, version)


def create_site(db: sqlite3.Connection, command: CreateSite, context: Context) -> Outcome:
    if command.files is not None and command.snapshot_id is not None:
        raise SatchelError("invalid", "A site starts from files or from a snapshot, not from both.", {"field": "files"})
    entries: list[Entry] = stored(db, command.files, "files") if command.files is not None else []
    if command.snapshot_id is not None:
        entries = [*entries_at(db, PROJECT, find_snapshot(db, context, command.snapshot_id).version).values()]
    site, everyone = insert_site(db, context, command, entries)
    frame = SiteCreated(site=site, seq=site.seq, session_id=context.session_id)
    if command.follows_replies:
        metadata = read_session(db).metadata | {FOLLOWED: site.id}
        session = change_session(db, context, {"metadata": metadata})
        told_ = SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)
        return Outcome(frame, (frame,), [*everyone, told_])
    return Outcome(frame, (frame,), everyone)


def insert_site(
    db: sqlite3.Connection, context: Context, command: CreateSite, entries: list[Entry]
) -> tuple[Site, list[Frame]]:
    """Stores a new site. A session that is made for it is called as it is: what everyone hears of that comes along."""
    planned = plan({}, entries, (), context.rules, whole=True)
    title = command.title or title_of(db, planned.files)
    everyone: list[Frame] = []
    if context.seq == 0 and title:
        session = change_session(db, context, {"title": title})
        everyone.append(SessionUpdated(session=session, seq=session.seq, session_id=context.session_id))
    tree = context.next_seq()
    site_id = f"{context.session_id}.{new_id('site', context.now)}"
    db.execute(
        "INSERT INTO sites (position, id, session_id, title, description, metadata, is_template, version, created_at,"
        " updated_at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
        (
            *(tree, site_id, context.session_id, title, command.description, to_json("metadata", command.metadata)),
            *(command.is_template, context.now, context.now, tree),
        ),
    )
    add_version(db, context, tree, 1, planned, command.message_id, command.change_description)
    return find_site(db, context, site_id)[0], everyone


def add_version(
    db: sqlite3.Connection,
    context: Context,
    tree: int,
    version: int,
    planned: Plan,
    message_id: str | None,
    change_description: str,
) -> None:
    write(db, tree, version, planned)
    db.execute(
        "INSERT INTO tree_versions VALUES (?, ?, NULL, ?, ?, ?, ?, ?, ?)",
        (
            *(tree, version, message_id, change_description, len(planned.files), planned.size),
            *(context.now, context.seq),
        ),
    )


def title_of(db: sqlite3.Connection, files: Mapping[str, Entry]) -> str:
    return site_title(files, lambda path: as_text(read_bytes(db, files[path].blob)))


def update_site(db: sqlite3.Connection, command: UpdateSite, context: Context) -> Outcome:
    names = ("title", "description", "is_template", "metadata")
    changes = {name: value for name in names if (value := getattr(command, name)) is not UNSET}
    brings_files = command.files is not None or command.put or command.remove
    if not changes and not brings_files:
        raise SatchelError("invalid", "Nothing is named that is to change.", {"field": "set"})
    site, tree = find_site(db, context, command.site_id)
    expect_version(site, command.expected_version)
    planned = None
    if brings_files:
        put, remove, whole = given_files(db, command)
        planned = plan(entries_now(db, tree), put, remove, context.rules, whole=whole)
    new = change_site(db, context, site, tree, changes, planned, command.message_id, command.change_description)
    frame = SiteUpdated(site=new or site, seq=(new or site).seq, session_id=context.session_id)
    return Outcome(frame, () if new is None else (frame,))


def change_site(
    db: sqlite3.Connection,
    context: Context,
    site: Site,
    tree: int,
    changes: dict[str, Any],
    planned: Plan | None,
    message_id: str | None,
    change_description: str,
) -> Site | None:
    """Stores new fields, and new files as the next version. None where nothing is other than it was."""
    changes = {name: value for name, value in changes.items() if getattr(site, name) != value}
    if planned is not None and planned.changes:
        changes["version"] = site.version + 1
        if not site.title and "title" not in changes:
            changes["title"] = title_of(db, planned.files)
    if not changes:
        return None
    if "metadata" in changes:
        changes["metadata"] = to_json("metadata", changes["metadata"])
    stamps = {"seq": context.next_seq(), "now": context.now, "tree": tree}
    setting = ", ".join(f"{name} = :{name}" for name in changes)
    earlier = (*(name for name in changes if name != "version"), "updated_at")
    remember(db, context, context.seq, "sites", site.id, earlier)
    db.execute(f"UPDATE sites SET {setting}, updated_at = :now, seq = :seq WHERE position = :tree", changes | stamps)
    if "version" in changes and planned is not None:
        add_version(db, context, tree, changes["version"], planned, message_id, change_description)
    return find_site(db, context, site.id)[0]


def expect_version(site: Site, version: int | None) -> None:
    """Raises SatchelError: `conflict` with the current state where the files have moved on from what was seen."""
    if version is not None and version != site.version:
        raise SatchelError(
            "conflict",
            f"The site has moved on: its version is {site.version}, not {version}. Take the current state in details.",
            {"current": msgspec.to_builtins(site), "expectedVersion": version},
        )


def delete_site(db: sqlite3.Connection, command: DeleteSite, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    expect_version(site, command.expected_version)
    seq = context.next_seq()
    remember(db, context, seq, "sites", site.id, ("deleted_at", "published_version"))
    db.execute(
        "UPDATE sites SET deleted_at = ?, published_version = NULL, seq = ? WHERE position = ?",
        (context.now, seq, tree),
    )
    frame = SiteDeleted(site_id=site.id, seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def restore_site(db: sqlite3.Connection, command: RestoreSite, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id, deleted=True)
    remember(db, context, context.next_seq(), "sites", site.id, ("deleted_at",))
    db.execute("UPDATE sites SET deleted_at = NULL, seq = ? WHERE position = ?", (context.seq, tree))
    site = find_site(db, context, site.id)[0]
    frame = SiteRestored(site=site, seq=site.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))
