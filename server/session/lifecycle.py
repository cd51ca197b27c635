"""The session as a whole: made, touched, deleted, restored, and shown with what was said in it."""

import sqlite3

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import (
    CreateSession,
    DeleteSession,
    GetConversation,
    GetMessages,
    RestoreSession,
    TouchSession,
)
from ..wire.events import (
    Conversation,
    SessionCreated,
    SessionDeleted,
    SessionRestored,
    SessionUpdated,
)
from .jobs import cancel_jobs
from .messages import page_of
from .replies import cancel_replies
from .sessions import change_session, expect, read_session

_GIVEN = ("title", "description", "visibility", "model_id", "sandbox_id", "last_context", "metadata")
_GONE = 2


def create_session(db: sqlite3.Connection, command: CreateSession, context: Context) -> Outcome:
    """One in which nothing has happened yet becomes what the command says; any other is answered as it is."""
    if context.seq:
        session = read_session(db)
        frame = SessionCreated(session=session, created=False, seq=session.seq, session_id=context.session_id)
        return Outcome(frame)
    given = {name: getattr(command, name) for name in _GIVEN}
    session = change_session(db, context, given, {"metadata": "metadata", "last_context": "lastContext"})
    frame = SessionCreated(session=session, created=True, seq=session.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def touch_session(db: sqlite3.Connection, command: TouchSession, context: Context) -> Outcome:
    session = change_session(db, context, {})
    frame = SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def delete_session(db: sqlite3.Connection, command: DeleteSession, context: Context) -> Outcome:
    """What is being written ends with what was said. Deleting one that is deleted changes nothing, unless for good."""
    expect(db, command.expected_seq)
    if context.access.state == "deleted" and not command.permanent:
        return Outcome(SessionDeleted(seq=read_session(db).seq, session_id=context.session_id))
    told, stop = cancel_replies(db, context)
    ended, idle = cancel_jobs(db, context)
    state = _GONE if command.permanent else 1
    session = change_session(db, context, {"is_deleted": state, "deleted_at": context.now})
    frame = SessionDeleted(permanent=command.permanent, seq=session.seq, session_id=context.session_id)
    return Outcome(frame, (frame,), [*told, *ended], [*stop, *idle])


def restore_session(db: sqlite3.Connection, command: RestoreSession, context: Context) -> Outcome:
    if context.access.state != "deleted":
        raise SatchelError("conflict", "This session is not deleted.", {"field": "sessionId"})
    session = change_session(db, context, {"is_deleted": 0, "deleted_at": None})
    frame = SessionRestored(session=session, seq=session.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def get_conversation(db: sqlite3.Connection, command: GetConversation, context: Context) -> Outcome:
    page = GetMessages(limit=command.message_limit, offset=command.message_offset, order=command.order)
    messages, total = page_of(db, page)
    session = read_session(db)
    return Outcome(
        Conversation(session=session, messages=messages, total=total, seq=context.seq, session_id=context.session_id)
    )
