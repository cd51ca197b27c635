"""From where on a session is whole: what was removed for good is noted in `change_counter`."""

import sqlite3

_LATER = (
    ("chat_messages", "position", "timestamp"),
    ("artifacts", "position", "created_at"),
    ("artifacts", "seq", "updated_at"),
    ("components", "position", "created_at"),
    ("tree_versions", "seq", "created_at"),
    ("jobs", "position", "created_at"),
)
"""Tables, the column with a number that was given out, and the time at which it, or an earlier one, was."""


def whole_since(db: sqlite3.Connection) -> int:
    """The `seq` from which on the session can be seen as it was: nothing of any such state has been removed. 0: all."""
    return int(db.execute("SELECT whole_since FROM change_counter").fetchone()[0])


def forgotten(db: sqlite3.Connection) -> int:
    """The highest `seq` of a row that was deleted and is now removed."""
    return int(db.execute("SELECT forgotten FROM change_counter").fetchone()[0])


def not_whole_before(db: sqlite3.Connection, seq: int) -> None:
    """Notes that something has been removed which the session held before a `seq`."""
    db.execute("UPDATE change_counter SET whole_since = max(whole_since, ?)", (seq,))


def forget_up_to(db: sqlite3.Connection, seq: int) -> None:
    """Notes that a row which was deleted under a `seq` has been removed."""
    db.execute("UPDATE change_counter SET whole_since = max(whole_since, ?1), forgotten = max(forgotten, ?1)", (seq,))


def seq_after(db: sqlite3.Connection, moment: int) -> int:
    """A number no lower than any that was given out up to a time in Unix milliseconds: for what bears a time only.

    It is the lowest that is known to be younger, and so mostly the very next.
    """
    known = " UNION ALL ".join(
        f"SELECT min({seq}) AS seq FROM {table} WHERE {time} > :t" for table, seq, time in _LATER
    )
    return int(
        db.execute(
            f"SELECT coalesce(min(seq), (SELECT seq FROM change_counter)) FROM ({known})", {"t": moment}
        ).fetchone()[0]
    )
