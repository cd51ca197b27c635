"""What a session gives away: whether a fork or a copy of it can be made, and how it takes in another one's artifact.

The new session itself is made by the host, of a copy of the file: see `copying`.
"""

import sqlite3
from typing import ClassVar

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.receipts import once
from ..wire.commands import CopyArtifact, CopySession, ForkSession, SessionCommand
from ..wire.events import ArtifactCopied, ArtifactCreated, ArtifactFound, Frame, SessionFound, SessionUpdated
from ..wire.resources import Artifact
from .artifacts import find_artifact, insert_artifact
from .messages import find_message
from .sessions import change_session, read_session


class ReceiveArtifact(SessionCommand, kw_only=True, frozen=True):
    """From the host, for the one who asked for a copy: it is taken in once for the key of what was asked."""

    creates: ClassVar[bool] = True
    request: CopyArtifact
    source: str
    """The id of the session that the artifact comes from."""
    artifact: Artifact


def fork_session(db: sqlite3.Connection, command: ForkSession, context: Context) -> Outcome:
    """Answers with the session that a fork can be made of."""
    if command.message_id is not None:
        find_message(db, command.message_id)
    return _found(db, command, context)


def copy_session(db: sqlite3.Connection, command: CopySession, context: Context) -> Outcome:
    return _found(db, command, context)


def _found(db: sqlite3.Connection, command: ForkSession | CopySession, context: Context) -> Outcome:
    """The one that is copied is asked without a key. With one it is the copy that is asked, whether it is the copy
    that was made for this key: then it has answered already, by its receipt."""
    if command.idempotency_key is not None or command.new_session_id == context.session_id:
        raise exists(context.session_id)
    return Outcome(SessionFound(session=read_session(db), session_id=context.session_id))


def exists(session_id: str, field: str = "newSessionId") -> SatchelError:
    return SatchelError("conflict", f"There is a session {session_id!r} already.", {"field": field})


def copy_artifact(db: sqlite3.Connection, command: CopyArtifact, context: Context) -> Outcome:
    """Answers with the artifact that a copy can be made of."""
    if (command.to_session_id is None) == (command.to_user is None):
        raise SatchelError("invalid", "Copy to either toSessionId or toUser.", {"field": "toSessionId"})
    return Outcome(ArtifactFound(artifact=find_artifact(db, command.artifact_id), session_id=context.session_id))


def receive_artifact(db: sqlite3.Connection, command: ReceiveArtifact, context: Context) -> Outcome:
    """Stores a copy, at most once for the idempotency key of the request. A session made for it is named after it."""

    def take_in(db: sqlite3.Connection, request: CopyArtifact, context: Context) -> Outcome:
        told: list[Frame] = []
        given = command.artifact
        if request.to_user is not None and context.seq == 0:
            session = change_session(db, context, {"title": given.title})
            told.append(SessionUpdated(session=session, seq=session.seq, session_id=context.session_id))
        origin = {"sessionId": command.source, "artifactId": given.id, "version": given.version}
        artifact = insert_artifact(
            db,
            context,
            type=given.type,
            title=given.title,
            content=given.content,
            language=given.language,
            description=given.description,
            metadata=given.metadata | {"copiedFrom": origin},
        )
        told.append(ArtifactCreated(artifact=artifact, seq=artifact.seq, session_id=context.session_id))
        return Outcome(ArtifactCopied(artifact=artifact, session_id=context.session_id), told)

    return once(db, command.request, context, take_in)
