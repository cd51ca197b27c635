"""Tools that the model calls: those of the client, and the server's own."""

import asyncio
from typing import Any

from server.assistant import DemoModel, Finished, ToolCall

from ..conftest import Server, Start
from ..models import SteppedModel
from .calls import assistant, history, refused, resumed, say, streamed, user

ASK = user("u1", '/tool weather {"city": "Oslo"}')
TOOLS = [{"name": "weather", "description": "How it is outside.", "parameters": {"type": "object"}}]


def called(chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [chunk for chunk in chunks if chunk["type"] == "tool-input-available"]


def answered(call: str, name: str, **said: Any) -> dict[str, Any]:
    state = "output-error" if "errorText" in said else "output-available"
    return {"type": f"tool-{name}", "toolCallId": call, "state": state, "input": {}, **said}


async def test_a_clients_tool_is_asked_and_its_result_continues_the_same_message(server: Server) -> None:
    first = await say(server, ASK, tools=TOOLS)
    [call] = called(first.chunks)
    assert (call["toolName"], call["input"]) == ("weather", {"city": "Oslo"})
    assert first.chunks[-1]["finishReason"] == "tool-calls"
    reply_id = first.chunks[0]["messageId"]
    done = assistant(reply_id, {"type": "step-start"}, answered(call["toolCallId"], "weather", output={"degrees": 4}))
    second = await say(server, ASK, done, messageId=reply_id)
    assert second.chunks[0]["messageId"] == reply_id
    assert second.kinds.count("start-step") == 1
    assert "tool-input-available" not in second.kinds
    assert second.text == 'The tool said: {"degrees":4}'
    question, answer = await history(server)
    assert answer["id"] == reply_id
    assert "clientTools" not in question["metadata"]
    assert [part["type"] for part in answer["parts"]] == ["step-start", "tool-weather", "step-start", "text"]
    assert (answer["parts"][1]["state"], answer["parts"][1]["output"]) == ("output-available", {"degrees": 4})
    # the same once more has no second effect
    third = await say(server, ASK, done, messageId=reply_id)
    assert (third.chunks[0]["messageId"], third.text) == (reply_id, second.text)
    assert await history(server) == [question, answer]


async def test_a_model_that_gives_every_call_the_same_id_is_answered_each_time(start: Start) -> None:
    model = SteppedModel(ToolCall(0, "call_0", "weather", "{}"), end=Finished("tool-calls", None, None, None, None))
    server = await start(model=model)
    reply_id, parts = "", list[dict[str, Any]]()
    for turn in range(3):
        model.release_all()
        known = [ASK, assistant(reply_id, *parts)] if turn else [ASK]
        stream = await say(server, *known, tools=TOOLS)
        [call] = called(stream.chunks)
        reply_id = stream.chunks[0]["messageId"]
        parts += [{"type": "step-start"}, answered(call["toolCallId"], "weather", output=turn)]
    [_, answer] = await history(server)
    calls = [part for part in answer["parts"] if part["type"] == "tool-weather"]
    assert len({call["toolCallId"] for call in calls}) == 3
    assert [call.get("output") for call in calls] == [0, 1, None]


async def test_a_tool_that_failed_is_told_to_the_model(server: Server) -> None:
    first = await say(server, ASK, tools=TOOLS)
    [call] = called(first.chunks)
    failed = answered(call["toolCallId"], "weather", errorText="No window.")
    second = await say(server, ASK, assistant(first.chunks[0]["messageId"], failed))
    assert "No window." in second.text
    assert (await history(server))[1]["parts"][1]["errorText"] == "No window."


async def test_nothing_goes_on_before_all_results_are_there(server: Server) -> None:
    both = user("u1", "/tool weather {}\n/tool weather {}")
    first = await say(server, both, tools=TOOLS)
    one, two = [call["toolCallId"] for call in called(first.chunks)]
    reply_id = first.chunks[0]["messageId"]
    half = await say(server, both, assistant(reply_id, answered(one, "weather", output=1)))
    assert half.kinds == ["start", "finish"]
    whole = assistant(reply_id, answered(one, "weather", output=1), answered(two, "weather", output=2))
    rest = await say(server, both, whole)
    assert rest.text == "The tool said: 1\n\nThe tool said: 2"


async def test_a_reply_that_asked_nothing_can_not_go_on(server: Server) -> None:
    first = await say(server, user("u1", "/echo one"))
    reply_id = first.chunks[0]["messageId"]
    status, text = await refused(
        server, {"id": "s1", "messages": [user("u1", "/echo one"), assistant(reply_id, "one")]}
    )
    assert status == 409
    assert "send a message" in text


async def test_a_chat_from_elsewhere_goes_on_from_its_results(server: Server) -> None:
    said = assistant("a1", {"type": "step-start"}, answered("c1", "weather", output=7))
    stream = await say(server, ASK, said)
    assert stream.text == "The tool said: 7"


async def test_the_servers_tools_run_while_the_stream_goes_on(start: Start) -> None:
    server = await start(built_in_tools=True)
    asked = user("u1", '/tool create_artifact {"title": "Dot", "type": "svg", "content": "<svg/>"}')
    stream = await say(server, asked)
    kinds = [kind for kind in stream.kinds if not kind.startswith("tool-input-")]
    order = ["tool-output-available", "finish-step", "start-step", "text-start"]
    assert [kind for kind in kinds if kind in order][:5] == ["start-step", *order]
    assert stream.kinds[-1] == "finish"
    [made] = [chunk["data"] for chunk in stream.chunks if chunk["type"] == "data-artifact"]
    assert (made["title"], made["content"], made["status"]) == ("Dot", "<svg/>", "done")
    [_, answer] = await history(server)
    parts = [part["type"] for part in answer["parts"]]
    assert parts == ["step-start", "tool-create_artifact", "data-artifact", "step-start", "text"]
    assert answer["id"] == stream.chunks[0]["messageId"]


async def test_who_comes_back_while_a_tool_runs_hears_what_was_before(start: Start) -> None:
    server = await start(tools="tests.web.some_tools")
    client = await server.connect()
    async with streamed(server, user("u1", "/tool wait {}")) as first:
        await first.until("tool-input-available")
    await client.hear("reply_finished")
    async with resumed(server) as second:
        await second.until("tool-input-available")
        async with server.http.post(f"{server.url}/api/chat/s1/stop") as response:
            assert (await response.json())["replyId"]
        await second.rest()
    assert second.chunks[0]["messageId"] == first.chunks[0]["messageId"]
    assert second.kinds[-3:] == ["tool-output-error", "message-metadata", "abort"]


async def test_who_comes_back_in_the_second_step_hears_the_first_too(start: Start) -> None:
    gate = asyncio.Event()
    pauses = 0

    async def sleep(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses > 1:  # behind the call, and behind the first words of the answer to its result
            await gate.wait()

    server = await start(model=DemoModel(sleep=sleep), tools="tests.web.some_tools")
    async with streamed(server, user("u1", '/tool add {"a": 1, "b": 2}')) as first:
        await first.until("text-delta")
    async with resumed(server) as second:
        await second.until("text-delta")
        gate.set()
        await second.rest()
    assert second.chunks[0]["messageId"] == first.chunks[0]["messageId"]
    kinds = [kind for kind in second.kinds if kind in ("start-step", "tool-output-available", "text-start", "finish")]
    assert kinds == ["start-step", "tool-output-available", "start-step", "text-start", "finish"]
    [_, answer] = await history(server)
    assert [part["type"] for part in answer["parts"]] == ["step-start", "tool-add", "step-start", "text"]


async def test_who_comes_back_after_a_tool_has_run_hears_of_it_too(start: Start) -> None:
    server = await start(built_in_tools=True)
    asked = user("u1", '/tool create_artifact {"title": "Dot", "type": "svg", "content": "<svg/>"}')
    async with streamed(server, asked) as first:
        await first.rest()
    again = await say(server, asked)
    assert again.chunks[0] == first.chunks[0]
    for kind in ("tool-input-available", "tool-output-available", "data-artifact", "text-delta", "finish"):
        assert kind in again.kinds
    assert again.text == first.text
