"""Has every session's changes indexed in its owner's account: in order, at least once, and without hurry.

A session bears how far it is indexed and in which index. One that has changed, or that wakes and is not indexed as far
as it goes, is noted here, asked for what is new, and told how far its account has come. A crash in between leaves a
session that is indexed less far than it goes: it is noted when it next wakes.
"""

import asyncio
from collections.abc import Callable
from typing import cast

import structlog

from ..account.asking import ForgetIndex
from ..actor.actor import Actor
from ..errors import SatchelError
from ..handling.changes import GetIndex, IndexFound, IndexSessions, ReadChanges, SessionChanges, SessionsIndexed
from ..handling.context import Mark
from .actors import Actors
from .asking import ask

log = structlog.get_logger()

PAUSE_SECONDS = 0.1
"""Changes that follow each other so closely are indexed together."""
MOST_SESSIONS = 8
MOST_TEXT = 128 * 1024
"""Characters that are indexed in one transaction, more or less."""
SHARE = 19
"""While others work, indexing rests so many times as long as it worked: it takes a twentieth of the time."""
LONGEST_REST = 5.0
RETRY_SECONDS = 2.0


class Follower:
    """One for a host.

    Args:
        gone: called when the account has forgotten a session that was deleted for good.
        told: called with what a session says of itself, once its account knows it.
    """

    def __init__(
        self,
        sessions: Actors,
        accounts: Actors,
        gone: Callable[[str], None],
        told: Callable[[SessionChanges], None] = lambda _: None,
    ) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._gone = gone
        self._told = told
        self._behind: dict[str, dict[str, int]] = {}  # by user: sessions, and the number of the first note of each
        self._indexes: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._news = asyncio.Event()
        self._noted = 0

    def note(self, actor: Actor) -> None:
        """Takes down a session whose changes may not be indexed."""
        file = actor.file
        owner = file.access.owner
        if file.seq == 0 or self._is_indexed(actor, self._indexes.get(owner)):
            return
        self._noted += 1
        self._behind.setdefault(owner, {}).setdefault(actor.name, self._noted)
        self._news.set()

    def _is_indexed(self, actor: Actor, index: str | None) -> bool:
        return index is not None and actor.file.mark == Mark(index, actor.file.seq)

    @property
    def behind(self) -> int:
        """How many sessions have changes that are not indexed."""
        return sum(map(len, self._behind.values()))

    async def catch_up(self, user: str) -> None:
        """Returns when what a user's sessions have acknowledged until now is in the lists, whatever comes meanwhile."""
        until = self._noted
        while True:
            async with self._locks.setdefault(user, asyncio.Lock()):
                pass  # a step that is being done has taken its sessions from those that are behind
            if not self._is_behind(user, until) or not await self._step(user):
                return

    def _is_behind(self, user: str, until: int) -> bool:
        return any(number <= until for number in self._behind.get(user, {}).values())

    async def catch_up_within(self, user: str, seconds: float) -> None:
        """As `catch_up`, but returns after so many seconds at the latest; it goes on then."""
        if user not in self._behind:
            return
        catching_up = asyncio.get_running_loop().create_task(self.catch_up(user))
        done, _ = await asyncio.wait({catching_up}, timeout=seconds)
        for task in done:
            task.result()

    def forget(self, user: str) -> None:
        """The account of a user is another one from now on."""
        self._indexes.pop(user, None)
        self._locks.pop(user, None)

    async def start_anew(self, user: str) -> None:
        """Has an account forget what it knows of its user's sessions. Each tells everything as soon as it is awake."""
        async with self._locks.setdefault(user, asyncio.Lock()):
            found = cast("IndexFound", await ask(self._accounts.actor(user, user), ForgetIndex()))
            self._indexes[user] = found.index
        for actor in self._sessions.all():
            if actor.file.access.owner == user:
                self.note(actor)

    async def run(self) -> None:
        """Goes on for ever, as fast as the work of others allows."""
        while True:
            await self._news.wait()
            await asyncio.sleep(PAUSE_SECONDS)
            self._news.clear()
            failing: set[str] = set()
            while users := self._behind.keys() - failing:  # one step each, so that nobody waits for one who is busy
                for user in users:
                    if not await self._paced_step(user):
                        failing.add(user)
            if failing:
                asyncio.get_running_loop().call_later(RETRY_SECONDS, self._news.set)

    async def _paced_step(self, user: str) -> bool:
        loop = asyncio.get_running_loop()
        begun, noted = loop.time(), self._noted
        done = await self._step(user)
        if self._noted != noted:  # others work
            await asyncio.sleep(min(LONGEST_REST, SHARE * (loop.time() - begun)))
        return done

    async def finish(self) -> None:
        """Indexes everything, for the end of the server."""
        for user in tuple(self._behind):
            await self.catch_up(user)

    async def _step(self, user: str) -> bool:
        """Indexes some of what is behind. False where the account can't take it now."""
        async with self._locks.setdefault(user, asyncio.Lock()):
            behind = self._behind.get(user, {})
            try:
                index = await self._index_of(user)
                await self._index_some(user, index, behind)
            except SatchelError as error:
                log.warning("indexing_failed", user=user, error=str(error))
                return False
            if not behind:
                self._behind.pop(user, None)
            return True

    async def _index_of(self, user: str) -> str:
        if user not in self._indexes:
            found = cast("IndexFound", await ask(self._accounts.actor(user, user), GetIndex()))
            self._indexes[user] = found.index
        return self._indexes[user]

    async def _index_some(self, user: str, index: str, behind: dict[str, int]) -> None:
        changes: list[SessionChanges] = []
        actors: dict[str, Actor] = {}
        names = list(behind)[:MOST_SESSIONS]
        numbers = {name: behind.pop(name) for name in names}
        try:
            length = 0
            while names and length < MOST_TEXT:
                name = names[0]  # it stays among them until it has answered, so that it is not lost at the end
                found = await self._read(name, index)
                del names[0]
                if found is not None:
                    actors[name] = self._sessions.actor(name, user)
                    changes.append(found)
                    length += sum(len(entry.text) for entry in found.entries)
            if changes:
                told = await ask(self._accounts.actor(user, user), IndexSessions(sessions=changes))
                names += self._mark(index, changes, actors, cast("SessionsIndexed", told).behind)
        except BaseException:
            behind.update({name: numbers[name] for name in (*actors, *names)})
            raise
        behind.update({name: numbers[name] for name in names})

    async def _read(self, name: str, index: str) -> SessionChanges | None:
        awake = self._sessions.get(name)
        if (awake is not None and self._is_indexed(awake, index)) or not self._sessions.exists(name):
            return None
        try:
            actor = self._sessions.actor(name, "")
            return cast("SessionChanges", await ask(actor, ReadChanges(index=index)))
        except SatchelError as error:  # it is damaged, say: it is asked again when it next wakes
            log.warning("session_not_indexed", session=name, error=str(error))
            return None

    def _mark(
        self, index: str, changes: list[SessionChanges], actors: dict[str, Actor], behind: list[str]
    ) -> list[str]:
        """Tells the sessions how far they are indexed. Returns those that have more to tell."""
        again = []
        for told in changes:
            name = told.session.id
            if name in behind:
                actors[name].file.mark = Mark()
                again.append(name)
            elif told.gone:
                self._gone(name)  # its mark stays behind: whoever wakes it before its file is removed does this again
            else:
                actors[name].file.mark = Mark(index, told.upto)
                self._told(told)
                if told.more:
                    again.append(name)
        return again
