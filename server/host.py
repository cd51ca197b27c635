"""The router: session id to live actor. Wakes, puts to sleep, keeps the number of open files in bounds, drains."""

import asyncio
from pathlib import Path

import structlog

from .actor.actor import Actor, Surroundings
from .actor.audience import Topic
from .actor.client import Call, Client
from .actor.clock import Clock
from .actor.mailbox import Envelope
from .assistant import Model
from .config import Settings
from .errors import SatchelError
from .session.handler import Caller
from .storage.folder import Folder
from .storage.workers import Workers
from .wire.commands import Command
from .wire.events import Frame

log = structlog.get_logger()

SWEEP_SECONDS = 1.0


class Host:
    """All sessions of one data folder.

    Doors use `tell` or `ask` and `subscribe`, and nothing else of what is below.
    """

    def __init__(self, settings: Settings, model: Model, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or Clock()
        self._folder = Folder(settings.folder)
        self._workers = Workers(settings.threads)
        self._around = Surroundings(self._workers, model, self._clock, settings.mailbox, settings.checkpoint_bytes)
        self._model = model
        self._actors: dict[str, Actor] = {}
        self._topics: dict[str, Topic] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self._draining = False

    async def open(self) -> None:
        """Raises `unavailable` where the data folder can't be used."""
        self._folder.prepare()
        self._sweeper = asyncio.create_task(self._sweep_for_ever(), name="sweeper")

    async def close(self) -> None:
        """No new work; running batches finish, running replies end as interrupted, every file is closed whole."""
        self._draining = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        actors = list(self._actors.values())
        for actor in actors:
            actor.end()
        if actors:
            _, late = await asyncio.wait([actor.task for actor in actors], timeout=self._settings.drain_seconds)
            for task in late:
                log.error("session_not_closed", actor=task.get_name())
                task.cancel()
        await self._model.close()
        self._workers.close()

    # asking

    def tell(self, session_id: str, command: Command, caller: Caller, client: Client) -> None:
        """Brings a command to its session's actor; `client` is answered when it is done."""
        actor = self._actors.get(session_id)
        if actor is None or self._draining:
            actor = self._wake(session_id, caller)
        actor.tell(Envelope(command, caller, client))

    async def ask(self, session_id: str, command: Command, caller: Caller) -> Frame:
        """The reply to a command.

        Raises:
            SatchelError: what went wrong.
        """
        call = Call()
        self.tell(session_id, command, caller, call)
        return await call.reply

    # copying

    def inode(self, session_id: str) -> int:
        """The number of a session's file on its disk: by it a program on this machine knows whose server this is.

        Raises:
            SatchelError: `not_found`; nothing is made.
        """
        try:
            return self._folder.path(session_id).stat().st_ino
        except OSError:
            raise SatchelError("not_found", f"There is no session {session_id!r}.", {"field": "sessionId"}) from None

    async def snapshot(self, session_id: str, target: Path, caller: Caller) -> None:
        """Copies a session's file as it is at this moment to `target`, while the session goes on.

        Raises:
            SatchelError: `not_found`, and no file is made; `unavailable`.
        """
        self.inode(session_id)
        await (self._actors.get(session_id) or self._wake(session_id, caller)).snapshot(target)

    # listening

    def subscribe(self, session_id: str, client: Client) -> None:
        """From now on `client` hears every change of the session. The session may go on sleeping."""
        if client.gone:
            return
        topic = self._topics.get(session_id)
        if topic is None:
            topic = self._topics[session_id] = Topic()
        topic.clients.add(client)

    def unsubscribe(self, session_id: str, client: Client) -> None:
        topic = self._topics.get(session_id)
        if topic is not None:
            topic.clients.discard(client)
            if not topic.clients:
                del self._topics[session_id]

    # waking and sleeping

    def _wake(self, session_id: str, caller: Caller) -> Actor:
        if self._draining:
            raise SatchelError("overloaded", "The server is going down; try again in a moment.", None, 2.0)
        if len(self._actors) >= self._settings.max_active:
            self._make_room()
        actor = self._actors[session_id] = Actor(
            session_id,
            self._folder.path(session_id),
            caller.user,
            self._around,
            lambda: self._topics.get(session_id),
            lambda client: self.subscribe(session_id, client),
            self._asleep,
        )
        return actor

    def _asleep(self, actor: Actor) -> None:
        if self._actors.get(actor.session_id) is actor:
            del self._actors[actor.session_id]

    def _make_room(self) -> None:
        """The sixteenth part that was not used for longest goes to sleep, so that this is seldom done."""
        idle = sorted((a for a in self._actors.values() if a.idle), key=lambda actor: actor.last_used)
        for actor in idle[: max(1, self._settings.max_active // 16)]:
            actor.sleep()

    def sweep(self) -> None:
        """Puts to sleep what was idle for `idle_seconds`."""
        before = self._clock.monotonic() - self._settings.idle_seconds
        for actor in tuple(self._actors.values()):
            if actor.last_used < before and actor.idle:
                actor.sleep()

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep()

    @property
    def awake(self) -> int:
        """How many sessions have their file open."""
        return len(self._actors)
