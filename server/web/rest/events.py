"""`GET /api/chats/{id}/changes` and `/events`: a session's changes by asking again and again, or as Server-Sent Events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web
from msgspec.structs import replace

from ...errors import SatchelError
from ...handling.caller import Caller
from ...host import Host
from ...wire.codec import JSON, Packet
from ...wire.commands import GetJob, Subscribe
from ...wire.events import Error, Frame, JobUpdated
from .listening import Listener
from .told import Changes

HEARTBEAT_SECONDS = 15.0
COMMENT = b": still here\n\n"


async def changes(host: Host, session_id: str, command: Subscribe, caller: Caller) -> Changes:
    """What changed after `since`; only where the session stands, without it.

    Raises:
        SatchelError: what went wrong.
    """
    listener = Listener(0)
    try:
        subscribed = await _join(host, session_id, command, caller, listener)
        events = [packet.frame for packet in listener.take()]
    finally:
        listener.end()
        host.leave(listener)
    return Changes(True, subscribed.seq or 0, bool(getattr(subscribed, "reset", False)), events)


async def _join(host: Host, session_id: str, command: Subscribe, caller: Caller, listener: Listener) -> Frame:
    waiting = host.tell(session_id, command, caller, listener)
    if waiting is not None:
        await waiting
    return await listener.answered


class Streams:
    """All event streams of a server.

    Args:
        now: Unix milliseconds.
        most: bytes that may wait for a slow reader before its stream ends.
    """

    def __init__(self, host: Host, now: Callable[[], int], most: int, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._host = host
        self._now = now
        self._most = most
        self._heartbeat = heartbeat
        self._listeners: set[Listener] = set()

    async def handle(
        self, request: web.Request, session_id: str, command: Subscribe, caller: Caller
    ) -> web.StreamResponse:
        """One stream, until the client goes, reads too slowly, may not listen any more, or the server ends.

        Raises:
            SatchelError: before anything was sent.
        """
        last = request.headers.get("Last-Event-ID")
        if last is not None:
            if not last.isascii() or not last.isdecimal() or len(last) > 15:
                raise SatchelError("invalid", "Last-Event-ID is the id of an event.", {"field": "Last-Event-ID"})
            command = replace(command, since=int(last))
        listener = Listener(self._most)
        self._listeners.add(listener)
        try:
            subscribed = await _join(self._host, session_id, command, caller, listener)
            response = web.StreamResponse(
                headers={
                    "Content-Type": "text/event-stream",
                    "Cache-Control": "no-store",
                    "X-Accel-Buffering": "no",  # nginx: https://nginx.org/en/docs/http/ngx_http_proxy_module.html
                }
            )
            await response.prepare(request)
            await self._send(response, subscribed, listener, caller)
        finally:
            self._listeners.discard(listener)
            listener.end()
            self._host.leave(listener)
        if listener.lost and request.transport is not None:
            request.transport.abort()
        return response

    async def wait_for_job(self, session_id: str, command: GetJob, caller: Caller, seconds: float) -> None:
        """Returns when a job is over, or after so long; at once for one that is not there.

        Raises:
            SatchelError: what went wrong.
        """
        if seconds <= 0:
            return
        listener = Listener(self._most)
        self._listeners.add(listener)
        try:
            await _join(self._host, session_id, Subscribe(), caller, listener)
            found: Any = await self._host.ask(session_id, command, caller)  # it may have ended before we listened
            job = found.job
            async with asyncio.timeout(seconds):
                while job.status in ("queued", "running") and not listener.gone:
                    await listener.wait(seconds)
                    for packet in listener.take():
                        if isinstance(packet.frame, JobUpdated) and packet.frame.job.id == command.job_id:
                            job = packet.frame.job
        except TimeoutError:
            return
        finally:
            self._listeners.discard(listener)
            listener.end()
            self._host.leave(listener)

    async def _send(self, response: web.StreamResponse, subscribed: Frame, listener: Listener, caller: Caller) -> None:
        try:
            # It stands past what was missed, which follows: as an id it would have a client that is cut off skip that.
            await response.write(event(Packet(subscribed), with_id=False))
            while not listener.lost:
                heard = await listener.wait(self._patience(caller))
                if self._patience(caller) <= 0:
                    return
                if heard:
                    for packet in listener.take():
                        await response.write(event(packet))
                        if isinstance(packet.frame, Error):
                            return
                elif listener.gone:
                    return
                else:
                    await response.write(COMMENT)
        except ConnectionError:
            return

    def _patience(self, caller: Caller) -> float:
        """Seconds until the next heartbeat; none where the caller's sign-in has expired."""
        if caller.expires_at is None:
            return self._heartbeat
        return min(self._heartbeat, (caller.expires_at - self._now()) / 1000)

    def close(self) -> None:
        """Ends all streams; what waits is still sent."""
        for listener in tuple(self._listeners):
            listener.end()


def event(packet: Packet, *, with_id: bool = True) -> bytes:
    """A frame as an event: its `seq` is the id, its type the event's."""
    frame: Any = packet.frame
    number = b"id: %d\n" % frame.seq if with_id and frame.seq is not None else b""
    tag = str(type(frame).__struct_config__.tag).encode()
    return b"%sevent: %s\ndata: %s\n\n" % (number, tag, packet.to_bytes(JSON))
