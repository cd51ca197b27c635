"""Letting in: whoever opens a connection, and whoever holds a link."""

from typing import cast

from ..account.asking import LinkResolved, ResolveLink
from ..errors import SatchelError
from ..handling.access import no_session
from ..handling.caller import SERVER, Caller
from ..wire.commands import Command, GetArtifact, GetSession
from ..wire.events import Frame, SessionFound
from .actors import Actors
from .asking import ask


class Admission:
    """Of one host. Each command is looked at once more when it comes."""

    def __init__(self, sessions: Actors, accounts: Actors) -> None:
        self._sessions = sessions
        self._accounts = accounts

    async def admit(self, session_id: str | None, caller: Caller) -> None:
        """Lets a connection in, to one session or, for None, to whatever its commands name. A session that is not
        there is made: to connect to it is to use it.

        Raises:
            SatchelError: `not_found` for a session that the caller may not know of; `unauthenticated` for nobody.
        """
        if caller.everywhere or (session_id is None and caller.user):
            return
        if session_id is None:
            raise SatchelError("unauthenticated", "Sign in: only public sessions can be read without.")
        if not caller.may_create and not self._sessions.exists(session_id):
            raise no_session(session_id)
        artifact_id = caller.artifact_id
        asked = GetSession() if artifact_id is None else GetArtifact(artifact_id=artifact_id)
        await self._ask(self._sessions, session_id, asked, caller)

    async def holder_of(self, link: str, session_id: str) -> Caller:
        """Whoever holds a link to a session: a reader of it.

        Raises:
            SatchelError: `not_found` for a link that leads nowhere, or not there, or not any more.
        """
        nowhere = SatchelError("not_found", "This link leads nowhere; it may have expired. Ask for a new one.")
        if not self._sessions.exists(session_id):
            raise nowhere
        try:
            session = cast("SessionFound", await self._ask(self._sessions, session_id, GetSession(), SERVER)).session
            found = await self._ask(self._accounts, session.owner, ResolveLink(secret=link), SERVER)
        except SatchelError as error:
            raise nowhere if error.code in ("not_found", "invalid") else error from None
        resolved = cast("LinkResolved", found)
        if resolved.linked_session != session_id:
            raise nowhere
        return Caller(
            session.owner,
            may_create=False,
            reads_only=True,
            artifact_id=resolved.artifact_id,
            link_id=resolved.link_id,
            expires_at=resolved.expires_at,
        )

    async def _ask(self, actors: Actors, name: str, command: Command, caller: Caller) -> Frame:
        return await ask(actors.actor(name, caller.user or name), command, caller)
