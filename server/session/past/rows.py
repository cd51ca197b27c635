"""Rows as they were: what they are now, with what was changed since undone."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

Row = dict[str, Any]
_fields = msgspec.json.Decoder(dict[str, Any])


def changes_after(db: sqlite3.Connection, table: str, seq: int) -> dict[int, Row]:
    """By the row: what its columns held at a number, where they hold something else now."""
    found: dict[int, Row] = {}
    rows = db.execute(
        "SELECT row, fields FROM earlier_values WHERE seq > ? AND table_name = ? ORDER BY seq DESC", (seq, table)
    )
    for row, fields in rows:
        found.setdefault(row, {}).update(_fields.decode(fields))
    return found


def last_changes(db: sqlite3.Connection, table: str, seq: int) -> dict[int, int]:
    """By the row: the last change of it until a number, of those that were kept."""
    rows = db.execute(
        "SELECT row, max(seq) FROM earlier_values WHERE seq <= ? AND table_name = ? GROUP BY row", (seq, table)
    )
    return dict(rows.fetchall())


def rows_at(db: sqlite3.Connection, table: str, columns: str, seq: int) -> Iterator[Row]:
    """Those that were there at a number, not deleted, in the order in which they were made.

    Args:
        columns: with commas; `position`, `seq` and `deleted_at` come along. `seq` is that of then.
    """
    undone, changed = changes_after(db, table, seq), last_changes(db, table, seq)
    names = list(dict.fromkeys([*(name.strip() for name in columns.split(",")), "position", "seq", "deleted_at"]))
    for values in db.execute(
        f"SELECT {', '.join(names)} FROM {table} WHERE position <= ? ORDER BY position", (seq,)
    ).fetchall():
        row = dict(zip(names, values, strict=True))
        position = row["position"]
        row |= undone.get(position, {})
        row["seq"] = max(position, changed.get(position, 0))
        if row["deleted_at"] is None:
            yield row


def versions_at(db: sqlite3.Connection, seq: int) -> dict[str, int]:
    """By the artifact's id: the version that it had at a number, for those that have got a newer one since."""
    rows = db.execute(
        "SELECT artifact_id, min(version) FROM artifact_versions WHERE until > ? GROUP BY artifact_id", (seq,)
    )
    return dict(rows.fetchall())


def tree_version_at(db: sqlite3.Connection, tree: int, seq: int) -> int:
    """The version of a tree of files at a number; 0 where there was none."""
    found = db.execute("SELECT max(version) FROM tree_versions WHERE tree = ? AND seq <= ?", (tree, seq)).fetchone()[0]
    return int(found or 0)
