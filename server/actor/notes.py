"""What the log says of what was committed."""

from collections.abc import Sequence

import structlog

from ..wire.events import ArtifactCreated, ArtifactUpdated, Frame, MessageAdded, ReplyFinished
from ..wire.resources import Artifact

log = structlog.get_logger()


def note(frames: Sequence[Frame]) -> None:
    """One line a stored message, and one for each artifact that was created or that a message made anew."""
    speaking: set[str] = set()
    for frame in frames:
        match frame:
            case MessageAdded(message=message) | ReplyFinished(message=message):
                speaking.add(message.id)
                log.info("message_saved", session=message.session_id, id=message.id, role=message.role)
    for frame in frames:
        match frame:
            case ArtifactCreated(artifact=artifact):
                _note_artifact(artifact)
            case ArtifactUpdated(artifact=artifact) if artifact.message_id in speaking:
                _note_artifact(artifact)


def _note_artifact(artifact: Artifact) -> None:
    log.info(
        "artifact_saved",
        session=artifact.session_id,
        id=artifact.id,
        title=artifact.title,
        type=artifact.type,
        version=artifact.version,
    )
