"""Clients of actors that have no socket of their own: one that asks what changed, one that listens."""

import asyncio
from collections import deque
from collections.abc import Sequence

from ...actor.client import error_in
from ...wire.codec import JSON, Packet
from ...wire.events import Error, Frame


class Listener:
    """What a session says to one request, in order and within bounds.

    Args:
        most: bytes that may wait to be read; past that nothing more comes, and `lost` says so. What was missed before
            does not count.
    """

    def __init__(self, most: int) -> None:
        self.gone = False
        self.lost = False
        self.answered: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._most = most
        self._waiting: deque[Packet] = deque()
        self._bytes = 0
        self._news = asyncio.Event()

    def answer(self, request_id: str | None, packet: Packet) -> None:
        if self.answered.done():
            return
        frame = packet.frame
        if isinstance(frame, Error):
            self.answered.set_exception(error_in(frame))
        else:
            self.answered.set_result(frame)

    def catch_up(self, packets: Sequence[Packet]) -> None:
        self._waiting.extend(packets)
        self._news.set()

    def hear(self, packets: Sequence[Packet]) -> None:
        if self.gone:
            return
        self._bytes += sum(len(packet.to_bytes(JSON)) for packet in packets)
        if self._bytes > self._most:
            self.end()
            self.lost = True
            self._waiting.clear()
        else:
            self._waiting.extend(packets)
        self._news.set()

    def end(self) -> None:
        """Nothing more is heard; what waits can still be read."""
        self.gone = True
        self._news.set()

    def take(self) -> list[Packet]:
        """All that waits."""
        taken = [*self._waiting]
        self._waiting.clear()
        self._bytes = 0
        return taken

    async def wait(self, seconds: float) -> bool:
        """Waits until something can be taken, or for so long. Whether there is."""
        if not self.gone and not self._waiting:
            self._news.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                return False
        return bool(self._waiting)
