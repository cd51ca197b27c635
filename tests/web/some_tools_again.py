"""A tool of a name that another module has taken."""

from typing import Any

from server.tools import ToolSession, tool

from .some_tools import Numbers


@tool("Add two other numbers.")
async def add(input: Numbers, session: ToolSession) -> Any:
    return input.a + input.b
