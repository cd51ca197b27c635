"""The list of a user's sessions: its rows, pages of it, statistics."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import GetStatistics, ListSessions
from ..wire.events import SessionsFound, StatisticsFound
from ..wire.resources import SessionSummary, Statistics
from .finding import sessions_with

_FIELDS = SessionSummary.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_METADATA = _FIELDS.index("metadata")
_FLAGS = (_FIELDS.index("is_active"), _FIELDS.index("is_deleted"))


def insert_session(db: sqlite3.Connection, summary: SessionSummary, known: int, free_messages: int) -> int:
    """Returns its key."""
    names = f"{_COLUMNS}, known, free_messages"
    marks = ", ".join("?" * (len(_FIELDS) + 2))
    cursor = db.execute(f"INSERT INTO sessions ({names}) VALUES ({marks})", (*_row(summary), known, free_messages))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def update_session(db: sqlite3.Connection, key: int, summary: SessionSummary, known: int, free_messages: int) -> None:
    names = ", ".join(f"{name} = ?" for name in (*_FIELDS, "known", "free_messages"))
    db.execute(f"UPDATE sessions SET {names} WHERE key = ?", (*_row(summary), known, free_messages, key))


def read_summary(db: sqlite3.Connection, key: int) -> SessionSummary:
    return _summary(db.execute(f"SELECT {_COLUMNS} FROM sessions WHERE key = ?", (key,)).fetchone())


def _row(summary: SessionSummary) -> list[Any]:
    values: list[Any] = list(msgspec.structs.astuple(summary))
    values[_METADATA] = to_json("metadata", summary.metadata)
    return values


def _summary(row: tuple[Any, ...]) -> SessionSummary:
    values = list(row)
    values[_METADATA] = from_json(row[_METADATA])
    for flag in _FLAGS:
        values[flag] = bool(row[flag])
    return SessionSummary(*values)


def list_sessions(db: sqlite3.Connection, command: ListSessions, context: Context) -> Outcome:
    """A page of those that all filters let through, the last changed first, and how many there are."""
    where, values = ["is_deleted = ?"], list[Any]([command.deleted])
    if command.status is not None:
        where.append("is_active = ?")
        values.append(command.status == "active")
    for column, value in (
        ("model_id =", command.model_id),
        ("updated_at >=", command.since),
        ("updated_at <=", command.until),
    ):
        if value is not None:
            where.append(f"{column} ?")
            values.append(value)
    if command.search.strip():
        where.append("key IN (SELECT value FROM json_each(?))")
        values.append(_json(sessions_with(db, command.search, deleted=command.deleted)))
    total, keys = _page(db, " AND ".join(where), values, command.limit, command.offset)
    rows = {row[0]: _summary(row[1:]) for row in _rows(db, keys)}
    statistics = _statistics(db) if command.include_stats else None
    return Outcome(SessionsFound(sessions=[rows[key] for key in keys], total=total, statistics=statistics))


def _page(db: sqlite3.Connection, where: str, values: list[Any], limit: int, offset: int) -> tuple[int, list[int]]:
    """How many there are, and the keys of a page; both from the index `sessions_listed`."""
    listed = f"sessions INDEXED BY sessions_listed WHERE {where}"  # and not by key, which would read the whole rows
    total = db.execute(f"SELECT count(*) FROM {listed}", values).fetchone()[0]
    keys = db.execute(
        f"SELECT key FROM {listed} ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return total, [key for (key,) in keys]


def _rows(db: sqlite3.Connection, keys: Iterable[int]) -> sqlite3.Cursor:
    return db.execute(
        f"SELECT key, {_COLUMNS} FROM sessions WHERE key IN (SELECT value FROM json_each(?))", (_json(keys),)
    )


def _json(keys: Iterable[int]) -> str:
    return msgspec.json.encode(list(keys)).decode()


def get_statistics(db: sqlite3.Connection, command: GetStatistics, context: Context) -> Outcome:
    return Outcome(StatisticsFound(statistics=_statistics(db)))


def _statistics(db: sqlite3.Connection) -> Statistics:
    total, active, messages = db.execute(
        "SELECT count(*), coalesce(sum(is_active), 0), coalesce(sum(message_count), 0) FROM sessions"
        " WHERE is_deleted = 0"
    ).fetchone()
    deleted = db.execute("SELECT count(*) FROM sessions WHERE is_deleted = 1").fetchone()[0]
    return Statistics(total_chats=total, active_chats=active, deleted_chats=deleted, total_messages=messages)
