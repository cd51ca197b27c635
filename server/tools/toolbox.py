"""The tools that one server has, and what becomes of a call of one."""

import asyncio
import importlib
import inspect
from collections.abc import Iterable
from typing import Any

import msgspec
import structlog
from msgspec import Struct

from ..errors import SatchelError
from ..wire.codec import field_in
from ..wire.resources import Tool, ToolCallPart
from .tool import MARK, ServerTool, ToolSession

log = structlog.get_logger()

SECONDS = 60.0


class Result(Struct, frozen=True):
    """What a call has come to: `output`, which JSON can hold, or `error`."""

    output: Any = None
    error: str | None = None


class Toolbox:
    """Attributes:
    told: what models are told of the tools.
    """

    def __init__(self, tools: Iterable[ServerTool] = (), seconds: float = SECONDS) -> None:
        self._tools = {tool.told.name: tool for tool in tools}
        self._seconds = seconds
        self.told: tuple[Tool, ...] = tuple(tool.told for tool in self._tools.values())

    async def run(self, call: ToolCallPart, session: ToolSession) -> Result:
        """Runs a tool. Whatever goes wrong is said in the result, so that the model can try otherwise."""
        tool = self._tools.get(call.tool_name)
        if tool is None:
            known = ", ".join(self._tools) or "none"
            return Result(error=f"There is no tool {call.tool_name[:100]!r}. The server has: {known}.")
        try:
            given = msgspec.convert(_object(call.input), tool.takes)
        except msgspec.ValidationError as error:
            field = field_in(str(error))
            return Result(error=f"{error}." if field == "$" else f"{field}: {error}.")
        try:
            async with asyncio.timeout(self._seconds):
                return Result(msgspec.to_builtins(await tool.run(given, session)))
        except SatchelError as error:
            return Result(error=error.message)
        except TimeoutError:
            return Result(error=f"The tool took longer than {self._seconds:g} s and was ended.")
        except Exception:
            log.exception("tool_failed", tool=call.tool_name, session=session.session_id)
            return Result(error="The tool failed; the server's log says why.")


def _object(value: object) -> object:
    if isinstance(value, str):
        raise msgspec.ValidationError(f"The input is no JSON object: {value[:200]}")
    return value


def open_toolbox(modules: Iterable[str], seconds: float = SECONDS) -> Toolbox:
    """The tools that stand in modules.

    Raises:
        SatchelError: `invalid`, naming `SATCHEL_TOOLS`, for a module that can't be imported or has no tool, and for two
            tools of one name.
    """
    found: dict[str, ServerTool] = {}
    for module in modules:
        tools = _in(module)
        for tool in tools:
            name = tool.told.name
            if found.setdefault(name, tool) is not tool:
                raise _invalid(f"there are two tools of the name {name!r}, one of them in {module}.")
        if not tools:
            raise _invalid(f"{module} has no function with @tool.")
    return Toolbox(found.values(), seconds)


def _in(module: str) -> list[ServerTool]:
    try:
        found = vars(importlib.import_module(module)).values()
    except Exception as error:  # whatever an operator's own module raises
        raise _invalid(f"{module!r} can't be imported: {error}.") from error
    return [getattr(one, MARK) for one in found if inspect.isfunction(one) and hasattr(one, MARK)]


def _invalid(sentence: str) -> SatchelError:
    return SatchelError("invalid", f"SATCHEL_TOOLS: {sentence}", {"field": "SATCHEL_TOOLS"})
