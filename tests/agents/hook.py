"""`useAgentChat` in a process of its own: what it shows, and what a person does with it."""

import asyncio
import json
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Server
from ..packages import CLIENTS, npm_file

Shown = dict[str, Any]
FOLDERS = {7: CLIENTS / "agents", 6: CLIENTS / "agents-6"}
"""By the major of the AI SDK that the client is used with."""
PROGRAM = FOLDERS[7] / "hook.mjs"
LONGEST_LINE = 64 * 1024 * 1024


class Hook:
    """The last thing that it showed is `shown`."""

    def __init__(self, process: asyncio.subprocess.Process, program: Path) -> None:
        self._process = process
        self._program = program
        self.shown: Shown = {}
        self.called: list[Any] = []
        self.complaints: list[str] = []
        self._news = asyncio.Event()
        self._readers = [asyncio.create_task(self._read()), asyncio.create_task(self._listen())]

    @classmethod
    async def start(
        cls, server: Server, name: str = "s1", agent: str = "satchel", token: str = "", *, major: int
    ) -> "Hook":
        packages = npm_file("agents/package.json", FOLDERS[major]).parent.parent
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not here (Debian: apt-get install nodejs)")
        program = packages / f"hook-{uuid.uuid4().hex}.mjs"  # it takes the packages that it stands among
        shutil.copy(PROGRAM, program)
        process = await asyncio.create_subprocess_exec(
            *(node, str(program), server.url.removeprefix("http://"), agent, name, token),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        return cls(process, program)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if "called" in told:
                self.called.append(told["called"])
            else:
                self.shown = told
            self._news.set()
        self._news.set()

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            self.complaints.append(line.decode(errors="replace"))

    async def do(self, command: str, **options: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"command": command, **options}).encode() + b"\n")
        await self._process.stdin.drain()

    async def until(self, holds: Callable[[Shown], Any]) -> Shown:
        """Waits until what is shown holds."""
        try:
            async with asyncio.timeout(40):
                while not (self.shown and holds(self.shown)):
                    if self._readers[0].done():
                        raise ConnectionError(f"the hook ended: {self.complaints}")
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"it shows {json.dumps(self.shown)[:3000]}; {self.complaints[-5:]}") from None
        return self.shown

    async def until_connected(self) -> Shown:
        return await self.until(lambda shown: shown["identified"] and shown["status"] != "submitted")

    async def says(self, *texts: str) -> Shown:
        """Waits until exactly these texts are shown and nothing grows."""
        return await self.until(lambda shown: texts_of(shown) == [*texts] and is_quiet(shown))

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._program.unlink(missing_ok=True)
        await asyncio.wait(self._readers)


def is_quiet(shown: Shown) -> bool:
    return shown["status"] in ("ready", "error") and not shown["streaming"]


def texts_of(shown: Shown) -> list[str]:
    """What each message says."""
    return ["".join(part["text"] for part in one["parts"] if part["type"] == "text") for one in shown["messages"]]
