"""Tools through `POST /v1/chat/completions`: those of the client, and those that the server runs by itself."""

from collections.abc import AsyncGenerator
from typing import Any

import openai as sdk
import pytest
from openai import AsyncOpenAI

from server.assistant import Chunk, Finished, Request, Text
from server.assistant.reply import ToolCall

from ..conftest import Start
from ..rest.calls import call
from .conftest import Clients

IN_S1 = {"X-Satchel-Session": "s1"}
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "How it is outside.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
QUESTION: Any = {"role": "user", "content": "How is it in Ulm?"}


class Steps:
    """A model that says one list of chunks after the other, a reply each."""

    name = "steps"

    def __init__(self, *steps: list[Chunk]) -> None:
        self.steps = [*steps]
        self.requests: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        step = self.steps.pop(0)
        for chunk in step:
            yield chunk
        called = any(isinstance(chunk, ToolCall) for chunk in step)
        yield Finished("tool-calls" if called else "stop", None, 1, 2, 3)

    async def close(self) -> None:
        """Nothing is open."""


def weather(index: int = 0, city: str = "Ulm") -> list[Chunk]:
    """A call in the pieces that models stream."""
    return [
        ToolCall(index, f"call_{city}", "weather", ""),
        ToolCall(index, None, None, '{"city": '),
        ToolCall(index, None, None, f'"{city}"}}'),
    ]


async def test_a_call_goes_to_the_client_and_its_result_to_the_model(start: Start, client_of: Clients) -> None:
    model = Steps([Text("Let me look."), *weather()], [Text("It is sunny.")])
    server = await start(model=model)
    client = client_of(server)
    ask: Any = {"model": "m", "tools": [WEATHER], "extra_headers": IN_S1}
    first = await client.chat.completions.create(messages=[QUESTION], **ask)
    [choice] = first.choices
    [asked] = choice.message.tool_calls or []
    assert (choice.finish_reason, choice.message.content) == ("tool_calls", "Let me look.")
    assert (asked.id, asked.function.name, asked.function.arguments) == ("call_Ulm", "weather", '{"city":"Ulm"}')
    assert [tool.name for tool in model.requests[0].tools] == ["weather"]
    history = [QUESTION, choice.message, {"role": "tool", "tool_call_id": asked.id, "content": '{"sun": true}'}]
    second = await client.chat.completions.create(messages=history, **ask)
    assert (second.choices[0].message.content, second.choices[0].finish_reason) == ("It is sunny.", "stop")
    more = [*history, second.choices[0].message, {"role": "user", "content": "Thank you"}]
    model.steps.append([Text("Welcome")])
    await client.chat.completions.create(messages=more, **ask)
    found = (await call(server, "GET", "/api/chats/s1/messages")).body["messages"]
    assert [message["role"] for message in found] == ["user", "assistant", "tool", "assistant", "user", "assistant"]
    assert [part["type"] for part in found[1]["parts"]] == ["text", "tool-call"]
    assert found[2]["parts"][0]["output"] == '{"sun": true}'
    assert [turn.role for turn in model.requests[1].turns] == ["user", "assistant", "tool"]


async def test_calls_stream_in_pieces(start: Start, client_of: Clients) -> None:
    server = await start(model=Steps([*weather(), *weather(1, "Rome")]))
    chunks = await client_of(server).chat.completions.create(
        model="m", messages=[QUESTION], tools=[WEATHER], stream=True
    )
    names: dict[int, str] = {}
    arguments = {0: "", 1: ""}
    reasons = []
    async for chunk in chunks:
        for piece in chunk.choices[0].delta.tool_calls or ():
            assert piece.function is not None
            if piece.id:
                names[piece.index] = f"{piece.id} {piece.function.name}"
            arguments[piece.index] += piece.function.arguments or ""
        reasons.append(chunk.choices[0].finish_reason)
    assert names == {0: "call_Ulm weather", 1: "call_Rome weather"}
    assert [text.replace(" ", "") for text in arguments.values()] == ['{"city":"Ulm"}', '{"city":"Rome"}']
    assert reasons[-1] == "tool_calls"


