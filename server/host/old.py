"""Sessions that sleep: now and then each is opened, so that what is too old goes from those too that nobody uses.

A session that is used lets go of what is old when it goes to sleep.
"""

import asyncio
from typing import cast

import structlog

from ..errors import SatchelError
from ..handling.cleaning import Cleaned, CleanUp, Retention
from ..storage.folder import Folder
from .actors import Actors
from .asking import ask

log = structlog.get_logger()

FIRST_SECONDS = 60.0
AGAIN_SECONDS = 24 * 3600.0
PAUSE_SECONDS = 0.2
"""Between two sessions, so that it takes little of the machine."""


class Walk:
    """One for a host. It goes nowhere where there are no rules but that receipts expire."""

    def __init__(self, sessions: Actors, folder: Folder, rules: Retention) -> None:
        self._sessions = sessions
        self._folder = folder
        self._rules = rules

    async def run(self) -> None:
        """Goes on for ever."""
        if not self._rules.looks_everywhere:
            return
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            await self.once(PAUSE_SECONDS)
            await asyncio.sleep(AGAIN_SECONDS)

    async def once(self, pause: float = 0.0) -> None:
        """Looks at every session that sleeps, one after the other.

        Args:
            pause: seconds between two.
        """
        for session_id in reversed(await asyncio.to_thread(self._folder.ids)):  # those not used for longest first
            try:
                await self._clean(session_id)
            except SatchelError as error:  # it is damaged, say
                log.warning("session_not_cleaned", session=session_id, error=str(error))
            await asyncio.sleep(pause)

    async def _clean(self, session_id: str) -> None:
        if self._sessions.get(session_id) is not None or not self._sessions.exists(session_id):
            return
        actor = self._sessions.actor(session_id, "")
        more, removed = True, False
        while more and actor.idle:  # somebody else's command comes first, and does this when it is over
            done = cast("Cleaned", await ask(actor, CleanUp(asleep=True)))
            more, removed = done.more, removed or bool(done.removed)
        if actor.idle and not removed:  # otherwise it is awake until its index was told
            actor.sleep()
