"""Opens a file for reading alone: most sessions wake to be read, and go back to sleep unchanged.

SQLite makes a log beside a file in WAL mode as soon as it is read, and removes it at close: on ext4 that is most of
what opening costs. A file that is whole needs none of it. `immutable` tells SQLite that nobody writes
(https://www.sqlite.org/uri.html#uriimmutable), and a lock on the bytes that SQLite itself locks makes that true.
"""

import os
import sqlite3
from pathlib import Path

from .files import Connection, check_open, explain, locked, unavailable
from .locks import keep_others_out
from .schema import Schema
from .turn import Turn


def open_reader(path: Path, schema: Schema, turn: Turn) -> Connection | None:
    """Opens a file that nobody else can read or write until it is closed; its owner can't write it either.

    Returns:
        None where it can't be read as it stands, or can't be kept from others: then `open_file` says more.

    Raises:
        FileNotFoundError: nothing is there.
        SatchelError: `unavailable`.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise
    except OSError:
        return None
    db: Connection | None = None
    try:
        kept = keep_others_out(descriptor)
        if kept is False:
            raise locked(path.name)
        header = check_open(descriptor, path, schema)
        if kept and header.wal and header.version == schema.version and not path.with_name(f"{path.name}-wal").exists():
            db = _connect(path)
            db.turn, db.lock = turn, descriptor
    except OSError as error:
        told = f"{path.name} can't be read: {error.strerror}; check its disk."
        raise unavailable("unreadable", told) from None
    except sqlite3.Error as error:
        raise explain(error, path.name) from error
    finally:
        if db is None:
            os.close(descriptor)
    return db


def _connect(path: Path) -> Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1&vfs=unix-none",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        factory=Connection,
    )


def needs_writing(error: BaseException) -> bool:
    """Whether something failed because the file was opened for reading alone."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY
