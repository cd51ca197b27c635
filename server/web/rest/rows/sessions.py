"""Chats: what REST calls sessions."""

import hashlib
from typing import Any

import msgspec
from msgspec.structs import fields

from ....wire import commands as c
from ....wire import events as e
from ....wire.ids import SessionId, new_id
from ....wire.resources import Session
from ..paths import chat_path
from ..route import Asked, Route, View
from ..shown import field_as
from ..told import Applied, Changes, applied, as_it_is

RECENT = 24 * 60 * 60 * 1000
MINUTE = 60_000
_ENVELOPE = ("request_id", "idempotency_key", "session_id")
_LISTED = {"chats": "sessions", "stats": "statistics"}

_own = [field for field in fields(c.CreateSession) if field.name not in _ENVELOPE]
NewChat = msgspec.defstruct(
    "CreateSessionBody",
    [("id", SessionId | None, None), *(field_as(field, field.type) for field in _own)],
    rename={field.name: field.encode_name for field in _own},
    kw_only=True,
    forbid_unknown_fields=True,
)
"""A session, and the id that it may be given."""


def session_etag(frame: Any) -> str:
    """The session's own number, which `If-Match` compares, and that of the last change of anything in it."""
    return f"{frame.session.seq}-{frame.session.seq if frame.seq is None else frame.seq}"


def _recent(now: int) -> dict[str, Any]:
    return {"since": (now - RECENT) // MINUTE * MINUTE, "deleted": False}


def _create(asked: Asked) -> tuple[str, c.Command]:
    """A chat that is made without an id gets one: the same for the same user and key, so that a repeat finds it."""
    given = msgspec.structs.asdict(asked.input)
    session_id = given.pop("id")
    if session_id is None and asked.key is not None:
        session_id = "chat_" + hashlib.sha256(f"{asked.user}\0{asked.key}".encode()).hexdigest()[:32]
    return session_id or new_id("chat", asked.now), c.CreateSession(**given)


def _location(frame: Any) -> str:
    return chat_path(frame.session.id)


def _deleted(frame: e.SessionDeleted) -> str:
    return "The chat was deleted for good." if frame.permanent else "The chat was deleted; it can be restored."


_CHAT = {"chat": "session"}
_THEN = {"chat": "session", "seq": "seq"} | {
    name: name
    for name in ("messages", "artifacts", "components", "interactions", "project", "sites", "time", "incomplete")
}
_RESTORED = {
    **_CHAT,
    "created": "created",
    "restoredSeq": "restored_seq",
    "previousSeq": "previous_seq",
    "time": "time",
    "incomplete": "incomplete",
}
_ONE = "/api/chats/{sessionId}"

ROWS = (
    Route(
        method="GET",
        path="/api/chats",
        tag="chats",
        command=c.ListSessions,
        frame=e.SessionsFound,
        shows=_LISTED,
        fixed=lambda _: {"deleted": False},
        paged=("limit", "offset"),
    ),
    Route(
        method="GET",
        path="/api/chats/recent",
        tag="chats",
        name="ListRecentSessions",
        summary="Those that changed within the last 24 hours, newest first.",
        command=c.ListSessions,
        frame=e.SessionsFound,
        shows=_LISTED,
        fixed=_recent,
        paged=("limit", "offset"),
    ),
    Route(
        method="GET",
        path="/api/chats/deleted",
        tag="chats",
        name="ListDeletedSessions",
        summary="Those that are deleted and can be restored, newest first.",
        command=c.ListSessions,
        frame=e.SessionsFound,
        shows=_LISTED,
        fixed=lambda _: {"deleted": True},
        paged=("limit", "offset"),
    ),
    Route(
        method="POST",
        path="/api/chats",
        tag="chats",
        command=c.CreateSession,
        frame=e.SessionCreated,
        shows=_CHAT,
        input=NewChat,
        make=_create,
        status=201,
        made="created",
        etag=session_etag,
        location=_location,
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="chats",
        command=c.GetConversation,
        frame=e.Conversation,
        shows={"chat": "session", "messages": "messages"},
        paged=("message_limit", "message_offset"),
        etag=session_etag,
    ),
    Route(
        method="GET",
        path=f"{_ONE}/session",
        tag="chats",
        command=c.GetSession,
        frame=e.SessionFound,
        shows=_CHAT,
        etag=session_etag,
        summary="The chat without its messages.",
    ),
    Route(
        method="PATCH",
        path=_ONE,
        tag="chats",
        command=c.UpdateSession,
        frame=e.SessionUpdated,
        shows=_CHAT,
        body="updates",
        etag=session_etag,
        resource=Session,
        summary="Changes what is named and nothing else.",
    ),
    Route(
        method="DELETE",
        path=_ONE,
        tag="chats",
        command=c.DeleteSession,
        frame=e.SessionDeleted,
        resource=Session,
        says=_deleted,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/restore",
        tag="chats",
        command=c.RestoreSession,
        frame=e.SessionRestored,
        shows=_CHAT,
        etag=session_etag,
        summary="Brings a deleted chat back.",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/touch",
        tag="chats",
        command=c.TouchSession,
        frame=e.SessionUpdated,
        shows=_CHAT,
        etag=session_etag,
    ),
    Route(
        method="GET",
        path=f"{_ONE}/at",
        tag="chats",
        command=c.GetSessionAt,
        frame=e.SessionAt,
        shows=_THEN,
        paged=("message_limit", "message_offset"),
    ),
    Route(
        method="POST",
        path=f"{_ONE}/restore-at",
        tag="chats",
        command=c.RestoreSessionAt,
        frame=e.SessionRestoredAt,
        shows=_RESTORED,
        status=201,
        made="created",
        location=_location,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/fork",
        tag="chats",
        command=c.ForkSession,
        frame=e.SessionForked,
        shows=_CHAT,
        status=201,
        location=_location,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/copy",
        tag="chats",
        command=c.CopySession,
        frame=e.SessionCopied,
        shows=_CHAT,
        status=201,
        location=_location,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/batch",
        tag="chats",
        command=c.Batch,
        frame=e.BatchApplied,
        view=View(Applied, applied),
    ),
    Route(
        method="GET",
        path=f"{_ONE}/changes",
        tag="chats",
        name="GetChanges",
        command=c.Subscribe,
        view=View(Changes, as_it_is),
        served="changes",
        summary="What changed after a `seq`: each thing once, as it is now.",
    ),
    Route(
        method="GET",
        path=f"{_ONE}/events",
        tag="chats",
        name="ListenToSession",
        command=c.Subscribe,
        served="events",
        media="text/event-stream",
        summary="What changed after a `seq`, then what changes, as Server-Sent Events.",
    ),
    Route(
        method="GET",
        path=f"{_ONE}/export",
        tag="chats",
        name="ExportSession",
        command=c.GetSession,
        served="elsewhere",
        media="application/vnd.sqlite3",
        summary="The chat's file as it is at this moment, an SQLite database; with `?format=json` the same as JSON.",
    ),
)
