"""Artifacts and files as they were at a message: for a fork, in which what came later has not happened."""

import sqlite3
from collections.abc import Callable, Sequence

from .files.forking import keep_trees
from .sandboxes.copying import keep_commands
from .tree import Tree

_STATE = "version, message_id, type, language, title, description, metadata, change_description, content"


def keep_artifacts(db: sqlite3.Connection, tree: Tree, branch: Sequence[str], message_id: str | None) -> None:
    """Takes away versions that messages beside the branch made, and those made after a message.

    An artifact is as the newest version that stays says; one of which none stays goes. One that was deleted after the
    message is there again. A version made by a deleted message stays if the message followed one of the branch: the
    artifact outlived it.

    Args:
        branch: ids of messages, from the beginning.
        message_id: the last of them, where what was made later is to go.
    """
    known, until = {*branch}, None if message_id is None else _end_of(db, message_id)
    if until is not None:
        db.execute("UPDATE artifacts SET deleted_at = NULL WHERE deleted_at > ?", (until,))
    db.execute("DELETE FROM artifacts WHERE deleted_at IS NOT NULL")

    def stays(made_by: str | None, made: int) -> bool:
        shown = None if made_by is None else tree.shown.get(made_by)
        return (shown is None or shown in known) and (until is None or made <= until)

    _keep_versions(db, stays)

    def files_stay(made_by: str | None, made: int) -> bool:
        """Those of a message are saved when it is whole, or later: the message counts, and not the time."""
        shown = None if made_by is None else tree.shown.get(made_by)
        return stays(None, made) if shown is None else shown in known

    keep_trees(db, files_stay)
    keep_commands(db, stays)


def _end_of(db: sqlite3.Connection, message_id: str) -> int:
    """When a message was whole, in Unix milliseconds: its artifacts are stored then. A reply begins before."""
    return int(
        db.execute(
            "SELECT coalesce(min(made), (SELECT timestamp FROM chat_messages WHERE id = :id)) FROM ("
            "SELECT created_at AS made FROM artifact_versions WHERE message_id = :id"
            " UNION ALL SELECT updated_at FROM artifacts WHERE message_id = :id)",
            {"id": message_id},
        ).fetchone()[0]
    )


def _keep_versions(db: sqlite3.Connection, stays: Callable[[str | None, int], bool]) -> None:
    newest: dict[str, int] = {}
    gone: list[tuple[str, int]] = []
    for id_, version, made_by, made in db.execute(
        "SELECT artifact_id, version, message_id, created_at FROM artifact_versions"
        " UNION ALL SELECT id, version, message_id, updated_at FROM artifacts"
    ).fetchall():
        if stays(made_by, made):
            newest[id_] = max(version, newest.get(id_, 0))
        else:
            gone.append((id_, version))
    for id_, version in db.execute("SELECT id, version FROM artifacts").fetchall():
        if id_ not in newest:
            db.execute("DELETE FROM artifacts WHERE id = ?", (id_,))
        elif newest[id_] != version:
            db.execute(
                f"UPDATE artifacts SET (updated_at, {_STATE}) = (SELECT created_at, {_STATE} FROM artifact_versions"
                " WHERE artifact_id = ?1 AND version = ?2) WHERE id = ?1",
                (id_, newest[id_]),
            )
            gone.append((id_, newest[id_]))
    db.executemany("DELETE FROM artifact_versions WHERE artifact_id = ? AND version = ?", gone)
