"""What a client of chat completions sends: the fields that are read here. Unknown ones are let by, since every
client sends some of its own.

https://platform.openai.com/docs/api-reference/chat/create
"""

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from ...assistant.reply import OPTIONS
from ...errors import SatchelError
from ...wire.codec import field_in
from ...wire.ids import is_session_id
from ...wire.resources import Tool

SESSION_HEADER = "X-Satchel-Session"


class CalledFunction(Struct, frozen=True):
    name: str
    arguments: str = ""


class Call(Struct, frozen=True):
    """A call of a tool, in a message of the assistant."""

    id: str
    function: CalledFunction


class ChatMessage(Struct, frozen=True):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None
    tool_calls: list[Call] | None = None
    tool_call_id: str | None = None


class Function(Struct, frozen=True):
    name: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
    description: Annotated[str, Meta(max_length=10_000)] | None = None
    parameters: dict[str, Any] | None = None


class OfferedTool(Struct, frozen=True):
    type: Literal["function"]
    function: Function


class StreamOptions(Struct, frozen=True):
    include_usage: bool | None = None


class ChatRequest(Struct, frozen=True):
    messages: Annotated[list[ChatMessage], Meta(min_length=1, max_length=5000)]
    model: str | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    user: str | None = None
    n: int | None = None
    tools: Annotated[list[OfferedTool], Meta(max_length=128)] | None = None
    tool_choice: Any = None
    reasoning_effort: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    response_format: dict[str, Any] | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the model's own server is told of how to answer."""
        return {name: value for name in sorted(OPTIONS) if (value := getattr(self, name)) is not None}

    @property
    def offered(self) -> list[Tool]:
        """The tools that the client can run."""
        functions = [] if self.tool_choice == "none" else [tool.function for tool in self.tools or ()]
        return [Tool(one.name, one.description or "", one.parameters or {"type": "object"}) for one in functions]


_decoder = msgspec.json.Decoder(ChatRequest)


def read_request(body: bytes) -> ChatRequest:
    """Raises SatchelError: `invalid`, naming the field."""
    try:
        request = _decoder.decode(body)
    except RecursionError:
        raise SatchelError("invalid", "The request is nested too deeply; 100 levels are plenty.") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise SatchelError("invalid", f"{error}.", {"field": field_in(str(error))}) from None
    if request.n not in (None, 1):
        raise SatchelError("invalid", "A session has one reply at a time: leave n out.", {"field": "n"})
    return request


def session_for(header: str | None, user: str | None) -> str | None:
    """The session that a request names: by the header, else by `user`; None where by neither.

    A `user` that can be no session's id, such as an address of mail, stands for one that is made of its hash.

    Raises:
        SatchelError: `invalid`, for a header that is no session's id.
    """
    if header:
        if not is_session_id(header):
            message = f"{SESSION_HEADER} is 1 to 64 characters of A-Z a-z 0-9 _ -."
            raise SatchelError("invalid", message, {"field": SESSION_HEADER})
        return header
    if not user:
        return None
    return user if is_session_id(user) else f"user-{hashlib.sha256(user.encode()).hexdigest()[:32]}"
