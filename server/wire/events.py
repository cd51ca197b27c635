"""What a session says: replies, and events in the past tense. The frame of a change is both: to the one who asked it
is the reply and bears the `requestId`; to everyone else who listens it is the event.
"""

from typing import Any

from msgspec import Struct

from ..errors import Code
from .resources import Artifact, Message, Session, Version


class Frame(Struct, kw_only=True, omit_defaults=True, rename="camel"):
    """One frame on the wire. `seq` is the session's number of the last change that it tells of."""

    request_id: str | None = None
    session_id: str | None = None
    seq: int | None = None


# changes


class ArtifactCreated(Frame, tag="artifact_created", kw_only=True):
    artifact: Artifact


class ArtifactUpdated(Frame, tag="artifact_updated", kw_only=True):
    artifact: Artifact


class ArtifactDeleted(Frame, tag="artifact_deleted", kw_only=True):
    artifact_id: str


class ArtifactRestored(Frame, tag="artifact_restored", kw_only=True):
    artifact: Artifact


class MessageAppended(Frame, tag="message_appended", kw_only=True):
    message_id: str
    artifacts: list[Artifact]


class MessageAccepted(Frame, tag="message_accepted", kw_only=True):
    message_id: str
    reply_id: str


class MessageAdded(Frame, tag="message_added", kw_only=True):
    message: Message


class MessageUpdated(Frame, tag="message_updated", kw_only=True):
    """A message changed otherwise than by its reply: it left or joined the current branch."""

    message: Message


class MessagesDeleted(Frame, tag="messages_deleted", kw_only=True):
    message_ids: list[str]


class SessionUpdated(Frame, tag="session_updated", kw_only=True):
    session: Session


class BatchApplied(Frame, tag="batch_applied", kw_only=True):
    replies: list[Any]


# a reply of the model


class ReplyStarted(Frame, tag="reply_started", kw_only=True):
    reply_id: str
    message_id: str | None
    """The message that it answers."""


class ReplyDelta(Frame, tag="reply_delta", kw_only=True):
    """More of a reply. Without `saved: false` everything up to its end is stored; an empty one says just that."""

    reply_id: str
    offset: int
    """Where `text` begins in the reply, in code points."""
    text: str
    saved: bool = True


class ReasoningDelta(Frame, tag="reasoning_delta", kw_only=True):
    """More of what the model thought before its reply, in the manner of `reply_delta`."""

    reply_id: str
    offset: int
    text: str
    saved: bool = True


class ReplyFinished(Frame, tag="reply_finished", kw_only=True):
    message: Message
    artifacts: list[Artifact]


class ReplyFailed(Frame, tag="reply_failed", kw_only=True):
    """The model failed. What it had said is kept in the message, whose status is `failed`."""

    reply_id: str
    error: dict[str, Any]
    message: Message


class ReplyCancelled(Frame, tag="reply_cancelled", kw_only=True):
    reply_id: str


class ArtifactStarted(Frame, tag="artifact_started", kw_only=True):
    """Live display only, as the two below: `artifact_created` or `artifact_updated` settles it."""

    reply_id: str
    index: int
    artifact_type: str
    title: str
    language: str
    identifier: str | None = None


class ArtifactDelta(Frame, tag="artifact_delta", kw_only=True):
    reply_id: str
    index: int
    offset: int
    text: str


class ArtifactFinished(Frame, tag="artifact_finished", kw_only=True):
    reply_id: str
    index: int
    interrupted: bool = False


# answers


class Artifacts(Frame, tag="artifacts", kw_only=True):
    artifacts: list[Artifact]


class ArtifactFound(Frame, tag="artifact", kw_only=True):
    artifact: Artifact


class ArtifactVersions(Frame, tag="artifact_versions", kw_only=True):
    versions: list[Version]


class Messages(Frame, tag="messages", kw_only=True):
    messages: list[Message]
    total: int


class MessageFound(Frame, tag="message", kw_only=True):
    message: Message


class SessionFound(Frame, tag="session", kw_only=True):
    session: Session


class Subscribed(Frame, tag="subscribed", kw_only=True):
    """`seq` is where the session stands: what was missed up to there follows, each with its own lower `seq`.

    `reset`: the client said a number that this session has never reached, so everything follows from the beginning.
    """

    reset: bool = False


class Error(Frame, tag="error", kw_only=True):
    code: Code
    message: str
    details: dict[str, Any] | None = None
    retry_after: float | None = None


Event = (
    ArtifactCreated
    | ArtifactUpdated
    | ArtifactDeleted
    | ArtifactRestored
    | MessageAppended
    | MessageAccepted
    | MessageAdded
    | MessageUpdated
    | MessagesDeleted
    | SessionUpdated
    | BatchApplied
    | ReplyStarted
    | ReplyDelta
    | ReasoningDelta
    | ReplyFinished
    | ReplyFailed
    | ReplyCancelled
    | ArtifactStarted
    | ArtifactDelta
    | ArtifactFinished
)
Answer = Artifacts | ArtifactFound | ArtifactVersions | Messages | MessageFound | SessionFound | Subscribed | Error
AnyFrame = Event | Answer
"""Every frame that a client can receive."""
