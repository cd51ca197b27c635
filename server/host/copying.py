"""What makes something elsewhere of a session: forks, copies of sessions, copies of artifacts.

The session is asked first, so that its own access check decides. Its actor then copies the file under a name that the
next start would clean up; the copy becomes a session of its own there, is closed whole, and gets its name in one step:
a crash leaves nothing, or a session.
"""

import asyncio
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from msgspec.structs import replace

from ..actor.actor import Actor
from ..actor.clock import Clock
from ..errors import SatchelError, internal_error
from ..handling.caller import SERVER, Caller
from ..session import SCHEMA
from ..session.copying import Adoption, Making, adopt
from ..session.sharing import ReceiveArtifact, exists
from ..session.site_copying import ReceiveSite, SiteGiven
from ..storage.database import transaction
from ..storage.files import checkpoint, explain, open_file, put_in_place, unavailable
from ..storage.folder import Folder
from ..wire.commands import Command, CopyArtifact, CopySession, CopySite, ForkSession, GetSession, RestoreSessionAt
from ..wire.events import ArtifactFound, Frame, SessionFound
from ..wire.ids import new_id
from .asking import ask

log = structlog.get_logger()

_TARGET = {ForkSession: "newSessionId", CopySession: "newSessionId", RestoreSessionAt: "into"}
"""The field that names the new session."""
_NOTED = {ForkSession: "session_forked", CopySession: "session_copied", RestoreSessionAt: "session_restored_at"}


class Copier:
    """Of one host.

    Args:
        session: the live actor of a session, for a command of a caller, whose a new one becomes; raises
            `SatchelError`.
        exists: whether there is a session of that id.
    """

    def __init__(
        self,
        session: Callable[[str, Command, Caller], Actor],
        exists: Callable[[str], bool],
        folder: Folder,
        clock: Clock,
    ) -> None:
        self._session = session
        self._exists = exists
        self._folder = folder
        self._clock = clock

    async def copy(self, session_id: str, command: Command, caller: Caller) -> Frame:
        """Does what a `Copying` command asks; the answer.

        Raises:
            SatchelError: what either session says; `conflict` where the new one is there already; `unavailable`.
        """
        if isinstance(command, CopySession | CopyArtifact) and command.to_user is not None:
            self._check_user(command.to_user)
        source = self._session(session_id, command, replace(caller, may_create=False))
        found = await ask(source, replace(command, idempotency_key=None), caller)
        match command, found:
            case CopySite(), SiteGiven():
                return await self._copy_site(session_id, command, found, caller)
            case CopyArtifact(), ArtifactFound():
                return await self._copy_artifact(session_id, command, found, caller)
            case ForkSession() | RestoreSessionAt(), SessionFound():
                return await self._copy_session(source, command, found.session.owner, caller)
            case CopySession(), SessionFound():
                return await self._copy_session(source, command, command.to_user or caller.user, caller)
            case _:
                raise internal_error()

    def _check_user(self, user: str) -> None:
        """Raises `invalid` for one whose account could have no file: nobody could have it in a list."""
        try:
            self._folder.account_path(user)
        except SatchelError as error:
            raise SatchelError(error.code, error.message, {"field": "toUser"}) from None

    # sessions

    async def _copy_session(self, source: Actor, command: Making, owner: str, caller: Caller) -> Frame:
        key = _key(source.name, command, caller)
        asked = command.into if isinstance(command, RestoreSessionAt) else command.new_session_id
        session_id = asked or self._new_id(key)
        adoption = Adoption(command, source.name, session_id, owner, self._clock.now(), key)
        if self._exists(session_id):
            return await self._again(adoption)
        fresh = self._folder.fresh_path(session_id)
        try:
            await source.snapshot(fresh)
            made = await asyncio.to_thread(make_session, fresh, self._folder.path(session_id), adoption)
        finally:
            for part in (fresh, fresh.with_name(f"{fresh.name}-wal")):
                part.unlink(missing_ok=True)
        if made is None:
            return await self._again(adoption)
        with suppress(SatchelError):  # it is there; awake it is indexed, and a reply that broke off in it ends
            await ask(self._session(session_id, GetSession(), Caller(owner)), GetSession(), SERVER)
        log.info(_NOTED[type(command)], session=session_id, source=source.name)
        return made

    async def _again(self, adoption: Adoption) -> Frame:
        """The answer that was given when the session was made, for the same command with the same key.

        Raises:
            SatchelError: `conflict` for any other.
        """
        if adoption.key is None:
            raise exists(adoption.session_id, _TARGET[type(adoption.command)])
        asked = replace(adoption.command, idempotency_key=adoption.key)
        return await ask(self._session(adoption.session_id, asked, Caller(adoption.owner)), asked, SERVER)

    def _new_id(self, key: str | None) -> str:
        """With an idempotency key always the same one for it."""
        return new_id("chat", self._clock.now()) if key is None else f"chat_{key[:32]}"

    # artifacts

    async def _copy_artifact(
        self, session_id: str, command: CopyArtifact, found: ArtifactFound, caller: Caller
    ) -> Frame:
        given = ReceiveArtifact(request=command, source=session_id, artifact=found.artifact)
        if command.to_session_id is not None:
            copied = await ask(self._session(command.to_session_id, given, caller), given, caller)
        else:
            assert command.to_user is not None
            target = self._new_id(_key(session_id, command, caller))
            copied = await ask(self._session(target, given, Caller(command.to_user)), given, SERVER)
        return replace(copied, session_id=session_id)

    async def _copy_site(self, session_id: str, command: CopySite, found: SiteGiven, caller: Caller) -> Frame:
        if not caller.user:
            raise SatchelError("unauthenticated", "Sign in: a copy becomes yours.")
        given = ReceiveSite(request=command, site=found.site, files=found.files)
        target = command.to_session_id or self._new_id(_key(session_id, command, caller))
        copied = await ask(self._session(target, given, caller), given, caller)
        return replace(copied, session_id=session_id)


def _key(source: str, command: Command, caller: Caller) -> str | None:
    """What stands for an idempotency key in the new session: nobody else can ask by it. None where there is no key."""
    if command.idempotency_key is None:
        return None
    said = json.dumps([caller.user, source, command.idempotency_key])
    return hashlib.sha256(said.encode()).hexdigest()


def make_session(fresh: Path, path: Path, adoption: Adoption) -> Frame | None:
    """On a thread: makes a session of the copied file, and puts it in its place. None where that is taken.

    Raises:
        SatchelError: `not_found` for a message that has gone meanwhile; `unavailable`.
    """
    try:
        db = open_file(fresh, SCHEMA)
        try:
            with transaction(db):
                made = adopt(db, adoption)
            db.execute("VACUUM")  # so that nothing is left in it of what did not come along
            checkpoint(db)
        finally:
            db.close()
        descriptor = os.open(fresh, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return made if put_in_place(fresh, path) else None
    except sqlite3.Error as error:
        raise explain(error, path.name) from error
    except OSError as error:
        raise unavailable("failing", f"{path.name} can't be made: {error.strerror}; try again.") from error
