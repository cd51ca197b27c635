"""An answer that arrives whole and is an error all the same, or nothing that could be a reply."""

import json
from collections.abc import Callable

import pytest

from server.assistant import Text
from server.assistant.openai import OpenAIModel
from server.assistant.sse import LONGEST_LINE

from .provider import Provider, chunk, reply_of, reply_until_fault, words_of

DONE = b"data: [DONE]\n\n"
Models = Callable[..., OpenAIModel]


@pytest.mark.parametrize(
    ("error", "details"),
    [
        ({"message": "Overloaded", "type": "overloaded_error"}, {"reason": "server_error"}),
        ({"message": "Provider returned error", "code": 502}, {"reason": "server_error", "status": 502}),
        ({"message": "Slow down", "code": "429"}, {"reason": "rate_limited", "status": 429}),
        ({"message": "Slow down", "type": "rate_limit_exceeded"}, {"reason": "rate_limited", "status": 429}),
        ({"message": "No", "code": "invalid_api_key"}, {"reason": "unauthorized", "status": 401}),
        ({"code": None, "message": None}, {"reason": "server_error"}),
        ("CUDA out of memory", {"reason": "server_error"}),
    ],
)
async def test_an_error_in_the_stream_is_the_error_of_the_reply(
    provider: Provider, model: OpenAIModel, error: object, details: dict[str, object]
) -> None:
    line = b"data: " + json.dumps({"error": error}).encode() + b"\n\n"
    provider.answers(provider.streams(chunk("So far"), line, DONE))
    said, fault = await reply_until_fault(model)
    assert said == [Text("So far")]
    assert fault.details == details


@pytest.mark.parametrize(
    "line",
    [
        b'event: error\ndata: {"error":{"message":"It broke"}}\n\n',
        b'event: error\ndata: {"message":"It broke"}\n\n',
        b"event: error\ndata: It broke\n\n",
        b'data: {"object":"error","message":"It broke","type":"InternalServerError","code":500}\n\n',
        b'data: {"choices":[{"delta":{},"finish_reason":"error","error":{"message":"It broke"}}]}\n\n',
        b'data: {"error":"It broke"}',
    ],
)
async def test_an_error_in_any_dress_is_told_in_the_words_of_the_server(
    provider: Provider, model: OpenAIModel, line: bytes
) -> None:
    provider.answers(provider.streams(chunk("So far"), line))
    _, fault = await reply_until_fault(model)
    assert (fault.details or {})["reason"] == "server_error"
    assert "It said: It broke" in fault.message


async def test_an_error_in_a_body_that_claims_success_is_an_error(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.says(200, '{"error":{"message":"No endpoints found","code":404}}'))
    _, fault = await reply_until_fault(model)
    assert fault.details == {"reason": "bad_response", "status": 404}


@pytest.mark.parametrize("status", [200, 400])
async def test_the_key_is_cut_out_of_the_words_of_the_server(provider: Provider, open_at: Models, status: int) -> None:
    provider.answers(provider.says(status, '{"error":{"message":"sk-secret\\nis out of credit"}}'))
    _, fault = await reply_until_fault(open_at(provider.url, "sk-secret"))
    assert "It said: … is out of credit" in fault.message


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><title>Open WebUI</title>",
        '{"status":"ok"}',
        '{"choices":[',
        "[]",
        "data: hello\n\n",
        "data: 1\n\n",
        "data: [DONE]\n\n",
    ],
)
async def test_what_is_no_reply_is_a_bad_response(provider: Provider, model: OpenAIModel, body: str) -> None:
    provider.answers(provider.says(200, body))
    _, fault = await reply_until_fault(model)
    assert (fault.details or {})["reason"] == "bad_response"


async def test_a_line_of_nearly_a_megabyte_is_a_piece_of_the_reply(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("x" * (LONGEST_LINE - 1000), "stop"), DONE))
    assert len(words_of(await reply_of(model))) == LONGEST_LINE - 1000


async def test_a_line_of_more_than_a_megabyte_is_refused(provider: Provider, model: OpenAIModel) -> None:
    provider.answers(provider.streams(chunk("So far"), chunk("x" * LONGEST_LINE, "stop"), DONE))
    said, fault = await reply_until_fault(model)
    assert said == [Text("So far")]
    assert fault.details == {"reason": "bad_response"}
    assert "one line of more than 1,048,576 bytes" in fault.message
