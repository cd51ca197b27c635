"""Rows that were deleted long ago: messages, artifacts with their versions, components, sites with their files.

Only those go of which the account's index has heard that they are deleted: it asks for what changed after a number, and
of what is not there it could not be told.
"""

import json
import sqlite3

from ...handling.cleaning import Share, Tally, before
from ...handling.context import Context
from .whole import forget_up_to

_MESSAGE = (
    "length(CAST(content AS BLOB)) + coalesce(length(CAST(parts AS BLOB)), 0)"
    " + coalesce(length(CAST(attachments AS BLOB)), 0) + length(CAST(metadata AS BLOB))"
)
_ARTIFACT = "length(CAST(content AS BLOB)) + length(CAST(metadata AS BLOB))"
_VERSION = f"{_ARTIFACT} + coalesce(length(packed), 0)"
_COMPONENT = "length(CAST(jsx_code AS BLOB)) + length(CAST(css_code AS BLOB)) + length(CAST(metadata AS BLOB))"
_SITE = "length(CAST(title AS BLOB)) + length(CAST(description AS BLOB)) + length(CAST(metadata AS BLOB))"


def remove_deleted(db: sqlite3.Connection, context: Context, tally: Tally) -> bool:
    """Returns whether contents of files may be named by nothing now."""
    limit = before(context.now, context.retention.deleted_days)
    if limit is None:
        return False
    upto = context.mark.seq if context.mark.index else 0
    _forget_messages(db, _remove(db, tally, "messages", "chat_messages", _MESSAGE, limit, upto))
    _forget_artifacts(db, tally, _remove(db, tally, "artifacts", "artifacts", _ARTIFACT, limit, upto))
    _remove(db, tally, "components", "components", _COMPONENT, limit, upto)
    sites = _remove(db, tally, "sites", "sites", _SITE, limit, upto)
    for table in ("tree_files", "tree_versions", "site_previews"):
        db.executemany(f"DELETE FROM {table} WHERE tree = ?", [(position,) for _, position, _ in sites])
    return bool(sites)


def _remove(
    db: sqlite3.Connection, tally: Tally, kind: str, table: str, size: str, limit: int, upto: int
) -> list[tuple[str, int, str | None]]:
    """Ids and positions of those that went, and what stood before each message."""
    share = Share(tally, kind)
    parent = "parent_id" if table == "chat_messages" else "NULL"
    gone: list[tuple[str, int, str | None]] = []
    highest = 0
    for id_, position, seq, before_, bytes_ in db.execute(
        f"SELECT id, position, seq, {parent}, {size} FROM {table} WHERE deleted_at < ? AND seq <= ?"
        " ORDER BY deleted_at, position",
        (limit, upto),
    ):
        if not share.take(bytes_):
            break
        gone.append((id_, position, before_))
        highest = max(highest, seq)
    if gone:
        forget_up_to(db, highest)
        db.executemany(f"DELETE FROM {table} WHERE position = ?", [(position,) for _, position, _ in gone])
    return gone


def _forget_messages(db: sqlite3.Connection, gone: list[tuple[str, int, str | None]]) -> None:
    """What followed one of them follows what stood before it, as everybody was shown it since it was deleted."""
    if not gone:
        return
    parents = {id_: parent for id_, _, parent in gone}
    ids = json.dumps(list(parents))
    named = "IN (SELECT value FROM json_each(?))"
    for id_, parent_id in db.execute(
        f"SELECT id, parent_id FROM chat_messages WHERE parent_id {named}", (ids,)
    ).fetchall():
        parent = parent_id
        while parent in parents:
            parent = parents[parent]
        db.execute("UPDATE chat_messages SET parent_id = ? WHERE id = ?", (parent, id_))
    for table in ("message_artifacts", "reply_chunks"):
        db.execute(f"DELETE FROM {table} WHERE message_id {named}", (ids,))
    for table in ("artifacts", "artifact_versions", "tree_versions"):  # they outlive the message that made them
        db.execute(f"UPDATE {table} SET message_id = NULL WHERE message_id {named}", (ids,))


def _forget_artifacts(db: sqlite3.Connection, tally: Tally, gone: list[tuple[str, int, str | None]]) -> None:
    for id_, _, _ in gone:
        rows, size = db.execute(
            f"SELECT count(*), coalesce(sum({_VERSION}), 0) FROM artifact_versions WHERE artifact_id = ?",
            (id_,),
        ).fetchone()
        tally.add("artifactVersions", rows, size)
        for table in ("artifact_versions", "message_artifacts"):
            db.execute(f"DELETE FROM {table} WHERE artifact_id = ?", (id_,))
