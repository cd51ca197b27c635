"""One WebSocket connection as a client of actors: a frame goes out at once while the other side reads, and waits,
within bounds, while it does not. It never makes anyone else wait."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog
from aiohttp import WSMsgType, web
from aiohttp.abc import AbstractStreamWriter

from ..wire.codec import Codec, Packet

log = structlog.get_logger()

SLOW_READER = 1013
IN_TRANSPORT = 512 * 1024
"""Bytes that are handed to the transport; what is past that waits here, where it can be dropped."""
FAREWELL_SECONDS = 10.0


class Connection:
    """What actors answer and tell.

    Args:
        socket: prepared, with a writer limit so high that sending a frame never waits.
        writer: what preparing it gave.
        transport: what it writes to.
        most: bytes that may wait for the reader; past that it is dropped with 1013.
    """

    __slots__ = (
        "_allowed",
        "_most",
        "_opcode",
        "_pump",
        "_socket",
        "_transport",
        "_waiting",
        "_waiting_bytes",
        "_writer",
        "codec",
        "gone",
    )

    def __init__(
        self,
        socket: "web.WebSocketResponse[Any]",
        writer: AbstractStreamWriter,
        transport: asyncio.Transport,
        codec: Codec,
        most: int,
    ) -> None:
        self._socket = socket
        self._writer = writer
        self._transport = transport
        self.codec = codec
        self._opcode = WSMsgType.BINARY if codec.binary else WSMsgType.TEXT
        self._most = most
        self._allowed = most
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._pump: asyncio.Task[None] | None = None
        self.gone = False
        transport.set_write_buffer_limits(high=IN_TRANSPORT)

    def answer(self, request_id: str | None, packet: Packet) -> None:
        self.send(packet.to_bytes(self.codec, request_id))

    def hear(self, packets: Sequence[Packet]) -> None:
        for packet in packets:
            self.send(packet.to_bytes(self.codec))

    def catch_up(self, packets: Sequence[Packet]) -> None:
        """What was missed may be more than may wait otherwise: it is no sign of a slow reader, once."""
        if self._allowed == self._most:
            self._allowed += sum(len(packet.to_bytes(self.codec)) for packet in packets)
        self.hear(packets)

    def send(self, data: bytes) -> None:
        """Sends a frame now, or as soon as those before it are gone."""
        if self.gone:
            return
        if self._pump is None and self._transport.get_write_buffer_size() < IN_TRANSPORT:
            self._write(data)
            return
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        if self._waiting_bytes > self._allowed:
            self._drop()
        elif self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._send_waiting())

    def _write(self, data: bytes) -> None:
        try:
            _finish(self._socket.send_frame(data, self._opcode))
        except (ConnectionError, RuntimeError):
            self.gone = True  # the reading side ends the connection

    async def _send_waiting(self) -> None:
        try:
            while self._waiting and not self.gone:
                await self._writer.drain()
                if not self._waiting:  # it was dropped meanwhile
                    break
                data = self._waiting.popleft()
                self._waiting_bytes -= len(data)
                self._write(data)
            self._allowed = self._most
        except ConnectionError:
            self.gone = True
        finally:
            if not self.gone:  # otherwise it is what says goodbye
                self._pump = None

    def _drop(self) -> None:
        """The reader is too slow: it is told so behind what is under way already, and what waits is let go."""
        log.warning("slow_reader_dropped", waiting=self._waiting_bytes)
        self.gone = True
        self._waiting.clear()
        self._waiting_bytes = 0
        loop = asyncio.get_running_loop()
        self._pump = loop.create_task(self.close(SLOW_READER, b"You read too slowly: connect again with since."))

    async def close(self, code: int, reason: bytes, patience: float = FAREWELL_SECONDS) -> None:
        """Ends the connection; what waits is let go.

        Args:
            patience: seconds in which the other side may say goodbye.
        """
        self.gone = True
        try:
            async with asyncio.timeout(patience):
                await self._socket.close(code=code, message=reason)
        except (TimeoutError, ConnectionError):
            pass
        finally:
            self._transport.abort()


def _finish(sending: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine that does not wait to its end."""
    try:
        sending.send(None)
    except StopIteration:
        return
    sending.close()
    raise RuntimeError("sending a frame waited")
