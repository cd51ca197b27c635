"""Whether what stands in a session's file is what Satchel makes."""

import sqlite3
import tempfile
from functools import cache
from pathlib import Path

import msgspec

from ..errors import SatchelError
from ..handling.caller import SERVER
from ..handling.context import Access, Context, Mark
from ..session import SCHEMA
from ..session.handlers import handle
from ..storage.files import unavailable
from ..wire.codec import frame_from_json, frame_to_json
from ..wire.commands import Command, GetArtifacts, GetMessages, GetSession
from ..wire.events import Frame, Messages

PAGE = 1000

_COLUMNS = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'"
_RUNS_BY_ITSELF = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'"
)


def faults(db: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong, at most five things; empty for a sound file."""
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
    return [] if found == ["ok"] else found


def check_sound(db: sqlite3.Connection, name: str) -> None:
    """Checks a file that may come from anywhere, at this version's schema.

    Args:
        name: of the file, for the message.

    Raises:
        SatchelError: `unavailable`, with the reason `damaged` or `foreign`.
    """
    if found := faults(db):
        raise unavailable("damaged", f"{name} is damaged ({' '.join(found[0].split())}); take another copy.")
    for kind, called, sql in db.execute(_RUNS_BY_ITSELF):
        if (kind, called, sql) not in _ours(_RUNS_BY_ITSELF):  # it would run in the server, at everybody's requests
            raise unavailable("foreign", f"{name} holds a {kind}, {called!r}, as no session of Satchel does.")
    missing = sorted(_ours(_COLUMNS) - set(db.execute(_COLUMNS)))
    if missing:
        raise unavailable("damaged", f"{name} lacks the column {'.'.join(missing[0])}; take another copy.")


@cache
def _ours(query: str) -> frozenset[tuple[str, ...]]:
    """What a query finds in a session that has just been made."""
    with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
        path = Path(folder) / "empty.sqlite3"
        SCHEMA.build(path)
        db = sqlite3.connect(path)
        try:
            return frozenset(db.execute(query))
        finally:
            db.close()


def check_readable(db: sqlite3.Connection, session_id: str, name: str) -> None:
    """Asks for all that clients ask for, and reads the answers as they do.

    Raises:
        SatchelError: `unavailable`, with the reason `damaged`, naming what is not as it should be.
    """
    context = Context(session_id, 0, 0, SERVER, "", Access(""), Mark())

    def ask(command: Command) -> Frame:
        return frame_from_json(frame_to_json(handle(db, command, context).reply))

    try:
        ask(GetSession())
        ask(GetArtifacts())
        last: str | None = None
        while True:
            page = ask(GetMessages(limit=PAGE, after=last))
            assert isinstance(page, Messages)
            if len(page.messages) < PAGE:
                return
            last = page.messages[-1].id
    except (SatchelError, msgspec.MsgspecError, TypeError, ValueError) as error:
        raise unavailable("damaged", f"{name} holds what no client could read ({error}).") from None
