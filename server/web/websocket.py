"""The WebSocket door, `/ws/{sessionId}` and `/ws`: frames to commands, packets to frames, and nothing else."""

import asyncio
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from ..config import Settings
from ..errors import SatchelError, internal_error
from ..host import Host
from ..wire.codec import JSON, MSGPACK, Packet, error_packet
from ..wire.commands import Authenticate, Command, RenderMarkdown, Subscribe
from ..wire.ids import is_session_id
from .connection import Connection
from .markdown.connected import Render, Renderings
from .protocols import JSON_PROTOCOL, MSGPACK_PROTOCOL
from .sign_in.guests import Guest, Guests
from .sign_in.visitors import Visitors

log = structlog.get_logger()

WRONG_FRAME = 1003
RESTART = 1012
NEVER = 2**62
GOODBYE_SECONDS = 2.5


class WebSocketDoor:
    """All connections of a server."""

    def __init__(self, host: Host, settings: Settings, visitors: Visitors, guests: Guests, render: Render) -> None:
        self._host = host
        self._settings = settings
        self._visitors = visitors
        self._guests = guests
        self._render = render
        self._connections: set[Connection] = set()

    async def handle(self, request: web.Request) -> "web.WebSocketResponse[bool]":
        """One connection, from the handshake to the end.

        Raises:
            SatchelError: before the handshake: `unauthenticated`; `not_found` for a session that the caller may not
                know of; `invalid` for an impossible session id or number.
        """
        caller = await self._visitors.caller(request, handshake=True)
        session_id = request.match_info.get("session_id")
        if session_id is not None and not is_session_id(session_id):
            raise SatchelError(
                "invalid", "A session id is 1 to 64 characters of A-Z a-z 0-9 _ -.", {"field": "sessionId"}
            )
        since = _since(request)
        if since is not None and session_id is None:
            raise SatchelError("invalid", "since needs a session in the path: /ws/{sessionId}.", {"field": "since"})
        await self._host.admission.admit(session_id, caller)
        settings = self._settings
        socket = web.WebSocketResponse[Any](
            protocols=(MSGPACK_PROTOCOL, JSON_PROTOCOL),
            heartbeat=settings.heartbeat,
            max_msg_size=settings.max_frame,
            writer_limit=NEVER,
            compress=False,
            decode_text=False,
        )
        writer = await socket.prepare(request)
        transport = request.transport
        if transport is None:
            return socket
        codec = MSGPACK if socket.ws_protocol == MSGPACK_PROTOCOL else JSON
        connection = Connection(socket, writer, transport, codec, settings.send_buffer)
        self._connections.add(connection)
        guest = self._guests.add(connection, caller)
        renderings = Renderings(self._render, connection)
        try:
            if session_id is not None and request.query.get("events") != "off":
                if since is None:
                    self._host.subscribe(session_id, connection, caller)
                else:
                    self._tell(guest, session_id, Subscribe(since=since))
            await self._read(socket, guest, renderings, session_id)
        finally:
            connection.gone = True
            renderings.cancel()
            self._connections.discard(connection)
            self._guests.remove(guest)
            self._host.leave(connection)
        return socket

    def _tell(self, guest: Guest, session_id: str, command: Command) -> None:
        try:
            self._host.tell(session_id, command, guest.caller, guest.connection)
        except SatchelError as error:
            guest.connection.answer(command.request_id, error_packet(error, session_id))

    async def _read(
        self,
        socket: "web.WebSocketResponse[Any]",
        guest: Guest,
        renderings: Renderings,
        session_id: str | None,
    ) -> None:
        connection, tell, is_over = guest.connection, self._host.tell, self._guests.is_over
        codec = connection.codec
        wanted = WSMsgType.BINARY if codec.binary else WSMsgType.TEXT
        async for message in socket:
            if message.type is not wanted:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await connection.close(WRONG_FRAME, f"Send {codec.name} in {wanted.name} frames.".encode())
                return
            if is_over(guest):
                self._guests.end(guest)
                continue  # until it is closed nothing is done
            request_id, target = None, session_id
            try:
                command = codec.decode(message.data)
                request_id = command.request_id
                if type(command) is Authenticate:
                    connection.answer(request_id, Packet(await self._guests.renew(guest, command)))
                    continue
                if type(command) is RenderMarkdown:
                    await renderings.start(command)
                    continue
                if command.scope == "account":
                    self._host.tell_account(command, guest.caller, connection)
                    continue
                target = command.session_id or session_id
                if target is None:
                    raise SatchelError("invalid", "sessionId is missing: /ws names it in every message.", _FIELD)
                if session_id not in (None, target):
                    target = session_id
                    raise SatchelError("invalid", f"This connection is session {session_id!r}'s; use /ws.", _FIELD)
                waiting = tell(target, command, guest.caller, connection)
                if waiting is not None:
                    await waiting
            except SatchelError as error:
                if request_id is None and error.details is not None:
                    request_id = error.details.get("requestId")
                connection.answer(request_id, error_packet(error, target))
            except Exception:
                log.exception("dispatch_failed", session=target)
                connection.answer(request_id, error_packet(internal_error(), target))

    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    async def close(self) -> None:
        """Tells every client that the server restarts; one that does not answer is not waited for."""
        reason = b"The server restarts: connect again with since."
        await asyncio.gather(*(connection.close(RESTART, reason, GOODBYE_SECONDS) for connection in self._connections))


_FIELD = {"field": "sessionId"}


def _since(request: web.Request) -> int | None:
    text = request.query.get("since")
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise SatchelError("invalid", "since is the last seq that you saw: a whole number from 0.", {"field": "since"})
    return int(text)
