"""Whether another process has a session's file open for itself, found out without touching its locks."""

import os
import platform
import sqlite3
import struct
from pathlib import Path

# Where SQLite's locks on a file are: https://www.sqlite.org/src/file/src/os.h (PENDING_BYTE and what follows it).
_FIRST_BYTE, _BYTES = 0x4000_0000, 512


def has_owner(path: Path) -> bool:
    """Whether a server has the file open. Asking takes no lock, so a server that opens it meanwhile isn't refused.

    Raises:
        OSError: the file can't be looked at.
    """
    if platform.system() in ("Linux", "Darwin"):
        return _is_locked(path)
    return _refuses_readers(path)


def _is_locked(path: Path) -> bool:
    """Asks the system which lock would stand against reading (fcntl's F_GETLK)."""
    import fcntl

    # Not to wait for the other end of a pipe that lies there under such a name.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        # struct flock is laid out otherwise on every system; Python has no call that hides it.
        if platform.system() == "Darwin":
            asked = struct.pack("qqihh", _FIRST_BYTE, _BYTES, 0, fcntl.F_RDLCK, 0)
            kind = struct.unpack("qqihh", fcntl.fcntl(file, fcntl.F_GETLK, asked))[3]
        else:
            asked = struct.pack("hhqqi0q", fcntl.F_RDLCK, 0, _FIRST_BYTE, _BYTES, 0)
            kind = struct.unpack("hhqqi0q", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0]
    return bool(kind != fcntl.F_UNLCK)


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
