"""A reply that fails: what the person is told, what is tried again, and what is kept of it."""

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from server.assistant import Finished, Text
from server.assistant.backoff import wait_before_retry
from server.assistant.faults import retry_after_seconds, upstream
from server.assistant.openai import OpenAIModel

from .provider import Provider, Waits, ask, chunk, cut, reply_of, reply_until_fault, silence, words_of

DONE = b"data: [DONE]\n\n"
Models = Callable[..., OpenAIModel]


@pytest.fixture
def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


async def test_a_server_that_is_not_there_is_tried_three_times(nobody: str, open_at: Models, waits: Waits) -> None:
    _, fault = await reply_until_fault(open_at(nobody))
    assert fault.details == {"reason": "refused"}
    assert "Connection refused" in fault.message
    assert "SATCHEL_MODEL_URL" in fault.message
    assert waits.seconds == [0.5, 1.0]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_names_its_setting_and_is_shown_nowhere(
    provider: Provider, open_at: Models, waits: Waits, status: int
) -> None:
    provider.answers(provider.says(status, '{"error":{"message":"Incorrect API key provided: sk-secret"}}'))
    with capture_logs() as logs:
        _, fault = await reply_until_fault(open_at(provider.url, "sk-secret"))
    assert fault.details == {"reason": "unauthorized", "status": status}
    assert "SATCHEL_MODEL_KEY" in fault.message
    assert "sk-secret" not in f"{fault.message} {logs}"
    assert waits.seconds == []


async def test_an_unknown_model_names_both_settings(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.says(404, '{"error":{"message":"model \\"m\\" not found, try pulling it first"}}'))
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "bad_response", "status": 404}
    assert "SATCHEL_MODEL_URL and SATCHEL_MODEL_NAME" in fault.message
    assert 'model "m" not found' in fault.message


async def test_a_short_wait_that_the_server_asks_for_is_kept(
    provider: Provider, model: OpenAIModel, waits: Waits
) -> None:
    provider.answers(provider.says(429, Retry_After="3"), provider.streams(chunk("a", "stop"), DONE))
    assert words_of(await reply_of(model)) == "a"
    assert waits.seconds == [3.0]


async def test_a_long_wait_that_the_server_asks_for_is_told_instead(
    provider: Provider, model: OpenAIModel, waits: Waits
) -> None:
    provider.answers(provider.says(429, '{"error":{"message":"Rate limit reached"}}', Retry_After="20"))
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "rate_limited", "status": 429}
    assert fault.retry_after == 20.0
    assert "in 20 s" in fault.message
    assert "Rate limit reached" in fault.message
    assert waits.seconds == []


async def test_too_many_requests_three_times_over_is_an_error(
    provider: Provider, model: OpenAIModel, waits: Waits
) -> None:
    provider.answers(provider.says(429, Retry_After="0"))
    _, fault = await reply_until_fault(model)
    assert (fault.retry_after, len(provider.asked), waits.seconds) == (0.0, 3, [0.5, 1.0])


def test_a_date_to_try_again_at_is_counted_from_now() -> None:
    now = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    assert retry_after_seconds("Sun, 01 Mar 2026 12:00:42 GMT", now) == 42.0
    assert retry_after_seconds("Sun, 01 Mar 2026 11:00:00 GMT", now) == 0.0


@pytest.mark.parametrize("header", [None, "", "soon", "nan", "inf", "Sun, 99 Mar 2026 12:00:42 GMT"])
def test_a_time_that_is_none_is_left_out(header: str | None) -> None:
    assert retry_after_seconds(header) is None


def test_a_negative_wait_is_none_at_all() -> None:
    assert retry_after_seconds("-3") == 0.0


def test_waits_are_random_between_nothing_and_a_bound_that_doubles() -> None:
    fault = upstream("server_error", "It failed.", status=500)
    assert [wait_before_retry(fault, tried, lambda: 0.0) for tried in (1, 2, 3)] == [0.0, 0.0, None]
    assert [wait_before_retry(fault, tried, lambda: 1.0) for tried in (1, 2, 3)] == [0.5, 1.0, None]


async def test_a_server_that_fails_once_is_asked_again(provider: Provider, model: OpenAIModel, waits: Waits) -> None:
    provider.answers(provider.says(500, "oops"), provider.streams(chunk("a", "stop"), DONE))
    with capture_logs() as logs:
        assert words_of(await reply_of(model)) == "a"
    assert waits.seconds == [0.5]
    assert [(entry["event"], entry["status"]) for entry in logs] == [("model_retry", 500)]


