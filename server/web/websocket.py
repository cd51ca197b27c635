"""The WebSocket door, `/ws/{sessionId}` and `/ws`: frames to commands, packets to frames, and nothing else."""

import asyncio
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from ..config import Settings
from ..errors import SatchelError, internal_error
from ..host import Host
from ..session.handler import Caller
from ..wire.codec import JSON, MSGPACK, error_packet
from ..wire.commands import Command, Subscribe
from ..wire.ids import is_session_id
from .connection import Connection

log = structlog.get_logger()

MSGPACK_PROTOCOL = "satchel.msgpack"
JSON_PROTOCOL = "satchel.json"
WRONG_FRAME = 1003
RESTART = 1012
NEVER = 2**62
GOODBYE_SECONDS = 1.5


class WebSocketDoor:
    """All connections of a server.

    Args:
        caller: who everybody is, in the local mode.
    """

    def __init__(self, host: Host, settings: Settings, caller: Caller) -> None:
        self._host = host
        self._settings = settings
        self._caller = caller
        self._connections: set[Connection] = set()

    async def handle(self, request: web.Request) -> "web.WebSocketResponse[bool]":
        """One connection, from the handshake to the end.

        Raises:
            SatchelError: `invalid`, before the handshake, for an impossible session id or number.
        """
        session_id = request.match_info.get("session_id")
        if session_id is not None and not is_session_id(session_id):
            raise SatchelError(
                "invalid", "A session id is 1 to 64 characters of A-Z a-z 0-9 _ -.", {"field": "sessionId"}
            )
        since = _since(request)
        if since is not None and session_id is None:
            raise SatchelError("invalid", "since needs a session in the path: /ws/{sessionId}.", {"field": "since"})
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
        listens: set[str] = set()
        try:
            if session_id is not None and request.query.get("events") != "off":
                listens.add(session_id)
                if since is None:
                    self._host.subscribe(session_id, connection)
                else:
                    self._tell(connection, session_id, Subscribe(since=since))
            await self._read(socket, connection, session_id, listens)
        finally:
            connection.gone = True
            self._connections.discard(connection)
            for listened in listens:
                self._host.unsubscribe(listened, connection)
        return socket

    def _tell(self, connection: Connection, session_id: str, command: Command) -> None:
        try:
            self._host.tell(session_id, command, self._caller, connection)
        except SatchelError as error:
            connection.answer(command.request_id, error_packet(error, session_id))

    async def _read(
        self,
        socket: "web.WebSocketResponse[Any]",
        connection: Connection,
        session_id: str | None,
        listens: set[str],
    ) -> None:
        codec, tell, caller = connection.codec, self._host.tell, self._caller
        wanted = WSMsgType.BINARY if codec.binary else WSMsgType.TEXT
        async for message in socket:
            if message.type is not wanted:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await connection.close(WRONG_FRAME, f"Send {codec.name} in {wanted.name} frames.".encode())
                return
            request_id = None
            try:
                command = codec.decode(message.data)
                request_id = command.request_id
                target = command.session_id
                if target is None or target == session_id:
                    target = session_id
                    if target is None:
                        raise SatchelError("invalid", "sessionId is missing: /ws names it in every message.", _FIELD)
                elif session_id is not None:
                    raise SatchelError("invalid", f"This connection is session {session_id!r}'s; use /ws.", _FIELD)
                if type(command) is Subscribe:
                    listens.add(target)
                tell(target, command, caller, connection)
            except SatchelError as error:
                if request_id is None and error.details is not None:
                    request_id = error.details.get("requestId")
                connection.answer(request_id, error_packet(error, session_id))
            except Exception:
                log.exception("dispatch_failed", session=session_id)
                connection.answer(request_id, error_packet(internal_error(), session_id))

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
