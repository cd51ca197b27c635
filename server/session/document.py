"""A session as one JSON text that is a session again without loss: its tables, row by row.

Everything that is kept is in it, deleted messages and artifacts, branches and versions too. Left out are receipts, jobs
and their results. A column that holds JSON stands as its text; bytes stand as `{"base64": …}`.
"""

import base64
import sqlite3
from typing import Any

import msgspec

from ..errors import SatchelError

FORMAT = "satchel-session"
VERSION = 1
_LEFT_OUT = frozenset({"receipts", "jobs", "job_files"})


def to_document(db: sqlite3.Connection) -> bytes:
    """The text of an open session file."""
    tables = {name: [dict(zip(columns, map(_shown, row), strict=True)) for row in _rows(db, name, columns)]
              for name, columns in _tables(db).items()}  # fmt: skip
    return msgspec.json.encode({"format": FORMAT, "version": VERSION, "tables": tables})


def from_document(db: sqlite3.Connection, text: bytes) -> None:
    """Fills an empty session file. Called in a transaction.

    Raises:
        SatchelError: `invalid`, for a text that is no such document.
    """
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise SatchelError("invalid", f"It is no JSON: {error}.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("tables"), dict):
        raise SatchelError("invalid", f'It is no session in JSON: those begin with "format": "{FORMAT}".')
    if found.get("version") != VERSION:
        raise SatchelError("invalid", f"It is of version {found.get('version')!r}; this Satchel reads {VERSION}.")
    known = _tables(db)
    for name, rows in found["tables"].items():
        if name not in known or not isinstance(rows, list):
            raise SatchelError("invalid", f"A session has no table {name[:100]!r}.", {"field": "tables"})
        for row in rows:
            _insert(db, name, known[name], row)


def _insert(db: sqlite3.Connection, name: str, known: list[str], row: Any) -> None:
    if not isinstance(row, dict) or not row.keys() <= set(known):
        raise SatchelError("invalid", f"A row of {name} has other columns than {', '.join(known)}.", {"field": name})
    places = ", ".join("?" * len(row))
    try:
        db.execute(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({places})", [_kept(value) for value in row.values()])
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise SatchelError("invalid", f"A row of {name} can't be kept: {error}.", {"field": name}) from None


def _tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return {
        name: [column for _, column, *_ in db.execute(f"PRAGMA table_info({name})")]
        for (name,) in names.fetchall()
        if name not in _LEFT_OUT
    }


def _rows(db: sqlite3.Connection, name: str, columns: list[str]) -> sqlite3.Cursor:
    return db.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1, 2")


def _shown(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _kept(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) and value.keys() == {"base64"} else value