async def test_a_server_that_keeps_failing_is_given_up(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.says(503, "<html><h1>503 Service Unavailable</h1></html>"))
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "server_error", "status": 503}
    assert "<html>" not in fault.message
    assert len(provider.asked) == 3


async def test_a_request_that_is_not_accepted_says_why_and_is_not_sent_again(
    provider: Provider, model: OpenAIModel
) -> None:
    provider.answers(provider.says(400, '{"error":{"message":"maximum context length is 8192 tokens"}}'))
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "bad_response", "status": 400}
    assert "maximum context length is 8192 tokens" in fault.message
    assert len(provider.asked) == 1


async def test_a_redirect_is_not_followed(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.says(308, Location="/v1/chat/completions/"))
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "bad_response", "status": 308}


async def test_a_connection_cut_in_the_middle_keeps_what_was_said_and_is_not_tried_again(
    provider: Provider, model: OpenAIModel, waits: Waits
) -> None:
    heard = asyncio.Event()

    async def cut_once_heard(request: web.Request) -> None:
        await heard.wait()
        await cut(request)

    provider.answers(provider.streams(chunk("Half a sent"), then=cut_once_heard))
    said, fault = await reply_until_fault(model, heard=heard)
    assert said == [Text("Half a sent")]
    assert fault.details == {"reason": "cut"}
    assert (len(provider.asked), waits.seconds) == (1, [])


@pytest.mark.parametrize("end", [b"", b'data: {"choices":[{"delta":{"cont', b"data: [DO", b": ping\n\n", chunk("", "")])
async def test_a_stream_that_ends_without_a_reason_was_cut(provider: Provider, model: OpenAIModel, end: bytes) -> None:
    provider.answers(provider.streams(chunk("Half a sent"), end))
    said, fault = await reply_until_fault(model)
    assert said == [Text("Half a sent")]
    assert fault.details == {"reason": "cut"}


async def test_an_answer_with_nothing_in_it_was_cut(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams())
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "cut"}


async def test_a_connection_that_closes_before_any_answer_is_tried_again(
    provider: Provider, model: OpenAIModel
) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        await cut(request)
        return web.Response()

    provider.answers(hang_up, provider.streams(chunk("a", "stop"), DONE))
    assert words_of(await reply_of(model)) == "a"


async def test_silence_within_a_reply_ends_it(provider: Provider, open_at: Models, waits: Waits) -> None:
    provider.answers(provider.streams(chunk("Well"), then=silence))
    said, fault = await reply_until_fault(open_at(provider.url, idle_timeout=0.1))
    assert said == [Text("Well")]
    assert fault.details == {"reason": "timeout"}
    assert "silent for 0.1 s" in fault.message
    assert waits.seconds == []


async def test_silence_before_a_reply_ends_it(provider: Provider, open_at: Models) -> None:
    async def never(request: web.Request) -> web.StreamResponse:
        await silence(request)
        return web.Response()

    provider.answers(never)
    _, fault = await reply_until_fault(open_at(provider.url, idle_timeout=0.1))
    assert fault.details == {"reason": "timeout"}
    assert len(provider.asked) == 1


async def test_something_that_does_not_speak_http_is_a_bad_response(open_at: Models) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        _, fault = await reply_until_fault(open_at(f"http://127.0.0.1:{port}/v1"))
    assert fault.details == {"reason": "bad_response"}


async def test_https_where_http_is_meant_says_so(provider: Provider, open_at: Models) -> None:
    _, fault = await reply_until_fault(open_at(provider.url.replace("http:", "https:")))
    assert fault.details == {"reason": "refused"}
    assert "https where http is meant" in fault.message


async def test_a_closed_model_answers_nothing_more(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("a", "stop"), DONE))
    await reply_of(model)
    await model.close()
    _, fault = await reply_until_fault(model)
    assert (fault.details or {})["reason"] == "refused"


async def test_a_cut_after_the_reason_to_finish_is_no_loss(provider: Provider, model: OpenAIModel) -> None:
    heard = asyncio.Event()

    async def cut_once_heard(request: web.Request) -> None:
        await heard.wait()
        await cut(request)

    provider.answers(provider.streams(chunk("a", "stop"), then=cut_once_heard))
    said = []
    async for piece in model.stream(ask()):
        said.append(piece)
        heard.set()
    assert said == [Text("a"), Finished("stop", "m-1", None, None, None)]
