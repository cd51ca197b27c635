"""Tools that a reply calls and a client runs: how the reply goes on, and how calls are shown."""

from typing import Any

import pytest

from server.assistant import ToolCall
from server.errors import SatchelError

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import of_type, ok, refusal, stored, types
from .tool_calls import TOOLS, WEATHER, call_tools, calls_in, finish, results

# tools of the client


async def test_a_client_runs_a_tool_and_the_reply_goes_on(server: Server, client: Client) -> None:
    other = await server.connect()
    step, _ = await call_tools(client, '/tool weather {"city": "Oslo"}', tools=[WEATHER])
    [call] = calls_in(step)
    assert step["parts"] == [
        {"type": "tool-call", "toolCallId": call, "toolName": "weather", "input": {"city": "Oslo"}}
    ]
    assert (step["status"], step["metadata"]["finishReason"]) == ("complete", "tool-calls")
    added = await ok(client, "add_tool_result", toolCallId=call, output={"degrees": 4})
    last = await finish(client)
    assert last["content"] == 'The tool said: {"degrees":4}'
    assert added["replyId"] == last["id"]
    messages = (await client.ask("get_messages"))["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "tool", "assistant"]
    assert [message["parentId"] for message in messages] == [None, *(message["id"] for message in messages[:-1])]
    assert added["messageId"] == messages[2]["id"]
    assert messages[2]["parts"] == [
        {"type": "tool-result", "toolCallId": call, "output": {"degrees": 4}, "error": None}
    ]
    assert messages[0]["metadata"]["clientTools"] == [WEATHER]
    heard = await other.hear_until("reply_finished") + await other.hear_until("reply_finished")
    assert [frame["message"] for frame in of_type(heard, "message_added")] == [messages[0], messages[2]]
    assert [frame["messageId"] for frame in of_type(heard, "reply_started")] == [messages[0]["id"], messages[2]["id"]]
    numbers = [frame["seq"] for frame in heard if "seq" in frame]
    assert numbers == sorted(numbers)


async def test_the_one_who_brings_a_result_hears_of_it_as_everyone(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    await ok(client, "add_tool_result", toolCallId=calls_in(step)[0], error="no network")
    heard = await client.hear_until("reply_finished")
    assert types(heard)[:2] == ["message_added", "reply_started"]
    assert heard[-1]["message"]["content"] == "The tool said: no network"


async def test_the_model_is_told_of_the_tools_in_each_step_and_of_results_in_order(start: Start) -> None:
    model = SteppedModel("Let me see.", ToolCall(0, "c1", "weather", '{"city": "Oslo"}'))
    client = await (await start(model=model)).connect()
    model.release_all()
    step, _ = await call_tools(client, "Is it cold?", tools=[WEATHER])
    await ok(client, "add_tool_result", messageId=step["id"], toolCallId="c1", output=4)
    model.release_all()
    await finish(client)
    first, second = model.requests
    assert [tool.name for tool in first.tools] == [tool.name for tool in second.tools] == ["weather"]
    assert [turn.role for turn in second.turns] == ["user", "assistant", "tool"]
    assert second.turns[1].parts[1]["toolCallId"] == second.turns[2].parts[0]["toolCallId"] == "c1"


async def test_a_reply_waits_for_the_last_of_several_results(client: Client) -> None:
    step, _ = await call_tools(
        client, '/tool weather {"city": "Oslo"}\n/tool weather {"city": "Rome"}', tools=[WEATHER]
    )
    oslo, rome = calls_in(step)
    first = await ok(client, "add_tool_result", toolCallId=rome, output="warm")
    assert first["replyId"] is None
    second = await ok(client, "add_tool_result", toolCallId=oslo, output="cold")
    assert second["messageId"] == first["messageId"]
    assert (await finish(client))["content"] == "The tool said: cold\n\nThe tool said: warm"


async def test_a_client_may_have_the_reply_wait_and_go_on_later(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    result = {"toolCallId": calls_in(step)[0], "output": 1}
    assert (await ok(client, "add_tool_result", **result, **{"continue": False}))["replyId"] is None
    begun = await ok(client, "add_tool_result", **result)
    assert begun["replyId"] == (await finish(client))["id"]
    again = await ok(client, "add_tool_result", **result)
    assert again["replyId"] == begun["replyId"]  # and nothing begins again
    assert len((await client.ask("get_messages"))["messages"]) == 4


async def test_a_result_is_stored_once_for_its_idempotency_key(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    result = {"toolCallId": calls_in(step)[0], "output": 1, "idempotencyKey": "k"}
    first = await ok(client, "add_tool_result", **result)
    await finish(client)
    second = await ok(client, "add_tool_result", **result)
    assert {**first, "requestId": ""} == {**second, "requestId": ""}


async def test_results_that_fit_no_call_are_refused(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    [call] = calls_in(step)
    ask = client.ask
    assert refusal(await ask("add_tool_result", toolCallId="other", output=1)) == ("not_found", "toolCallId")
    user = step["parentId"]
    assert refusal(await ask("add_tool_result", messageId=user, toolCallId=call)) == ("not_found", "toolCallId")
    assert refusal(await ask("add_tool_result", messageId="none", toolCallId=call)) == ("not_found", "messageId")
    assert refusal(await ask("add_tool_result", toolCallId=call, output=1, error="no")) == ("invalid", "error")
    assert refusal(await ask("add_tool_result", toolCallId=call, output=2**64 + 1))[0] == "invalid"
    await ok(client, "add_tool_result", toolCallId=call, output=1)
    await finish(client)
    assert refusal(await ask("add_tool_result", toolCallId=call, output=2)) == ("conflict", "toolCallId")


async def test_a_result_that_comes_after_the_conversation_went_on_is_refused(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    await call_tools(client, "/echo never mind")
    late = await client.ask("add_tool_result", toolCallId=calls_in(step)[0], output=1)
    assert refusal(late) == ("conflict", "toolCallId")


async def test_a_result_during_the_reply_is_told_to_wait(start: Start) -> None:
    model = SteppedModel(ToolCall(0, "c1", "weather", "{}"))
    client = await (await start(model=model)).connect()
    accepted = await ok(client, "send_message", content="hi", tools=[WEATHER])
    model.release()
    await client.hear("tool_call_started")
    early = await client.ask("add_tool_result", toolCallId="c1", output=1)
    assert (early["code"], early["details"]) == ("conflict", {"replyId": accepted["replyId"]})
    model.release()
    await finish(client)
    await ok(client, "add_tool_result", toolCallId="c1", output=1)


async def test_a_reply_that_broke_off_in_its_calls_takes_no_results(start: Start) -> None:
    failure = SatchelError("upstream", "The line is cut.")
    model = SteppedModel(ToolCall(0, "c1", "weather", '{"ci'), failure=failure)
    client = await (await start(model=model, tools=TOOLS)).connect()
    model.release_all()
    await ok(client, "send_message", content="hi", tools=[WEATHER])
    heard = await client.hear_until("reply_failed")
    assert of_type(heard, "tool_call_ready") == []
    assert refusal(await client.ask("add_tool_result", toolCallId="c1")) == ("conflict", "messageId")
    assert await results(client) == []


@pytest.mark.parametrize(
    ("tools", "field"),
    [
        ([WEATHER, WEATHER], "tools"),
        ([{"name": "two words"}], "tools[0].name"),
        ([{"name": "x", "parameters": 1}], "tools[0].parameters"),
        ([{"name": "x", "schema": {}}], "tools[0].schema"),
    ],
)
async def test_tools_that_can_not_be_are_refused(client: Client, tools: Any, field: str) -> None:
    assert refusal(await client.ask("send_message", content="hi", tools=tools)) == ("invalid", field)


async def test_a_client_that_stops_waiting_cancels_the_calls(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    await ok(client, "cancel_reply", replyId=step["id"])
    [result] = await results(client)
    assert "cancelled" in result["error"]
    assert refusal(await client.ask("cancel_reply", replyId=step["id"])) == ("conflict", "replyId")


# again, and elsewhere


async def test_a_step_that_follows_a_result_begins_again_from_it(client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    added = await ok(client, "add_tool_result", toolCallId=calls_in(step)[0], output=1)
    last = await finish(client)
    again = await ok(client, "regenerate_reply", messageId=last["id"])
    assert again["messageId"] == added["messageId"]
    assert (await finish(client))["content"] == last["content"]
    first = await ok(client, "regenerate_reply", messageId=step["id"], tools=[])
    assert first["messageId"] == step["parentId"]
    assert calls_in(await finish(client)) == calls_in(step)
    assert "clientTools" not in (await stored(client, step["parentId"]))["metadata"]
    messages = (await client.ask("get_messages"))["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant"]


async def test_a_fork_takes_calls_and_results_with_it(server: Server, client: Client) -> None:
    step, _ = await call_tools(client, "/tool weather", tools=[WEATHER])
    await ok(client, "fork_session", newSessionId="s2")
    fork = await server.connect("s2")
    added = await ok(fork, "add_tool_result", toolCallId=calls_in(step)[0], output="in the fork")
    assert (await finish(fork))["id"] == added["replyId"]
    assert await results(client) == []


# live


async def test_calls_are_shown_while_they_grow_and_after_the_words_before_them(start: Start) -> None:
    model = SteppedModel(
        "Let me ",
        "see.",
        ToolCall(0, "c1", "weather", '{"city":'),
        ToolCall(0, None, None, '"Oslo"}'),
        ToolCall(1, None, "clock", ""),
    )
    client = await (await start(model=model)).connect()
    model.release_all()
    step, heard = await call_tools(client, "hi", tools=[WEATHER])
    shown = [frame for frame in heard if frame["type"].startswith("tool_call")]
    assert {frame["replyId"] for frame in shown} == {step["id"]}
    one, two = calls_in(step)
    assert one == "c1"
    assert [frame["toolCallId"] for frame in shown] == sorted(
        (frame["toolCallId"] for frame in shown), key=[one, two].index
    )
    assert "".join(frame["delta"] for frame in of_type(shown, "tool_call_delta")) == '{"city":"Oslo"}'
    ready = {frame["toolCallId"]: (frame["toolName"], frame["input"]) for frame in of_type(shown, "tool_call_ready")}
    assert ready == {one: ("weather", {"city": "Oslo"}), two: ("clock", {})}
    kinds = types(heard)
    assert max(i for i, kind in enumerate(kinds) if kind == "reply_delta") < kinds.index("tool_call_started")
    numbers = [frame["seq"] for frame in heard if "seq" in frame]
    assert numbers == sorted(numbers)


async def test_who_joins_in_the_middle_is_told_of_a_call_from_its_beginning(start: Start) -> None:
    model = SteppedModel(ToolCall(0, "c1", "weather", '{"city":'), ToolCall(0, None, None, '"Oslo"}'))
    server = await start(model=model)
    client = await server.connect()
    await ok(client, "send_message", content="hi", tools=[WEATHER])
    model.release()
    await client.hear("tool_call_delta")
    other = await server.connect(query="since=0")
    assert (await other.hear("tool_call_started"))["toolName"] == "weather"
    assert (await other.hear("tool_call_delta"))["delta"] == '{"city":'
    model.release(2)
    assert (await other.hear("tool_call_delta"))["delta"] == '"Oslo"}'
    assert (await other.hear("tool_call_ready"))["input"] == {"city": "Oslo"}


async def test_two_calls_of_one_id_are_told_apart(start: Start) -> None:
    model = SteppedModel(ToolCall(0, "c", "weather", "{}"), ToolCall(1, "c", "weather", "{}"))
    client = await (await start(model=model)).connect()
    model.release_all()
    step, _ = await call_tools(client, "hi")
    assert calls_in(step) == ["c", "c_1"]
