"""The router: session id to live actor, user to live account. What doors use, and nothing of what is below."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import structlog

from ..account.kind import ACCOUNT
from ..actor.actor import Actor
from ..actor.client import Call, Client
from ..actor.clock import Clock
from ..actor.mailbox import Envelope
from ..actor.pool import Pool
from ..actor.preview.camera import Camera
from ..actor.surroundings import Surroundings
from ..assistant import Model
from ..config import Settings
from ..errors import SatchelError, internal_error
from ..handling.access import no_session
from ..handling.caller import SERVER, Caller
from ..metrics import Metrics
from ..session.kind import SESSION
from ..storage.folder import Folder
from ..storage.workers import Workers
from ..tools import open_toolbox
from ..wire.codec import Packet, error_packet
from ..wire.commands import Command, GetSession, creates
from ..wire.events import Frame
from .account_calls import AccountCalls
from .actors import Actors
from .admission import Admission
from .belongings import Belongings
from .copies import Copies
from .detours import Detours
from .file_rules import file_rules, retention
from .following import Follower
from .gatekeeper import Gatekeeper
from .joining import Joining
from .old import Walk
from .quotas import Quotas
from .rates import Rates
from .removals import Removals

log = structlog.get_logger()

SWEEP_SECONDS = 1.0
ACCOUNT_THREADS = 2
"""Of their own, so that no session waits while texts are indexed."""
LAST_INDEXING_SECONDS = 2.0


class Host:
    """All sessions and accounts of one data folder.

    Doors use `tell` or `ask` and `subscribe`, and nothing else of what is below.
    """

    def __init__(self, settings: Settings, model: Model, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or Clock()
        self._folder = Folder(settings.folder)
        self._workers = Workers(settings.threads)
        self._account_workers = Workers(ACCOUNT_THREADS)
        self._model = model
        self._pool = Pool()
        camera = Camera(settings.chromium, self._pool, sandbox=settings.chromium_sandbox)
        self.metrics = Metrics()

        around = partial(
            Surroundings,
            model=model,
            clock=self._clock,
            mailbox=settings.mailbox,
            checkpoint_bytes=settings.checkpoint_bytes,
            artifacts=settings.features["artifactCreationEnabled"],
            rules=file_rules(settings, camera.why_not),
            retention=retention(settings),
            metrics=self.metrics,
            pool=self._pool,
            camera=camera,
            toolbox=open_toolbox(settings.tool_modules, settings.tool_seconds),
        )
        self.sessions = Actors(
            around(kind=SESSION, workers=self._workers, changed=self._note), self._folder.path, settings.max_active
        )
        self.accounts = Actors(
            around(kind=ACCOUNT, workers=self._account_workers, changed=lambda _: None),
            *(self._folder.account_path, settings.max_active),
        )
        self._removals = Removals(self.sessions, self._folder)
        self.walk = Walk(self.sessions, self._folder, retention(settings))
        self.detours = Detours(self._session, self.sessions.exists, self._folder, self._clock)
        self.copies = Copies(self.ask, self._session, self.sessions.exists, self._folder)
        self._follower = Follower(self.sessions, self.accounts, self._removals.soon, self.detours.publisher.note)
        self._account_calls = AccountCalls(self.sessions, self.accounts, self._follower, settings)
        self._quotas = Quotas(settings, self._account_calls.usage, self.sessions.exists)
        self.rates = Rates(settings)
        self._limited = settings.limited
        self.gatekeeper = Gatekeeper(settings, model)
        self.belongings = Belongings(self.sessions, self.accounts, self._follower, self._folder)
        self.admission = Admission(self.sessions, self.accounts)
        self.metrics.watch("sessions_awake", "Sessions whose file is open.", self.sessions.__len__)
        self.metrics.watch("accounts_awake", "Accounts whose file is open.", self.accounts.__len__)
        self.metrics.watch("sessions_unindexed", "Sessions that search can't find all of yet.", lambda: self.behind)
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining = False

    async def open(self) -> None:
        """Raises `unavailable` where the data folder can't be used."""
        self._folder.prepare()
        self._start(self._wake_what_was_awake(self._folder.unindexed()))
        self._start(self._sweep_for_ever())
        self._start(self._follower.run())
        self._start(self.walk.run())

    async def close(self) -> None:
        """No new work; running batches finish, running replies end as interrupted, every file is closed whole."""
        self._draining = True
        self._removals.pause()
        for task in tuple(self._tasks):
            task.cancel()
        patience = self._settings.drain_seconds
        await self.sessions.quieten(patience)
        try:
            async with asyncio.timeout(min(LAST_INDEXING_SECONDS, patience)):
                await self._follower.finish()
        except TimeoutError:
            log.warning("not_all_indexed", sessions=self._follower.behind)
        await self.sessions.end(patience)
        await self.accounts.end(patience)
        await self._removals.finish()
        await self._model.close()
        self._pool.close()
        self._workers.close()
        self._account_workers.close()

    # asking

    def tell(
        self, session_id: str, command: Command, caller: Caller, client: Client
    ) -> Coroutine[Any, Any, None] | None:
        """Brings a command to its session's actor; `client` is answered when it is done.

        Returns:
            None; or, where a quota has to be looked at first, what has to be awaited before the client's next command.

        Raises:
            SatchelError: it was not brought.
        """
        self.metrics.commands[type(command)] += 1
        self.rates.count(command, caller)
        if caller.link_id is not None and caller.link_id in self._account_calls.revoked:
            raise no_session(session_id)
        if self._limited and self._quotas.concern(session_id, command, caller):
            return self._tell_within_quotas(session_id, command, caller, client)
        self._tell(session_id, command, caller, client)
        return None

    def _tell(self, session_id: str, command: Command, caller: Caller, client: Client) -> None:
        if self.detours.concern(command):
            self._start(self._answer(command, client, self.detours.run(session_id, command, caller)))
        else:
            self._session(session_id, command, caller).tell(Envelope(command, caller, client))

    async def _tell_within_quotas(self, session_id: str, command: Command, caller: Caller, client: Client) -> None:
        async def tell() -> None:
            if self.detours.concern(command):
                await self._answer(command, client, self.detours.run(session_id, command, caller))
                return
            self._tell(session_id, command, caller, client)
            after = Call()  # it is answered when what was told before is done
            with suppress(SatchelError):
                self._session(session_id, command, caller).tell(Envelope(GetSession(), SERVER, after))
                await after.reply

        await self._quotas.tell(session_id, command, caller, tell)

    def tell_account(self, command: Command, caller: Caller, client: Client) -> None:
        """Brings a command to the caller's account, as soon as it knows what the caller's sessions acknowledged.

        Raises:
            SatchelError: it was not brought.
        """
        self.metrics.commands[type(command)] += 1
        self.rates.count(command, caller)
        self._start(self._account_calls.tell(command, caller, client))

    async def _answer(self, command: Command, client: Client, work: Coroutine[Any, Any, Frame]) -> None:
        try:
            packet = Packet(await work)
        except SatchelError as error:
            packet = error_packet(error)
        except Exception:
            log.exception("command_failed", type=type(command).__name__)
            packet = error_packet(internal_error())
        client.answer(command.request_id, packet)

    async def ask(self, session_id: str, command: Command, caller: Caller) -> Frame:
        """The reply to a command.

        Raises:
            SatchelError: what went wrong.
        """
        call = Call()
        waiting = self.tell(session_id, command, caller, call)
        if waiting is not None:
            await waiting
        return await call.reply

    async def ask_account(self, command: Command, caller: Caller) -> Frame:
        """The reply of the caller's account; raises as `ask` does."""
        call = Call()
        self.tell_account(command, caller, call)
        return await call.reply

    def knows(self, session_id: str) -> bool:
        """Whether there is such a session, whoever's it is."""
        return self.sessions.exists(session_id)

    def removes(self, session_id: str) -> bool:
        """Whether a session was deleted for good, its account knows that, and its file is going."""
        return session_id in self._removals

    # listening

    def subscribe(self, session_id: str, client: Client, caller: Caller) -> None:
        """From now on `client` hears every change of the session, if the caller may. The session may go on sleeping."""
        if caller.everywhere or (caller.may_create and not self.sessions.exists(session_id)):
            self.sessions.subscribe(session_id, client, caller)
        else:
            joining = Joining(client, lambda: self.sessions.subscribe(session_id, client, caller))
            self._tell(session_id, GetSession(), caller, joining)

    def leave(self, client: Client) -> None:
        """The client hears nothing any more. It is marked as gone before."""
        self.sessions.leave(client)
        self.accounts.leave(client)

    # waking and sleeping

    def _session(self, session_id: str, command: Command, caller: Caller) -> Actor:
        """Raises SatchelError: `overloaded` at the end of the server; `not_found` for one that is not to be made."""
        actor = self.sessions.get(session_id)
        if actor is not None and not self._draining:
            return actor
        if self._draining:
            raise SatchelError("overloaded", "The server is going down; try again in a moment.", None, 2.0)
        may_create = caller.may_create and (caller.everywhere or creates(command))
        if session_id in self._removals or not (may_create or self.sessions.exists(session_id)):
            raise no_session(session_id)
        return self.sessions.actor(session_id, caller.user)

    def _note(self, actor: Actor) -> None:
        if actor.name not in self._removals:
            self._follower.note(actor)

    async def _wake_what_was_awake(self, session_ids: list[str]) -> None:
        """What a crash may have kept from being indexed is noted by waking."""
        for session_id in session_ids:
            try:
                await self.ask(session_id, GetSession(), SERVER)
            except SatchelError as error:
                log.warning("session_not_woken", session=session_id, error=str(error))

    def sweep(self) -> None:
        """Puts to sleep what was idle for `idle_seconds`."""
        before = self._clock.monotonic() - self._settings.idle_seconds
        self.sessions.sweep(before)
        self.accounts.sweep(before)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Returns when all that was acknowledged until now is in the lists."""
        await self._follower.finish()

    @property
    def awake(self) -> int:
        """How many sessions have their file open."""
        return len(self.sessions)

    @property
    def behind(self) -> int:
        """How many sessions have changes that are not indexed yet."""
        return self._follower.behind
