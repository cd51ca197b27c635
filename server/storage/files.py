"""What stands at a path: checked before SQLite touches it, made whole or not at all, opened, copied.

A file that is not a sound file of ours is refused here and left as it is.
"""

import contextlib
import errno
import os
import sqlite3
import stat
import tempfile
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ..errors import SatchelError
from .schema import Schema
from .turn import Turn

Reason = Literal["damaged", "empty", "not_a_file", "unreadable", "foreign", "newer", "locked", "disk_full", "failing"]

_MAGIC = b"SQLite format 3\0"
_RESTORE = "restore a copy, and remove the -wal beside it, if there is one: it belongs to the damaged file"
_IN_WAL_MODE = b"\x02\x02"


def unavailable(reason: Reason, message: str) -> SatchelError:
    return SatchelError("unavailable", message, {"reason": reason})


class Header(Struct, frozen=True):
    """What the first bytes of a sound file of ours say."""

    version: int
    """Of the schema, as of the last checkpoint."""
    wal: bool
    """Whether it is in WAL mode."""


def check_file(path: Path, schema: Schema) -> Header:
    """Looks at the first 100 bytes of a file and at its length, and opens nothing with SQLite.

    Never called while this process has the file open: closing any descriptor of a file drops the process's locks.
    The header's fields: https://www.sqlite.org/fileformat2.html#the_database_header

    Raises:
        FileNotFoundError: nothing is there.
        SatchelError: `unavailable`, with the reason in its details.
    """
    try:
        # Not to wait for a pipe's other end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            return check_open(descriptor, path, schema)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        told = f"{path.name} can't be read: {error.strerror}; check its owner and mode."
        raise unavailable("unreadable", told) from None


def check_open(descriptor: int, path: Path, schema: Schema) -> Header:
    """The same of a file that is open already.

    Raises:
        OSError: it can't be read.
        SatchelError: `unavailable`, with the reason in its details.
    """
    name = path.name
    status = os.fstat(descriptor)
    header = os.pread(descriptor, 100, 0) if stat.S_ISREG(status.st_mode) else b""
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise unavailable("not_a_file", f"{name} is {kind}, not a session's file; move it away.")
    if status.st_size == 0:
        raise unavailable("empty", f"{name} is empty: put a copy from a backup in its place, or delete it.")
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise unavailable("damaged", f"{name} is not a SQLite file or its beginning is damaged; {_RESTORE}.")
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    if status.st_size < pages * page_size and log_size(path) == 0:
        raise unavailable("damaged", f"{name} is cut off: it should have {pages * page_size} bytes; {_RESTORE}.")
    if int.from_bytes(header[68:72], "big") != schema.application_id:
        raise unavailable("foreign", f"{name} is a SQLite file, but not a {schema.name} of Satchel; move it away.")
    version = int.from_bytes(header[60:64], "big")
    _check_version(name, version, schema)
    return Header(version, header[18:20] == _IN_WAL_MODE)


def _check_version(name: str, version: int, schema: Schema) -> None:
    if version > schema.version:
        raise unavailable(
            "newer",
            f"{name} was written by a newer Satchel (schema {version}, this one knows {schema.version}); upgrade.",
        )


