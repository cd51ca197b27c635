"""A reply as it grows, from the events of its session to pieces that a completion is made of."""

from collections.abc import AsyncGenerator, Container, Iterator

from msgspec import Struct

from ...actor.client import error_in
from ...errors import SatchelError
from ...wire.events import (
    Error,
    Frame,
    MessageAdded,
    MessageUpdated,
    ReasoningDelta,
    ReplyDelta,
    ReplyFailed,
    ReplyFinished,
    ReplyStarted,
    ToolCallDelta,
    ToolCallReady,
    ToolCallStarted,
)
from ...wire.resources import Message, ToolCallPart
from ..rest.listening import Listener
from .errors import failure
from .sayings import as_text


class Words(Struct, frozen=True):
    text: str


class Thoughts(Struct, frozen=True):
    text: str


class CallBegun(Struct, frozen=True):
    """The model calls one of the client's tools, the `index`th in this answer."""

    index: int
    id: str
    name: str


class CallMore(Struct, frozen=True):
    """More of the text of a call's arguments."""

    index: int
    arguments: str


class Silence(Struct, frozen=True):
    """Nothing came for a while."""


class Ended(Struct, frozen=True):
    """The reply is over, and stored like this; `calls` are those that the client has to run."""

    message: Message
    calls: tuple[ToolCallPart, ...] = ()


Piece = Words | Thoughts | CallBegun | CallMore | Silence | Ended


class Following:
    """One reply, heard from its beginning, or from behind what was said of it before. Where the server itself runs
    tools, what it says then is more of the same to the client.

    Args:
        theirs: names of the tools that the client runs.
        said: what was said before.
    """

    def __init__(self, listener: Listener, reply_id: str, theirs: Container[str], said: str = "") -> None:
        self._listener = listener
        self._reply_id = reply_id
        self._theirs = theirs
        self._before = said
        self._said = 0
        self._thought = 0
        self._calls: dict[str, int] = {}  # index by id
        self._told: set[str] = set()  # calls of which arguments were told
        self._step: Message | None = None  # over, perhaps to be gone on from
        self._running: str | None = None  # the message with the results of the server's tools

    async def pieces(self, patience: float) -> AsyncGenerator[Piece, None]:
        """To the end, which is an `Ended`.

        Args:
            patience: seconds after which silence is told of.

        Raises:
            SatchelError: the model failed; or nothing more can be heard.
        """
        if self._before:
            self._said = len(self._before)
            yield Words(self._before)
        while not self._listener.lost:
            if not await self._listener.wait(patience):
                if self._listener.gone:
                    break
                yield Silence()
            for packet in self._listener.take():
                for piece in self._heard(packet.frame):
                    yield piece
                    if isinstance(piece, Ended):
                        return
            if self._step is not None and self._running is None:  # what goes on is told with what it goes on from
                yield Ended(self._step)
                return
        raise SatchelError("unavailable", "The reply goes on, but can't be told here any more; ask for it again.")

    def _heard(self, frame: Frame) -> Iterator[Piece]:
        match frame:
            case ReplyDelta(reply_id=self._reply_id, offset=offset, text=text):
                yield from self._words(text[max(0, self._said - offset) :])
            case ReasoningDelta(reply_id=self._reply_id, offset=offset, text=text):
                fresh = text[max(0, self._thought - offset) :]
                self._thought += len(fresh)
                if fresh:
                    yield Thoughts(fresh)
            case ToolCallStarted(reply_id=self._reply_id, tool_call_id=call_id, tool_name=name):
                yield from self._call(call_id, name)
            case ToolCallDelta(reply_id=self._reply_id, tool_call_id=call_id, delta=delta) if call_id in self._calls:
                self._told.add(call_id)
                yield CallMore(self._calls[call_id], delta)
            case ToolCallReady(reply_id=self._reply_id, tool_call_id=call_id, tool_name=name, input=given):
                yield from self._whole_call(ToolCallPart(call_id, name, given))
            case ReplyFinished(message=message) if message.id == self._reply_id:
                yield from self._finished(message)
            case ReplyFailed(reply_id=self._reply_id, error=error):
                raise failure(error)
            case Error():
                raise error_in(frame)
            case _:
                self._look_for_next(frame)

    def _words(self, fresh: str) -> Iterator[Piece]:
        self._said += len(fresh)
        if fresh:
            yield Words(fresh)

    # tools

    def _call(self, call_id: str, name: str) -> Iterator[Piece]:
        if name in self._theirs and call_id not in self._calls:
            self._calls[call_id] = len(self._calls)
            yield CallBegun(self._calls[call_id], call_id, name)

    def _whole_call(self, call: ToolCallPart) -> Iterator[Piece]:
        yield from self._call(call.tool_call_id, call.tool_name)
        if call.tool_call_id in self._calls and call.tool_call_id not in self._told:
            self._told.add(call.tool_call_id)
            yield CallMore(self._calls[call.tool_call_id], as_text(call.input))

    def _finished(self, message: Message) -> Iterator[Piece]:
        """What was not told yet; and the end, unless the server runs tools now."""
        yield from self._words(message.content[self._said :])
        calls = [part for part in message.parts if isinstance(part, ToolCallPart)]
        for call in calls:
            yield from self._whole_call(call)
        theirs = tuple(call for call in calls if call.tool_call_id in self._calls)
        if theirs or not calls or message.status != "complete":
            yield Ended(message, theirs)
        else:
            self._step = message

    def _look_for_next(self, frame: Frame) -> None:
        """While the server runs tools: whether it still does, and whether the model goes on then."""
        step = self._step
        if step is None:
            return
        match frame:
            case MessageAdded(message=message) | MessageUpdated(message=message) if message.parent_id == step.id:
                self._running = message.id if message.status == "streaming" else None
            case ReplyStarted(reply_id=reply_id):
                self._reply_id, self._step, self._running = reply_id, None, None
                self._said = self._thought = 0
            case _:
                pass
