"""Tool calls as a model streams them: put together from their pieces, and shown while they grow."""

from collections import deque
from collections.abc import Container, Iterable
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from ..assistant.reply import ToolCall, Turn
from ..errors import SatchelError
from ..handling.values import to_json
from ..wire.events import Frame, ToolCallDelta, ToolCallReady, ToolCallStarted
from ..wire.ids import new_id
from ..wire.resources import ToolCallPart

LiveCall = ToolCallStarted | ToolCallDelta | ToolCallReady


class _Call(Struct):
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)
    shown: int = 0
    """Pieces of the arguments that stand in a frame."""
    started: bool = False
    ready: bool = False


class Calls:
    """Those of one reply.

    Their frames wait here until the words before them are told, so that clients hear everything in the order in which
    the model said it. How much was said and told is counted by whoever reads the stream, in characters.

    Args:
        reply_id: whose they are.
        now: Unix milliseconds, for the ids that a model leaves out.
        taken: ids of the calls before on this branch: there are models that begin with the same one in every reply,
            and clients that look for a call by nothing but its id.
    """

    def __init__(self, reply_id: str, session_id: str, now: int, taken: Container[str] = ()) -> None:
        self._whose: dict[str, Any] = {"reply_id": reply_id, "session_id": session_id}
        self._now = now
        self._taken = taken
        self._calls: dict[int, _Call] = {}
        self._waiting: deque[tuple[int, LiveCall]] = deque()
        self._told: dict[str, list[LiveCall]] = {}

    def add(self, piece: ToolCall, said: int) -> None:
        """Takes in a piece, before which so much was said."""
        call = self._calls.get(piece.index)
        if call is None:
            self.end(said)  # models say one after the other
            call = self._calls[piece.index] = _Call()
        if not call.started:
            if piece.id:
                # Two calls of one id would leave one of them without a result for ever.
                taken = any(other.id == piece.id for other in self._calls.values() if other is not call)
                call.id = f"{piece.id}_{piece.index}" if taken else piece.id
                if call.id in self._taken:
                    call.id = new_id("call", self._now)
            call.name = piece.name or call.name
        if piece.arguments:
            call.arguments.append(piece.arguments)
            call.ready = False
        if call.name:
            self._show(call, said)

    def end(self, said: int) -> None:
        """What was begun is whole."""
        for call in self._calls.values():
            if not call.ready:
                self._show(call, said)
                call.ready = True
                given = _parsed("".join(call.arguments))
                self._wait(said, ToolCallReady(tool_call_id=call.id, tool_name=call.name, input=given, **self._whose))

    def _show(self, call: _Call, said: int) -> None:
        if not call.started:
            call.started, call.id = True, call.id or new_id("call", self._now)
            self._wait(said, ToolCallStarted(tool_call_id=call.id, tool_name=call.name, **self._whose))
        text, call.shown = "".join(call.arguments[call.shown :]), len(call.arguments)
        if text:
            self._wait(said, ToolCallDelta(tool_call_id=call.id, delta=text, **self._whose))

    def _wait(self, said: int, frame: LiveCall) -> None:
        before, last = self._waiting[-1] if self._waiting else (-1, None)
        if before == said and (longer := _longer(last, frame)):
            self._waiting[-1] = (said, longer)
        else:
            self._waiting.append((said, frame))

    def take(self, told: int, seq: int | None) -> list[Frame]:
        """The frames that may be told now that so much is.

        Args:
            seq: of what was told last of the reply.
        """
        taken: list[Frame] = []
        while self._waiting and self._waiting[0][0] <= told:
            frame = replace(self._waiting.popleft()[1], seq=seq)
            taken.append(frame)
            before = self._told.setdefault(frame.tool_call_id, [])
            if longer := _longer(before[-1] if before else None, frame):
                before[-1] = longer
            else:
                before.append(frame)
        return taken

    def so_far(self) -> list[Frame]:
        """What was told, for a client that comes now."""
        return [frame for told in self._told.values() for frame in told]

    def parts(self) -> tuple[ToolCallPart, ...]:
        """The calls in order. Arguments that are no JSON are kept as the text they are."""
        return tuple(
            ToolCallPart(call.id, call.name, _parsed("".join(call.arguments)))
            for _, call in sorted(self._calls.items())
        )


def _longer(last: LiveCall | None, frame: LiveCall) -> ToolCallDelta | None:
    """One frame for both, where the second only goes on with the first."""
    match last, frame:
        case ToolCallDelta(tool_call_id=call), ToolCallDelta() if call == frame.tool_call_id:
            return replace(frame, delta=last.delta + frame.delta)
        case _:
            return None


def ids_of_calls(turns: Iterable[Turn]) -> set[str]:
    """The ids of all calls in a history."""
    parts = (part for turn in turns if turn.role == "assistant" for part in turn.parts)
    return {part["toolCallId"] for part in parts if isinstance(part, dict) and part.get("type") == "tool-call"}


def _parsed(text: str) -> object:
    """What can't be kept, because it is too deep or a number in it too long, stays a text, too."""
    try:
        found = msgspec.json.decode(text) if text else {}
        to_json("input", found)
    except (msgspec.DecodeError, UnicodeError, RecursionError, SatchelError):
        return text
    return found
