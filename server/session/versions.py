"""What artifacts were: every state until the next version, listed, fetched and compared."""

import sqlite3

import msgspec

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json
from ..wire.commands import GetArtifactVersions
from ..wire.events import ArtifactVersions
from ..wire.resources import Artifact, Version
from .handler import not_found, not_kept
from .packing import HEADER, size_of, text_of

_FIELDS = "version, title, type, language, message_id, change_description"


def content_at(db: sqlite3.Connection, artifact: Artifact, version: int) -> Artifact:
    """The artifact as it was at a version.

    Raises:
        SatchelError: `not_found`.
    """
    if version == artifact.version:
        return artifact
    row = db.execute(
        "SELECT message_id, title, description, type, content, packed, language, metadata, created_at"
        " FROM artifact_versions WHERE artifact_id = ? AND version = ?",
        (artifact.id, version),
    ).fetchone()
    if row is None:
        raise (not_kept if version < artifact.version else not_found)("version", f"{artifact.id} {version}", "version")
    message_id, title, description, type_, content, packed, language, metadata, made = row
    return msgspec.structs.replace(
        artifact,
        message_id=message_id,
        title=title,
        description=description,
        type=type_,
        content=text_of(content, packed),
        language=language,
        metadata=from_json(metadata),
        version=version,
        updated_at=made,
    )


def get_artifact_versions(db: sqlite3.Connection, command: GetArtifactVersions, context: Context) -> Outcome:
    rows = db.execute(
        f"SELECT {_FIELDS}, updated_at, length(CAST(content AS BLOB)), NULL FROM artifacts"
        " WHERE id = :id AND deleted_at IS NULL"
        f" UNION ALL SELECT * FROM (SELECT {_FIELDS}, created_at, length(CAST(content AS BLOB)),"
        f" substr(packed, 1, {HEADER}) FROM artifact_versions WHERE artifact_id = :id ORDER BY version DESC)",
        {"id": command.artifact_id},
    ).fetchall()
    current = db.execute(
        "SELECT 1 FROM artifacts WHERE id = ? AND deleted_at IS NULL", (command.artifact_id,)
    ).fetchone()
    if current is None:
        raise not_found("artifact", command.artifact_id, "artifactId")
    found = [Version(*(*row[:-2], size_of(*row[-2:]))) for row in rows]
    return Outcome(ArtifactVersions(versions=found, session_id=context.session_id))
