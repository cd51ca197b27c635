"""What a handler is: a plain function `(db, command, context) -> Outcome`, run inside the batch's transaction.

No await, no socket, no clock of its own. A handler that fails raises `SatchelError` and leaves no trace, because the
actor puts a savepoint around it.
"""

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


def to_json(field: str, value: Any) -> str:
    """JSON text for a column; the same text for the same value, in whatever order its keys came.

    Raises:
        SatchelError: `invalid` for what JSON can't hold: bytes as keys of a MessagePack map, say.
    """
    try:
        return msgspec.json.encode(value, order="deterministic").decode()
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SatchelError("invalid", f"{field} can't be kept as JSON: {error}.", {"field": field}) from None


_decode = msgspec.json.Decoder().decode


def from_json(text: str) -> Any:
    return {} if text == "{}" else _decode(text)
