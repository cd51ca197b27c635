"""`satchel sql --write`: one statement changes a session that no server has open, as one transaction."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..errors import SatchelError
from ..session import SCHEMA
from ..session.sessions import load
from ..storage.database import transaction
from ..storage.files import Connection, checkpoint, open_file
from .owner import has_owner
from .reading import explained
from .soundness import check_readable
from .statement import COUNTER, Rows, run_statement

MOST_SEQ = 2**53
"""What a client in JavaScript can count to."""


class Written(Struct, frozen=True):
    rows: Rows
    owner: str


def write(path: Path, session_id: str, sql: str, tick: Callable[[], None]) -> Written:
    """Runs a statement that may change rows, and has them bear numbers as if the server had changed them.

    Raises:
        SatchelError: `not_found`; `conflict` where a server has the file open; `invalid` or `forbidden` for what can't
            be done, and nothing of it was; `unavailable`.
    """
    now = int(time.time() * 1000)
    try:
        if has_owner(path):
            raise _busy(session_id)
        db = open_file(path, SCHEMA)
        try:
            load(db, session_id, "local", now)
            _number_changes(db)
            with transaction(db):
                rows = run_statement(db, sql, write=True, tick=tick)
                owner = _finish(db, session_id, now)
            checkpoint(db)
        finally:
            db.close()
    except FileNotFoundError:
        raise SatchelError("not_found", f"Session {session_id} was deleted just now.") from None
    except (SatchelError, sqlite3.Error, OSError) as error:
        found = explained(error, path.name)
        if isinstance(found, SatchelError) and (found.details or {}).get("reason") == "locked":
            raise _busy(session_id) from None
        raise found from error
    return Written(rows, owner)


def _busy(session_id: str) -> SatchelError:
    return SatchelError(
        "conflict",
        f"Session {session_id} is open in a server, and --write needs it at rest: wait until it was not used for ten "
        "seconds, or stop the server.",
        {"reason": "open"},
    )


def _number_changes(db: Connection) -> None:
    """Each row that is added or changed gets the next number: by it clients that come back learn of it.

    The triggers are of this connection alone, and of rows that have such a number besides their key.
    """
    tables = db.execute(
        "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND c.name = 'seq' AND c.pk = 0 AND t.name != ?",
        (COUNTER,),
    ).fetchall()
    for (table,) in tables:
        for action in ("INSERT", "UPDATE"):
            db.execute(
                f"CREATE TEMP TRIGGER {action}_{table} AFTER {action} ON main.{table} BEGIN"
                f" UPDATE {COUNTER} SET seq = seq + 1;"
                f" UPDATE {table} SET seq = (SELECT seq FROM {COUNTER}) WHERE rowid = NEW.rowid; END"
            )


def _finish(db: Connection, session_id: str, now: int) -> str:
    """What goes with a change, in its transaction; returns whose the session is.

    Raises:
        SatchelError: `invalid` for what would leave a session that a server can't go on with.
    """
    keys = db.execute(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND c.name IN ('position', 'seq') AND c.pk = 1"
    ).fetchall()
    highest = [db.execute(f"SELECT max({column}) FROM {table}").fetchone()[0] or 0 for table, column in keys]
    seq = max(*highest, db.execute(f"SELECT seq FROM {COUNTER}").fetchone()[0])  # the next row's number is free then
    if seq > MOST_SEQ:
        raise SatchelError("invalid", f"Nothing was changed: {seq} is too large for a position or a seq.")
    # With no index known it tells everything anew when it next wakes.
    # And what was there before is not known: nothing kept it.
    db.execute(
        f"UPDATE {COUNTER} SET seq = :seq, changed_at = :now, index_id = '', indexed = 0, whole_since = :seq",
        {"seq": seq, "now": now},
    )
    own_id, owner = db.execute("SELECT id, owner FROM session").fetchone()
    if own_id != session_id:
        raise SatchelError(
            "invalid", "Nothing was changed: the session's id is its file's name; `import --as` sets it."
        )
    try:
        check_readable(db, session_id, "The session then")
    except SatchelError as error:
        raise SatchelError("invalid", f"Nothing was changed. {error.message}") from None
    return str(owner)
