"""Commands that take more than one file: what is copied elsewhere, and what is published under a name."""

from collections.abc import Callable

from ..actor.actor import Actor
from ..actor.clock import Clock
from ..handling.caller import Caller
from ..storage.folder import Folder
from ..wire.commands import Command, Copying, PublishSite, RestoreSessionAt, UnpublishSite
from ..wire.events import Frame
from .copying import Copier
from .publishing import Publisher


class Detours:
    """Of one host; see `Copier` for the arguments."""

    def __init__(
        self,
        session: Callable[[str, Command, Caller], Actor],
        exists: Callable[[str], bool],
        folder: Folder,
        clock: Clock,
    ) -> None:
        self._copier = Copier(session, exists, folder, clock)
        self.publisher = Publisher(session, exists, folder)

    def concern(self, command: Command) -> bool:
        elsewhere = isinstance(command, RestoreSessionAt) and command.into is not None
        return elsewhere or isinstance(command, Copying | PublishSite | UnpublishSite)

    async def run(self, session_id: str, command: Command, caller: Caller) -> Frame:
        """The answer; raises `SatchelError`."""
        if isinstance(command, PublishSite | UnpublishSite):
            return await self.publisher.run(session_id, command, caller)
        return await self._copier.copy(session_id, command, caller)
