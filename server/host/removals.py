"""Sessions that were deleted for good: their files go as soon as their accounts have forgotten them."""

import asyncio
from contextlib import suppress

import structlog

from ..storage.folder import Folder
from .actors import Actors

log = structlog.get_logger()


class Removals:
    """Of one host. It counts as a container of the ids of those that are being removed."""

    def __init__(self, sessions: Actors, folder: Folder) -> None:
        self._sessions = sessions
        self._folder = folder
        self._doomed: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._finishing = False

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._doomed

    def soon(self, session_id: str) -> None:
        """Has the file of a session removed."""
        if session_id in self._doomed:
            return
        self._doomed.add(session_id)
        if not self._finishing:
            task = asyncio.get_running_loop().create_task(self._remove(session_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _remove(self, session_id: str) -> None:
        """Now or, should that fail, at the next start."""
        try:
            await asyncio.to_thread(self._folder.doom, session_id)
            actor = self._sessions.get(session_id)
            if actor is not None:
                actor.end()
                await asyncio.wait([actor.task])
            await asyncio.to_thread(self._folder.remove, session_id)
        except OSError as error:
            log.warning("session_not_removed", session=session_id, error=str(error))
            return
        self._doomed.discard(session_id)
        log.info("session_removed", session=session_id)

    def pause(self) -> None:
        """At the end of the server: `finish` removes the rest, when nothing is awake any more."""
        self._finishing = True
        for task in tuple(self._tasks):
            task.cancel()

    async def finish(self) -> None:
        """Removes what was just begun, and what the last indexing has found."""
        for session_id in tuple(self._doomed):
            with suppress(OSError):  # at the next start, then
                await asyncio.to_thread(self._folder.remove, session_id)
