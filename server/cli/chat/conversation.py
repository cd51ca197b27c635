"""A conversation in a session: entered, spoken in, cancelled. Runs on the loop beside the person."""

import asyncio
import time

from ...errors import SatchelError
from ...wire.commands import CancelReply, GetArtifacts, GetMessages, GetSession, SendMessage
from ...wire.events import Artifacts, MessageAccepted, Messages, SessionFound
from ...wire.ids import new_id
from ...wire.resources import Message, MessageStatus, Session
from .link import Link
from .page import Page
from .transcript import Transcript

RECENT = 6
MOST_TRIES = 5


class Conversation:
    """What a person can do in a session, or a pipe in their place."""

    def __init__(self, url: str, session_id: str, page: Page) -> None:
        self.transcript = Transcript(page)
        self.link = Link(url, session_id, self.transcript.hear, lambda text: page.line(text, "yellow"))
        self._seq = 0
        self._reply_id: str | None = None
        self._cancelled = False

    async def enter(self) -> tuple[Session, list[Message], int] | None:
        """Connects.

        Returns:
            The session, its last messages and how many there are, all to be shown before `follow`; None for a session
            that is new, of which everything is heard from now on.

        Raises:
            SatchelError: no server is there.
        """
        if not await self.link.open():
            return None
        found = await self.link.ask(GetSession())
        messages = await self.link.ask(GetMessages(limit=RECENT, order="desc"))
        artifacts = await self.link.ask(GetArtifacts())
        assert isinstance(found, SessionFound)
        assert isinstance(messages, Messages)
        assert isinstance(artifacts, Artifacts)
        self._seq = found.seq or 0
        recent = messages.messages[::-1]
        self.transcript.knows(recent, artifacts.artifacts)
        if recent and recent[-1].status == "streaming":
            self._reply_id = recent[-1].id
        return found.session, recent, messages.total

    async def follow(self) -> None:
        """Hears what came after a known session was entered, and goes on listening."""
        await self.link.follow(self._seq)

    async def rest(self) -> MessageStatus | None:
        """Waits for the reply that was being written when we came, if one was."""
        if self._reply_id is None:
            return None
        return await self._to_the_end(await self.transcript.end_of(self._reply_id))

    async def say(self, text: str) -> MessageStatus:
        """Sends a message and waits for the end of its reply; how that ended.

        Raises:
            SatchelError: the message could not be sent.
        """
        self._reply_id, self._cancelled = None, False
        self._reply_id = await self._send(text)
        if self._cancelled:
            await self.cancel()
        return await self._to_the_end(await self.transcript.end_of(self._reply_id))

    async def _to_the_end(self, status: MessageStatus) -> MessageStatus:
        """Waits for the tools that a reply has called, and for the replies that follow from them."""
        while status == "complete" and self._reply_id in self.transcript.calling:
            found = await self.link.ask(GetMessages(limit=1, order="desc"))
            assert isinstance(found, Messages)
            [last] = found.messages
            if last.id == self._reply_id or last.role == "user":
                break
            self._reply_id = last.id
            status = await self.transcript.end_of(last.id)
        return status

    async def _send(self, text: str) -> str:
        """The id of the reply. While another reply is written, or the server has too much to do, it waits."""
        message = SendMessage(content=text, message_id=new_id("msg", int(time.time() * 1000)))
        assert message.message_id is not None
        self.transcript.own.add(message.message_id)
        for tried in range(MOST_TRIES):
            try:
                accepted = await self.link.ask(message)
            except SatchelError as error:
                running = (error.details or {}).get("replyId")
                if tried == MOST_TRIES - 1 or (running is None and error.retry_after is None):
                    raise
                if running is not None:
                    await self.transcript.end_of(running)
                else:
                    await asyncio.sleep(error.retry_after or 0)
            else:
                assert isinstance(accepted, MessageAccepted)
                return accepted.reply_id
        raise AssertionError("unreachable")

    async def cancel(self) -> None:
        """Cancels the reply that is being waited for; one that is not there yet, as soon as it is."""
        self._cancelled = True
        if self._reply_id is None:
            return
        self.transcript.cancelled.add(self._reply_id)
        try:
            await self.link.ask(CancelReply(reply_id=self._reply_id))
        except SatchelError as error:
            if error.code != "conflict":  # over already
                raise

    async def leave(self) -> None:
        await self.link.close()
