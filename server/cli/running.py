"""A running server, asked from plain code: what it says to commands, and copies of its sessions."""

import asyncio
import itertools
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

import aiohttp
import msgspec

from ..errors import SatchelError
from ..wire.codec import JSON, frame_from_json
from ..wire.commands import Command, GetSite
from ..wire.events import Error, Frame
from ..wire.resources import Site
from .signed_in import not_signed_in, token_header

T = TypeVar("T")

INODE = "Satchel-Inode"
SECONDS = 30.0


class RunningServer:
    """Asks one question after the other, on an event loop of its own. Nothing is connected before the first.

    A server makes a session that it is asked about, so `has` comes first.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._runner = asyncio.Runner()
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse[Any] | None = None
        self._numbers = itertools.count(1)

    def __enter__(self) -> "RunningServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def has(self, session_id: str, inode: int) -> bool:
        """Whether the server is there and the session's file is the one with this number, not a namesake."""
        return self._run(self._has(session_id, inode))

    def ask(self, session_id: str, command: Command) -> Frame:
        """Raises SatchelError: what the server says, or `unavailable` where it is gone."""
        return self._run(self._ask(session_id, command))

    def download(self, session_id: str, target: Path) -> None:
        """Writes the session's file as it is now to `target`; raises SatchelError."""
        self._run(self._download(session_id, target))

    def import_site(self, archive: Path, title: str, into: str | None) -> Site:
        """The site that the server makes of a ZIP archive; raises SatchelError."""
        return self._run(self._import_site(archive, title, into))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        async def bounded() -> T:
            try:
                async with asyncio.timeout(SECONDS):
                    return await work
            except (aiohttp.ClientError, aiohttp.WSMessageTypeError, TimeoutError, OSError) as error:
                raise SatchelError("unavailable", f"{self.url} broke off ({error}); try again.") from None

        return self._runner.run(bounded())

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(headers=token_header())
        return self._http

    async def _has(self, session_id: str, inode: int) -> bool:
        try:
            async with self._session().head(f"{self.url}/api/chats/{session_id}/export") as response:
                if response.status == 401:
                    raise not_signed_in(self.url)
                return response.status == 200 and response.headers.get(INODE) == str(inode)
        except aiohttp.ClientError:
            return False

    async def _ask(self, session_id: str, command: Command) -> Frame:
        if self._socket is None or self._socket.closed:
            self._socket = await self._session().ws_connect(f"{self.url}/ws", max_msg_size=0)
        request_id = str(next(self._numbers))
        request = msgspec.structs.replace(command, request_id=request_id, session_id=session_id)
        await self._socket.send_str(JSON.encode(request).decode())
        while True:
            frame = frame_from_json(await self._socket.receive_str())
            if frame.request_id == request_id:
                break
        if isinstance(frame, Error):
            raise SatchelError(frame.code, frame.message, frame.details, frame.retry_after)
        return frame

    async def _download(self, session_id: str, target: Path) -> None:
        async with self._session().get(f"{self.url}/api/chats/{session_id}/export") as response:
            if response.status != 200:
                raise SatchelError("unavailable", (await response.json(content_type=None))["title"])
            with await asyncio.to_thread(target.open, "xb") as file:
                async for piece in response.content.iter_chunked(256 * 1024):
                    await asyncio.to_thread(file.write, piece)

    async def _import_site(self, archive: Path, title: str, into: str | None) -> Site:
        asked = {"title": title} | ({"sessionId": into} if into is not None else {})
        with await asyncio.to_thread(archive.open, "rb") as body:
            async with self._session().post(
                f"{self.url}/api/sites/import", params=asked, data=body, headers={"Content-Type": "application/zip"}
            ) as response:
                said = await response.json(content_type=None)
        if response.status != 201:
            raise SatchelError(said.get("code", "unavailable"), said.get("title", f"{self.url} refused it."))
        site_id = said["site"]["id"]
        told: Any = await self._ask(site_id.partition(".")[0], GetSite(site_id=site_id))
        return cast("Site", told.site)

    async def _close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._http is not None:
            await self._http.close()
