"""What the handlers of a session share: the effects that they ask for, and what they say of what is not there."""

from typing import Any

from msgspec import Struct

from ..assistant.reply import Tool, Turn
from ..errors import SatchelError
from ..wire.resources import ToolCallPart


class StartReply(Struct, frozen=True):
    """Effect: let the model answer, once the transaction is on disk."""

    reply_id: str
    turns: tuple[Turn, ...]
    model: str | None = None
    reasoning_effort: str | None = None
    artifacts: bool = True
    """Whether those in it are shown while they grow."""
    tools: tuple[Tool, ...] = ()
    """What the model may call."""
    options: dict[str, Any] = {}
    """How it is to answer: fields of a request for chat completions."""


class RunTools(Struct, frozen=True):
    """Effect: run calls of the server's tools. `reply_id` is the message for their results, `message_id` the step that
    calls them."""

    reply_id: str
    message_id: str
    calls: tuple[ToolCallPart, ...]


class StopReply(Struct, frozen=True):
    """Effect: the reply is over in the file, so stop the model."""

    reply_id: str


class StartJob(Struct, frozen=True):
    """Effect: do the work of a job."""

    job_id: str


class StopJob(Struct, frozen=True):
    """Effect: the job is over in the file, so nothing is to be done for it."""

    job_id: str


def not_kept(what: str, item_id: str, field: str) -> SatchelError:
    """Of something that was there, as its number says."""
    return SatchelError(
        "not_found",
        f"The {what} {item_id!r} is not kept any more: retention removed it, by the rules of whoever runs this server, "
        "or the session was forked without it.",
        {"field": field, "reason": "removed"},
    )


def not_found(what: str, item_id: str, field: str) -> SatchelError:
    return SatchelError("not_found", f"There is no {what} {item_id!r} in this session.", {"field": field})
