"""One session of a server over as many connections as it takes: nothing is asked, heard or done twice."""

import asyncio
import itertools
import random
import secrets
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec

from ...errors import SatchelError
from ...wire.codec import JSON, frame_from_json
from ...wire.commands import Authenticate, Command, Subscribe
from ...wire.events import Error, Frame, Subscribed, TokenExpiring
from ..signed_in import bearer, fresh_token, not_signed_in, token_header

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
HEARTBEAT = 20.0
EVENTS_OFF = "?events=off"


class Link:
    """Asks, and hears what happens. A lost connection is made again, and goes on behind the last thing heard.

    Args:
        url: the server's, with http.
        hear: what happens in the session, in order.
        notice: a sentence for the person about the connection.
    """

    def __init__(self, url: str, session_id: str, hear: Callable[[Frame], None], notice: Callable[[str], None]) -> None:
        self.url = url
        self._session_id = session_id
        self._hear = hear
        self._notice = notice
        self._since: int | None = None
        """The last number heard; None while there is nothing that could have been missed."""
        self._asked: dict[str, tuple[str, asyncio.Future[Frame]]] = {}
        self._numbers = itertools.count(1)
        self._headers = token_header()
        self._renewal: asyncio.Task[None] | None = None
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse[Any] | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> bool:
        """Connects. Of a session that is there `follow` begins to hear; a new one is heard at once, and is made by
        the first thing that is asked of it.

        Returns:
            Whether the session is there already.

        Raises:
            SatchelError: no server is there, or it refuses.
        """
        self._http = aiohttp.ClientSession()
        try:
            async with self._http.head(
                f"{self.url}/api/chats/{self._session_id}/export", headers=self._headers
            ) as response:
                if response.status == 401:
                    raise not_signed_in(self.url)
                known = response.status == 200
            self._socket = await self._connect(EVENTS_OFF if known else "")
        except aiohttp.WSServerHandshakeError as error:
            raise SatchelError("invalid", f"{self.url} answers, but refuses the connection ({error.status}).") from None
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise SatchelError(
                "unavailable", f"No server answers at {self.url}; start one with: satchel serve"
            ) from None
        self._task = asyncio.create_task(self._run(self._socket))
        return known

    async def follow(self, since: int) -> None:
        """From now on everything behind the number is heard."""
        self._since = since
        await self.ask(Subscribe(since=since))

    async def ask(self, command: Command) -> Frame:
        """The reply to a command, whatever becomes of the connection meanwhile.

        Raises:
            SatchelError: what the server says.
        """
        request_id = str(next(self._numbers))
        key = f"cli-{secrets.token_hex(12)}" if command.changes else None
        command = msgspec.structs.replace(command, request_id=request_id, idempotency_key=key)
        if command.changes and self._since is None:
            self._since = 0
        text = JSON.encode(command).decode()
        reply: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._asked[request_id] = text, reply
        await self._send(text)
        try:
            frame = await reply
        finally:
            self._asked.pop(request_id, None)
        if isinstance(frame, Error):
            raise SatchelError(frame.code, frame.message, frame.details, frame.retry_after)
        return frame

    async def close(self) -> None:
        for task in (self._task, self._renewal):
            if task is not None:
                task.cancel()
        if self._socket is not None:
            await self._socket.close()
        if self._http is not None:
            await self._http.close()

    # the connection

    async def _connect(self, query: str) -> "aiohttp.ClientWebSocketResponse[Any]":
        assert self._http is not None
        address = f"{self.url}/ws/{self._session_id}{query}"
        return await self._http.ws_connect(address, headers=self._headers, max_msg_size=0, heartbeat=HEARTBEAT)

    async def _send(self, text: str) -> None:
        """What can't be sent now is sent over the next connection."""
        if self._socket is not None and not self._socket.closed:
            try:
                await self._socket.send_str(text)
            except (ConnectionError, aiohttp.ClientError):
                return

    async def _run(self, socket: "aiohttp.ClientWebSocketResponse[Any]") -> None:
        while True:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message.data)
            socket = await self._connect_again()

    def _take(self, text: str) -> None:
        try:
            frame = frame_from_json(text)
        except msgspec.ValidationError:
            return  # of a newer server: nothing that this one could show
        if isinstance(frame, TokenExpiring):
            self._renewal = asyncio.create_task(self._renew())
            return
        asked = self._asked.get(frame.request_id or "")
        if asked is not None:
            if not asked[1].done():
                asked[1].set_result(frame)
            if not isinstance(frame, Subscribed):
                return
        # A change's own reply does not count as heard: what it set off may have a lower number and still be under way.
        if isinstance(frame, Subscribed):
            if not frame.reset:
                return
            self._since = 0
        elif frame.seq is not None:
            self._since = max(self._since or 0, frame.seq)
        self._hear(frame)

    async def _renew(self) -> None:
        """Gets a fresh token and shows it over this connection; the next one is made with it too."""
        assert self._http is not None
        token = await fresh_token(self._http, self.url, self._headers)
        if token is not None:
            self._headers = bearer(token)
            await self._send(JSON.encode(Authenticate(token=token)).decode())

    async def _connect_again(self) -> "aiohttp.ClientWebSocketResponse[Any]":
        self._notice("The connection is lost; trying again.")
        pause, told = FIRST_PAUSE, False
        while True:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  # spreads clients, guards nothing
            pause = min(pause * 2, LONGEST_PAUSE)
            try:
                socket = await self._connect("" if self._since is None else EVENTS_OFF)
                self._socket = socket
                if self._since is not None:
                    again = Subscribe(since=self._since, request_id=f"again-{next(self._numbers)}")
                    await socket.send_str(JSON.encode(again).decode())
                for text, _ in tuple(self._asked.values()):
                    await socket.send_str(text)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                if isinstance(error, aiohttp.WSServerHandshakeError) and error.status == 401 and not told:
                    told = True
                    self._notice(not_signed_in(self.url).message)
                continue
            self._notice("Connected again.")
            return socket
