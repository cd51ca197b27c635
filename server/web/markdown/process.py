"""The worker seen from the server: started when it is first needed, ended when it takes too long."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from .worker import HEAD, LENGTH

_ROOT = Path(__file__).parents[3]
_PROGRAM = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from server.web.markdown.worker import main; main()"
PATIENCE_SECONDS = 2.0
"""For a text, of the processor's time; and more for a long one."""
PATIENCE_PER_BYTE = 10.0 / 2**20
AT_MOST = 10.0
"""So many times that by the clock, on a machine that is busy."""
STARTING_SECONDS = 30.0


class RenderingProcess:
    """One worker at a time. Whoever asks waits for those before.

    A thread would not do: the regular expressions of a highlighter can take for ever with some texts, and nothing else
    in a process runs while one does.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    async def render(self, text: bytes, *, colours: bool) -> bytes | None:
        """The HTML of a text; None where it took too long, or the worker could not bear it."""
        async with self._turn:
            if self._closed:
                return None
            try:
                process = await self._running()
                seconds = PATIENCE_SECONDS + len(text) * PATIENCE_PER_BYTE
                async with asyncio.timeout(seconds * AT_MOST):
                    return await _ask(process, text, seconds, colours=colours)
            except (TimeoutError, OSError, asyncio.IncompleteReadError):
                await self._end()
                return None
            except asyncio.CancelledError:  # the next one would be given this one's HTML
                await self._end()
                raise

    async def close(self) -> None:
        """Ends the worker, in the middle of a text too."""
        self._closed = True
        await self._end()

    async def _running(self) -> Process:
        if self._process is not None:
            if self._process.returncode is None:
                return self._process
            await self._end()
        # A session of its own: Ctrl-C is the server's to hear.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _PROGRAM), stdin=PIPE, stdout=PIPE, start_new_session=os.name == "posix"
        )
        self._process = process
        async with asyncio.timeout(STARTING_SECONDS):  # it has loaded everything once it has answered
            await _ask(process, b"", STARTING_SECONDS, colours=True)
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _ask(process: Process, text: bytes, seconds: float, *, colours: bool) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(HEAD.pack(len(text), colours, seconds) + text)
    await process.stdin.drain()
    [length] = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return await process.stdout.readexactly(length)
