"""`/agents/{agent}/{name}`: the WebSocket of an agents client, and the messages that it begins with."""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
import structlog
from aiohttp import WSMsgType, web

from ...config import Settings
from ...errors import SatchelError
from ...handling.caller import Caller
from ...host import Host
from ...wire.codec import JSON
from ...wire.commands import GetSession
from ..ai_sdk.asking import Asking
from ..connection import SLOW_READER, Connection
from ..rest.listening import Listener
from ..sign_in.guests import Guests
from ..sign_in.visitors import Visitors
from ..websocket import GOODBYE_SECONDS, NEVER, RESTART
from .frames import Outgoing
from .names import session_of
from .talk import Talk
from .transcript import settled

log = structlog.get_logger()

PATH = "/agents/{agent:[^/]+}/{name:[^/]+}"
NOT_ANY_MORE = 1008
"""After which a client does not come again."""


class AgentsDoor:
    """All connections of a server."""

    def __init__(self, host: Host, settings: Settings, visitors: Visitors, guests: Guests) -> None:
        self._host = host
        self._settings = settings
        self._visitors = visitors
        self._guests = guests
        self._connections: set[Connection] = set()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._connect, allow_head=False)
        app.router.add_get(f"{PATH}/get-messages", self._messages, allow_head=False)

    async def _caller(self, request: web.Request) -> Caller:
        """Browsers send the token of a WebSocket in its address, and the client the same for its first messages."""
        match = request.match_info
        match["session_id"] = session_of(match["agent"], match["name"])  # what a link or a visitor is looked up for
        return await self._visitors.caller(request, handshake=True)

    async def _messages(self, request: web.Request) -> web.Response:
        """Nothing for a session that is not there, as for one that is another's."""
        caller = await self._caller(request)
        session_id = request.match_info["session_id"]
        try:
            found = await settled(Asking(self._host, session_id, caller))
        except SatchelError as error:
            if error.code != "not_found" or not caller.user:
                raise
            found = []
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=msgspec.json.encode(found), content_type="application/json", headers=headers)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        """One connection, from the handshake to the end.

        Raises:
            SatchelError: before the handshake: `unauthenticated`; `not_found` for a session that the caller may not
                know of.
        """
        caller = await self._caller(request)
        session_id = request.match_info["session_id"]
        await self._host.admission.admit(session_id, caller)
        if self._host.knows(session_id):  # a link may lead to one artifact alone
            await self._host.ask(session_id, GetSession(), caller)
        settings = self._settings
        socket = web.WebSocketResponse[Any](
            heartbeat=settings.heartbeat, max_msg_size=settings.max_frame, writer_limit=NEVER, compress=False
        )
        writer = await socket.prepare(request)
        if request.transport is None:
            return socket
        connection = Connection(socket, writer, request.transport, JSON, settings.send_buffer)
        guest = self._guests.add(connection, caller)
        listener = Listener(settings.send_buffer)
        self._connections.add(connection)

        def send(frame: Outgoing) -> None:
            connection.send(msgspec.json.encode(frame))

        talk = Talk(Asking(self._host, session_id, caller), send, settings.send_buffer)
        hearing: asyncio.Task[None] | None = None
        try:
            self._host.subscribe(session_id, listener, caller)
            await talk.begin(request.match_info["agent"], request.match_info["name"])
            hearing = asyncio.get_running_loop().create_task(_hear(talk, listener, connection))
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                if self._guests.is_over(guest):
                    self._guests.end(guest)
                    continue  # until it is closed nothing is done
                await talk.receive(message.data)
        except SatchelError as error:  # what was allowed at the handshake is so no more
            await connection.close(NOT_ANY_MORE, _reason(error))
        finally:
            connection.gone = True
            if hearing is not None:
                hearing.cancel()
            talk.end()
            listener.end()
            self._host.leave(listener)
            self._connections.discard(connection)
            self._guests.remove(guest)
        return socket

    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    async def close(self) -> None:
        """Tells every client that the server restarts."""
        reason = b"The server restarts: connect again."
        await asyncio.gather(*(connection.close(RESTART, reason, GOODBYE_SECONDS) for connection in self._connections))


async def _hear(talk: Talk, listener: Listener, connection: Connection) -> None:
    """Tells a client what happens, until it is gone or may not know any more."""
    try:
        while not listener.lost:
            if await listener.wait(3600.0):
                await talk.hear([packet.frame for packet in listener.take()])
            elif listener.gone and not listener.lost:
                return
    except SatchelError as error:
        with suppress(ConnectionError):
            await connection.close(NOT_ANY_MORE, _reason(error))
        return
    await connection.close(SLOW_READER, b"You read too slowly: connect again.")


def _reason(error: SatchelError) -> bytes:
    """At most 123 bytes: https://www.rfc-editor.org/rfc/rfc6455#section-5.5"""
    return error.message.encode()[:123].decode(errors="ignore").encode()
