"""`POST /api/chat`, and what belongs to it: a chat for the AI SDK's `useChat`.

Source: `http-chat-transport.ts` in https://github.com/vercel/ai/tree/main/packages/ai/src/ui.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from ...actor.clock import Clock
from ...config import Settings
from ...errors import SatchelError
from ...handling.access import no_session
from ...handling.caller import Caller
from ...host import Host
from ...wire.ids import is_session_id
from ..problems import CHAT, Handle, plain
from ..rest.responding import respond, say_rate
from ..rest.rows.ai_sdk import HISTORY, RESUME, STOP, Stopped
from ..sign_in.visitors import Visitors, for_the_unknown
from ..ui_messages import run_of, ui_messages
from .asked import read
from .asking import Asking, written_in
from .following import Following
from .plan import Heard, plan

_Answer = Callable[[web.Request, Caller], Awaitable[web.StreamResponse]]


class AiSdkDoor:
    """The four paths of a server. Errors are plain text, also those of before and around it."""

    def __init__(self, host: Host, settings: Settings, visitors: Visitors, clock: Clock) -> None:
        self._host = host
        self._visitors = visitors
        self._following = Following(clock.now, settings.send_buffer)

    def add_to(self, app: web.Application) -> None:
        one = "{session_id:[^/]+}"
        app.router.add_post(CHAT, self._handle(self._chat))
        app.router.add_get(RESUME.replace("{sessionId}", one), self._handle(self._resume), allow_head=False)
        app.router.add_post(STOP.replace("{sessionId}", one), self._handle(self._stop))
        app.router.add_get(HISTORY.replace("{sessionId}", one), self._handle(self._history))

    def close(self) -> None:
        self._following.close()

    def _handle(self, answer: _Answer) -> Handle:
        async def handle(request: web.Request) -> web.StreamResponse:
            caller = await self._visitors.caller(request)
            try:
                response = await answer(request, caller)
            except SatchelError as error:
                response = plain(for_the_unknown(request, error))
            if not response.prepared:
                say_rate(response, self._host, caller)
            return response

        return handle

    async def _chat(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        asked = await read(request)
        asking = Asking(self._host, asked.id, caller)
        return await self._following.stream(request, asking, await plan(asking, asked))

    async def _resume(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        asking = self._asking(request, caller)
        try:
            tail = await self._known(request, caller).tail()
        except SatchelError as error:
            if error.code != "not_found" or not (caller.user or caller.everywhere):
                raise
            tail = []  # a chat that is yet to be made has nothing to go on with; nor has another's, for all one sees
        running = written_in(tail)
        run = run_of(tail, running.id) if running is not None else []
        steps = [place for place, message in enumerate(run) if message.role == "assistant"]
        if not steps:
            return web.Response(status=204, headers={"Cache-Control": "no-store"})
        return await self._following.stream(request, asking, Heard(run[steps[-1]].id, run[: steps[-1]], again=True))

    async def _stop(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        asking = self._known(request, caller)
        running = written_in(await asking.tail())
        stopped = running is not None and await asking.cancel(running.id)
        answer = Stopped(success=True, reply_id=running.id if running is not None and stopped else None)
        return respond(request, answer, 200, etag=None, cached=False)

    async def _history(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        asking = self._known(request, caller)
        found = ui_messages(await asking.all_messages(), await asking.artifacts())
        return respond(request, found, 200, etag=None, cached=False)

    def _asking(self, request: web.Request, caller: Caller) -> Asking:
        session_id = request.match_info["session_id"]
        if not is_session_id(session_id):
            raise no_session(session_id)
        return Asking(self._host, session_id, caller)

    def _known(self, request: web.Request, caller: Caller) -> Asking:
        """Raises `not_found` for a chat that is not there: to look for it would make it otherwise."""
        asking = self._asking(request, caller)
        if not self._host.knows(asking.session_id):
            raise no_session(asking.session_id)
        return asking
