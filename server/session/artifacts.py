"""Artifacts as they are now: find, create, update, delete, restore."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from msgspec import UNSET

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import (
    ArtifactUpdates,
    CreateArtifact,
    DeleteArtifact,
    GetArtifact,
    GetArtifacts,
    RestoreArtifact,
    RestoreArtifactVersion,
    UpdateArtifact,
)
from ..wire.events import (
    ArtifactCreated,
    ArtifactDeleted,
    ArtifactFound,
    ArtifactRestored,
    Artifacts,
    ArtifactUpdated,
)
from ..wire.ids import new_id
from ..wire.resources import Artifact
from .handler import not_found
from .merging import moved_on, reconcile
from .past.keeping import remember
from .versions import content_at

COLUMNS = (
    "id, session_id, message_id, title, description, type, content, language, metadata, version,"
    " created_at, updated_at, seq"
)

_KEPT = (
    "artifact_id, version, message_id, created_at, type, language, title, description, metadata, change_description,"
    " content, until"
)
_OLD = "id, version, message_id, updated_at, type, language, title, description, metadata, change_description, content"


def artifact_from(row: tuple[Any, ...]) -> Artifact:
    """An artifact from a row of `COLUMNS`."""
    fields: list[Any] = [*row]
    fields[8] = from_json(row[8])
    return Artifact(*fields)


def find_artifact(db: sqlite3.Connection, artifact_id: str, *, deleted: bool = False) -> Artifact:
    """Raises `not_found` for one that is not there, or not among the deleted ones where those are asked for."""
    null = "IS NOT NULL" if deleted else "IS NULL"
    row = db.execute(f"SELECT {COLUMNS} FROM artifacts WHERE id = ? AND deleted_at {null}", (artifact_id,)).fetchone()
    if row is None:
        raise not_found("deleted artifact" if deleted else "artifact", artifact_id, "artifactId")
    return artifact_from(row)


def get_artifacts(db: sqlite3.Connection, command: GetArtifacts, context: Context) -> Outcome:
    where, values = ["deleted_at IS NULL"], list[Any]()
    if command.message_id is not None:
        where.append("(message_id = ? OR id IN (SELECT artifact_id FROM message_artifacts WHERE message_id = ?))")
        values += [command.message_id, command.message_id]
    if command.artifact_type is not None:
        where.append("type = ?")
        values.append(command.artifact_type)
    if command.language is not None:
        where.append("language = ?")
        values.append(command.language)
    if command.since is not None:
        where.append("created_at >= ?")
        values.append(command.since)
    if command.until is not None:
        where.append("created_at <= ?")
        values.append(command.until)
    rows = db.execute(f"SELECT {COLUMNS} FROM artifacts WHERE {' AND '.join(where)} ORDER BY position", values)
    return Outcome(Artifacts(artifacts=[artifact_from(row) for row in rows], session_id=context.session_id))


def get_artifact(db: sqlite3.Connection, command: GetArtifact, context: Context) -> Outcome:
    artifact = find_artifact(db, command.artifact_id)
    if command.version is not None and command.version != artifact.version:
        artifact = content_at(db, artifact, command.version)
    return Outcome(ArtifactFound(artifact=artifact, session_id=context.session_id))


def insert_artifact(
    db: sqlite3.Connection,
    context: Context,
    *,
    type: str,
    title: str,
    content: str,
    artifact_id: str | None = None,
    language: str = "",
    description: str = "",
    message_id: str | None = None,
    identifier: str | None = None,
    metadata: dict[str, Any] | None = None,
) -> Artifact:
    """Stores a new artifact.

    Raises:
        SatchelError: `conflict` for an id that an artifact has or had.
    """
    if artifact_id is None:
        artifact_id = new_id("art", context.now)
    elif db.execute("SELECT 1 FROM artifacts WHERE id = ?", (artifact_id,)).fetchone():
        raise SatchelError(
            "conflict", f"There is, or was, an artifact {artifact_id!r} already.", {"field": "artifactId"}
        )
    seq, now = context.next_seq(), context.now
    text = to_json("metadata", metadata) if metadata else "{}"
    db.execute(
        f"INSERT INTO artifacts ({COLUMNS}, identifier, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
        (
            *(artifact_id, context.session_id, message_id, title, description, type, content, language, text),
            *(now, now, seq, identifier, seq),
        ),
    )
    return Artifact(
        artifact_id,
        context.session_id,
        message_id,
        title,
        description,
        type,
        content,
        language,
        metadata or {},
        1,
        now,
        now,
        seq,
    )


def link(db: sqlite3.Connection, message_id: str, artifact_id: str, version: int) -> None:
    db.execute("INSERT OR IGNORE INTO message_artifacts VALUES (?, ?, ?)", (message_id, artifact_id, version))


def create_artifact(db: sqlite3.Connection, command: CreateArtifact, context: Context) -> Outcome:
    if not context.artifacts:
        raise SatchelError("forbidden", "Whoever runs this server has switched artifacts off; see get_flags.")
    message_id = command.message_id
    if message_id is not None:
        known = db.execute("SELECT 1 FROM chat_messages WHERE id = ? AND deleted_at IS NULL", (message_id,)).fetchone()
        if known is None:
            raise not_found("message", message_id, "messageId")
    artifact = insert_artifact(
        db,
        context,
        type=command.artifact_type,
        title=command.title,
        content=command.content,
        artifact_id=command.artifact_id,
        language=command.language,
        description=command.description,
        message_id=message_id,
        metadata=command.metadata,
    )
    frame = ArtifactCreated(artifact=artifact, seq=artifact.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def change_artifact(
    db: sqlite3.Connection,
    context: Context,
    artifact_id: str,
    changes: dict[str, Any],
    *,
    expected_version: int | None = None,
    change_description: str = "",
    by_message: bool = False,
) -> Artifact | None:
    """Makes the next version of an artifact; the old one is kept.

    Args:
        changes: fields of `Artifact` and their new values, at least one.
        by_message: a version is made where nothing but its message is another, too.

    Returns:
        The new state; None where nothing was made, because no such artifact is there, it is not at
        `expected_version`, or it is like that already.
    """
    values = [to_json("metadata", value) if name == "metadata" else value for name, value in changes.items()]
    numbered = list(enumerate(changes, 1))
    different = " OR ".join(
        f"{name} IS NOT ?{number}" for number, name in numbered if by_message or name != "message_id"
    )
    count = len(values)
    values.append(artifact_id)
    where = f"id = ?{count + 1} AND deleted_at IS NULL AND ({different})"
    if expected_version is not None:
        where += f" AND version = ?{count + 2}"
        values.append(expected_version)
    kept = db.execute(
        f"INSERT INTO artifact_versions ({_KEPT}) SELECT {_OLD}, ?{len(values) + 1} FROM artifacts WHERE {where}",
        (*values, context.seq + 1),
    )
    if kept.rowcount == 0:
        return None
    setting = ", ".join(f"{name} = ?{number}" for number, name in numbered)
    [row] = db.execute(
        f"UPDATE artifacts SET {setting}, version = version + 1, updated_at = ?{count + 2}, seq = ?{count + 3},"
        f" change_description = ?{count + 4} WHERE id = ?{count + 1} RETURNING {COLUMNS}",
        (*values[: count + 1], context.now, context.next_seq(), change_description),
    ).fetchall()
    return artifact_from(row)


def changes_in(updates: ArtifactUpdates) -> dict[str, Any]:
    """The fields that a client set."""
    found = {name: getattr(updates, name) for name in ArtifactUpdates.__struct_fields__}
    return {name: value for name, value in found.items() if value is not UNSET}


def update_artifact(db: sqlite3.Connection, command: UpdateArtifact, context: Context) -> Outcome:
    changes, expected = changes_in(command.updates), command.expected_version
    if not changes:
        raise SatchelError("invalid", "updates is empty: name at least one field to change.", {"field": "updates"})
    if command.merge and expected is None:
        raise SatchelError(
            "invalid", "merge needs expectedVersion: the version you started from.", {"field": "expectedVersion"}
        )
    description = command.change_description
    new = change_artifact(
        db, context, command.artifact_id, changes, expected_version=expected, change_description=description
    )
    if new is None:
        current = find_artifact(db, command.artifact_id)
        if expected is not None and expected != current.version:
            merged = reconcile(db, command, current, changes)
            if merged:
                new = change_artifact(db, context, current.id, merged, change_description=description)
        if new is None:
            frame = ArtifactUpdated(artifact=current, seq=current.seq, session_id=context.session_id)
            return Outcome(frame)
    frame = ArtifactUpdated(artifact=new, seq=new.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def delete_artifact(db: sqlite3.Connection, command: DeleteArtifact, context: Context) -> Outcome:
    artifact, expected = find_artifact(db, command.artifact_id), command.expected_version
    if expected is not None and expected != artifact.version:
        raise moved_on(artifact, expected, "take the current state in details")
    seq = context.next_seq()
    remember(db, context, seq, "artifacts", artifact.id, ("deleted_at",))
    db.execute("UPDATE artifacts SET deleted_at = ?, seq = ? WHERE id = ?", (context.now, seq, artifact.id))
    frame = ArtifactDeleted(artifact_id=artifact.id, seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def restore_artifact(db: sqlite3.Connection, command: RestoreArtifact, context: Context) -> Outcome:
    artifact = find_artifact(db, command.artifact_id, deleted=True)
    artifact.seq = context.next_seq()
    remember(db, context, artifact.seq, "artifacts", artifact.id, ("deleted_at",))
    db.execute("UPDATE artifacts SET deleted_at = NULL, seq = ? WHERE id = ?", (artifact.seq, artifact.id))
    frame = ArtifactRestored(artifact=artifact, seq=artifact.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def restore_artifact_version(db: sqlite3.Connection, command: RestoreArtifactVersion, context: Context) -> Outcome:
    """Makes an old state the newest version; nothing is deleted."""
    current = find_artifact(db, command.artifact_id)
    old = content_at(db, current, command.version)
    fields = ("title", "description", "type", "content", "language", "metadata")
    changes = {field: getattr(old, field) for field in fields}
    told = f"Restored version {command.version}"
    new = change_artifact(db, context, current.id, changes, change_description=told)
    artifact = current if new is None else new
    frame = ArtifactUpdated(artifact=artifact, seq=artifact.seq, session_id=context.session_id)
    return Outcome(frame, () if new is None else (frame,))


def frames(artifacts: Iterable[Artifact], context: Context, since: int) -> list[ArtifactCreated | ArtifactUpdated]:
    """What everyone hears of artifacts that a message made. One that it only names again has not changed since the
    number `since`, and nothing is told of it."""
    return [
        (ArtifactCreated if artifact.version == 1 else ArtifactUpdated)(
            artifact=artifact, seq=artifact.seq, session_id=context.session_id
        )
        for artifact in artifacts
        if artifact.seq > since
    ]
