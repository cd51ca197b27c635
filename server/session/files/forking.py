"""Trees as they were at a message, for a fork, in which what came later has not happened; and ids in a copied file."""

import sqlite3
from collections.abc import Callable

from .blobs import collect_garbage
from .trees import PROJECT, forget_after

_TREES = "SELECT position FROM sites UNION ALL SELECT position FROM sandboxes"

Stays = Callable[[str | None, int], bool]
"""Whether what a message made at a time stays: `(message_id, created_at) -> bool`."""


def rename_sites(db: sqlite3.Connection, session_id: str) -> None:
    """The sites of a file that is another session now. What is published is the other one's."""
    db.execute(
        "UPDATE sites SET id = ?1 || substr(id, instr(id, '.')), session_id = ?1, slug = NULL,"
        " published_version = NULL, published_at = NULL",
        (session_id,),
    )


def keep_trees(db: sqlite3.Connection, stays: Stays) -> None:
    """Takes each tree back to the newest version that stays. Older ones are kept, whatever made them: what the newest
    holds is made of them. A site of which none stays goes."""
    for (tree,) in [(PROJECT,), *db.execute(_TREES).fetchall()]:
        rows = db.execute(
            "SELECT version, message_id, created_at FROM tree_versions WHERE tree = ? ORDER BY version DESC", (tree,)
        ).fetchall()
        newest = next((version for version, message_id, made in rows if stays(message_id, made)), 0)
        if rows and newest != rows[0][0]:
            take_tree_back(db, tree, newest)
    for table in ("sites", "sandboxes"):
        db.execute(f"DELETE FROM {table} WHERE version = 0")


def take_tree_back(db: sqlite3.Connection, tree: int, version: int) -> None:
    """A version becomes the newest; for 0 there is none."""
    forget_after(db, tree, version)
    for table in ("sites", "sandboxes"):
        db.execute(f"UPDATE {table} SET version = ? WHERE position = ?", (version, tree))
    db.execute("UPDATE sites SET preview_version = NULL WHERE position = ? AND preview_version > version", (tree,))


def forget_lost_trees(db: sqlite3.Connection) -> None:
    """Takes away deleted sites with their files, and names of messages that are not there."""
    db.execute("DELETE FROM sites WHERE deleted_at IS NOT NULL")
    lost = f"tree != {PROJECT} AND tree NOT IN ({_TREES})"
    db.execute("DELETE FROM site_previews WHERE tree NOT IN (SELECT position FROM sites WHERE preview_version > 0)")
    for table in ("tree_files", "tree_versions"):
        db.execute(f"DELETE FROM {table} WHERE {lost}")
    db.execute("UPDATE tree_versions SET message_id = NULL WHERE message_id NOT IN (SELECT id FROM chat_messages)")
    collect_garbage(db)
