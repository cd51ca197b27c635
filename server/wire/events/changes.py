"""What has changed in a session."""

from typing import Any

from ..resources import Artifact, Component, Interaction, Message, Session
from .frame import Frame


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


class ToolResultAdded(Frame, tag="tool_result_added", kw_only=True):
    """The reply to `add_tool_result`; what everyone hears is `message_added` or `message_updated`."""

    message_id: str
    """Of the message with the results: its role is `tool`."""
    tool_call_id: str
    reply_id: str | None
    """The reply that goes on from there; null where results are missing, or nothing was to go on."""


class MessageAdded(Frame, tag="message_added", kw_only=True):
    message: Message


class MessageUpdated(Frame, tag="message_updated", kw_only=True):
    """A message changed otherwise than by its reply: it left or joined the current branch, or got a tool's result."""

    message: Message


class MessagesDeleted(Frame, tag="messages_deleted", kw_only=True):
    message_ids: list[str]


class SessionUpdated(Frame, tag="session_updated", kw_only=True):
    session: Session


class BatchApplied(Frame, tag="batch_applied", kw_only=True):
    replies: list[Any]


class SessionCreated(Frame, tag="session_created", kw_only=True):
    session: Session
    created: bool
    """False where it was there already."""


class SessionDeleted(Frame, tag="session_deleted", kw_only=True):
    """Its owner can restore it, unless it was deleted for good."""

    permanent: bool = False


class SessionRestored(Frame, tag="session_restored", kw_only=True):
    session: Session


class SessionForked(Frame, tag="session_forked", kw_only=True):
    """A new session, made of this one."""

    session: Session


class SessionCopied(Frame, tag="session_copied", kw_only=True):
    session: Session


class ArtifactCopied(Frame, tag="artifact_copied", kw_only=True):
    """The new artifact, in its session."""

    artifact: Artifact


class ComponentCreated(Frame, tag="component_created", kw_only=True):
    component: Component


class ComponentUpdated(Frame, tag="component_updated", kw_only=True):
    component: Component


class ComponentDeleted(Frame, tag="component_deleted", kw_only=True):
    component_id: str


class InteractionCreated(Frame, tag="interaction_created", kw_only=True):
    interaction: Interaction


class BranchSwitched(Frame, tag="branch_switched", kw_only=True):
    """`message_updated` tells of each message that left or joined the current branch."""

    message_id: str
