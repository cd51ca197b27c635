"""All actors of one kind: by name to the live one. Wakes, puts to sleep, keeps the number of open files in bounds."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from ..actor.actor import Actor
from ..actor.audience import Topic
from ..actor.client import Client
from ..actor.surroundings import Surroundings
from ..handling.caller import Caller

log = structlog.get_logger()


class Actors:
    """Those of one folder.

    Args:
        path: a name's file.
        most: awake at once; beyond that the least recently used go to sleep.
    """

    def __init__(self, surroundings: Surroundings, path: Callable[[str], Path], most: int) -> None:
        self._around = surroundings
        self._path = path
        self._most = most
        self._awake: dict[str, Actor] = {}
        self._topics: dict[str, Topic] = {}
        self._heard: dict[Client, set[str]] = {}

    def __len__(self) -> int:
        return len(self._awake)

    def get(self, name: str) -> Actor | None:
        """The actor, if it is awake."""
        return self._awake.get(name)

    def all(self) -> tuple[Actor, ...]:
        return tuple(self._awake.values())

    def exists(self, name: str) -> bool:
        return name in self._awake or self._path(name).exists()

    def actor(self, name: str, owner: str) -> Actor:
        """The live one, or a new one: its file is opened, or made for its owner, at its first command."""
        return self._awake.get(name) or self._wake(name, owner)

    def _wake(self, name: str, owner: str) -> Actor:
        if len(self._awake) >= self._most:
            self._make_room()
        actor = self._awake[name] = Actor(
            name,
            self._path(name),
            owner,
            self._around,
            lambda: self._topics.get(name),
            lambda client, caller: self.subscribe(name, client, caller),
            self._asleep,
        )
        return actor

    def _asleep(self, actor: Actor) -> None:
        if self._awake.get(actor.name) is actor:
            del self._awake[actor.name]

    def _make_room(self) -> None:
        """The sixteenth part that was not used for longest goes to sleep, so that this is seldom done."""
        idle = sorted((a for a in self._awake.values() if a.idle), key=lambda actor: actor.last_used)
        for actor in idle[: max(1, self._most // 16)]:
            actor.sleep()

    def sweep(self, before: float) -> None:
        """Puts to sleep what was last used before a moment of the monotonic clock."""
        for actor in self.all():
            if actor.last_used < before and actor.idle:
                actor.sleep()

    async def quieten(self, patience: float) -> None:
        """Ends the replies that are being written; what was said is stored when this returns, or patience ends."""
        talking = [actor.quieten() for actor in self.all() if actor.is_generating]
        if talking:
            await asyncio.wait(talking, timeout=patience)

    async def end(self, patience: float) -> None:
        """Has every file closed whole: what waits is done before, replies that are being written end as interrupted."""
        actors = self.all()
        for actor in actors:
            actor.end()
        if actors:
            _, late = await asyncio.wait([actor.task for actor in actors], timeout=patience)
            for task in late:
                log.error("session_not_closed", actor=task.get_name())
                task.cancel()

    # listening

    def subscribe(self, name: str, client: Client, caller: Caller) -> None:
        """From now on `client` hears of every change. The actor may go on sleeping."""
        if client.gone:
            return
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = Topic()
        topic.clients[client] = caller
        self._heard.setdefault(client, set()).add(name)

    def send_away(self, whom: Callable[[Caller], bool]) -> None:
        """Those who may not listen any more hear nothing more; they are told so."""
        for topic in tuple(self._topics.values()):
            topic.keep(lambda caller: not whom(caller))

    def leave(self, client: Client) -> None:
        """It hears of none any more."""
        for name in self._heard.pop(client, ()):
            topic = self._topics.get(name)
            if topic is not None:
                topic.clients.pop(client, None)
                if not topic.clients:
                    del self._topics[name]
