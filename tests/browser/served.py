"""Servers for browsers: one whose clock goes, and one that is killed and comes back at the same address."""

import time
from pathlib import Path
from urllib.parse import urlsplit

from ..conftest import SetClock
from ..faults.process import Process


class GoingClock(SetClock):
    """The browser's time, and what was passed on top: `pass_seconds` moves it forward."""

    def __init__(self) -> None:
        self.milliseconds = 0

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self.milliseconds

    def monotonic(self) -> float:
        return time.monotonic() + self.milliseconds / 1000


class Restarted:
    """A server process that keeps its folder and its address from one life to the next."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.url = ""
        self.lives: list[Process] = []
        self._settings = settings

    async def start(self) -> None:
        """Starts it, or starts it again; waits until it serves."""
        port = urlsplit(self.url).port or 0
        self.lives.append(await Process.start(self.folder, port, **self._settings))
        self.url = self.lives[-1].url

    async def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        self.lives[-1].kill()
        await self.lives[-1].ended()

    def file(self, session: str) -> Path:
        """The session's SQLite file."""
        return self.folder / "sessions" / f"{session}.sqlite3"