async def test_the_model_waits_for_all_results(start: Start, client_of: Clients) -> None:
    model = Steps([*weather(), *weather(1, "Rome")], [Text("Sunny everywhere.")])
    client = client_of(await start(model=model))
    ask: Any = {"model": "m", "tools": [WEATHER], "extra_headers": IN_S1}
    first = await client.chat.completions.create(messages=[QUESTION], **ask)
    history = [QUESTION, first.choices[0].message, {"role": "tool", "tool_call_id": "call_Ulm", "content": "sun"}]
    with pytest.raises(sdk.BadRequestError, match="all of them"):
        await client.chat.completions.create(messages=history, **ask)
    history.append({"role": "tool", "tool_call_id": "call_Rome", "content": "sun"})
    second = await client.chat.completions.create(messages=history, **ask)
    assert second.choices[0].message.content == "Sunny everywhere."


async def test_calls_that_the_session_has_not_seen_are_stored_with_their_results(
    start: Start, client_of: Clients
) -> None:
    model = Steps([Text("Sunny.")], [Text("Welcome.")])
    server = await start(model=model)
    client = client_of(server)
    function = {"name": "weather", "arguments": '{"city": "Ulm"}'}
    called: Any = {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": function}]}
    history: list[Any] = [QUESTION, called, {"role": "tool", "tool_call_id": "c1", "content": "sun"}]
    await client.chat.completions.create(model="m", messages=history, extra_headers=IN_S1)
    more = [*history, {"role": "assistant", "content": "Sunny."}, {"role": "user", "content": "Thanks"}]
    await client.chat.completions.create(model="m", messages=more, extra_headers=IN_S1)
    found = (await call(server, "GET", "/api/chats/s1/messages")).body["messages"]
    assert [message["role"] for message in found] == ["user", "assistant", "tool", "assistant", "user", "assistant"]


async def test_instructions_that_change_with_every_request_do_not_come_between_a_call_and_its_result(
    start: Start, client_of: Clients
) -> None:
    server = await start(model=Steps([*weather()], [Text("Sunny.")]))
    client = client_of(server)
    ask: Any = {"model": "m", "tools": [WEATHER], "extra_headers": IN_S1}
    first = await client.chat.completions.create(
        messages=[{"role": "system", "content": "It is 9:00."}, QUESTION], **ask
    )
    result = {"role": "tool", "tool_call_id": "call_Ulm", "content": "sun"}
    history: Any = [{"role": "system", "content": "It is 9:01."}, QUESTION, first.choices[0].message, result]
    second = await client.chat.completions.create(messages=history, **ask)
    assert second.choices[0].message.content == "Sunny."


async def test_a_tool_message_without_its_call_is_refused(openai: AsyncOpenAI) -> None:
    lone: Any = {"role": "tool", "tool_call_id": "nothing", "content": "sun"}
    with pytest.raises(sdk.NotFoundError):
        await openai.chat.completions.create(model="m", messages=[QUESTION, lone])


@pytest.mark.parametrize("stream", [False, True])
async def test_what_the_servers_tools_say_is_part_of_one_answer(start: Start, client_of: Clients, stream: bool) -> None:
    server = await start(built_in_tools=True)
    client = client_of(server)
    given = '{"type": "markdown", "title": "Notes", "content": "x"}'
    question: Any = {"role": "user", "content": f"/tool create_artifact {given}"}
    answer: Any = await client.chat.completions.create(
        model="demo", messages=[question], tools=[WEATHER], stream=stream, extra_headers=IN_S1
    )
    if stream:
        chunks = [chunk async for chunk in answer]
        assert not any(chunk.choices[0].delta.tool_calls for chunk in chunks)
        said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        reason = chunks[-1].choices[0].finish_reason
    else:
        said, reason = answer.choices[0].message.content, answer.choices[0].finish_reason
    assert said.startswith("The tool said: ")
    assert reason == "stop"
    made = (await call(server, "GET", "/api/chats/s1/artifacts")).body["artifacts"]
    assert [artifact["title"] for artifact in made] == ["Notes"]
    more: Any = [question, {"role": "assistant", "content": said}, {"role": "user", "content": "/echo thanks"}]
    await client.chat.completions.create(model="demo", messages=more, extra_headers=IN_S1)
    found = (await call(server, "GET", "/api/chats/s1/messages")).body["messages"]
    assert [message["role"] for message in found] == ["user", "assistant", "tool", "assistant", "user", "assistant"]
