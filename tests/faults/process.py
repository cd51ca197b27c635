"""`python -m server serve` as a process of its own, to be killed and ended like one."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

START_SECONDS = 60
END_SECONDS = 60


class Process:
    """A running server. Its log is read all the time, so that it never waits for us."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.log: list[dict[str, Any]] = []
        self.url = ""
        self.seconds_to_end = 0.0
        self._asked = 0.0
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, folder: Path, port: int = 0, **settings: object) -> "Process":
        """Starts one, on a free port without `port`; `settings` become `SATCHEL_…` variables. Waits until it serves."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SATCHEL_")}
        chosen = {f"SATCHEL_{name.upper()}": str(value) for name, value in settings.items()}
        process = cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server", "serve", "--port", str(port), "--data", str(folder)),
                env=kept | {"SATCHEL_LOG_FORMAT": "json"} | chosen,
                stderr=asyncio.subprocess.PIPE,
            )
        )
        async with asyncio.timeout(START_SECONDS):
            process.url = await process._url
        return process

    async def _read(self) -> None:
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            try:
                event = json.loads(line)
            except ValueError:
                event = {"event": "text", "text": line.decode(errors="replace")}
            self.log.append(event)
            if "url" in event and not self._url.done():
                self._url.set_result(event["url"])
        if not self._url.done():
            self._url.set_exception(RuntimeError(f"the server ended before it served: {self.log}"))

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, now; `ended` waits."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM, now; `ended` waits."""
        self._asked = time.monotonic()
        self._process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Waits for its end; the exit status."""
        async with asyncio.timeout(END_SECONDS):
            await self._reader
            status = await self._process.wait()
        self.seconds_to_end = time.monotonic() - self._asked
        return status
