"""What a tool is: a function, the struct of its input, and what the model is told of it."""

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec import Struct

from ..errors import SatchelError
from ..wire.commands import SessionCommand, Subscribe
from ..wire.events import Frame
from ..wire.resources import Tool

F = TypeVar("F", bound=Callable[..., Awaitable[Any]])
MARK = "satchel_tool"
_a_name = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


class ToolSession:
    """The session in which a tool is called.

    Attributes:
        session_id: its id.
        message_id: of the message that calls the tool.
        tool_call_id: of the call: the same one if a model's step should ever be run again.
    """

    def __init__(
        self,
        session_id: str,
        message_id: str,
        tool_call_id: str,
        ask: Callable[[SessionCommand], Awaitable[Frame]],
    ) -> None:
        self.session_id = session_id
        self.message_id = message_id
        self.tool_call_id = tool_call_id
        self._ask = ask

    async def ask(self, command: SessionCommand) -> Frame:
        """Has the session do something, with its owner's rights; what changes is told to all who listen.

        Returns:
            The reply, once it is on disk.

        Raises:
            SatchelError: what went wrong. Left alone, it becomes what the tool says to the model.
            TypeError: for what is no command of this session.
        """
        if not isinstance(command, SessionCommand) or isinstance(command, Subscribe):
            raise TypeError(f"{type(command).__name__} is nothing that a tool can ask of a session")
        return await self._ask(command)


class ServerTool(Struct, frozen=True):
    """Attributes:
    told: what the model is told of it.
    takes: the struct of its input.
    """

    told: Tool
    takes: type[Struct]
    run: Callable[[Any, ToolSession], Awaitable[Any]]


def tool(description: str, *, name: str | None = None) -> Callable[[F], F]:
    """Marks `async def f(input: SomeStruct, session: ToolSession)` as a tool: the struct is what the model has to fill
    in, and what the function returns, which JSON has to be able to hold, is what the model is told.

    Args:
        description: for the model: what it does, and when to call it.
        name: the function's own without it.
    """

    def mark(function: F) -> F:
        setattr(function, MARK, _described(function, description, name or function.__name__))
        return function

    return mark


def _described(function: Callable[..., Awaitable[Any]], description: str, name: str) -> ServerTool:
    [first, *_] = [*inspect.signature(function).parameters, ""]
    takes = get_type_hints(function).get(first)
    if (
        isinstance(takes, type)
        and issubclass(takes, Struct)
        and inspect.iscoroutinefunction(function)
        and _a_name(name)
    ):
        return ServerTool(Tool(name, description, _schema(takes)), takes, function)
    raise SatchelError(
        "invalid",
        f"The tool {name!r} must be an async function of a msgspec Struct and a ToolSession, its name of at most "
        "64 letters, digits, _ and -.",
    )


def _schema(struct: type[Struct]) -> dict[str, Any]:
    """The JSON Schema of a struct, itself at the top: models are not shown a reference there."""
    (reference,), found = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    name = reference["$ref"].rpartition("/")[2]
    others = {key: value for key, value in found.items() if key != name}
    return {**found[name], **({"$defs": others} if others else {})}
