"""A tool that ends when a test says so."""

import asyncio
from typing import Any

from msgspec import Struct

from server.tools import ToolSession, tool

go = asyncio.Event()
"""A test puts one of its own loop here."""


class Nothing(Struct):
    pass


@tool("Wait until a test lets it go.")
async def held(input: Nothing, session: ToolSession) -> Any:
    await go.wait()
    return "let go"
