"""Has sessions indexed of a folder that no server uses: some that were put there, or all, from their files alone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from ..account.asking import ForgetIndex
from ..actor.actor import Actor
from ..assistant import DemoModel
from ..config import Settings
from ..errors import SatchelError
from ..handling.caller import Caller
from ..handling.changes import GetIndex, IndexFound
from ..handling.context import Mark
from ..storage.folder import Folder
from ..wire.commands import GetSession
from .file_rules import KEEP_ALL
from .host import Host

AT_ONCE = 64
"""Sessions that are awake at the same time, so that the account takes what they say in few transactions."""
READER = Caller("", trusted=True, may_create=False)


class Fault(Struct, frozen=True):
    """What could not be indexed, and why: a session, or everything of a user's."""

    kind: Literal["session", "account"]
    name: str
    message: str


class Report(Struct, frozen=True):
    """What became of it.

    Attributes:
        accounts: users whose account is whole now.
        indexed: ids of the sessions that are in them.
    """

    accounts: int
    indexed: list[str]
    faults: list[Fault]


async def index(settings: Settings, session_ids: Sequence[str], advance: Callable[[int], None]) -> Report:
    """Brings sessions into the lists and the search of their owners; what else is known there stays.

    Args:
        advance: called with a number of sessions that were gone through, sound or not.

    Raises:
        SatchelError: `unavailable` where the folder can't be used.
    """
    async with _indexer(settings) as indexer:
        await indexer.index(session_ids, advance)
    return Report(len(indexer.known), list(indexer.indexed), indexer.faults)


async def reindex(settings: Settings, user: str | None, advance: Callable[[int], None]) -> Report:
    """Deletes what is derived in every account, or in one user's, and rebuilds it from the session files.

    Stopped in between it leaves sessions out of the lists; done again it is whole.

    Args:
        advance: called with a number of session files that were gone through, sound or not.

    Raises:
        SatchelError: `unavailable` where the folder can't be used.
    """
    folder = Folder(settings.folder)
    users = folder.account_users() if user is None else [user]
    async with _indexer(settings) as indexer:
        await indexer.forget(users)
        await indexer.index(folder.ids(), advance)
    if user is None:
        return Report(len(indexer.known), list(indexer.indexed), indexer.faults)
    theirs = [session_id for session_id, owner in indexer.indexed.items() if owner == user]
    return Report(len(indexer.known & {user}), theirs, indexer.faults)


@asynccontextmanager
async def _indexer(settings: Settings) -> "AsyncIterator[Indexer]":
    folder = Folder(settings.folder)
    folder.prepare()
    # It is not opened: that would wake other sessions besides, and go on indexing in the background.
    # Nor does it remove what is old: who indexes expects all that is there.
    host = Host(replace(settings, **KEEP_ALL), DemoModel())
    indexer = Indexer(host)
    try:
        yield indexer
    finally:
        await host.close()
    for session_id in indexer.gone:  # the host removes them too, where its end does not come first
        folder.remove(session_id)


class Indexer:
    """Wakes sessions of a host, a few at a time, and sees to it that their accounts know them.

    Attributes:
        indexed: sessions that their accounts know, and whose they are.
        gone: sessions deleted for good; their accounts know that, so their files may go.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._indexes: dict[str, str | None] = {}
        self.indexed: dict[str, str] = {}
        self.gone: list[str] = []
        self.faults: list[Fault] = []

    @property
    def known(self) -> set[str]:
        """Users whose account could be asked."""
        return {user for user, index in self._indexes.items() if index is not None}

    async def forget(self, users: Sequence[str]) -> None:
        """Gives those users that have an account a new, empty index. Comes before the host asks for any."""
        for user in users:
            if self._host.accounts.exists(user):
                self._indexes[user] = await self._index(user, ForgetIndex())

    async def index(self, session_ids: Sequence[str], advance: Callable[[int], None]) -> None:
        """Has sessions indexed; those that can't be become faults."""
        for first in range(0, len(session_ids), AT_ONCE):
            names = session_ids[first : first + AT_ONCE]
            await asyncio.gather(*map(self._wake, names))
            await self._host.settle()
            actors = [actor for name in names if (actor := self._host.sessions.get(name)) is not None]
            for actor in actors:
                await self._look(actor)
                actor.sleep()
            if actors:
                await asyncio.wait([actor.task for actor in actors])
            advance(len(names))

    async def _wake(self, session_id: str) -> None:
        try:
            await self._host.ask(session_id, GetSession(), READER)
        except SatchelError as error:
            self.faults.append(Fault("session", session_id, error.message))

    async def _look(self, actor: Actor) -> None:
        """Whether its account knows it as far as it goes."""
        file = actor.file
        owner = file.access.owner
        if owner not in self._indexes:
            self._indexes[owner] = await self._index(owner, GetIndex())
        index = self._indexes[owner]
        if index is None:
            return  # the account is the fault
        if self._host.removes(actor.name):
            self.gone.append(actor.name)  # its account knows: the end may have come before the mark
        elif file.seq and file.mark != Mark(index, file.seq):
            told = f"{file.path.name} can't be read whole; `satchel check` says more."
            self.faults.append(Fault("session", actor.name, told))
        elif file.access.state == "gone":
            self.gone.append(actor.name)
        else:
            self.indexed[actor.name] = owner

    async def _index(self, user: str, command: ForgetIndex | GetIndex) -> str | None:
        try:
            return cast("IndexFound", await self._host.ask_account(command, Caller(user, trusted=True))).index
        except SatchelError as error:
            self.faults.append(Fault("account", user, error.message))
            return None
