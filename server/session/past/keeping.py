"""What a change keeps of what it replaces, where no version does: so that the session can be seen as it was.

What is only ever added needs nothing: messages, interactions and all else bear the seq at which they were made. Nor do
versions of artifacts and of files, which have one too. Everything else is kept here, in the change's own transaction.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from ...handling.context import Context


def remember(db: sqlite3.Connection, context: Context, seq: int, table: str, id_: str, columns: Iterable[str]) -> None:
    """Called before a row is changed.

    Args:
        seq: of the change. A change of another row has another one.
        columns: those that are about to change.
    """
    names = tuple(columns)
    row, *values = db.execute(f"SELECT rowid, {', '.join(names)} FROM {table} WHERE id = ?", (id_,)).fetchone()
    fields = msgspec.json.encode(dict(zip(names, values, strict=True))).decode()
    db.execute("INSERT INTO earlier_values VALUES (?, ?, ?, ?, ?)", (seq, context.now, table, row, fields))


def forget_past(db: sqlite3.Connection, since: int) -> None:
    """From a number on the session can be seen as it was; not before, and nothing is kept of that."""
    db.execute("DELETE FROM earlier_values WHERE seq <= ?", (since,))
    db.execute("UPDATE change_counter SET whole_since = max(whole_since, ?)", (since,))


def forget_what_is_not_whole(db: sqlite3.Connection) -> None:
    """Nothing is kept of a past that can't be seen any more, but the time at which it ended."""
    db.execute("DELETE FROM earlier_values WHERE seq < (SELECT whole_since FROM change_counter)")
