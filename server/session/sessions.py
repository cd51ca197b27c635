"""The session itself: its one row, its name, and the counter that orders its changes."""

import sqlite3
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from ..content import title_from_text
from ..errors import SatchelError
from ..storage.database import transaction
from ..storage.files import Connection
from ..wire.commands import GetSession, SessionUpdates, UpdateSession
from ..wire.events import Frame, SessionFound, SessionUpdated
from ..wire.resources import Session
from .handler import Context, Outcome, from_json, to_json

_COLUMNS = (
    "id, owner, title, description, visibility, model_id, sandbox_id, last_context, is_active, is_deleted, deleted_at,"
    " metadata, created_at"
)
_JSON_FIELDS = {"metadata": "updates.metadata", "last_context": "updates.lastContext"}
_TABLES = ("chat_messages", "artifacts")


class Loaded(Struct, frozen=True):
    """What an actor has to know of a file that it opened."""

    seq: int
    """The last one given out."""
    streaming: bool
    """Whether a reply in it has not ended."""


def load(db: Connection, session_id: str, owner: str, now: int) -> Loaded:
    """Called once on a file that was just opened: makes the session's row in a fresh one.

    A file that was copied to another name is a session of that name: the name counts.
    """
    row = db.execute(
        "SELECT id, (SELECT seq FROM change_counter), EXISTS (SELECT 1 FROM chat_messages WHERE status = 'streaming')"
        " FROM session"
    ).fetchone()
    if row is None:
        with transaction(db):
            db.execute("INSERT INTO session (id, owner, created_at) VALUES (?, ?, ?)", (session_id, owner, now))
            db.execute("INSERT INTO change_counter VALUES (0, ?)", (now,))
        return Loaded(0, False)
    if row[0] != session_id:
        with transaction(db):
            db.execute("UPDATE session SET id = ?", (session_id,))
            for table in _TABLES:
                db.execute(f"UPDATE {table} SET session_id = ?", (session_id,))
    return Loaded(row[1], bool(row[2]))


def keep_seq(db: sqlite3.Connection, seq: int, now: int) -> None:
    """Stores the counter, in the transaction of the changes that it numbered."""
    db.execute("UPDATE change_counter SET seq = ?, changed_at = ?", (seq, now))


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
    frame = _change(db, context, changes)
    return Outcome(frame, (frame,))


def _change(db: sqlite3.Connection, context: Context, changes: dict[str, Any]) -> SessionUpdated:
    columns = {
        name: to_json(_JSON_FIELDS[name], value) if name in _JSON_FIELDS else value for name, value in changes.items()
    }
    names = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE session SET {names}, seq = :seq", columns | {"seq": context.next_seq()})
    session = msgspec.structs.replace(read_session(db), updated_at=context.now)
    return SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)


def name_session(db: sqlite3.Connection, context: Context, text: str) -> list[Frame]:
    """Gives a session that has no title one from its first user message. Returns what everyone hears of it."""
    if db.execute("SELECT 1 FROM session WHERE title = ''").fetchone() is None:
        return []
    return [_change(db, context, {"title": title_from_text(text)})]
