"""What the content package finds in a message becomes artifacts: new ones, or new versions of known ones."""

import sqlite3
from typing import Any

from ..content import Found, apply_edits, find_artifacts
from ..handling.context import Context
from ..wire.resources import Artifact
from .artifacts import COLUMNS, artifact_from, change_artifact, insert_artifact, link


def store_artifacts(db: sqlite3.Connection, context: Context, message_id: str, text: str) -> list[Artifact]:
    """Finds the artifacts in a message and stores them, in the transaction that stores the message.

    Returns:
        Those that were made or are named again, as they are now, each once, in the order of the text.
    """
    if not context.artifacts:
        return []
    stored: dict[str, Artifact] = {}
    for found in find_artifacts(text):
        artifact = _store(db, context, message_id, found)
        if artifact is not None:
            stored.pop(artifact.id, None)
            stored[artifact.id] = artifact
    return list(stored.values())


def _store(db: sqlite3.Connection, context: Context, message_id: str, found: Found) -> Artifact | None:
    known = _by_identifier(db, found.identifier) if found.identifier is not None else None
    if known is None:
        if found.edits:
            return None  # an update of something that is not here: its text stays in the message
        return insert_artifact(
            db,
            context,
            type=found.type,
            title=found.title,
            content=found.content,
            language=found.language,
            message_id=message_id,
            identifier=found.identifier,
            metadata=_marks(found, {}),
        )
    changes: dict[str, Any] = {"message_id": message_id, "metadata": _marks(found, known.metadata)}
    if found.edits:
        content, missed = apply_edits(known.content, found.edits)
        if missed:
            changes["metadata"] = changes["metadata"] | {"missedEdits": len(missed)}
        changes["content"] = content
    else:
        changes |= {
            "type": found.type,
            "title": found.title,
            "content": found.content,
            "language": found.language,
        }
    new = change_artifact(db, context, known.id, changes)
    if new is None:
        link(db, message_id, known.id, known.version)  # said again without a change: no new version
        return known
    if known.message_id is not None:
        link(db, known.message_id, known.id, known.version)
    return new


def _marks(found: Found, metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata with what this message says of the artifact: whether its text broke off."""
    kept = {key: value for key, value in metadata.items() if key not in ("interrupted", "missedEdits")}
    return kept | {"interrupted": True} if found.interrupted else kept


def _by_identifier(db: sqlite3.Connection, identifier: str) -> Artifact | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM artifacts WHERE identifier = ? AND deleted_at IS NULL ORDER BY position DESC LIMIT 1",
        (identifier,),
    ).fetchone()
    return None if row is None else artifact_from(row)