def log_size(path: Path) -> int:
    """Bytes of the write-ahead log beside a file; 0 where there is none."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except OSError:
        return 0


class Connection(sqlite3.Connection):
    """A connection whose transactions take turns with those of others, and are on disk once they are committed.

    It is made ready to write when it first is: most wake to be read.
    """

    turn: Turn | None = None
    lock: int | None = None
    """The descriptor that keeps others out, where it was opened for reading alone: see `reader`."""
    _ready = False
    _has_turn = False

    def close(self) -> None:
        super().close()
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None

    def begin(self) -> None:
        """Begins a transaction that will write."""
        if self.turn is not None:
            self._has_turn = self.turn.take()
        if not self._ready:
            self.executescript("PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=0;PRAGMA cache_size=-1024;")
            self._ready = True
        self.execute("BEGIN IMMEDIATE")

    def finish(self) -> None:
        """Commits, while others have their turn."""
        self._give_turn()
        self.execute("COMMIT")

    def undo(self) -> None:
        """Takes back what was done since `begin`."""
        self._give_turn()
        if self.in_transaction:
            self.rollback()

    def _give_turn(self) -> None:
        if self._has_turn and self.turn is not None:
            self._has_turn = False
            self.turn.give()


def open_file(path: Path, schema: Schema, turn: Turn | None = None) -> Connection:
    """Opens a file for one owner: no other connection, here or in another process, can read or write it until close.

    With EXCLUSIVE locking there is no shared-memory file, and the fault of SQLite's write-ahead log that needs two
    connections (3.7.0 to 3.51.2, https://www.sqlite.org/wal.html) can't occur.

    Raises:
        FileNotFoundError: nothing is there.
        SatchelError: `unavailable`.
    """
    header = check_file(path, schema)
    version, log = header.version, log_size(path) > 0
    db = sqlite3.connect(
        path, timeout=0, isolation_level=None, check_same_thread=False, cached_statements=256, factory=Connection
    )
    db.turn = turn
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        if not header.wal:
            db.execute("PRAGMA journal_mode=WAL").fetchone()
        if log:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            _check_version(path.name, version, schema)
        if version < schema.version:
            schema.migrate(db, version)
    except sqlite3.Error as error:
        db.close()
        raise explain(error, path.name) from error
    except BaseException:
        db.close()
        raise
    return db


def locked(name: str) -> SatchelError:
    return unavailable("locked", f"{name} is open in another process; stop that one, or use another folder.")


def explain(error: sqlite3.Error, name: str) -> SatchelError:
    """What a failure of SQLite means for the one who asked."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return locked(name)
        case sqlite3.SQLITE_FULL:
            return unavailable("disk_full", f"The disk is full, so {name} can't be written; make room and try again.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return unavailable("damaged", f"{name} is damaged; `satchel check` says where; {_RESTORE}.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return unavailable("unreadable", f"{name} can't be opened for writing; check its owner and mode.")
        case _:
            return unavailable("failing", f"The disk fails at {name} ({error}); nothing was changed. Try again.")


def create_file(path: Path, content: bytes) -> bool:
    """Puts a file in place whole: written and synced under another name, then linked.

    Returns:
        Whether it is new; False where another was faster.

    Raises:
        SatchelError: `unavailable`.
    """
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return put_in_place(fresh, path)
    except OSError as error:
        raise not_made(error, path.name) from error
    finally:
        fresh.unlink(missing_ok=True)


def put_in_place(fresh: Path, path: Path) -> bool:
    """Gives a file that is whole and synced its name beside the one it was made under.

    Returns:
        False where the name is taken; nothing is ever written over.

    Raises:
        OSError: nothing was done.
    """
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links; one server a folder, so nobody is in between
        if path.exists():
            return False
        fresh.rename(path)
    sync_folder(path.parent)
    return True


def not_made(error: OSError, name: str) -> SatchelError:
    """Why a file could not be made."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return unavailable("disk_full", f"The disk is full, so {name} can't be made; make room.")
    return unavailable("failing", f"{name} can't be made: {error.strerror}; try again.")


def sync_folder(folder: Path) -> None:
    """Makes new and renamed names in it durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def empty_file(schema: Schema) -> bytes:
    """The bytes of a fresh file of this schema."""
    with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
        path = Path(folder) / "empty.sqlite3"
        schema.build(path)
        return path.read_bytes()


def checkpoint(db: sqlite3.Connection) -> bool:
    """Writes the log back into the file and empties it. Returns whether all of it went."""
    busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def snapshot(db: sqlite3.Connection, target: Path) -> None:
    """Copies the file as it is at this moment to `target`, which must not exist; whole or not at all."""
    fresh = target.with_name(f"{target.name}.new-{os.getpid()}")
    try:
        db.execute("VACUUM INTO ?", (str(fresh),))
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.rename(target)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()
    sync_folder(target.parent)
