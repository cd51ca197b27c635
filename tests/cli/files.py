"""Session files as tests look at them and harm them, without the code that is tested."""

import sqlite3
from pathlib import Path
from typing import Any


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a statement gives of a file that nobody has open."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def change(path: Path, script: str) -> None:
    """Runs statements on a file, which is whole afterwards."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(script)
    finally:
        db.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_indexed(folder: Path, session: str, user: str = "local") -> bool:
    """Whether the account of a user knows all of a session, by what the two files say."""
    [(index,)] = rows(folder / "users" / f"{user}.sqlite3", "SELECT index_id FROM account")
    [mark] = rows(folder / "sessions" / f"{session}.sqlite3", "SELECT index_id, indexed, seq FROM change_counter")
    return bool(mark[0] == index and mark[1] == mark[2])
