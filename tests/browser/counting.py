"""Stands between a browser and a server, and counts what goes through: headers, frames, and what workers fetch."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit


class Counter:
    """`down` is what the server has sent, in bytes; `url` is where a browser finds it."""

    def __init__(self, url: str) -> None:
        self.url = ""
        self.down = 0
        self._to = urlsplit(url)
        self._going: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        self._going = {one for one in self._going if not one.done()}
        self._going |= {
            asyncio.create_task(self._pass(reader, inner_writer, counts=False)),
            asyncio.create_task(self._pass(inner_reader, writer, counts=True)),
        }

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool) -> None:
        try:
            while data := await reader.read(65536):
                self.down += len(data) * counts
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass  # one side has gone, and now the other one does
        finally:
            writer.transport.abort() if reader.exception() else writer.close()

    async def ended(self) -> None:
        for going in self._going:
            going.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)


@contextlib.asynccontextmanager
async def counting(url: str) -> AsyncIterator[Counter]:
    """Counts between a server and whoever asks `Counter.url` in its place."""
    counter = Counter(url)
    listener = await asyncio.start_server(counter.serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    counter.url = f"http://127.0.0.1:{port}"
    try:
        yield counter
    finally:
        listener.close()
        await counter.ended()
