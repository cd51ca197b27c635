"""What sites were: their versions listed, restored and compared."""

import sqlite3
from collections.abc import Mapping

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import GetSiteDiff, GetSiteVersions, RestoreSiteVersion
from ..wire.events import SiteDiff, SiteUpdated, SiteVersions
from ..wire.resources import FileChange, SiteVersion
from .differences import unified
from .files.blobs import read_bytes
from .files.contents import as_text
from .files.trees import Entry, entries_now, plan
from .sites import change_site, entries_of, find_site

MOST_BYTES = 512 * 1024
"""Of a file that is compared line by line."""
MOST_LINES = 20_000
MOST_COMPARED = 8 * 1024 * 1024
"""Bytes of all files that are; the others are only said to have changed."""


def get_site_versions(db: sqlite3.Connection, command: GetSiteVersions, context: Context) -> Outcome:
    _, tree = find_site(db, context, command.site_id)
    rows = db.execute(
        "SELECT version, message_id, change_description, file_count, size, created_at FROM tree_versions"
        " WHERE tree = ? ORDER BY version DESC LIMIT ? OFFSET ?",
        (tree, command.limit, command.offset),
    )
    found = [SiteVersion(*row) for row in rows]
    total = db.execute("SELECT count(*) FROM tree_versions WHERE tree = ?", (tree,)).fetchone()[0]
    return Outcome(SiteVersions(versions=found, total=total, session_id=context.session_id))


def restore_site_version(db: sqlite3.Connection, command: RestoreSiteVersion, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    old = entries_of(db, site, tree, command.version)
    planned = plan(entries_now(db, tree), old.values(), (), context.rules, whole=True)
    new = change_site(db, context, site, tree, {}, planned, None, f"Restored version {command.version}")
    frame = SiteUpdated(site=new or site, seq=(new or site).seq, session_id=context.session_id)
    return Outcome(frame, () if new is None else (frame,))


def get_site_diff(db: sqlite3.Connection, command: GetSiteDiff, context: Context) -> Outcome:
    site, tree = find_site(db, context, command.site_id)
    old = entries_of(db, site, tree, command.from_version)
    new = entries_of(db, site, tree, command.to_version)
    return Outcome(
        SiteDiff(
            site_id=site.id,
            from_version=command.from_version,
            to_version=command.to_version or site.version,
            changes=compare(db, old, new),
            session_id=context.session_id,
        )
    )


def compare(db: sqlite3.Connection, old: Mapping[str, Entry], new: Mapping[str, Entry]) -> list[FileChange]:
    """What became of each file that is other than it was, in the order of the paths."""
    changes, left = list[FileChange](), MOST_COMPARED
    for path in sorted({*old, *new}):
        before, after = old.get(path), new.get(path)
        if before == after:
            continue
        change = FileChange(
            path=path,
            change="added" if before is None else "removed" if after is None else "changed",
            old_size=0 if before is None else before.size,
            new_size=0 if after is None else after.size,
        )
        left -= change.old_size + change.new_size
        if left >= 0:
            change.diff = _diff(db, path, before, after)
        changes.append(change)
    return changes


def _diff(db: sqlite3.Connection, path: str, before: Entry | None, after: Entry | None) -> str | None:
    old, new = _text(db, before), _text(db, after)
    if old is None or new is None:
        return None
    return unified(
        old, new, "/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}"
    )


def _text(db: sqlite3.Connection, entry: Entry | None) -> str | None:
    """Of no file it is empty; None for what is not compared."""
    if entry is None:
        return ""
    if entry.size > MOST_BYTES:
        return None
    text = as_text(read_bytes(db, entry.blob))
    return None if text is None or text.count("\n") >= MOST_LINES else text
