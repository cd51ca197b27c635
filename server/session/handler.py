"""What a handler is: a plain function `(db, command, context) -> Outcome`, run inside the batch's transaction.

No await, no socket, no clock of its own. A handler that fails raises `SatchelError` and leaves no trace, because the
actor puts a savepoint around it.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from ..assistant.reply import Turn
from ..errors import SatchelError
from ..wire.events import Frame


class Caller(Struct, frozen=True):
    """Who asks. `trusted` is the server itself."""

    user: str
    trusted: bool = False


class Context:
    """What a handler may know besides the file."""

    __slots__ = ("caller", "model", "now", "seq", "session_id")

    def __init__(self, session_id: str, now: int, seq: int, caller: Caller, model: str) -> None:
        self.session_id = session_id
        self.now = now
        """Unix milliseconds."""
        self.seq = seq
        """The last number given out."""
        self.caller = caller
        self.model = model
        """The name of the model that answers where none is named."""

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq


class StartReply(Struct, frozen=True):
    """Effect: let the model answer, once the transaction is on disk."""

    reply_id: str
    turns: tuple[Turn, ...]
    model: str | None = None
    reasoning_effort: str | None = None


class StopReply(Struct, frozen=True):
    """Effect: the reply is over in the file, so stop the model."""

    reply_id: str


Effect = StartReply | StopReply


class Outcome(Struct, frozen=True):
    """What a command led to.

    Attributes:
        reply: the answer to the one who asked; of a change it bears the `seq` of its last row.
        others: what the other clients hear instead of the reply. The one who asked knows it from the reply.
        everyone: what every client hears, the one who asked too.
        effects: what to start once it is on disk.
    """

    reply: Frame
    others: Sequence[Frame] = ()
    everyone: Sequence[Frame] = ()
    effects: Sequence[Effect] = ()


Handler = Callable[[sqlite3.Connection, Any, Context], Outcome]


def not_found(what: str, item_id: str, field: str) -> SatchelError:
    return SatchelError("not_found", f"There is no {what} {item_id!r} in this session.", {"field": field})


MOST_NESTED = 100
"""Levels of lists and objects in one value that a client may store."""
_long_number = re.compile(r"\d{19}").search


def to_json(field: str, value: Any) -> str:
    """JSON text for a column; the same text for the same value, in whatever order its keys came.

    Raises:
        SatchelError: `invalid` for what can't be kept, or could be kept and not told again in each encoding.
    """
    try:
        text = msgspec.json.encode(value, order="deterministic").decode()
        if text.count("[") + text.count("{") > MOST_NESTED or _long_number(text):
            _check(_decode(text))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SatchelError("invalid", f"{field} can't be kept as JSON: {error}.", {"field": field}) from None
    return text


def _check(whole: Any) -> None:
    """Raises ValueError for a value so deep that a frame around it can't be encoded, and for a whole number that
    MessagePack can't hold: either would leave a session that nobody can read any more."""
    level, depth = [whole], 0
    while level:
        inner: list[Any] = []
        opened = False
        for value in level:
            if isinstance(value, dict | list):
                inner += value.values() if isinstance(value, dict) else value
                opened = True
            elif isinstance(value, int) and not -(2**63) <= value < 2**64:
                raise ValueError("a whole number in it has more than 64 bits")
        level, depth = inner, depth + opened
        if depth > MOST_NESTED:
            raise ValueError(f"it is nested more than {MOST_NESTED} levels deep")


_decode = msgspec.json.Decoder().decode


def from_json(text: str) -> Any:
    return {} if text == "{}" else _decode(text)
