"""Runs one SQL statement that a person or a script brought, and lets it do no more than it should.

SQLite asks the authorizer while it compiles a statement, so what is refused has not begun.
https://www.sqlite.org/c3ref/c_alter_table.html lists what it asks about.
"""

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from ..errors import SatchelError

Value = int | float | str | bytes | None

STEPS = 20_000
"""Of SQLite's virtual machine, between two looks at the clock and at Ctrl-C."""
COUNTER = "change_counter"

_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_CHANGES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
_TELLING = {
    *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"),
    *("integrity_check", "quick_check", "database_list", "function_list", "collation_list", "pragma_list"),
}
_TELLING_ALONE = {"user_version", "application_id", "page_count", "page_size", "freelist_count", "encoding"}
"""These tell without a value behind them, and set something with one."""
_FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer"}
_FAULTS_OF_THE_FILE = {
    *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
}


class Rows(Struct, frozen=True):
    """What a statement gave.

    Attributes:
        columns: each name once; empty for one that gives no rows.
        more: rows beyond those that were wanted.
        changed: rows that it changed.
    """

    columns: list[str]
    rows: list[tuple[Value, ...]]
    more: int = 0
    changed: int = 0


class Guard:
    """Lets a statement read, and change rows if it may."""

    def __init__(self, *, write: bool) -> None:
        self._write = write
        self.asked = False
        self.refusal: str | None = None

    def __call__(
        self, action: int, first: str | None, second: str | None, database: str | None, trigger: str | None
    ) -> int:
        self.asked = True
        reason = self._reason(action, first or "", second, trigger)
        if reason is None:
            return sqlite3.SQLITE_OK
        self.refusal = self.refusal or reason
        return sqlite3.SQLITE_DENY

    def _reason(self, action: int, first: str, second: str | None, trigger: str | None) -> str | None:
        """Why not, or None."""
        if action in _READS:
            if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FORBIDDEN_FUNCTIONS:
                return f"The function {second} is not for satchel sql."
            return None
        if action in _CHANGES:
            return self._reason_against_change(action, first, trigger)
        if action == sqlite3.SQLITE_PRAGMA:
            name = first.lower()
            if name in _TELLING or (name in _TELLING_ALONE and second is None):
                return None
            return f"PRAGMA {name} is not for satchel sql; those that only tell something are."
        if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
            return "satchel sql works on one session's file alone: no ATTACH, DETACH or VACUUM."
        if action in (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT):
            return "Each statement is a transaction of its own: no BEGIN, COMMIT, ROLLBACK or SAVEPOINT."
        return "satchel sql leaves the tables themselves as they are: it changes rows at most."

    def _reason_against_change(self, action: int, table: str, trigger: str | None) -> str | None:
        if table.startswith("sqlite_"):
            # SQLite asks so for the pragmas that can be read like tables. A real one is refused without us.
            harmless = action == sqlite3.SQLITE_UPDATE
            return (
                None if harmless else "satchel sql leaves the tables themselves as they are: it changes rows at most."
            )
        if not self._write:
            return f"This would change {table}, and satchel sql only reads; with --write it may."
        if table == COUNTER and trigger is None:
            return f"{COUNTER} is kept by satchel itself."
        if table == "session" and action != sqlite3.SQLITE_UPDATE:
            return "A session's file has one session: its row can be changed, and neither added nor deleted."
        return None


def run_statement(
    db: sqlite3.Connection, sql: str, *, write: bool = False, most: int | None = None, tick: Callable[[], None]
) -> Rows:
    """Runs one statement to its end.

    Args:
        most: rows to keep; of others it is counted how many there are.
        tick: called every now and then meanwhile.

    Raises:
        SatchelError: `invalid`: what SQLite says of the statement; `forbidden`: it does what it may not.
        sqlite3.Error: the file failed.
        KeyboardInterrupt: at Ctrl-C.
    """
    guard = Guard(write=write)
    db.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
    db.set_authorizer(guard)
    db.set_progress_handler(tick, STEPS)
    db.text_factory = _text
    try:
        return _run(db, sql, guard, most)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError) as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:  # Ctrl-C was raised in `tick`; SQLite tells no more of it than that
            raise KeyboardInterrupt from None
        if guard.refusal is not None or code == sqlite3.SQLITE_READONLY:
            told = guard.refusal or "This would change the file, and satchel sql only reads; with --write it may."
            raise SatchelError("forbidden", told) from None
        if code in _FAULTS_OF_THE_FILE:
            raise
        raise SatchelError("invalid", f"SQLite says: {error}") from None
    finally:
        db.set_authorizer(None)
        db.set_progress_handler(None, 0)
        db.text_factory = str


def _run(db: sqlite3.Connection, sql: str, guard: Guard, most: int | None) -> Rows:
    cursor = db.execute(sql)
    if not guard.asked:
        raise SatchelError("invalid", "There is no statement in that.")
    rows = cursor.fetchall() if most is None else cursor.fetchmany(most)
    more = sum(1 for _ in cursor)
    columns = _distinct([column[0] for column in cursor.description or ()])
    return Rows(columns, rows, more, max(0, cursor.rowcount))


def _text(data: bytes) -> str:
    """SQLite takes any bytes for text."""
    return data.decode("utf-8", "replace")


def _distinct(names: list[str]) -> list[str]:
    """`SELECT 1 AS a, 2 AS a` gives `a` and `a_2`, so that an object has both."""
    found: dict[str, None] = {}
    for name in names:
        chosen, number = name, 1
        while chosen in found:
            number += 1
            chosen = f"{name}_{number}"
        found[chosen] = None
    return list(found)
