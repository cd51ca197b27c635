"""What was heard of a session, put on the page: every piece of every reply once, however often it is told."""

import asyncio
from collections.abc import Iterable

from msgspec import Struct, field

from ...wire.events import (
    ArtifactCreated,
    ArtifactDeleted,
    ArtifactRestored,
    ArtifactUpdated,
    Error,
    Frame,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    ReasoningDelta,
    ReplyDelta,
    ReplyFailed,
    ReplyFinished,
    ReplyStarted,
    Subscribed,
)
from ...wire.resources import Artifact, Message, MessageStatus, ToolCallPart, ToolResultPart
from ..show import artifact_line, heading
from ..words import counted, one_line
from .page import Page


class Reply(Struct):
    """A reply that is being written."""

    own: bool
    heard: int = 0
    """Code points."""
    shown: bool = False
    thinking: bool = False
    unsaved: bool = False
    waiting: list[tuple[str, bool]] = field(default_factory=list)
    """Heard, and not on the page yet; and whether it is a warning."""


class Transcript:
    """Hears a session's frames.

    Attributes:
        artifacts: as they are now, by id, in the order of their creation.
        own: ids of the messages that were typed here, and of what followed from them.
        calling: ids of what tools may follow: replies that called some, and the messages with their results.
        cancelled: ids of the replies that were cancelled here.
    """

    def __init__(self, page: Page) -> None:
        self.artifacts: dict[str, Artifact] = {}
        self.own: set[str] = set()
        self.calling: set[str] = set()
        self.cancelled: set[str] = set()
        self._page = page
        self._replies: dict[str, Reply] = {}
        self._known: set[str] = set()
        self._ended: dict[str, MessageStatus] = {}
        self._waiting: dict[str, asyncio.Future[MessageStatus]] = {}
        self._new_artifacts: list[Artifact] = []

    def knows(self, messages: Iterable[Message], artifacts: Iterable[Artifact]) -> None:
        """What was there before: it is not shown again. A reply among it that is being written goes on from there."""
        self.artifacts.update((artifact.id, artifact) for artifact in artifacts)
        for message in messages:
            if message.status == "streaming":
                self._replies[message.id] = Reply(False, len(message.content), shown=True)
            else:
                self._known.add(message.id)

    async def end_of(self, reply_id: str) -> MessageStatus:
        """Waits until a reply is over; how it ended."""
        if reply_id not in self._ended:
            waiting = self._waiting.setdefault(reply_id, asyncio.get_running_loop().create_future())
            await asyncio.shield(waiting)
        return self._ended[reply_id]

    def hear(self, frame: Frame) -> None:
        match frame:
            case ReplyStarted(reply_id=reply_id, message_id=message_id) if reply_id not in self._known:
                self._reply(reply_id).own = message_id in self.own
            case ReasoningDelta(reply_id=reply_id) if reply_id not in self._known:
                self._think(self._reply(reply_id))
            case ReplyDelta(reply_id=reply_id) if reply_id not in self._known:
                self._grow(self._reply(reply_id), frame)
            case ReplyFinished(message=message):
                self._end(message)
            case ReplyFailed(message=message, error=error):
                self._end(message, str(error.get("message", "the model failed")))
            case MessageAdded(message=message) | MessageUpdated(message=message) if message.role == "tool":
                self._add_results(message)
            case MessageAdded(message=message):
                self._add(message)
            case MessagesDeleted(message_ids=ids):
                self._page.line(f"{counted(len(ids), 'message')} deleted.", "dim")
            case (
                ArtifactCreated(artifact=artifact)
                | ArtifactUpdated(artifact=artifact)
                | ArtifactRestored(artifact=artifact)
            ):
                self._keep(artifact)
            case ArtifactDeleted(artifact_id=artifact_id) if artifact_id in self.artifacts:
                gone = self.artifacts.pop(artifact_id)
                self._page.line(f"○ {one_line(gone.title, 80)}  deleted", "dim")
            case Subscribed(reset=True):
                self._page.line("The server knows another history of this session; here it is.", "yellow")
                self._known.clear()
                self._replies.clear()
            case Error(message=message):
                self._page.line(message, "red")

    # a reply

    def _reply(self, reply_id: str) -> Reply:
        return self._replies.setdefault(reply_id, Reply(own=False))

    def _think(self, reply: Reply) -> None:
        if not reply.thinking and self._page.on_terminal and not self._page.at_prompt:
            reply.thinking = True
            self._page.line("Thinking…", "dim")

    def _grow(self, reply: Reply, delta: ReplyDelta) -> None:
        known = reply.heard - delta.offset
        if delta.saved:
            self._mark_saved(reply)
        if known < 0:
            return  # something before it is missing; the end of the reply brings all
        fresh = delta.text[known:]
        if fresh:
            if not delta.saved and not reply.unsaved:
                reply.unsaved = True
                self._mark(reply, "[not saved yet] ", "The server can't store the reply just now; it goes on.")
            reply.heard += len(fresh)
            reply.waiting.append((fresh, not delta.saved))
        self._show(reply)

    def _mark_saved(self, reply: Reply) -> None:
        if reply.unsaved:
            reply.unsaved = False
            self._mark(reply, " [saved] ", "All of the reply is stored again.")

    def _mark(self, reply: Reply, within: str, line: str) -> None:
        """In the text where a person reads it; a program gets the text as it is."""
        if self._page.on_terminal:
            reply.waiting.append((within, True))
        else:
            self._page.screen.print(line)

    def _show(self, reply: Reply) -> None:
        """Writes what waits, if this is the moment: a person who types is not disturbed by pieces, and standard output
        that is not a terminal is for the answers to what was asked there."""
        if self._page.at_prompt or not (reply.own or self._page.on_terminal):
            return
        for text, warn in reply.waiting:
            self._page.piece(text, warn=warn)
        reply.waiting.clear()
        reply.shown = True

    def _end(self, message: Message, error: str | None = None) -> None:
        if message.id in self._known:
            return
        reply = self._replies.pop(message.id, None) or Reply(own=message.parent_id in self.own)
        lost = reply.heard - len(message.content)
        if lost <= 0:
            self._mark_saved(reply)
        reply.waiting.append((message.content[reply.heard :], False))
        if reply.own or self._page.on_terminal:
            if self._page.at_prompt and not reply.shown:
                self._page.line(heading(message))
            self._page.whole("".join(text for text, _ in reply.waiting))
        if lost > 0:
            self._page.line(f"The last {counted(lost, 'character')} could not be stored and are lost.", "yellow")
        match message.status:
            case "interrupted":
                how = "Cancelled" if message.id in self.cancelled else "Interrupted"
                self._page.line(f"{how}. What was said so far is kept.", "yellow")
            case "failed":
                self._page.line(f"The reply failed: {error or _error_in(message)}", "red")
        for artifact in self._new_artifacts:
            self._page.line(artifact_line(artifact))
        self._new_artifacts.clear()
        for part in message.parts:
            if isinstance(part, ToolCallPart):
                self._page.line(f"Calls {part.tool_name}", "dim")
                self.calling.add(message.id)
        if reply.own:
            self.own.add(message.id)
        self._settle(message)

    def _settle(self, message: Message) -> None:
        self._known.add(message.id)
        self._ended[message.id] = message.status
        if (waiting := self._waiting.pop(message.id, None)) is not None:
            waiting.set_result(message.status)

    def _add_results(self, message: Message) -> None:
        """What tools have said, once all that run have."""
        if message.parent_id in self.own:
            self.own.add(message.id)
        self.calling.add(message.id)
        if message.status == "streaming" or message.id in self._known:
            return
        self._replies.pop(message.id, None)  # it was there before us
        for part in message.parts:
            if isinstance(part, ToolResultPart) and part.error is not None:
                self._page.line(f"The tool failed: {one_line(part.error, 200)}", "yellow")
        self._settle(message)

    # the rest

    def _add(self, message: Message) -> None:
        if message.id in self._known:
            return
        if message.role == "assistant":
            self._end(message)
            return
        self._known.add(message.id)
        if message.id not in self.own and self._page.on_terminal:
            self._page.line(heading(message))
            self._page.whole(message.content)
            self._page.line()

    def _keep(self, artifact: Artifact) -> None:
        known = self.artifacts.get(artifact.id)
        self.artifacts[artifact.id] = artifact
        if known is not None and known.seq >= artifact.seq:
            return
        if self._replies:
            self._new_artifacts.append(artifact)  # listed under the reply, not in the middle of it
        else:
            self._page.line(artifact_line(artifact))


def _error_in(message: Message) -> str:
    error = message.metadata.get("error")
    return str(error.get("message", "the model failed")) if isinstance(error, dict) else "the model failed"
