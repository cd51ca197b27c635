"""Tools that the server runs for a reply: its operator's, and the built-in ones."""

import asyncio

import pytest

from server.assistant import Finished, ToolCall
from server.errors import SatchelError

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from . import some_tools
from .frames import of_type, ok, refusal, stored
from .tool_calls import TOOLS, WEATHER, call_tools, calls_in, finish, results


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a loop of its own, and so events of its own."""
    monkeypatch.setattr(some_tools, "waiting", asyncio.Event())
    monkeypatch.setattr(some_tools, "ended", asyncio.Event())


# tools of the server


async def test_the_server_runs_its_own_tools_and_the_reply_goes_on(start: Start) -> None:
    client = await (await start(tools=TOOLS)).connect()
    step, heard = await call_tools(client, '/tool add {"a": 2, "b": 3}\n/tool who-calls')
    heard += await client.hear_until("reply_finished")
    last = heard[-1]["message"]
    one, two = calls_in(step)
    [tool] = [frame["message"] for frame in of_type(heard, "message_added") if frame["message"]["role"] == "tool"]
    assert (tool["parentId"], tool["status"]) == (step["id"], "streaming")
    done = await stored(client, tool["id"])
    assert [frame["message"] for frame in of_type(heard, "message_updated")][-1] == done
    assert done["status"] == "complete"
    assert [part["output"] for part in done["parts"]] == [
        {"sum": 5},
        {"sessionId": "s1", "role": "assistant", "call": two},
    ]
    assert [part["toolCallId"] for part in done["parts"]] == [one, two]
    assert last["content"].startswith('The tool said: {"sum":5}')


async def test_a_tool_of_the_server_and_one_of_the_client_in_one_step(start: Start) -> None:
    client = await (await start(tools=TOOLS)).connect()
    step, _ = await call_tools(client, '/tool weather {}\n/tool add {"a": 2, "b": 3}', tools=[WEATHER])
    ours, theirs = calls_in(step)
    await client.hear("message_updated")
    assert refusal(await client.ask("add_tool_result", toolCallId=theirs, output=1)) == ("conflict", "toolCallId")
    await ok(client, "add_tool_result", toolCallId=ours, output="cold")
    assert (await finish(client))["content"] == 'The tool said: cold\n\nThe tool said: {"sum":5}'


async def test_while_the_server_runs_a_tool_the_clients_result_may_come(start: Start) -> None:
    client = await (await start(tools=TOOLS)).connect()
    step, _ = await call_tools(client, "/tool weather {}\n/tool wait", tools=[WEATHER])
    await some_tools.waiting.wait()
    added = await ok(client, "add_tool_result", toolCallId=calls_in(step)[0], output="cold")
    assert added["replyId"] is None
    assert refusal(await client.ask("send_message", content="hello?"))[0] == "conflict"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ('add {"a": "two", "b": 3}', "a: Expected `int`, got `str`"),
        ('add {"a": 2}', "b: Object missing required field `b`"),
        ("add {not json", "no JSON object"),
        ("fail", "The weather is not to be had."),
        ("crash", "The tool failed; the server's log says why."),
        ("unsayable", "output can't be kept"),
        ("nothing-known", "There is no tool 'nothing-known'. The server has: add"),
    ],
)
async def test_what_goes_wrong_in_a_tool_is_told_to_the_model(start: Start, call: str, error: str) -> None:
    client = await (await start(tools=TOOLS)).connect()
    await call_tools(client, f"/tool {call}")
    last = await finish(client)
    [result] = await results(client)
    assert error in result["error"]
    assert error in last["content"]


async def test_a_tool_that_takes_too_long_is_ended(start: Start) -> None:
    client = await (await start(tools=TOOLS, tool_seconds=0.05)).connect()
    await call_tools(client, "/tool wait")
    assert "longer than 0.05 s" in (await finish(client))["content"]
    assert some_tools.ended.is_set()


@pytest.mark.parametrize("named", ["step", "tool"])
async def test_a_reply_is_cancelled_while_a_tool_runs(start: Start, named: str) -> None:
    client = await (await start(tools=TOOLS)).connect()
    step, _ = await call_tools(client, "/tool wait")
    tool = (await client.hear("message_added"))["message"]
    await some_tools.waiting.wait()
    await ok(client, "cancel_reply", replyId=step["id"] if named == "step" else tool["id"])
    await some_tools.ended.wait()
    done = await stored(client, tool["id"])
    assert done["status"] == "interrupted"
    assert "cancelled" in done["parts"][0]["error"]
    assert (await call_tools(client, "/echo and on"))[0]["content"] == "and on"


async def test_a_server_that_goes_down_in_a_tool_says_so_in_the_result(start: Start) -> None:
    server = await start(tools=TOOLS, drain_seconds=2)
    client = await server.connect()
    await call_tools(client, "/tool wait")
    tool = (await client.hear("message_added"))["message"]
    await some_tools.waiting.wait()
    await server.stop()
    again = await (await start(folder=server.settings.folder, tools=TOOLS)).connect()
    done = await stored(again, tool["id"])
    assert (done["status"], len(done["parts"])) == ("interrupted", 1)
    assert "restarted" in done["parts"][0]["error"]
    await ok(again, "regenerate_reply", messageId=tool["id"])
    assert "restarted" in (await finish(again))["content"]


async def test_a_session_is_deleted_while_a_tool_runs(start: Start) -> None:
    client = await (await start(tools=TOOLS)).connect()
    await call_tools(client, "/tool wait")
    await some_tools.waiting.wait()
    await ok(client, "delete_session")
    await some_tools.ended.wait()


async def test_a_message_leads_to_sixteen_steps_at_most(start: Start) -> None:
    call = ToolCall(0, None, "add", '{"a": 1, "b": 1}')
    model = SteppedModel(call, end=Finished("tool-calls", None, None, None, None))
    client = await (await start(model=model, tools=TOOLS)).connect()
    model.release(1000)
    await ok(client, "send_message", content="go")
    for _ in range(16):
        last = await finish(client)
    assert last["metadata"]["finishReason"] == "tool-calls"
    refused = (await client.hear("message_added"))["message"]
    assert "16 steps" in refused["parts"][0]["error"]
    messages = (await client.ask("get_messages"))["messages"]
    assert (len(messages), len(model.requests)) == (33, 16)
    assert len({call for message in messages for call in calls_in(message)}) == 16
    await ok(client, "send_message", content="go on")
    assert (await finish(client))["status"] == "complete"


async def test_who_comes_while_a_tool_runs_is_told_of_the_message_for_its_result(start: Start) -> None:
    server = await start(tools=TOOLS)
    client = await server.connect()
    await call_tools(client, "/tool wait")
    tool = (await client.hear("message_added"))["message"]
    other = await server.connect(query="since=0")
    told = await other.hear(lambda frame: (frame.get("message") or {}).get("role") == "tool")
    assert (told["type"], told["message"]) == ("message_added", tool)


async def test_a_client_that_said_not_to_go_on_is_not_overruled_by_the_server(start: Start) -> None:
    client = await (await start(tools=TOOLS, tool_seconds=0.2)).connect()
    step, _ = await call_tools(client, "/tool weather {}\n/tool wait", tools=[WEATHER])
    result = {"toolCallId": calls_in(step)[0], "output": 1}
    await ok(client, "add_tool_result", **result, **{"continue": False})
    await client.hear(lambda frame: frame["type"] == "message_updated" and frame["message"]["status"] == "complete")
    messages = (await client.ask("get_messages"))["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "tool"]
    assert (await ok(client, "add_tool_result", **result))["replyId"] == (await finish(client))["id"]


async def test_over_rest_the_reply_goes_on_too(server: Server, client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    body = {"messageId": step["id"], "toolCallId": calls_in(step)[0], "output": 7}
    async with server.http.post(f"{server.url}/api/chats/s1/tool-results", json=body) as response:
        assert response.status == 202
        answer = await response.json()
    assert answer["replyId"] == (await finish(client))["id"]


@pytest.mark.parametrize(
    ("modules", "sentence"),
    [
        ("no.such.module", "can't be imported"),
        ("tests.web.frames", "has no function with @tool"),
        (f"{TOOLS},tests.web.some_tools_again", "two tools of the name 'add'"),
    ],
)
async def test_tools_that_can_not_be_had_are_said_at_the_start(start: Start, modules: str, sentence: str) -> None:
    with pytest.raises(SatchelError, match=f"SATCHEL_TOOLS: .*{sentence}"):
        await start(tools=modules)


async def test_results_of_a_client_do_not_lead_further_either(start: Start) -> None:
    model = SteppedModel(ToolCall(0, None, "weather", "{}"))
    client = await (await start(model=model)).connect()
    model.release(1000)
    step, _ = await call_tools(client, "go", tools=[WEATHER])
    for _ in range(15):
        added = await ok(client, "add_tool_result", toolCallId=calls_in(step)[0], output=1)
        step = await finish(client)
        assert added["replyId"] == step["id"]
    last = await ok(client, "add_tool_result", toolCallId=calls_in(step)[0], output=1)
    assert last["replyId"] is None
    assert len(model.requests) == 16


# the built-in ones


async def test_the_model_makes_and_changes_an_artifact_with_a_tool(start: Start) -> None:
    server = await start(built_in_tools=True)
    client, other = await server.connect(), await server.connect()
    step, _ = await call_tools(client, '/tool create_artifact {"title": "Plan", "type": "doc", "content": "one"}')
    made = (await other.hear("artifact_created"))["artifact"]
    assert (made["title"], made["type"], made["content"]) == ("Plan", "doc", "one")
    assert made["messageId"] == step["id"]
    assert (await client.hear("artifact_created"))["artifact"] == made
    await finish(client)
    assert [part["output"]["artifactId"] for part in await results(client)] == [made["id"]]
    await call_tools(client, f'/tool update_artifact {{"artifactId": "{made["id"]}", "content": "two"}}')
    changed = (await other.hear("artifact_updated"))["artifact"]
    assert (changed["id"], changed["content"], changed["version"]) == (made["id"], "two", 2)
    await finish(client)
    await call_tools(client, '/tool create_artifact {"title": "", "type": "doc", "content": "one"}')
    assert "title: Expected `str` of length >= 1" in (await finish(client))["content"]


async def test_without_the_setting_no_tool_is_offered(start: Start) -> None:
    model = SteppedModel("hi")
    model.release_all()
    client = await (await start(model=model)).connect()
    await call_tools(client, "hi")
    assert model.requests[0].tools == ()
