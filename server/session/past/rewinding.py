"""A copied file becomes what the session was: what came later has not happened in it. Runs on the copy."""

import sqlite3

from ..files.forking import take_tree_back
from ..files.trees import PROJECT
from .rows import changes_after, tree_version_at, versions_at

_TABLES = ("session", "chat_messages", "artifacts", "components", "sites", "sandboxes", "sandbox_commands")
_TREES = (
    "SELECT position FROM sites WHERE position <= :seq UNION ALL SELECT position FROM sandboxes WHERE position <= :seq"
)
_OF_IT = "FROM command_output o WHERE o.command = position"
_COUNTED = ", ".join(
    [
        *(
            f"{stream}_end = (SELECT coalesce(max(start + length(text)), 0) {_OF_IT} AND stream = '{stream}'),"
            f" {stream}_bytes = (SELECT coalesce(sum(size) + max(start + length(text)) - sum(length(text)), 0)"
            f" {_OF_IT} AND stream = '{stream}')"
            for stream in ("stdout", "stderr")
        ),
        f"head_bytes = (SELECT coalesce(sum(size), 0) {_OF_IT} AND NOT is_tail)",
        f"tail_bytes = (SELECT sum(size) {_OF_IT} AND is_tail)",
    ]
)
_STATE = "message_id, type, language, title, description, metadata, change_description, content"


def rewind(db: sqlite3.Connection, seq: int) -> None:
    """Called in a transaction. A reply that was being written then is taken for not yet said."""
    for table in _TABLES:
        for row, fields in changes_after(db, table, seq).items():
            setting = ", ".join(f"{name} = ?" for name in fields)
            db.execute(f"UPDATE {table} SET {setting} WHERE rowid = ?", (*fields.values(), row))
    _take_artifacts_back(db, seq)
    trees = [(PROJECT,), *db.execute(_TREES, {"seq": seq}).fetchall()]
    for (tree,) in trees:
        take_tree_back(db, tree, tree_version_at(db, tree, seq))
    for table in _TABLES[1:]:
        db.execute(f"DELETE FROM {table} WHERE position > ?", (seq,))
    db.execute("DELETE FROM ai_interactions WHERE seq > ?", (seq,))
    _take_output_back(db, seq)
    db.execute("DELETE FROM chat_messages WHERE status = 'streaming'")


def _take_artifacts_back(db: sqlite3.Connection, seq: int) -> None:
    for id_, version in versions_at(db, seq).items():
        db.execute(
            f"UPDATE artifacts SET (version, updated_at, {_STATE}) = (SELECT version, created_at, {_STATE}"
            " FROM artifact_versions WHERE artifact_id = ?1 AND version = ?2) WHERE id = ?1",
            (id_, version),
        )
        db.execute("DELETE FROM artifact_versions WHERE artifact_id = ? AND version >= ?", (id_, version))
        db.execute("DELETE FROM message_artifacts WHERE artifact_id = ? AND version > ?", (id_, version))


def _take_output_back(db: sqlite3.Connection, seq: int) -> None:
    """What was said later goes. What was dropped from a middle stays so, at no less than a byte for a code point."""
    later = db.execute("SELECT DISTINCT command FROM command_output WHERE seq > ?", (seq,)).fetchall()
    db.execute("DELETE FROM command_output WHERE seq > ?", (seq,))
    db.executemany(f"UPDATE sandbox_commands SET {_COUNTED} WHERE position = ?", later)
