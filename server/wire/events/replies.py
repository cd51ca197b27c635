"""A reply of the model, as it grows."""

from typing import Any

from ..resources import Artifact, Message
from .frame import Frame


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


class ToolCallStarted(Frame, tag="tool_call_started", kw_only=True):
    """The model begins to call a tool. Live display only, as the two below: the whole call stands in the message that
    `reply_finished` brings. Who joins in the middle is told of it from its beginning."""

    reply_id: str
    tool_call_id: str
    tool_name: str


class ToolCallDelta(Frame, tag="tool_call_delta", kw_only=True):
    """More of the call's input, as the text of its JSON."""

    reply_id: str
    tool_call_id: str
    delta: str


class ToolCallReady(Frame, tag="tool_call_ready", kw_only=True):
    """The call's input is whole; where it is no JSON, it is a text."""

    reply_id: str
    tool_call_id: str
    tool_name: str
    input: Any = None


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
