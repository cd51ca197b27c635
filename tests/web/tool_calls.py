"""What the tests of tools say and hear."""

from typing import Any

from ..client import Client, Frame
from .frames import ok

WEATHER = {
    "name": "weather",
    "description": "How the weather is.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
TOOLS = "tests.web.some_tools"


async def call_tools(client: Client, content: str, **fields: Any) -> tuple[Frame, list[Frame]]:
    """Sends a message to which the demo model answers with calls: that answer, and all events up to it."""
    await ok(client, "send_message", content=content, **fields)
    heard = await client.hear_until("reply_finished")
    return heard[-1]["message"], heard


async def finish(client: Client) -> Frame:
    message: Frame = (await client.hear("reply_finished"))["message"]
    return message


def calls_in(message: Frame) -> list[str]:
    return [part["toolCallId"] for part in message["parts"] if part["type"] == "tool-call"]


async def results(client: Client) -> list[Frame]:
    """All results in the session's current branch."""
    messages = (await client.ask("get_messages"))["messages"]
    return [part for message in messages if message["role"] == "tool" for part in message["parts"]]
