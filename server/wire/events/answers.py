"""Answers to questions about a session."""

from typing import Any

from ...errors import Code
from ..resources import Artifact, Branch, Component, Interaction, Message, Session, Version
from .frame import Frame


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

    `reset`: the client said a number that this session has never reached, or one so old that what was deleted after it
    is not known any more. So everything follows from the beginning; what the client knew besides is gone.
    """

    reset: bool = False


class Conversation(Frame, tag="conversation", kw_only=True):
    session: Session
    messages: list[Message]
    total: int


class Branches(Frame, tag="branches", kw_only=True):
    branches: list[Branch]


class ArtifactDiff(Frame, tag="artifact_diff", kw_only=True):
    artifact_id: str
    from_version: int
    to_version: int
    diff: str
    """Unified; empty where the contents are equal."""


class Components(Frame, tag="components", kw_only=True):
    components: list[Component]


class ComponentFound(Frame, tag="component", kw_only=True):
    component: Component


class Interactions(Frame, tag="interactions", kw_only=True):
    interactions: list[Interaction]
    total: int


class Error(Frame, tag="error", kw_only=True):
    code: Code
    message: str
    details: dict[str, Any] | None = None
    retry_after: float | None = None
