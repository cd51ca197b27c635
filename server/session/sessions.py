"""The session itself: its one row, its name, and the counter that orders its changes."""

import sqlite3
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from ..content import title_from_text
from ..errors import SatchelError
from ..handling.context import Access, Context, Loaded, Mark
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..storage.database import transaction
from ..storage.files import Connection
from ..wire.commands import GetSession, SessionUpdates, UpdateSession
from ..wire.events import Frame, SessionFound, SessionUpdated
from ..wire.resources import Session
from .files.forking import rename_sites
from .past.keeping import remember

_COLUMNS = (
    "id, owner, title, description, visibility, model_id, sandbox_id, last_context, is_active, is_deleted, deleted_at,"
    " metadata, created_at"
)
JSON_FIELDS = {"metadata": "updates.metadata", "last_context": "updates.lastContext"}
SEEN = frozenset(
    ("title", "description", "visibility", "model_id", "sandbox_id", "last_context", "is_active", "metadata")
)
"""Columns that can be seen as they were. Whether the session was deleted is nothing of what was in it."""
_IS_DELETED = "SELECT is_deleted FROM session"
_TABLES = ("chat_messages", "artifacts", "components", "ai_interactions")
_STATES: tuple[Literal["live"], Literal["deleted"], Literal["gone"]] = ("live", "deleted", "gone")


def load(db: Connection, session_id: str, owner: str, now: int) -> Loaded:
    """Called once on a file that was just opened: makes the session's row in a fresh one.

    A file that was copied to another name is a session of that name: the name counts.
    """
    row = db.execute(
        "SELECT id, owner, visibility, is_deleted, c.seq, index_id, indexed,"
        " EXISTS (SELECT 1 FROM chat_messages WHERE status = 'streaming') FROM session, change_counter c"
    ).fetchone()
    if row is None:
        with transaction(db):
            db.execute("INSERT INTO session (id, owner, created_at) VALUES (?, ?, ?)", (session_id, owner, now))
            db.execute("INSERT INTO change_counter (seq, changed_at) VALUES (0, ?)", (now,))
        return Loaded(0, Access(owner))
    mark = Mark(row[5], row[6])
    if row[0] != session_id:
        with transaction(db):
            rename(db, session_id)
        mark = Mark()
    return Loaded(row[4], access_of(*row[1:4]), mark, bool(row[7]))


def rename(db: sqlite3.Connection, session_id: str) -> None:
    """Gives the session of a file another id. No index knows it under that. Called in a transaction."""
    db.execute("UPDATE session SET id = ?", (session_id,))
    db.execute("UPDATE change_counter SET index_id = '', indexed = 0")
    for table in _TABLES:
        db.execute(f"UPDATE {table} SET session_id = ?", (session_id,))
    rename_sites(db, session_id)


def access_of(owner: str, visibility: str, is_deleted: int) -> Access:
    return Access(owner, visibility == "public", _STATES[is_deleted])


def keep(db: sqlite3.Connection, context: Context) -> None:
    """Stores the counters, in the transaction of the changes that they number."""
    db.execute(
        "UPDATE change_counter SET seq = ?, changed_at = ?, free_messages = free_messages + ?",
        (context.seq, context.now, context.free_messages),
    )


def keep_mark(db: sqlite3.Connection, mark: Mark) -> None:
    db.execute("UPDATE change_counter SET index_id = ?, indexed = ?", (mark.index, mark.seq))


def read_session(db: sqlite3.Connection) -> Session:
    row = db.execute(f"SELECT {_COLUMNS}, (SELECT changed_at FROM change_counter), seq FROM session").fetchone()
    fields: list[Any] = [*row]
    fields[7] = from_json(row[7]) if row[7] is not None else None
    fields[8], fields[9] = bool(row[8]), bool(row[9])
    fields[11] = from_json(row[11])
    return Session(*fields)


def get_session(db: sqlite3.Connection, command: GetSession, context: Context) -> Outcome:
    return Outcome(SessionFound(session=read_session(db), seq=context.seq, session_id=context.session_id))


def update_session(db: sqlite3.Connection, command: UpdateSession, context: Context) -> Outcome:
    updates = command.updates
    changes: dict[str, Any] = {
        name: value for name in SessionUpdates.__struct_fields__ if (value := getattr(updates, name)) is not UNSET
    }
    if not changes:
        raise SatchelError("invalid", "updates is empty: name at least one field to change.", {"field": "updates"})
    expect(db, command.expected_seq)
    frame = SessionUpdated(session=change_session(db, context, changes), session_id=context.session_id)
    frame.seq = frame.session.seq
    return Outcome(frame, (frame,))


def expect(db: sqlite3.Connection, seq: int | None) -> None:
    """Raises `conflict` with the current state where the session has moved on from what was seen of it."""
    current = read_session(db)
    if seq is not None and seq != current.seq:
        raise SatchelError(
            "conflict",
            f"The session has moved on: its seq is {current.seq}, not {seq}. Take the current state in details.",
            {"current": msgspec.to_builtins(current), "expectedSeq": seq},
        )


def change_session(
    db: sqlite3.Connection,
    context: Context,
    changes: dict[str, Any],
    json_fields: dict[str, str] = JSON_FIELDS,
) -> Session:
    """Stores new values of columns, none at all perhaps, under the next number.

    Args:
        json_fields: what a column that holds JSON is called where it can't be kept.
    """
    columns = {
        name: to_json(json_fields[name], value) if name in json_fields else value for name, value in changes.items()
    }
    setting = "".join(f"{name} = :{name}, " for name in columns)
    is_first, seq = context.seq == 0, context.next_seq()
    if not is_first and (known := [name for name in columns if name in SEEN]):
        remember(db, context, seq, "session", context.session_id, known)
    db.execute(f"UPDATE session SET {setting}seq = :seq", columns | {"seq": seq})
    session = msgspec.structs.replace(read_session(db), updated_at=context.now)
    context.access = access_of(session.owner, session.visibility, db.execute(_IS_DELETED).fetchone()[0])
    return session


def name_session(db: sqlite3.Connection, context: Context, text: str) -> list[Frame]:
    """Gives a session that has no title one from its first user message. Returns what everyone hears of it."""
    if db.execute("SELECT 1 FROM session WHERE title = ''").fetchone() is None:
        return []
    session = change_session(db, context, {"title": title_from_text(text)})
    return [SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)]
