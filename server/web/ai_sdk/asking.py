"""What the door asks a session, in words that say what comes back."""

from collections.abc import Sequence
from typing import Any, cast

from msgspec.structs import replace

from ...errors import SatchelError
from ...handling.caller import Caller
from ...host import Host
from ...wire.commands import (
    AppendMessage,
    Batch,
    CancelReply,
    GetArtifacts,
    GetMessage,
    GetMessages,
)
from ...wire.events import Artifacts, BatchApplied, Frame, MessageFound, Messages
from ...wire.resources import Artifact, Message

TAIL = 200
"""Messages at the end of a branch among which a run is looked for: a run has 32 at most."""
_PAGE = 1000
_BATCH = 400


def written_in(tail: Sequence[Message]) -> Message | None:
    """The reply that is being written, or the message that waits for what the server's tools say."""
    return next((message for message in reversed(tail) if message.status == "streaming"), None)


class Asking:
    """One session, asked in the name of one caller for one request, which counts as one however much is asked. All of
    it raises `SatchelError`."""

    def __init__(self, host: Host, session_id: str, caller: Caller) -> None:
        self.host = host
        self.session_id = session_id
        self.caller = caller

    async def ask(self, command: Any) -> Frame:
        asked = self.host.ask(self.session_id, command, self.caller)
        self.caller = replace(self.caller, counted=True)
        return await asked

    async def tail(self) -> list[Message]:
        """The end of the current branch, oldest first."""
        found = cast("Messages", await self.ask(GetMessages(limit=TAIL, order="desc")))
        return found.messages[::-1]

    async def all_messages(self) -> list[Message]:
        """The whole of the current branch."""
        messages: list[Message] = []
        while True:
            after = messages[-1].id if messages else None
            found = cast("Messages", await self.ask(GetMessages(limit=_PAGE, after=after)))
            messages += found.messages
            if len(found.messages) < _PAGE:
                return messages

    async def artifacts(self) -> list[Artifact]:
        return cast("Artifacts", await self.ask(GetArtifacts())).artifacts

    async def find(self, message_id: str) -> Message | None:
        """A message on any branch; None where there is none."""
        try:
            return cast("MessageFound", await self.ask(GetMessage(message_id=message_id))).message
        except SatchelError as error:
            if error.code == "not_found" and (error.details or {}).get("field") == "messageId":
                return None
            raise

    async def cancel(self, reply_id: str) -> bool:
        """Ends a reply; False where it is over already."""
        try:
            await self.ask(CancelReply(reply_id=reply_id))
        except SatchelError as error:
            if error.code != "conflict":
                raise
            return False
        return True

    async def together(self, before: Sequence[AppendMessage], last: Any) -> Any:
        """Takes messages over and asks the last thing, all or nothing as far as a batch goes. Returns the answer to
        the last."""
        while len(before) > _BATCH:
            await self.ask(Batch(commands=[*before[:_BATCH]]))
            before = before[_BATCH:]
        if not before:
            return await self.ask(last)
        try:
            applied = await self.ask(Batch(commands=[*before, last]))
        except SatchelError as error:
            if error.code != "conflict" or (error.details or {}).get("field") != "messageId":
                raise
            return await self._one_by_one(before, last)
        return cast("BatchApplied", applied).replies[-1]

    async def _one_by_one(self, before: Sequence[AppendMessage], last: Any) -> Frame:
        """One of the ids was used by a message that is deleted: it stays so, and the others are taken over."""
        for command in before:
            try:
                await self.ask(command)
            except SatchelError as error:
                if error.code != "conflict" or (error.details or {}).get("field") != "messageId":
                    raise
        return await self.ask(last)
