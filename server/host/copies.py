"""A session's file as it is at one moment, for whoever takes it along."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from ..actor.actor import Actor
from ..handling.access import no_session
from ..handling.caller import Caller
from ..handling.changes import TakeCopy
from ..storage.folder import Folder
from ..wire.commands import Command
from ..wire.events import Frame


class Copies:
    """Of one host.

    Args:
        ask: brings a command to a session and awaits the reply.
        session: the live actor of a session.
    """

    def __init__(
        self,
        ask: Callable[[str, Command, Caller], Awaitable[Frame]],
        session: Callable[[str, Command, Caller], Actor],
        exists: Callable[[str], bool],
        folder: Folder,
    ) -> None:
        self._ask = ask
        self._session = session
        self._exists = exists
        self._folder = folder

    async def inode(self, session_id: str, caller: Caller) -> int:
        """The number of a session's file on its disk: by it a program on this machine knows whose server this is.

        Raises:
            SatchelError: `not_found`, for a session that is another's too; nothing is made.
        """
        if not self._exists(session_id):
            raise no_session(session_id)
        await self._ask(session_id, TakeCopy(), caller)
        try:
            return self._folder.path(session_id).stat().st_ino
        except OSError:
            raise no_session(session_id) from None

    async def take(self, session_id: str, target: Path, caller: Caller) -> None:
        """Copies a session's file as it is now to `target`, while the session goes on.

        Raises:
            SatchelError: `not_found`, and no file is made; `unavailable`.
        """
        await self.inode(session_id, caller)
        await self._session(session_id, TakeCopy(), caller).snapshot(target)
