"""Whether another process has a session's file open for itself, found out without touching its locks."""

import os
import platform
import sqlite3
from pathlib import Path

from ..storage.locks import is_locked


def has_owner(path: Path) -> bool:
    """Whether a server has the file open. Asking takes no lock, so a server that opens it meanwhile isn't refused.

    Raises:
        OSError: the file can't be looked at.
    """
    if platform.system() in ("Linux", "Darwin"):
        return _is_locked(path)
    return _refuses_readers(path)


def _is_locked(path: Path) -> bool:
    # Not to wait for the other end of a pipe that lies there under such a name.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        return is_locked(file.fileno())


def _refuses_readers(path: Path) -> bool:
    """Elsewhere SQLite has to try. That holds a lock for an instant, in which a server that wakes is refused."""
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        try:
            db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        finally:
            db.close()
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return False
