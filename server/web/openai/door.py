"""`POST /v1/chat/completions` and `GET /v1/models`: chat completions whose conversations are sessions.

The reply is the session's: a client that goes away does not stop it, and one that asks the same again while it is
being written is told the same reply from its beginning.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import msgspec
from aiohttp import web

from ...config import Settings
from ...errors import SatchelError, internal_error
from ...handling.caller import Caller
from ...host import Host
from ...wire.commands import CancelReply, Command, GetMessage, GetMessages
from ...wire.events import BatchApplied, MessageAccepted, MessageFound, Messages, ToolResultAdded
from ...wire.ids import new_id
from ...wire.resources import Message
from ..problems import Handle
from ..rest.listening import Listener
from ..sign_in.visitors import Visitors
from .completion import Completion
from .errors import error_body, error_response
from .following import Ended, Following
from .request import SESSION_HEADER, ChatRequest, read_request, session_for
from .turn import tools_of, turn_of

HEARTBEAT_SECONDS = 15.0
OWN_MODEL = "satchel"
"""A name for whatever model the server or the session has."""
_STREAM = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx: https://nginx.org/en/docs/http/ngx_http_proxy_module.html
}


class OpenAIDoor:
    """All completions of a server.

    Args:
        now: Unix milliseconds.
    """

    def __init__(self, host: Host, settings: Settings, visitors: Visitors, now: Callable[[], int]) -> None:
        self._host = host
        self._visitors = visitors
        self._now = now
        self._most = settings.send_buffer
        self._own = settings.model_name or ("default" if settings.model_url else "demo")
        self._listeners: set[Listener] = set()

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/v1/chat/completions", _in_their_words(self._complete))
        app.router.add_get("/v1/models", _in_their_words(self._models))
        app.router.add_get("/v1/models/{model:.+}", _in_their_words(self._model))
        app.router.add_route("*", "/v1/{rest:.*}", _in_their_words(_nothing_here))

    def close(self) -> None:
        """Nothing more is heard; what waits is still sent."""
        for listener in tuple(self._listeners):
            listener.end()

    # models

    async def _models(self, request: web.Request) -> web.Response:
        await self._visitors.user(request)
        names = dict.fromkeys((self._own, OWN_MODEL))
        return _json({"object": "list", "data": [_described(name) for name in names]})

    async def _model(self, request: web.Request) -> web.Response:
        await self._visitors.user(request)
        name = request.match_info["model"]
        if name not in (self._own, OWN_MODEL):
            raise SatchelError("not_found", f"There is no model {name[:100]!r}.", {"field": "model"})
        return _json(_described(name))

    # completions

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        caller = await self._visitors.user(request)
        asked = read_request(await request.read())
        session_id = session_for(request.headers.get(SESSION_HEADER), asked.user) or new_id("chat", self._now())
        listener = Listener(self._most)
        self._listeners.add(listener)
        try:
            following, completion = await self._begin(session_id, asked, caller, listener)
            answer = self._stream if asked.stream else self._whole
            return await answer(request, asked, following, completion, {SESSION_HEADER: session_id})
        except SatchelError as error:
            response = error_response(error)
            response.headers[SESSION_HEADER] = session_id
            return response
        finally:
            self._listeners.discard(listener)
            listener.end()
            self._host.leave(listener)

    async def _begin(
        self, session_id: str, asked: ChatRequest, caller: Caller, listener: Listener
    ) -> tuple[Following, Completion]:
        """Stores what is new and has the model asked."""
        model_id = None if asked.model in (None, OWN_MODEL, self._own) else asked.model
        branch = await self._branch(session_id, caller)
        turn = turn_of(asked, branch, model_id)
        self._host.subscribe(session_id, listener, caller)
        reply_id, said = turn.running, ""
        if reply_id is not None:
            found = await self._ask(session_id, GetMessage(message_id=reply_id), caller)
            said = cast("MessageFound", found).message.content
        if turn.left is not None:
            with suppress(SatchelError):  # it may be over by now
                await self._ask(session_id, CancelReply(reply_id=turn.left), caller)
        for command in turn.commands:
            reply_id = _reply_in(await self._ask(session_id, command, caller))
        if reply_id is None:
            told = "The model goes on when each call of a tool has its result: send all of them."
            raise SatchelError("invalid", told, {"field": "messages"})
        theirs = tools_of(asked, branch)
        return Following(listener, reply_id, theirs, said), Completion(reply_id, asked.model or self._own, self._now())

    async def _branch(self, session_id: str, caller: Caller) -> list[Message]:
        """The current branch of a session; of one that is not there, nothing."""
        messages: list[Message] = []
        while self._host.knows(session_id):
            after = messages[-1].id if messages else None
            page = cast("Messages", await self._ask(session_id, GetMessages(limit=1000, after=after), caller))
            messages += page.messages
            if len(messages) >= page.total or not page.messages:
                break
        return messages

    async def _ask(self, session_id: str, command: Command, caller: Caller) -> Any:
        return await self._host.ask(session_id, command, caller)

    async def _whole(
        self,
        _request: web.Request,
        _asked: ChatRequest,
        following: Following,
        completion: Completion,
        headers: dict[str, str],
    ) -> web.StreamResponse:
        async for piece in following.pieces(HEARTBEAT_SECONDS):
            completion.add(piece)
            if isinstance(piece, Ended):
                return _json(completion.whole(piece), headers)
        raise internal_error()

    async def _stream(
        self,
        request: web.Request,
        asked: ChatRequest,
        following: Following,
        completion: Completion,
        headers: dict[str, str],
    ) -> web.StreamResponse:
        """Begins with the first piece, so that a model that fails at once fails with a status."""
        response = web.StreamResponse(headers=_STREAM | headers)
        usage = asked.stream_options is not None and bool(asked.stream_options.include_usage)
        try:
            async for piece in following.pieces(HEARTBEAT_SECONDS):
                if not response.prepared:
                    await response.prepare(request)
                    await response.write(_event(completion.first()))
                if isinstance(piece, Ended):
                    for chunk in completion.last(piece, usage=usage):
                        await response.write(_event(chunk))
                    await response.write(b"data: [DONE]\n\n")
                else:
                    said = completion.chunk(piece)
                    await response.write(b": still here\n\n" if said is None else _event(said))
        except SatchelError as error:
            if not response.prepared:
                raise
            await _tell_quietly(response, _event(error_body(error)))
        except ConnectionError:
            pass  # the client went; the reply goes on
        return response


async def _tell_quietly(response: web.StreamResponse, data: bytes) -> None:
    try:
        await response.write(data)
    except ConnectionError:
        return


async def _nothing_here(request: web.Request) -> web.StreamResponse:
    told = f"There is no {request.method} {request.path[:100]} here: Satchel has chat completions and models."
    raise SatchelError("not_found", told)


def _reply_in(frame: Any) -> str | None:
    if isinstance(frame, BatchApplied):
        frame = frame.replies[-1]
    return frame.reply_id if isinstance(frame, MessageAccepted | ToolResultAdded) else None


def _described(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "satchel"}


def _event(value: Any) -> bytes:
    return b"data: %s\n\n" % msgspec.json.encode(value)


def _json(value: Any, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", headers=headers)


def _in_their_words(handle: Handle) -> Handle:
    """Errors in the form that the clients of this door read."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handle(request)
        except SatchelError as error:
            return error_response(error)
        except web.HTTPRequestEntityTooLarge as error:
            return error_response(SatchelError("too_large", f"The request is too large: {error.text}"))

    return answer
