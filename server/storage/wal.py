"""Keeps the write-ahead log of a busy file short, and of steady length.

A commit that makes the log longer costs the file system more to sync than one that writes over what is there already:
the length is one thing more to journal. So the log of a file that is written often is lengthened once, in one piece,
and written over from its beginning after each checkpoint. SQLite reads a log as far as its checksums hold, so the
zeros behind mean nothing to it (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).
"""

import os
import sqlite3
from pathlib import Path

from .files import log_size

BUSY_COMMITS = 8
CHECKPOINT_COMMITS = 32
LENGTH = 1024 * 1024


def due(commits: int) -> bool:
    """Whether after so many commits since the opening there is something to do."""
    return commits == BUSY_COMMITS or commits % CHECKPOINT_COMMITS == 0


def tend(db: sqlite3.Connection, path: Path, commits: int, most: int) -> None:
    """Does what is due.

    Args:
        most: bytes past which the log is cut, because a large change has swollen it.
    """
    if commits == BUSY_COMMITS:
        _lengthen(path)
    elif log_size(path) > most:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        _lengthen(path)
    else:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def _lengthen(path: Path) -> None:
    missing = LENGTH - log_size(path)
    if missing <= 0:
        return
    with path.with_name(path.name + "-wal").open("r+b", buffering=0) as log:
        log.seek(0, os.SEEK_END)
        log.write(bytes(missing))
        os.fsync(log.fileno())
