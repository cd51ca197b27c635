"""One response that streams: the chunks of a reply as Server-Sent Events, until it is over or the client has gone."""

from collections.abc import Callable, Iterable

import msgspec
from aiohttp import web

from ...handling.caller import Caller
from ...wire.commands import GetMessage, Subscribe
from ...wire.events import MessageFound
from ..rest.listening import Listener
from ..rest.responding import say_rate
from ..ui_messages import Chunk, Chunks
from .asking import Asking
from .plan import Heard

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    "X-Vercel-AI-UI-Message-Stream": "v1",
    "X-Accel-Buffering": "no",  # nginx: https://nginx.org/en/docs/http/ngx_http_proxy_module.html
}
HEARTBEAT_SECONDS = 15.0
PING = b": ping\n\n"
DONE = b"data: [DONE]\n\n"


class Following:
    """All streams of a server.

    Args:
        now: Unix milliseconds.
        most: bytes that may wait for a slow reader before its stream ends.
    """

    def __init__(self, now: Callable[[], int], most: int) -> None:
        self._now = now
        self._most = most
        self._listeners: set[Listener] = set()

    async def stream(self, request: web.Request, asking: Asking, heard: Heard) -> web.StreamResponse:
        """Tells what is to be heard. The reply goes on whatever becomes of this.

        Raises:
            SatchelError: before anything was sent.
        """
        if heard.reply_id is None:
            return await _nothing_follows(request, heard)
        listener = Listener(self._most)
        self._listeners.add(listener)
        host, chunks = asking.host, Chunks(heard.reply_id)
        try:
            artifacts = await asking.artifacts() if heard.again else []
            found = await asking.ask(GetMessage(message_id=heard.reply_id))
            assert isinstance(found, MessageFound)
            # All that happened since just before it began, and all that will: nothing is missed, however late this is.
            subscribe = Subscribe(since=found.message.position - 1)
            waiting = host.tell(asking.session_id, subscribe, asking.caller, listener)
            if waiting is not None:
                await waiting
            await listener.answered
            response = web.StreamResponse(headers=HEADERS)
            say_rate(response, host, asking.caller)
            await response.prepare(request)
            await response.write(frames(chunks.begin(heard.earlier, artifacts, again=heard.again)))
            await self._send(response, chunks, listener, asking.caller)
        except ConnectionError:  # after an `error` clients hang up, and whenever they like
            pass
        finally:
            self._listeners.discard(listener)
            listener.end()
            host.leave(listener)
        if listener.lost and request.transport is not None:
            request.transport.abort()
        return response

    async def _send(self, response: web.StreamResponse, chunks: Chunks, listener: Listener, caller: Caller) -> None:
        while not listener.lost:
            heard = await listener.wait(self._patience(caller))
            if self._patience(caller) <= 0:
                return
            if heard:
                said = chunks.hear(packet.frame for packet in listener.take())
                if said:
                    await response.write(frames(said))
                if chunks.over:
                    await response.write(DONE)
                    return
            elif listener.gone:
                return
            else:
                await response.write(PING)

    def _patience(self, caller: Caller) -> float:
        """Seconds until the next sign of life; none where the caller's sign-in has expired."""
        if caller.expires_at is None:
            return HEARTBEAT_SECONDS
        return min(HEARTBEAT_SECONDS, (caller.expires_at - self._now()) / 1000)

    def close(self) -> None:
        """Ends all streams; what waits is still sent."""
        for listener in tuple(self._listeners):
            listener.end()


async def _nothing_follows(request: web.Request, heard: Heard) -> web.StreamResponse:
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    begun = Chunks("").begin(heard.earlier, again=False)
    await response.write(frames([*begun, {"type": "finish", "finishReason": "tool-calls"}]) + DONE)
    return response


def frames(chunks: Iterable[Chunk]) -> bytes:
    return b"".join(b"data: %s\n\n" % msgspec.json.encode(chunk) for chunk in chunks)
