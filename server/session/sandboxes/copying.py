"""Sandboxes in a copied file, in which what came later has not happened."""

import sqlite3

from ..files.forking import Stays


def keep_commands(db: sqlite3.Connection, stays: Stays) -> None:
    """Takes away what was run later."""
    rows = db.execute("SELECT position, created_at FROM sandbox_commands").fetchall()
    gone = [(position,) for position, made in rows if not stays(None, made)]
    db.executemany("DELETE FROM sandbox_commands WHERE position = ?", gone)


def forget_lost_commands(db: sqlite3.Connection, had: set[str]) -> None:
    """Takes away what was run in sandboxes that are not there any more, and the session's link to one.

    Args:
        had: ids of the sandboxes that there were.
    """
    db.execute("DELETE FROM sandbox_commands WHERE sandbox NOT IN (SELECT position FROM sandboxes)")
    db.execute("DELETE FROM command_output WHERE command NOT IN (SELECT position FROM sandbox_commands)")
    gone = had - sandbox_ids(db)
    if db.execute("SELECT sandbox_id FROM session").fetchone()[0] in gone:
        db.execute("UPDATE session SET sandbox_id = NULL")


def sandbox_ids(db: sqlite3.Connection) -> set[str]:
    return {id_ for (id_,) in db.execute("SELECT id FROM sandboxes")}
