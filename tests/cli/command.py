"""`satchel` as a person or a script runs it: a process of its own, in a pipe or in a terminal."""

import asyncio
import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
SECONDS = 30


class Done(NamedTuple):
    status: int | None
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def satchel(*arguments: object, typed: str = "", environment: Mapping[str, str] | None = None) -> Done:
    """Runs a command to its end; `typed` is what comes on standard input, `environment` what is set besides."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", *map(str, arguments)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment() | dict(environment or {}),
        cwd=ROOT,
    )
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate(typed.encode())
    return Done(process.returncode, out.decode(), err.decode())


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SATCHEL_")}
    return kept | {"TERM": "xterm", "COLUMNS": "100", "LINES": "40", "PYTHONUNBUFFERED": "1"}


class Terminal:
    """A command in a pseudo-terminal that is its controlling one, so that Ctrl-C is a signal there."""

    def __init__(self, process: "asyncio.subprocess.Process", master: int) -> None:
        self._process = process
        self._master = master
        self._text = ""
        self._read_to = 0
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    @property
    def text(self) -> str:
        """All that was shown, without what only moves the cursor or colours."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", self._text)

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._master)
        self._text += data.decode(errors="replace")
        self._news.set()

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    async def see(self, wanted: str) -> str:
        """Waits until something is shown behind what was waited for last; the text up to its end."""
        async with asyncio.timeout(SECONDS):
            while (found := self.text.find(wanted, self._read_to)) < 0:
                self._news.clear()
                await self._news.wait()
        shown = self.text[self._read_to : found + len(wanted)]
        self._read_to = found + len(wanted)
        return shown

    async def interrupt(self, wanted: str) -> str:
        """Presses Ctrl-C until something is shown, as a person does.

        One press can be missed: CPython's readline does not look for a signal that comes between the prompt and its
        waiting for keys, until the next key.
        """
        while True:
            self.type("\x03")
            try:
                async with asyncio.timeout(2):
                    return await self.see(wanted)
            except TimeoutError:
                continue

    async def end(self) -> int | None:
        """Waits until the command has ended; its status."""
        async with asyncio.timeout(SECONDS):
            return await self._process.wait()

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)


# Ctrl-C has its meaning there, even where whoever started the tests ignores it, as a shell has its background jobs do.
_TAKE_TERMINAL = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.close(os.open(os.ttyname(0), os.O_RDWR)); os.execv(sys.argv[1], sys.argv[1:])"
)


async def in_terminal(*arguments: object) -> Terminal:
    """Starts a command in a terminal of 100 by 40. The first terminal that a session's leader opens controls it."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _TAKE_TERMINAL, sys.executable, "-m", "server", *map(str, arguments)),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=_environment(),
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(slave)
    return Terminal(process, master)
