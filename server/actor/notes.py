"""What the log says of what was committed."""

from collections.abc import Sequence

import structlog

from ..handling.cleaning import RetentionRan
from ..metrics import Metrics
from ..wire.events import (
    ArtifactCreated,
    ArtifactUpdated,
    ComponentCreated,
    ComponentUpdated,
    Frame,
    InteractionCreated,
    MessageAdded,
    ReplyFailed,
    ReplyFinished,
    SessionCreated,
    SessionDeleted,
    SessionRestored,
    SessionUpdated,
)
from ..wire.resources import Artifact, Component

log = structlog.get_logger()

_FIRST = (
    *(SessionCreated, SessionUpdated, SessionDeleted, MessageAdded, ArtifactCreated, ComponentCreated),
    InteractionCreated,
)
"""What may tell of the first change of a session: it is made by that, whatever it is."""


def note(frames: Sequence[Frame], metrics: Metrics) -> None:
    """One line a session that was made, deleted or restored, a stored message, a saved component, and one for each
    artifact that was created or that a message made anew."""
    for frame in frames:
        if frame.seq == 1 and isinstance(frame, _FIRST):
            log.info("session_created", session=frame.session_id)
    speaking: set[str] = set()
    for frame in frames:
        match frame:
            case MessageAdded(message=message) | ReplyFinished(message=message) | ReplyFailed(message=message):
                if not isinstance(frame, MessageAdded):
                    metrics.replies[message.status] += 1
                speaking.add(message.id)
                metrics.messages[message.role] += 1
                log.info("message_saved", session=message.session_id, id=message.id, role=message.role)
            case ComponentCreated(component=component) | ComponentUpdated(component=component):
                _note_component(component)
            case SessionDeleted(permanent=permanent):
                log.info("session_deleted", session=frame.session_id, permanent=permanent)
            case SessionRestored():
                log.info("session_restored", session=frame.session_id)
    for frame in frames:
        match frame:
            case ArtifactCreated(artifact=artifact):
                _note_artifact(artifact, metrics)
            case ArtifactUpdated(artifact=artifact) if artifact.message_id in speaking:
                _note_artifact(artifact, metrics)


def note_retention(name: str, ran: RetentionRan) -> None:
    """What went of a session or an account because it was old: rows by kind, and bytes that were given back."""
    counts = {kind: removed.rows for kind, removed in ran.removed.items()}
    log.info("retention_ran", name=name, given_back=ran.given_back, removed=counts)


def _note_component(component: Component) -> None:
    log.info("component_saved", session=component.session_id, id=component.id, name=component.name)


def _note_artifact(artifact: Artifact, metrics: Metrics) -> None:
    metrics.artifacts[artifact.type] += 1
    log.info(
        "artifact_saved",
        session=artifact.session_id,
        id=artifact.id,
        title=artifact.title,
        type=artifact.type,
        version=artifact.version,
    )
