"""What changed in an artifact between two of its versions."""

import sqlite3

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import GetArtifactDiff
from ..wire.events import ArtifactDiff
from .artifacts import find_artifact
from .differences import unified
from .versions import content_at

MOST_LINES = 20_000
MOST_CHARACTERS = 2 * 1024 * 1024


def get_artifact_diff(db: sqlite3.Connection, command: GetArtifactDiff, context: Context) -> Outcome:
    artifact = find_artifact(db, command.artifact_id)
    old = content_at(db, artifact, command.from_version)
    new = artifact if command.to_version is None else content_at(db, artifact, command.to_version)
    for version in (old, new):
        if len(version.content) > MOST_CHARACTERS or version.content.count("\n") >= MOST_LINES:
            raise SatchelError(
                "too_large",
                f"Version {version.version} has more than {MOST_LINES} lines or {MOST_CHARACTERS} characters: "
                "fetch both versions and compare them yourself.",
                {"version": version.version},
            )
    return Outcome(
        ArtifactDiff(
            artifact_id=artifact.id,
            from_version=old.version,
            to_version=new.version,
            diff=unified(old.content, new.content, f"version {old.version}", f"version {new.version}"),
            session_id=context.session_id,
        )
    )
