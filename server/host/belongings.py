"""Everything that belongs to a user: as one archive, and deleted for good."""

import asyncio
import os
import secrets
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import structlog

from ..errors import SatchelError
from ..handling.caller import SERVER, Caller
from ..storage.folder import SUFFIX, Folder
from ..wire.commands import Command, DeleteSession, ListSessions
from ..wire.events import Frame, SessionsFound
from .actors import Actors
from .asking import ask
from .following import Follower

log = structlog.get_logger()

_PAGE = 1000
_README = """\
Everything that Satchel kept for you. Each file is a SQLite database, to be read with any SQLite program.

sessions/   your chats: messages, artifacts and their versions, components, interactions
account.sqlite3   your collections, links and payments, and the index of your chats

A chat's file put into the folder `sessions` of another Satchel is a chat there: `satchel import FILE`.
"""


class Belongings:
    """Of the users of one host."""

    def __init__(self, sessions: Actors, accounts: Actors, follower: Follower, folder: Folder) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._follower = follower
        self._folder = folder

    async def archive(self, user: str) -> Path:
        """A ZIP of all the user's files as they are now, under a temporary name: whoever asked removes it.

        A session that is deleted meanwhile, or that can't be read, is left out and named in `left-out.txt`.

        Raises:
            SatchelError: `unavailable`.
        """
        place = self._folder.account_path(user)
        target = place.with_name(f"{place.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
        left_out: list[str] = []
        try:
            with await asyncio.to_thread(zipfile.ZipFile, target, "w", zipfile.ZIP_DEFLATED, True, 6) as archive:
                await asyncio.to_thread(archive.writestr, "README.txt", _README)
                async for session_id in self._ids(user):
                    try:
                        await self._add(archive, self._sessions, session_id, f"sessions/{session_id}{SUFFIX}")
                    except SatchelError as error:
                        left_out.append(f"{session_id}: {error.message}")
                await self._add(archive, self._accounts, user, f"account{SUFFIX}")
                if left_out:
                    await asyncio.to_thread(archive.writestr, "left-out.txt", "\n".join(left_out) + "\n")
        except OSError as error:
            await asyncio.to_thread(target.unlink, missing_ok=True)
            told = f"The archive can't be written: {error.strerror}; make room and try again."
            raise SatchelError("unavailable", told, {"reason": "failing"}) from None
        except BaseException:
            await asyncio.to_thread(target.unlink, missing_ok=True)
            raise
        return target

    async def _add(self, archive: zipfile.ZipFile, actors: Actors, name: str, inside: str) -> None:
        path = self._folder.path(name) if actors is self._sessions else self._folder.account_path(name)
        copy = path.with_name(f"{path.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
        if actors is self._sessions and not actors.exists(name):
            raise SatchelError("not_found", "it was deleted meanwhile")
        try:
            await actors.actor(name, name).snapshot(copy)
            await asyncio.to_thread(archive.write, copy, inside)
        finally:
            await asyncio.to_thread(copy.unlink, missing_ok=True)

    async def delete(self, user: str) -> int:
        """Deletes all sessions of a user for good, and then the account. Asked again, it goes on where it broke off.

        Returns:
            How many sessions there were.

        Raises:
            SatchelError: `unavailable`; what is left can be deleted by asking again.
        """
        found = [session_id async for session_id in self._ids(user)]
        for session_id in found:
            if self._sessions.exists(session_id):
                await self._ask(self._sessions, session_id, DeleteSession(permanent=True), Caller(user))
        await self._follower.catch_up(user)
        actor = self._accounts.actor(user, user)
        actor.end()
        await asyncio.wait([actor.task])
        self._follower.forget(user)
        await asyncio.to_thread(self._folder.remove_account, user)
        log.info("account_deleted", user=user, sessions=len(found))
        return len(found)

    async def _ids(self, user: str) -> AsyncIterator[str]:
        """All sessions of a user, those that can be restored too."""
        await self._follower.catch_up(user)
        ids: list[str] = []
        for deleted in (False, True):
            for offset in range(0, 2**31, _PAGE):
                asked = ListSessions(limit=_PAGE, offset=offset, deleted=deleted)
                page = cast("SessionsFound", await self._ask(self._accounts, user, asked, SERVER)).sessions
                ids += [session.id for session in page]
                if len(page) < _PAGE:
                    break
        for session_id in ids:
            yield session_id

    async def _ask(self, actors: Actors, name: str, command: Command, caller: Caller) -> Frame:
        return await ask(actors.actor(name, caller.user or name), command, caller)
