"""A reply that calls tools goes on after a kill, and a tool that was at work then is not run again unasked."""

import asyncio

import aiohttp

from server.assistant import ToolCall

from ..client import connect
from ..conftest import Start
from ..models import SteppedModel
from . import slow_tool
from .conftest import Launch
from .failing import Disk

TOOLS = "tests.web.some_tools"
WEATHER = {"name": "weather"}


async def test_a_client_brings_its_result_after_a_kill(launch: Launch, http: aiohttp.ClientSession) -> None:
    process = await launch()
    client = await connect(http, process.url, "s1")
    await client.ask("send_message", content='/tool weather {"city": "Oslo"}', tools=[WEATHER])
    [call] = (await client.hear("reply_finished"))["message"]["parts"]
    process.kill()
    await process.ended()
    process = await launch()
    client = await connect(http, process.url, "s1")
    await client.ask("add_tool_result", toolCallId=call["toolCallId"], output="cold")
    assert (await client.hear("reply_finished"))["message"]["content"] == "The tool said: cold"


async def test_a_tool_that_a_kill_broke_off_says_so_in_its_result(launch: Launch, http: aiohttp.ClientSession) -> None:
    process = await launch(tools=TOOLS)
    client = await connect(http, process.url, "s1")
    await client.ask("send_message", content='/tool wait\n/tool add {"a": 1, "b": 2}\n/tool weather', tools=[WEATHER])
    updated = (await client.hear("message_updated"))["message"]
    assert [part["output"] for part in updated["parts"]] == [{"sum": 3}]
    process.kill()
    await process.ended()
    process = await launch(tools=TOOLS)
    client = await connect(http, process.url, "s1")
    messages = (await client.ask("get_messages"))["messages"]
    tool = messages[-1]
    assert (tool["id"], tool["status"]) == (updated["id"], "interrupted")
    broken, done = tool["parts"]
    assert "restarted" in broken["error"]
    assert done["output"] == {"sum": 3}
    ours = messages[1]["parts"][2]["toolCallId"]
    await client.ask("add_tool_result", toolCallId=ours, output="cold")
    last = (await client.hear("reply_finished"))["message"]["content"]
    assert "restarted" in last
    assert last.endswith("The tool said: cold")


async def test_a_result_waits_until_the_store_works_again(start: Start, disk: Disk) -> None:
    slow_tool.go = asyncio.Event()
    client = await (await start(tools="tests.faults.slow_tool")).connect()
    await client.ask("send_message", content="/tool held")
    await client.hear("message_added")
    disk.broken = True
    slow_tool.go.set()
    await disk.fails()
    disk.broken = False
    assert (await client.hear("message_updated"))["message"]["parts"][0]["output"] == "let go"
    assert (await client.hear("reply_finished"))["message"]["content"] == "The tool said: let go"


async def test_a_call_is_shown_behind_words_that_can_not_be_stored(start: Start, disk: Disk) -> None:
    model = SteppedModel("Hm. ", ToolCall(0, "c1", "weather", "{}"))
    client = await (await start(model=model)).connect()
    await client.ask("send_message", content="hi", tools=[WEATHER])
    disk.broken = True
    model.release_all()
    heard = await client.hear_until("tool_call_ready")
    assert [frame["type"] for frame in heard if frame["type"].startswith(("reply_delta", "tool_call"))] == [
        "reply_delta",
        "tool_call_started",
        "tool_call_delta",
        "tool_call_ready",
    ]
    disk.broken = False
    message = (await client.hear("reply_finished"))["message"]
    assert (message["content"], len(message["parts"])) == ("Hm. ", 2)
