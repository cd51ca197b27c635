"""A WebSocket client as a person would write it: it asks, waits for the reply, and keeps what else it hears."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec

Frame = dict[str, Any]


class Client:
    """Frames with the `requestId` of a question are its reply; all others are events, in order."""

    def __init__(self, socket: "aiohttp.ClientWebSocketResponse[Any]", binary: bool) -> None:
        self.socket = socket
        self.events: list[Frame] = []
        self.seq = 0
        """The highest number it saw."""
        self._binary = binary
        self._numbers = itertools.count(1)
        self._replies: dict[str, asyncio.Future[Frame]] = {}
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                break
            frame = msgspec.msgpack.decode(message.data) if self._binary else msgspec.json.decode(message.data)
            self.seq = max(self.seq, frame.get("seq") or 0)
            waiting = self._replies.pop(frame.get("requestId", ""), None)
            if waiting is not None:
                waiting.set_result(frame)
            else:
                self.events.append(frame)
            self._news.set()
        self._news.set()
        for waiting in self._replies.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError(f"closed with {self.socket.close_code}"))

    async def send(self, frame: Frame | str | bytes) -> None:
        """Sends a frame, or the very bytes or text."""
        if isinstance(frame, str):
            await self.socket.send_str(frame)
        elif isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        elif self._binary:
            await self.socket.send_bytes(msgspec.msgpack.encode(frame))
        else:
            await self.socket.send_str(msgspec.json.encode(frame).decode())

    async def start(self, type: str, **fields: Any) -> "asyncio.Future[Frame]":
        """Sends a request; the future is its reply."""
        request_id = f"r{next(self._numbers)}"
        reply: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._replies[request_id] = reply
        await self.send({"type": type, "requestId": request_id, **fields})
        return reply

    async def ask(self, type: str, **fields: Any) -> Frame:
        """Sends a request and waits for its reply, which may be an `error`."""
        async with asyncio.timeout(20):
            return await (await self.start(type, **fields))

    async def hear(self, wanted: str | Callable[[Frame], bool]) -> Frame:
        """The first event of a type, or that a function accepts; waits for it. Events before it are dropped."""
        accepts = (lambda frame: frame["type"] == wanted) if isinstance(wanted, str) else wanted
        async with asyncio.timeout(20):
            while True:
                for index, frame in enumerate(self.events):
                    if accepts(frame):
                        del self.events[: index + 1]
                        return frame
                if self._reader.done():
                    raise ConnectionError(f"closed with {self.socket.close_code} before {wanted} came")
                self._news.clear()
                await self._news.wait()

    async def hear_until(self, wanted: str) -> list[Frame]:
        """All events up to the first of a type, that one included."""
        heard: list[Frame] = []

        def accept(frame: Frame) -> bool:
            heard.append(frame)
            return bool(frame["type"] == wanted)

        async with asyncio.timeout(20):
            while True:
                while self.events:
                    if accept(self.events.pop(0)):
                        return heard
                if self._reader.done():
                    raise ConnectionError(f"closed with {self.socket.close_code} before {wanted} came")
                self._news.clear()
                await self._news.wait()

    async def closed(self) -> int | None:
        """Waits until the server closes; the close code."""
        async with asyncio.timeout(20):
            await asyncio.wait([self._reader])
        return self.socket.close_code

    async def close(self) -> None:
        await self.socket.close()
        await asyncio.wait([self._reader])
        for waiting in self._replies.values():
            waiting.cancel()


async def connect(
    http: aiohttp.ClientSession,
    url: str,
    session: str | None,
    *,
    query: str = "",
    msgpack: bool = False,
    headers: dict[str, str] | None = None,
) -> Client:
    """Opens `/ws/{session}` or, for None, `/ws`; `query` is what stands behind the question mark."""
    path = "/ws" if session is None else f"/ws/{session}"
    protocols = ["satchel.msgpack"] if msgpack else []
    address = f"{url}{path}?{query}" if query else f"{url}{path}"
    socket = await http.ws_connect(address, protocols=protocols, headers=headers, max_msg_size=0)
    return Client(socket, msgpack)
