"""The server's tools at work for one step of a reply. It tells its actor what they come to as commands through the
actor's own mailbox, and outlives a failing store."""

import asyncio
from collections.abc import Callable

import structlog

from ..errors import SatchelError
from ..session.handler import RunTools
from ..session.tools import AddServerResult, EndToolRun
from ..tools import Toolbox, ToolSession
from ..wire.commands import Command, SessionCommand
from ..wire.events import Frame
from ..wire.resources import ToolCallPart
from .client import Call, Client

log = structlog.get_logger()

RETRY_SECONDS = 0.5
_AGAIN = ("unavailable", "overloaded")


class ToolRun:
    """Stands among the replies that are being written.

    Args:
        tell: puts a command into the actor's mailbox in the server's name.
        ask: puts one there in the name of the session's owner.
        over: called once when nothing more will come.
    """

    def __init__(
        self,
        session_id: str,
        start: RunTools,
        toolbox: Toolbox,
        tell: Callable[[Command, Client], None],
        ask: Callable[[Command, Client], None],
        over: Callable[["ToolRun"], None],
    ) -> None:
        self.reply_id = start.reply_id
        self._session_id = session_id
        self._start = start
        self._toolbox = toolbox
        self._tell = tell
        self._ask = ask
        self._over = over
        self._stopped = False
        loop = asyncio.get_running_loop()
        self._calls = [loop.create_task(self._call(call)) for call in start.calls]
        self._task = loop.create_task(self._run())

    async def _run(self) -> None:
        try:
            ends = await asyncio.gather(*self._calls, return_exceptions=True)
            if not self._stopped and any(isinstance(end, BaseException) for end in ends):
                await self._store(EndToolRun(message_id=self.reply_id))
        finally:
            self._over(self)

    async def _call(self, call: ToolCallPart) -> None:
        session = ToolSession(self._session_id, self._start.message_id, call.tool_call_id, self._ask_session)
        result = await self._toolbox.run(call, session)
        await self._store(
            AddServerResult(
                message_id=self.reply_id,
                tool_call_id=call.tool_call_id,
                output=result.output,
                error=result.error,
            )
        )

    async def _ask_session(self, command: SessionCommand) -> Frame:
        call = Call()
        self._ask(command, call)
        return await call.reply

    async def _store(self, command: Command) -> None:
        """While the store fails it is tried again."""
        while True:
            call = Call()
            self._tell(command, call)
            try:
                await call.reply
            except SatchelError as error:
                if error.code not in _AGAIN:  # the session is gone
                    log.warning("tool_result_not_stored", session=self._session_id, error=str(error))
                    return
            else:
                return
            await asyncio.sleep(RETRY_SECONDS)

    def interrupt(self) -> None:
        """Ends the tools; calls without a result get an error as theirs."""
        for task in self._calls:
            task.cancel()

    def stop(self) -> None:
        """Its calls are over in the file already."""
        self._stopped = True
        for task in self._calls:
            task.cancel()

    def push(self) -> None:
        """Nothing waits here."""

    def finish_display(self) -> list[Frame]:
        """Nothing of it is shown while it grows."""
        return []

    def unsaved(self) -> list[Frame]:
        """Nothing: all that is told is stored."""
        return []
