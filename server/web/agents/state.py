"""The state that an agent's clients share: it stands in the metadata of the session."""

from typing import Any, cast

from ...errors import SatchelError
from ...wire.commands import CreateSession, GetSession, SessionUpdates, UpdateSession
from ...wire.events import SessionFound, SessionUpdated
from ...wire.resources import Session
from ..ai_sdk.asking import Asking

KEY = "agentState"
"""In the metadata of a session."""
TRIES = 5


class State:
    """As one client knows it."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._known: Any = None

    async def read(self) -> Any:
        """None where there is none."""
        found = cast("SessionFound", await self._asking.ask(GetSession()))
        self._known = found.session.metadata.get(KEY)
        return self._known

    async def keep(self, value: Any) -> None:
        """Stores what the client set; other metadata stay, whoever changes them at the same time.

        Raises:
            SatchelError: it was refused.
        """
        await self._asking.ask(CreateSession())
        for attempt in range(1, TRIES + 1):
            session = cast("SessionFound", await self._asking.ask(GetSession())).session
            updates = SessionUpdates(metadata={**session.metadata, KEY: value})
            before, self._known = self._known, value  # so that it is no news when it is heard of
            try:
                updated = await self._asking.ask(UpdateSession(updates=updates, expected_seq=session.seq))
            except SatchelError as error:
                self._known = before
                if error.code != "conflict" or attempt == TRIES:
                    raise
            else:
                assert isinstance(updated, SessionUpdated)
                return

    def news(self, session: Session) -> bool:
        """Whether a session's state is another than the client knows; then it is taken as known."""
        value = session.metadata.get(KEY)
        changed = bool(value != self._known)
        self._known = value
        return changed
