"""A reply of an OpenAI-compatible server: what is asked, what is heard, and who closes the connection."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest
from aiohttp import web

from server.assistant import (
    DemoModel,
    Finished,
    Request,
    Text,
    Turn,
    open_model,
)
from server.assistant.endpoint import completions_url
from server.assistant.openai import OpenAIModel
from server.errors import SatchelError

from .provider import Provider, ask, chunk, reply_of, silence, words_of

DONE = b"data: [DONE]\n\n"
USAGE = b'data: {"id":"1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}\n\n'


async def test_the_words_arrive_piece_by_piece_and_then_the_end(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(
        provider.streams(chunk("", role="assistant"), chunk("Hel"), chunk("lo"), chunk(None, "stop"), USAGE, DONE)
    )
    assert await reply_of(model) == [Text("Hel"), Text("lo"), Finished("stop", "m-1", 9, 3, 12)]


async def test_the_first_words_are_there_before_the_last_are_said(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("first"), then=silence))
    async with aclosing(model.stream(ask())) as stream:
        assert await anext(stream) == Text("first")


async def test_the_request_is_what_the_api_documents(provider: Provider, open_at: Callable[..., OpenAIModel]) -> None:
    provider.answers(provider.streams(chunk("ok", "stop"), DONE))
    await reply_of(open_at(provider.url, "sk-secret", "gpt-x"), ask("Hi", reasoning_effort="low"))
    assert provider.asked == [
        {
            "model": "gpt-x",
            "messages": [{"role": "user", "content": "Hi"}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "reasoning_effort": "low",
        }
    ]
    assert provider.headers[0]["Authorization"] == "Bearer sk-secret"


async def test_without_a_key_nothing_is_authorised_and_a_request_may_name_its_model(
    provider: Provider, model: OpenAIModel
) -> None:
    provider.answers(provider.streams(chunk("ok", "stop"), DONE))
    await reply_of(model, ask(model="another"))
    assert "Authorization" not in provider.headers[0]
    assert provider.asked[0]["model"] == "another"


async def test_a_server_that_goes_silent_after_the_reason_to_finish_has_finished_soon(
    provider: Provider, model: OpenAIModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.assistant.openai.AFTER_THE_END", 0.05)
    provider.answers(provider.streams(chunk("a", "stop"), then=silence))
    assert (await reply_of(model))[-1] == Finished("stop", "m-1", None, None, None)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_that_knows_no_stream_options_is_asked_without_from_then_on(
    provider: Provider, model: OpenAIModel, status: int
) -> None:
    refusal = provider.says(
        status, '{"error":{"message":"Unknown parameter: stream_options","code":"unknown_parameter"}}'
    )
    provider.answers(refusal, provider.streams(chunk("a", "stop"), DONE))
    for _ in range(2):
        assert words_of(await reply_of(model)) == "a"
    assert ["stream_options" in asked for asked in provider.asked] == [True, False, False]


async def test_a_model_without_reasoning_effort_is_asked_without(provider: Provider, model: OpenAIModel) -> None:
    refusal = provider.says(400, '{"error":{"message":"Unrecognized request argument: reasoning_effort"}}')
    provider.answers(refusal, provider.streams(chunk("a", "stop"), DONE))
    assert words_of(await reply_of(model, ask(reasoning_effort="high"))) == "a"
    assert "stream_options" in provider.asked[1]


async def test_replies_share_one_connection(provider: Provider, model: OpenAIModel) -> None:
    peers = set()
    finished = asyncio.Event()

    async def end_late(request: web.Request) -> None:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        await finished.wait()

    provider.answers(provider.streams(chunk("a", "stop"), DONE, then=end_late))
    for _ in range(3):
        finished.clear()
        async for piece in model.stream(ask()):
            if isinstance(piece, Finished):
                finished.set()
    assert len(peers) == 1


async def test_closing_the_stream_disconnects_from_the_server_at_once(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("a"), then=silence))
    stream = model.stream(ask())
    await anext(stream)
    await stream.aclose()
    await asyncio.wait_for(provider.disconnected.wait(), 5)


async def test_cancelling_the_reader_disconnects_from_the_server_at_once(
    provider: Provider, model: OpenAIModel
) -> None:
    heard = asyncio.Event()

    async def read() -> None:
        async for _ in model.stream(ask()):
            heard.set()

    provider.answers(provider.streams(chunk("a"), then=silence))
    reader = asyncio.create_task(read())
    await heard.wait()
    reader.cancel()
    await asyncio.wait_for(provider.disconnected.wait(), 5)
    with pytest.raises(asyncio.CancelledError):
        await reader


async def test_cancelling_before_the_server_answers_disconnects_too(provider: Provider, model: OpenAIModel) -> None:
    asked = asyncio.Event()

    async def never(request: web.Request) -> web.StreamResponse:
        asked.set()
        await silence(request)
        return web.Response()

    provider.answers(never)
    reader = asyncio.create_task(reply_of(model))
    await asked.wait()
    reader.cancel()
    await asyncio.wait_for(provider.disconnected.wait(), 5)
    with pytest.raises(asyncio.CancelledError):
        await reader


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1/chat/completions"),
        ("https://api.example.com/v1/chat/completions/", "https://api.example.com/v1/chat/completions"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/chat/completions"),
        ("https://x.example/d/chat/completions?v=1", "https://x.example/d/chat/completions?v=1"),
    ],
)
def test_a_url_may_be_given_with_or_without_its_path(url: str, endpoint: str) -> None:
    assert str(completions_url(url)) == endpoint


@pytest.mark.parametrize("url", ["", "127.0.0.1:11434", "localhost:11434/v1", "ftp://x/v1", "http://", "http://[x"])
def test_a_url_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SatchelError, match="SATCHEL_MODEL_URL") as caught:
        open_model(url, None, None)
    assert (caught.value.code, caught.value.details) == ("invalid", {"field": "SATCHEL_MODEL_URL"})


@pytest.mark.parametrize(("url", "key"), [("http://x/v1", "sk-\n1"), ("http://me:pw@x/v1", "sk-1")])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(url: str, key: str) -> None:
    with pytest.raises(SatchelError) as caught:
        open_model(url, key, None)
    assert caught.value.code == "invalid"
    assert "sk-" not in str(caught.value)


def test_without_a_url_the_demo_model_answers() -> None:
    assert isinstance(open_model(None, None, None), DemoModel)
    assert open_model("http://127.0.0.1:1/v1", None, "gpt-x").name == "gpt-x"


async def test_the_history_goes_along_in_order(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("ok", "stop"), DONE))
    turns = (Turn("system", "Be brief."), Turn("user", "Hi"), Turn("assistant", "Hello"), Turn("user", "Bye"))
    await reply_of(model, Request(turns))
    assert [(m["role"], m["content"]) for m in provider.asked[0]["messages"]] == [
        (turn.role, turn.content) for turn in turns
    ]
