"""The dialects of the stream: what the many servers make of one format, each of them understood."""

import json

import pytest

from server.assistant import Finished, Reasoning, Text, ToolCall
from server.assistant.openai import OpenAIModel

from .provider import Provider, chunk, reply_of, words_of

DONE = b"data: [DONE]\n\n"


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        pytest.param(
            [b'data: {"choices":[],"prompt_filter_results":[]}\n\n', chunk("a", "stop"), DONE],
            "a",
            id="empty choices",
        ),
        pytest.param([b'data: {"id":"x"}\n\n', chunk("a", "stop"), DONE], "a", id="no choices"),
        pytest.param([b'data: {"choices":null,"usage":null}\n\n', chunk("a", "stop"), DONE], "a", id="nulls"),
        pytest.param([b": ping\n\n", b":\n", chunk("a"), b": ping\n\n", chunk(None, "stop"), DONE], "a", id="comments"),
        pytest.param([(chunk("a") + chunk("b", "stop") + DONE).replace(b"\n", b"\r\n")], "ab", id="CRLF"),
        pytest.param([chunk("a"), chunk("b", "stop")], "ab", id="no [DONE]"),
        pytest.param([chunk("a"), chunk("b", "stop").rstrip()], "ab", id="no blank line at the end"),
        pytest.param([chunk("a"), chunk(None, "stop"), b"data: [DO"], "a", id="half a [DONE]"),
        pytest.param([chunk("a", "stop"), b"data:[DONE]\n\n", chunk("never")], "a", id="words after [DONE]"),
        pytest.param([chunk("a", ""), chunk("b", ""), chunk("", "stop"), DONE], "ab", id='finish_reason ""'),
        pytest.param([b"id: 1\nevent: message\n" + chunk("a", "stop"), DONE], "a", id="event and id lines"),
        pytest.param([b"\n\n" + chunk("a", "stop"), DONE], "a", id="blank lines first"),
        pytest.param([chunk("a", "stop", role=None, tool_calls=None, refusal=None), DONE], "a", id="null fields"),
        pytest.param([chunk(None, None, refusal="No."), chunk(None, "stop"), DONE], "No.", id="refusal"),
        pytest.param(
            [chunk("a"), b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'],
            "a",
            id="empty delta",
        ),
        pytest.param([b'data: {"choices":[{"delta":null,"finish_reason":"stop"}]}\n\n'], "", id="null delta"),
    ],
)
async def test_what_real_servers_send_is_understood(
    provider: Provider, model: OpenAIModel, stream: list[bytes], said: str
) -> None:
    provider.answers(provider.streams(*stream))
    reply = await reply_of(model)
    assert words_of(reply) == said
    assert [piece.finish_reason for piece in reply if isinstance(piece, Finished)] == ["stop"]
    assert isinstance(reply[-1], Finished)


async def test_a_character_in_two_packets_is_whole(provider: Provider, model: OpenAIModel) -> None:
    whole = chunk("naïve 😀 café", "stop")
    provider.answers(provider.streams(*(whole[i : i + 1] for i in range(len(whole))), DONE))
    assert words_of(await reply_of(model)) == "naïve 😀 café"


async def test_a_character_in_two_chunks_is_whole(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(
        provider.streams(
            b'data: {"choices":[{"delta":{"content":"a\\ud83d"}}]}\n\n',
            b'data: {"choices":[{"delta":{"content":"\\ude00b\\ud83d"},"finish_reason":"stop"}]}\n\n',
            DONE,
        )
    )
    reply = await reply_of(model)
    assert reply[:-1] == [Text("a"), Text("😀b"), Text("\ufffd")]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_reasoning_is_told_apart_from_the_answer(provider: Provider, model: OpenAIModel, field: str) -> None:
    thought = chunk(None, **{field: "Hm. "})
    provider.answers(provider.streams(thought, chunk("Yes.", "stop", **{field: None}), DONE))
    assert (await reply_of(model))[:2] == [Reasoning("Hm. "), Text("Yes.")]


async def test_reasoning_under_both_names_is_told_once(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("", "stop", reasoning="Hm", reasoning_content="Hm"), DONE))
    assert [piece for piece in await reply_of(model) if isinstance(piece, Reasoning)] == [Reasoning("Hm")]


