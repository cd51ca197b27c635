"""Tools as an operator writes them: `SATCHEL_TOOLS=tests.web.some_tools`."""

import asyncio
from typing import Any

from msgspec import Struct

from server.errors import SatchelError
from server.tools import ToolSession, tool
from server.wire.commands import GetMessage
from server.wire.events import MessageFound

waiting = asyncio.Event()
"""Set when `wait` is called."""
ended = asyncio.Event()
"""Set when it is ended."""


class Numbers(Struct):
    a: int
    b: int


@tool("Add two numbers.")
async def add(input: Numbers, session: ToolSession) -> Any:
    return {"sum": input.a + input.b}


class Nothing(Struct):
    pass


@tool("Say who calls.", name="who-calls")
async def who(input: Nothing, session: ToolSession) -> Any:
    found = await session.ask(GetMessage(message_id=session.message_id))
    assert isinstance(found, MessageFound)
    return {"sessionId": session.session_id, "role": found.message.role, "call": session.tool_call_id}


@tool("Wait for ever.")
async def wait(input: Nothing, session: ToolSession) -> Any:
    waiting.set()
    try:
        await asyncio.Event().wait()
    finally:
        ended.set()


@tool("Fail.")
async def fail(input: Nothing, session: ToolSession) -> Any:
    raise SatchelError("upstream", "The weather is not to be had.")


@tool("Break.")
async def crash(input: Nothing, session: ToolSession) -> Any:
    raise RuntimeError("a secret of the server")


@tool("Return what JSON has no word for.")
async def unsayable(input: Nothing, session: ToolSession) -> Any:
    return 2**70
