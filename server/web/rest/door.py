"""The REST door: for every row of the table a handler, that reads, asks, and answers."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from ...errors import SatchelError
from ...handling.access import no_session
from ...handling.caller import Caller
from ...host import Host
from ...wire.commands import creates
from ...wire.events import MarkdownRendered
from ..markdown.connected import Render
from ..problems import Handle, problem
from ..sign_in.visitors import for_the_unknown
from .conditions import is_known, refusal
from .events import Streams, changes
from .inputs import snake
from .reading import command_of, read
from .responding import respond, say_rate, tag
from .rows.threads import GatekeeperAnswer
from .table import OPERATIONS, Operation

_any_id = re.compile(r"{(\w+)}")
"""aiohttp's own pattern for a name lets no braces through, and an id may have some."""

CallerOf = Callable[[web.Request], Awaitable[Caller]]


class Intent(Protocol):
    """What the gatekeeper says."""

    @property
    def should_create(self) -> bool: ...
    @property
    def type(self) -> str | None: ...
    @property
    def confidence(self) -> float: ...
    @property
    def reason(self) -> str: ...


Classify = Callable[[str], Awaitable[Intent]]


class RestDoor:
    """All rows of a server.

    Args:
        caller_of: who sends a request; raises `SatchelError`.
        classify: what the gatekeeper asks.
        render: Markdown to HTML; raises `SatchelError`.
        streams: who listens.
        now: Unix milliseconds.
    """

    def __init__(
        self,
        host: Host,
        caller_of: CallerOf,
        classify: Classify,
        render: Render,
        streams: Streams,
        now: Callable[[], int],
    ) -> None:
        self._host = host
        self._caller_of = caller_of
        self._classify = classify
        self._render = render
        self._streams = streams
        self._now = now

    def handler(self, operation: Operation) -> Handle:
        """What answers the requests of a row."""

        async def handle(request: web.Request) -> web.StreamResponse:
            caller = await self._caller_of(request)
            response: web.StreamResponse
            try:
                response = await self._answer(operation, request, caller)
            except SatchelError as error:
                response = problem(for_the_unknown(request, error))
            if not response.prepared:
                say_rate(response, self._host, caller)
            return response

        return handle

    async def _answer(self, operation: Operation, request: web.Request, caller: Caller) -> web.StreamResponse:
        route = operation.route
        asked = await read(operation, request, caller.user, self._now())
        if route.served == "classify":
            intent = await self._classify(asked.input.user_text)
            answer = GatekeeperAnswer(intent.should_create, intent.type, intent.confidence, intent.reason)
            return respond(request, answer, 200, etag=None, cached=False)
        command: Any
        session_id, command = command_of(operation, request, asked)
        if command.scope == "session" and not (creates(command) or self._host.knows(session_id)):
            raise no_session(session_id)  # who may have everything would otherwise make a chat by looking for it
        if route.served == "events":
            return await self._streams.handle(request, session_id, command, caller)
        if route.served == "changes":
            found = await changes(self._host, session_id, command, caller)
            return respond(request, found, 200, etag=None, cached=False)
        frame: Any
        if route.served == "render":
            self._host.rates.count(command, caller)
            frame = MarkdownRendered(html=await self._render(command.texts))
            return _response(operation, request, frame, session_id, command)
        try:
            if command.scope == "account":
                frame = await self._host.ask_account(command, caller)
            else:
                if route.served == "job":
                    await self._streams.wait_for_job(session_id, command, caller, asked.input.wait)
                frame = await self._host.ask(session_id, command, caller)
        except SatchelError as error:
            raise refusal(route, error) from None
        return _response(operation, request, frame, session_id, command)


def _response(
    operation: Operation, request: web.Request, frame: Any, session_id: str, command: Any
) -> web.StreamResponse:
    route = operation.route
    reads = route.method == "GET"
    etag = route.etag(frame) if route.etag is not None else None
    cached = reads and etag is not None
    if cached and etag is not None and is_known(request.headers.get("If-None-Match"), etag):
        unchanged = web.Response(status=304)
        tag(unchanged, etag, cached=True)
        return unchanged
    status = route.status
    if route.made is not None and not getattr(frame, route.made):
        status = 200
    body = operation.answer.make(frame, session_id, command)
    response = respond(request, body, status, etag=etag, cached=cached)
    if route.location is not None and status in (201, 202):
        response.headers["Location"] = route.location(frame)
    return response


def add_routes(
    app: web.Application,
    host: Host,
    caller_of: CallerOf,
    classify: Classify,
    render: Render,
    *,
    now: Callable[[], int],
    send_buffer: int,
) -> Streams:
    """Adds every row of the table to an application whose `client_max_size` bounds the bodies.

    Returns:
        The event streams, to be closed with the server.
    """
    streams = Streams(host, now, send_buffer)
    door = RestDoor(host, caller_of, classify, render, streams, now)
    for operation in OPERATIONS:
        route = operation.route
        if route.served == "elsewhere":
            continue
        handle = door.handler(operation)
        path = _any_id.sub(lambda found: f"{{{snake(found[1])}:[^/]+}}", route.path)
        if route.method == "GET":
            app.router.add_get(path, handle, allow_head=route.served != "events")
        else:
            app.router.add_route(route.method, path, handle)
    return streams
