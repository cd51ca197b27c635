"""A store that fails when it is told to, and what stands in a session's file, read from a copy."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from server.storage.files import Connection


def io_error() -> sqlite3.OperationalError:
    """What SQLite raises where a write fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    return error


class Disk:
    """Stands between the server and SQLite.

    While it is `broken` no transaction that wrote something can commit; while it is `full` no file can grow;
    where the `log_stays` nothing is written back from it; while it is `closed` no file can be
    opened. `failed` is set at each failure.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failed: asyncio.Event) -> None:
        self.broken = False
        self.full = False
        self.log_stays = False
        self.closed = False
        self.opened: list[str] = []
        self.failed = failed
        self._loop: asyncio.AbstractEventLoop | None = None
        real = sqlite3.connect
        disk = self

        class Failing(Connection):
            before = 0

            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if sql.startswith("BEGIN"):
                    self.before = self.total_changes
                    pages = super().execute("PRAGMA page_count").fetchone()[0]
                    super().execute(f"PRAGMA max_page_count={pages if disk.full else 2**30}")
                elif sql == "COMMIT":
                    self._may_commit()
                elif disk.log_stays and "wal_checkpoint" in sql:
                    raise io_error()
                return super().execute(sql, *values)

            def commit(self) -> None:
                self._may_commit()
                super().commit()

            def _may_commit(self) -> None:
                if disk.broken and self.total_changes != self.before:
                    disk.note_failure()
                    raise io_error()

        def connect(database: Any, *args: Any, **options: Any) -> Any:
            disk.opened.append(Path(str(database)).name)
            if disk.closed:
                raise io_error()
            return real(database, *args, **options | {"factory": Failing})

        monkeypatch.setattr(sqlite3, "connect", connect)

    def note_failure(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.failed.set)

    async def fails(self) -> None:
        """Waits for the next failure."""
        self._loop = asyncio.get_running_loop()
        self.failed.clear()
        async with asyncio.timeout(20):
            await self.failed.wait()
