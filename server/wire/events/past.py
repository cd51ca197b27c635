"""A session as it was, and that it is so again."""

from ..resources import Artifact, Component, Interaction, Message, Session, Site, Snapshot, Time, Unknown
from .frame import Frame


class SessionAt(Frame, tag="session_at", kw_only=True):
    """The session as it was at `seq`: the session's numbers up to that were given out.

    `time` is when the last change until then was made. Contents of files are not in it: `project` and `sites` say
    which there were, and at which version.
    """

    session: Session
    messages: list[Message]
    """A page of the current branch of then."""
    total: int
    """Messages of that branch."""
    artifacts: list[Artifact]
    components: list[Component]
    interactions: list[Interaction]
    sites: list[Site]
    time: Time
    incomplete: list[Unknown]
    """What can't be known exactly."""
    project: Snapshot | None = None


class SessionRestoredAt(Frame, tag="session_restored_at", kw_only=True):
    """The session is as it was at `restored_seq`: other events told of each change before this one.

    `previous_seq` names the state before: restored to that, all is as if nothing had happened.
    """

    session: Session
    created: bool
    """Whether it is a new session that is so, and the one that was asked stays as it is."""
    restored_seq: int
    previous_seq: int
    time: Time
    incomplete: list[Unknown]
    """What is not as it was."""