async def test_thinking_in_a_list_of_parts_is_reasoning(provider: Provider, model: OpenAIModel) -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]},
        {"type": "text", "text": "Yes"},
    ]
    provider.answers(provider.streams(chunk(parts, "stop"), DONE))
    assert (await reply_of(model))[:2] == [Reasoning("Hm"), Text("Yes")]


async def test_tool_calls_arrive_in_pieces_that_belong_together(provider: Provider, model: OpenAIModel) -> None:
    def call(index: int, arguments: str, **more: str) -> bytes:
        function = {"arguments": arguments} | ({"name": more["name"]} if "name" in more else {})
        piece = {"index": index, "function": function} | ({"id": more["id"]} if "id" in more else {})
        return chunk(None, None, tool_calls=[piece])

    provider.answers(
        provider.streams(
            call(0, "", id="call_a", name="weather"),
            call(0, '{"city":'),
            call(0, '"Oslo"}'),
            call(1, "{}", id="call_b", name="time"),
            chunk(None, "tool_calls"),
            DONE,
        )
    )
    assert await reply_of(model) == [
        ToolCall(0, "call_a", "weather", ""),
        ToolCall(0, None, None, '{"city":'),
        ToolCall(0, None, None, '"Oslo"}'),
        ToolCall(1, "call_b", "time", "{}"),
        Finished("tool-calls", "m-1", None, None, None),
    ]


async def test_tool_calls_without_an_index_are_counted(provider: Provider, model: OpenAIModel) -> None:
    calls = [{"id": call, "function": {"name": call, "arguments": {"n": 1}}} for call in ("a", "b")]
    provider.answers(provider.streams(chunk(None, "tool_calls", tool_calls=calls), DONE))
    assert (await reply_of(model))[:2] == [ToolCall(0, "a", "a", '{"n":1}'), ToolCall(1, "b", "b", '{"n":1}')]


async def test_a_whole_completion_instead_of_a_stream_is_a_reply(provider: Provider, model: OpenAIModel) -> None:
    message = {"role": "assistant", "content": "All at once.", "reasoning": "Hm", "tool_calls": None}
    document = {
        "object": "chat.completion",
        "model": "m-2",
        "choices": [{"index": 0, "message": message, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 4, "completion_tokens": 5},
    }
    provider.answers(provider.says(200, json.dumps(document, indent=2), Content_Type="application/json"))
    assert await reply_of(model) == [
        Reasoning("Hm"),
        Text("All at once."),
        Finished("length", "m-2", 4, 5, 9),
    ]


async def test_usage_in_every_chunk_is_the_last_one(provider: Provider, model: OpenAIModel) -> None:
    def counted(n: int, finish: str) -> bytes:
        choice = f'{{"delta":{{"content":"x"}},"finish_reason":{finish}}}'
        usage = f'{{"prompt_tokens":2,"completion_tokens":{n}}}'
        return f'data: {{"choices":[{choice}],"usage":{usage}}}\n\n'.encode()

    provider.answers(provider.streams(counted(1, "null"), counted(2, '"stop"'), DONE))
    assert (await reply_of(model))[-1] == Finished("stop", "m", 2, 2, 4)


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("MAX_TOKENS", "length"),
        ("content_filter", "content-filter"),
        ("tool_calls", "tool-calls"),
        ("function_call", "tool-calls"),
        ("something_new", "other"),
    ],
)
async def test_every_reason_to_finish_has_a_word_of_ours(
    provider: Provider, model: OpenAIModel, given: str, ours: str
) -> None:
    provider.answers(provider.streams(chunk("a", given), DONE))
    assert (await reply_of(model))[-1] == Finished(ours, "m-1", None, None, None)  # type: ignore[arg-type]


async def test_done_without_a_reason_is_an_end_all_the_same(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("a"), DONE))
    assert (await reply_of(model))[-1] == Finished("other", "m-1", None, None, None)
