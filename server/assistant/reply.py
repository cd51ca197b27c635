"""What a model is asked and what it answers, piece by piece.

The words that every model and every caller share. Knows no provider, no HTTP and no storage.
"""

from collections.abc import AsyncGenerator
from typing import Any, Literal, Protocol

from msgspec import Struct

OPTIONS = frozenset(
    {
        *("temperature", "top_p", "max_tokens", "max_completion_tokens", "presence_penalty", "frequency_penalty"),
        *("stop", "seed", "response_format"),
    }
)
"""How a model may be told to answer: https://platform.openai.com/docs/api-reference/chat/create"""

FinishReason = Literal["stop", "length", "content-filter", "tool-calls", "other"]


class Turn(Struct, frozen=True):
    """One message of the history.

    `role` is user, assistant, system or tool. `parts` are the typed parts of a message (mappings or
    structs with a `type`); `messages.py` says which of them a provider hears of.
    """

    role: str
    content: str
    parts: tuple[Any, ...] = ()


class Tool(Struct, frozen=True):
    """What the model may call; `parameters` is the JSON Schema of its input, an object."""

    name: str
    description: str = ""
    parameters: dict[str, Any] = {}


class Request(Struct, frozen=True):
    """A reply that is wanted: the history, oldest first, and how to answer it.

    `model` of None means the model's own default; `reasoning_effort` is low, medium or high; `options` are fields of a
    request for chat completions, of which those in `OPTIONS` are passed on as they are.
    """

    turns: tuple[Turn, ...]
    model: str | None = None
    reasoning_effort: str | None = None
    tools: tuple[Tool, ...] = ()
    options: dict[str, Any] = {}


class Text(Struct, frozen=True):
    """A piece of the answer."""

    text: str


class Reasoning(Struct, frozen=True):
    """A piece of the model's reasoning."""

    text: str


class ToolCall(Struct, frozen=True):
    """A piece of a tool call; the pieces with one `index` belong together, `arguments` are joined."""

    index: int
    id: str | None
    name: str | None
    arguments: str


class Finished(Struct, frozen=True):
    """The last chunk of a reply. Tokens are as the provider counted them, None where it did not."""

    finish_reason: FinishReason
    model: str | None
    tokens_input: int | None
    tokens_output: int | None
    tokens_total: int | None


Chunk = Text | Reasoning | ToolCall | Finished


class Model(Protocol):
    """Whatever can answer.

    A stream ends after exactly one `Finished`, or raises `SatchelError` with the code `upstream`, whose
    details are `{"reason": …, "status"?: …}` (`faults.py`). Cancelling the task that reads it, or
    `aclose()` on it, closes the connection behind it at once. Streams of one model may run side by side.
    """

    @property
    def name(self) -> str:
        """The model that answers when a request names none."""

    def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        """The reply, piece by piece; nothing is asked of a provider before the first piece is."""

    async def close(self) -> None:
        """Closes the connections that are kept for later replies."""
