"""The replies that one connection is told, or is offered after it was away."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from msgspec import Struct

from ...errors import SatchelError, internal_error
from ..ai_sdk.asking import Asking
from ..ai_sdk.plan import Heard
from .following import Run
from .frames import Outgoing, response, resuming

log = structlog.get_logger()


class Offer(Struct, frozen=True):
    """A run that the client is told as soon as it says that it is ready.

    Attributes:
        first: the run's first step.
        continuation: whether the client has the steps before.
    """

    first: str
    heard: Heard
    continuation: bool


class Runs:
    """Of one connection.

    Args:
        send: to the client.
        most: bytes that may wait of one reply.
        over: awaited behind the end of each.
    """

    def __init__(
        self, asking: Asking, send: Callable[[Outgoing], None], most: int, over: Callable[[Run], Awaitable[None]]
    ) -> None:
        self._asking = asking
        self._send = send
        self._most = most
        self._over = over
        self._told: dict[str, tuple[Run, asyncio.Task[None]]] = {}  # by the run's first step
        self._tasks: set[asyncio.Task[None]] = set()
        self._offers: dict[str, Offer] = {}  # by what the client calls it
        self._names: dict[str, str] = {}  # what the client calls a run, by its first step
        self.known: set[str] = set()
        """All steps that were told or offered one by one."""

    def covers(self, first: str) -> bool:
        """Whether the client is told a run just now, or will be when it wants to."""
        return first in self._told or any(offer.first == first for offer in self._offers.values())

    def name_of(self, first: str) -> str:
        return self._names.get(first, first)

    def follow(self, id: str, heard: Heard, *, replay: bool = False, continuation: bool = False) -> None:
        """Tells a run, from a step of it on, under the name `id`."""
        first = heard.earlier[0].id if heard.earlier else heard.reply_id or id
        self._stop(first)
        self._names[first] = id
        self.known |= {heard.reply_id} if heard.reply_id else set()
        told = (self._asking, id, first, heard, self._send, self._most)
        run = Run(*told, replay=replay, continuation=continuation)
        task = asyncio.get_running_loop().create_task(self._tell(run))
        self._told[first] = (run, task)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop(self, first: str) -> None:
        if first in self._told:
            self._told.pop(first)[1].cancel()

    async def _tell(self, run: Run) -> None:
        try:
            await run.tell()
        except SatchelError as error:
            self._send(response(run.id, error.message, done=True, error=True))
        except Exception:
            log.exception("agents_reply_not_told", reply=run.first)
            self._send(response(run.id, internal_error().message, done=True, error=True))
        if run.first in self._told and self._told[run.first][0] is run:
            del self._told[run.first]
            with suppress(SatchelError):  # the session is not there any more
                await self._over(run)

    # offers

    def offer(self, heard: Heard, *, continuation: bool = False) -> None:
        """Nothing more of a run is told until the client takes it: it would hear that twice. Where it goes on with what
        the client brought, what went before is told to its end."""
        assert heard.reply_id is not None
        first = heard.earlier[0].id if heard.earlier else heard.reply_id
        if not continuation:
            self._stop(first)
        self.known.add(heard.reply_id)
        self._offers[heard.reply_id if continuation else self.name_of(first)] = Offer(first, heard, continuation)

    def tell_offers(self, probe_id: str | None = None) -> bool:
        """Whether there are any."""
        for name in self._offers:
            self._send(resuming(name, probe_id))
        return bool(self._offers)

    @property
    def continues(self) -> bool:
        """Whether what follows the results of the client's tools is offered."""
        return any(offer.continuation for offer in self._offers.values())

    def waits_for(self, step: str) -> bool:
        """Whether a step that was being written is offered, and the client has not taken it."""
        return any(offer.heard.reply_id == step and not offer.continuation for offer in self._offers.values())

    def take(self, id: str) -> None:
        """The client is ready for what it was offered."""
        offer = self._offers.pop(id, None)
        if offer is not None:
            self.follow(id, offer.heard, replay=True, continuation=offer.continuation)

    def forget_offers(self) -> None:
        self._offers.clear()

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()
