"""Responses that hold frames as the WebSocket brings them."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from ...wire.events import BatchApplied

Told = Annotated[
    Any,
    Meta(
        extra_json_schema={
            "type": "object",
            "description": "A frame as on the WebSocket: `/asyncapi.json` has them all.",
            "properties": {"type": {"type": "string"}, "seq": {"type": "integer"}},
            "required": ["type"],
        }
    ),
]


class Changes(Struct, rename="camel", frozen=True):
    """`events` are frames as the WebSocket brings them, with times in Unix milliseconds: see /asyncapi.json.

    `seq` is where the session stands: ask for what comes after it the next time. `reset`: it never reached `since`, or
    `since` is so old that what was deleted after it is not known any more. So everything follows from the beginning.
    """

    success: Literal[True]
    seq: int
    reset: bool
    events: list[Told]


class Applied(Struct, rename="camel", frozen=True):
    """`replies` are frames as the WebSocket brings them, one for each command."""

    success: Literal[True]
    seq: int | None
    replies: list[Told]


def applied(frame: BatchApplied, session_id: str, command: Any) -> Applied:
    return Applied(True, frame.seq, frame.replies)


def as_it_is(frame: Any, session_id: str, command: Any) -> Any:
    """For a row whose own door makes the response."""
    return frame
