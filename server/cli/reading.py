"""Reads a session's file that no server has open, and changes nothing: not a byte of it, no file beside it, no lock
that a server could meet when it opens the file at the same moment.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..errors import SatchelError
from ..session import SCHEMA
from ..session.sessions import load
from ..storage.files import check_file, explain, open_file, unavailable
from .owner import has_owner

T = TypeVar("T")

TRIES = 3
LOGS = ("-wal", "-journal")
"""What a crash, or a program that has the file open, leaves beside it: without them the file is not whole."""


def read(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """Runs `work` with a connection to the file, or to a copy, at this version's schema and under the file's name.

    Raises:
        FileNotFoundError: nothing is there.
        SatchelError: `unavailable`, with the reason `locked` where another process has it open.
    """
    return at_rest(path, lambda: _read_once(path, work))


def at_rest(path: Path, attempt: Callable[[], T]) -> T:
    """What `attempt` makes of the file, where nobody writes to it.

    No lock is held, so a server may open the file meanwhile: then what was read counts for nothing and is read again.
    Raises as `read` does.
    """
    for _ in range(TRIES):
        before = _state(path)
        if _has_owner(path):
            break
        try:
            found = attempt()
        except (SatchelError, sqlite3.Error, OSError) as error:
            if _state(path) == before and not _has_owner(path):
                raise explained(error, path.name) from error
        else:
            if _state(path) == before and not _has_owner(path):
                return found
    raise unavailable("locked", f"{path.name} is open in another process.")


def _has_owner(path: Path) -> bool:
    """Of a path that can't be opened nobody is the owner; what reads it says why it can't be."""
    try:
        return has_owner(path)
    except OSError:
        return False


def explained(error: Exception, name: str) -> Exception:
    """What a failure to read a file means for the one who asked."""
    match error:
        case sqlite3.Error() if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR:
            return unavailable("damaged", f"{name} is not as Satchel made it ({error}); restore a copy.")
        case sqlite3.Error():
            return explain(error, name)
        case FileNotFoundError() | SatchelError():
            return error
        case OSError():
            return unavailable("failing", f"{name} can't be read or copied: {error.strerror}; try again.")
        case _:
            return error


def logs_of(path: Path) -> list[Path]:
    """The logs beside a file that hold something."""
    found = [path.with_name(path.name + suffix) for suffix in LOGS]
    return [log for log in found if log.exists() and log.stat().st_size > 0]


def _state(path: Path) -> list[tuple[int, int, int] | None]:
    """What changes when anyone writes the file or its logs."""
    found: list[tuple[int, int, int] | None] = []
    for candidate in (path, *(path.with_name(path.name + suffix) for suffix in LOGS)):
        try:
            status = candidate.stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except OSError:
            found.append(None)
    return found


def _read_once(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    if check_file(path, SCHEMA).version == SCHEMA.version and not logs_of(path):
        # `immutable` tells SQLite that nobody writes, so it takes no lock and makes no -shm beside the file, as it
        # would with `mode=ro` alone. That is true: without a log there was no crash, and `read` looks for an owner.
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        try:
            if db.execute("SELECT id FROM session").fetchone() == (_id(path),):
                return work(db)
        finally:
            db.close()
    # After a crash the log has to be played back, an old schema migrated, a renamed file told its name: to a copy.
    with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
        copy = Path(folder) / path.name
        copy_with_logs(path, copy)
        db = open_file(copy, SCHEMA)
        try:
            load(db, _id(path), "local", int(path.stat().st_mtime * 1000))
            return work(db)
        finally:
            db.close()


def copy_with_logs(path: Path, target: Path) -> None:
    """Copies a file, and the logs beside it to beside the copy."""
    for part in (path, *logs_of(path)):
        shutil.copyfile(part, target.with_name(target.name + part.name.removeprefix(path.name)))


def _id(path: Path) -> str:
    return path.name.removesuffix(".sqlite3")
