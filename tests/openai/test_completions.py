"""`POST /v1/chat/completions`, by the client that OpenAI publishes for Python."""

import asyncio
from typing import Any

import openai as sdk
import pytest
from openai import AsyncOpenAI

from server.assistant import Finished, Reasoning
from server.assistant.faults import upstream

from ..conftest import Server, Start
from ..models import SteppedModel
from ..rest.calls import call
from ..web.tokens import SECRET, token
from .conftest import Clients

IN_S1 = {"X-Satchel-Session": "s1"}


def user(content: Any) -> Any:
    return {"role": "user", "content": content}


def assistant(content: str) -> Any:
    return {"role": "assistant", "content": content}


async def said_in(server: Server, session: str = "s1", **headers: str) -> list[tuple[str, str]]:
    """The current branch of a session, as REST tells it."""
    found = await call(server, "GET", f"/api/chats/{session}/messages", **headers)
    return [(message["role"], message["content"]) for message in found.body["messages"]]


async def streamed(client: AsyncOpenAI, messages: list[Any], **more: Any) -> list[Any]:
    chunks = await client.chat.completions.create(model="demo", messages=messages, stream=True, **more)
    return [chunk async for chunk in chunks]


def text_of(chunks: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


async def test_a_reply_as_a_whole_is_stored_in_the_session_that_the_header_names(
    server: Server, openai: AsyncOpenAI
) -> None:
    answer = await openai.chat.completions.create(
        model="demo", messages=[user("/echo hello there")], extra_headers=IN_S1
    )
    [choice] = answer.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", "hello there", "stop")
    assert (answer.object, answer.model) == ("chat.completion", "demo")
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
    assert await said_in(server) == [("user", "/echo hello there"), ("assistant", "hello there")]


async def test_a_reply_streams_as_the_model_says_it(start: Start, client_of: Clients) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    model.release()  # until the first word it may still turn out that there is none: only then an answer begins
    chunks = await client_of(server).chat.completions.create(
        model="demo", messages=[user("hi")], stream=True, extra_headers=IN_S1
    )
    heard = ""
    for piece in model.pieces:
        while not heard.endswith(str(piece)):  # nothing more is said before it was heard
            heard += (await anext(chunks)).choices[0].delta.content or ""
        model.release()
    assert [chunk.choices[0].finish_reason async for chunk in chunks] == ["stop"]
    assert heard == model.text


async def test_the_stream_tells_who_speaks_first_and_the_tokens_last(server: Server, openai: AsyncOpenAI) -> None:
    chunks = await streamed(openai, [user("/echo hello")], stream_options={"include_usage": True})
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens > 0
    assert len({chunk.id for chunk in chunks}) == 1


async def test_without_a_name_a_session_is_made_and_named_in_the_answer(server: Server, openai: AsyncOpenAI) -> None:
    first = await openai.chat.completions.with_raw_response.create(model="demo", messages=[user("/echo a")])
    second = await openai.chat.completions.with_raw_response.create(model="demo", messages=[user("/echo a")])
    session = first.headers["X-Satchel-Session"]
    assert session != second.headers["X-Satchel-Session"]
    assert await said_in(server, session) == [("user", "/echo a"), ("assistant", "a")]


async def test_the_user_field_names_the_session(server: Server, openai: AsyncOpenAI) -> None:
    await openai.chat.completions.create(model="demo", messages=[user("/echo a")], user="anna")
    assert await said_in(server, "anna") == [("user", "/echo a"), ("assistant", "a")]
    mail: Any = {"model": "demo", "user": "anna@example.com"}
    first = await openai.chat.completions.with_raw_response.create(messages=[user("/echo a")], **mail)
    second = await openai.chat.completions.with_raw_response.create(messages=[user("/echo b")], **mail)
    session = first.headers["X-Satchel-Session"]
    assert session == second.headers["X-Satchel-Session"]
    assert len(await said_in(server, session)) == 4


async def test_a_history_that_the_client_repeats_is_stored_once(server: Server, openai: AsyncOpenAI) -> None:
    history: list[Any] = [{"role": "system", "content": "Be brief."}]
    for words in ("one", "two", "three"):
        history.append(user(f"/echo {words}"))
        answer = await openai.chat.completions.create(model="demo", messages=history, extra_headers=IN_S1)
        history.append(assistant(answer.choices[0].message.content or ""))
    assert await said_in(server) == [(message["role"], message["content"]) for message in history]
    found = await call(server, "GET", "/api/chats/s1/branches")
    assert len(found.body["branches"]) == 1


async def test_what_the_client_knows_from_elsewhere_is_stored_before(start: Start, client_of: Clients) -> None:
    model = SteppedModel("yes")
    server = await start(model=model)
    model.release_all()
    history = [{"role": "developer", "content": "Be brief."}, user("a"), assistant("b"), user("c")]
    await client_of(server).chat.completions.create(model="demo", messages=history, extra_headers=IN_S1)
    said = [("system", "Be brief."), ("user", "a"), ("assistant", "b"), ("user", "c")]
    assert [(turn.role, turn.content) for turn in model.requests[0].turns] == said
    assert await said_in(server) == [*said, ("assistant", "yes")]


async def test_only_what_is_new_may_be_sent_or_only_the_last_of_what_was_said(
    server: Server, openai: AsyncOpenAI
) -> None:
    for messages in (
        [user("/echo a")],
        [user("/echo b")],
        [user("/echo b"), assistant("b"), user("/echo c")],
    ):
        await openai.chat.completions.create(model="demo", messages=messages, extra_headers=IN_S1)
    said = [text for words in "abc" for text in (("user", f"/echo {words}"), ("assistant", words))]
    assert await said_in(server) == said


async def test_an_edit_of_the_history_begins_a_branch(server: Server, openai: AsyncOpenAI) -> None:
    first = [user("/echo a"), assistant("a")]
    await openai.chat.completions.create(model="demo", messages=first[:1], extra_headers=IN_S1)
    await openai.chat.completions.create(model="demo", messages=[*first, user("/echo b")], extra_headers=IN_S1)
    await openai.chat.completions.create(model="demo", messages=[*first, user("/echo c")], extra_headers=IN_S1)
    said = [("user", "/echo a"), ("assistant", "a"), ("user", "/echo c"), ("assistant", "c")]
    assert await said_in(server) == said
    found = await call(server, "GET", "/api/chats/s1/branches")
    assert len(found.body["branches"]) == 2


async def test_the_same_once_more_is_answered_anew_on_a_branch_of_its_own(server: Server, openai: AsyncOpenAI) -> None:
    for _ in range(2):
        await openai.chat.completions.create(model="demo", messages=[user("/echo a")], extra_headers=IN_S1)
    assert await said_in(server) == [("user", "/echo a"), ("assistant", "a")]
    found = await call(server, "GET", "/api/chats/s1/branches")
    assert len(found.body["branches"]) == 2


async def test_the_same_while_it_is_answered_hears_the_same_answer(start: Start, client_of: Clients) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    client = client_of(server)
    ask: Any = {"model": "demo", "messages": [user("hi")], "stream": True, "extra_headers": IN_S1}
    first = await call_soon(client, ask, model)
    listener = await server.connect("s1", query="since=0")
    await listener.hear(lambda frame: frame["type"] == "reply_delta" and frame["text"] == "one ")
    await first.close()  # it goes away in the middle
    second = await client.chat.completions.create(**ask)
    model.release(3)
    assert text_of([chunk async for chunk in second]) == "one two three"
    assert len(model.requests) == 1
    assert await said_in(server) == [("user", "hi"), ("assistant", "one two three")]


async def call_soon(client: AsyncOpenAI, ask: Any, model: SteppedModel) -> Any:
    """A stream that has begun."""
    model.release()
    return await client.chat.completions.create(**ask)


async def test_a_client_that_goes_away_does_not_stop_the_reply(start: Start, client_of: Clients) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    listener = await server.connect("s1", query="since=0")
    ask = {"model": "demo", "messages": [user("hi")], "stream": True, "extra_headers": IN_S1}
    stream = await call_soon(client_of(server), ask, model)
    await stream.close()
    model.release(2)
    assert (await listener.hear("reply_finished"))["message"]["content"] == "one two"


@pytest.mark.parametrize("heard", ["one ", "one two "])
async def test_a_client_that_went_away_and_says_something_else_has_done_with_the_reply(
    start: Start, client_of: Clients, heard: str
) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    listener = await server.connect("s1", query="since=0")
    client = client_of(server)
    ask = {"model": "demo", "messages": [user("hi")], "stream": True, "extra_headers": IN_S1}
    await (await call_soon(client, ask, model)).close()
    model.release()
    await listener.hear(lambda frame: frame["type"] == "reply_delta" and frame["text"] == "two ")
    history = [user("hi"), assistant(heard), user("and now?")]
    second = asyncio.create_task(streamed(client, history, extra_headers=IN_S1))
    left = (await listener.hear("reply_finished"))["message"]
    assert (left["status"], left["content"]) == ("interrupted", "one two ")
    model.release_all()
    assert text_of(await second) == "one two three"
    said = [("user", "hi"), ("assistant", "one two "), ("user", "and now?"), ("assistant", "one two three")]
    assert await said_in(server) == said


async def test_what_the_model_thought_streams_beside_its_words(start: Start, client_of: Clients) -> None:
    model = SteppedModel(Reasoning("hm "), Reasoning("so"), "yes", end=Finished("length", "m", 1, 2, 3))
    server = await start(model=model)
    model.release_all()
    chunks = await streamed(client_of(server), [user("hi")])
    thoughts = [getattr(chunk.choices[0].delta, "reasoning_content", None) or "" for chunk in chunks]
    assert "".join(thoughts) == "hm so"
    assert (text_of(chunks), chunks[-1].choices[0].finish_reason) == ("yes", "length")


async def test_code_in_a_reply_becomes_an_artifact(server: Server, openai: AsyncOpenAI) -> None:
    await openai.chat.completions.create(
        model="demo", messages=[user("write a counter component")], extra_headers=IN_S1
    )
    found = await call(server, "GET", "/api/chats/s1/artifacts")
    assert [artifact["title"] for artifact in found.body["artifacts"]] == ["Counter.tsx"]


async def test_an_image_goes_along(start: Start, client_of: Clients) -> None:
    model = SteppedModel("a cat")
    server = await start(model=model)
    model.release_all()
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    content = [{"type": "text", "text": "what is this?"}, image]
    await client_of(server).chat.completions.create(model="demo", messages=[user(content)], extra_headers=IN_S1)
    found = await call(server, "GET", "/api/chats/s1/messages")
    parts = found.body["messages"][0]["parts"]
    assert [(part["type"], part.get("mediaType")) for part in parts] == [("text", None), ("file", "image/png")]


async def test_another_model_may_be_named(start: Start, client_of: Clients) -> None:
    model = SteppedModel("yes")
    server = await start(model=model, model_name="big", model_url="http://127.0.0.1:9/v1")
    client = client_of(server)
    for name in ("small", "big"):
        model.release_all()
        await client.chat.completions.create(model=name, messages=[user(name)])
    assert [request.model for request in model.requests] == ["small", None]
    assert [model.id async for model in client.models.list()] == ["big", "satchel"]
    assert (await client.models.retrieve("big")).id == "big"
    with pytest.raises(sdk.NotFoundError):
        await client.models.retrieve("none/such")


# errors


async def test_a_model_that_fails_at_once_fails_with_a_status(start: Start, client_of: Clients) -> None:
    model = SteppedModel(failure=upstream("refused", "The model is down."))
    server = await start(model=model)
    client = client_of(server, max_retries=2)
    for stream in (False, True):
        model.release()
        with pytest.raises(sdk.InternalServerError, match="The model is down") as caught:
            await client.chat.completions.create(model="m", messages=[user("hi")], stream=stream)
        assert (caught.value.status_code, caught.value.code, caught.value.type) == (502, "upstream", "server_error")
    assert len(model.requests) == 2  # it was not asked again


async def test_a_model_that_breaks_off_ends_the_stream_with_its_error(server: Server, openai: AsyncOpenAI) -> None:
    chunks = await openai.chat.completions.create(
        model="demo", messages=[user("/fail")], stream=True, extra_headers=IN_S1
    )
    heard: list[Any] = []
    with pytest.raises(sdk.APIError, match="The demo model broke off") as caught:
        await read(chunks, heard)
    assert caught.value.code == "upstream"
    assert ("assistant", text_of(heard)) == (await said_in(server))[-1]


async def read(chunks: Any, heard: list[Any]) -> None:
    async for chunk in chunks:
        heard.append(chunk)  # noqa: PERF401 - what was heard before an error counts


async def test_a_second_question_while_a_reply_is_written_is_a_conflict(start: Start, client_of: Clients) -> None:
    model = SteppedModel("one")
    server = await start(model=model)
    client = client_of(server)
    ask = {"model": "demo", "messages": [user("hi")], "stream": True, "extra_headers": IN_S1}
    await call_soon(client, ask, model)
    with pytest.raises(sdk.ConflictError) as caught:
        await client.chat.completions.create(model="demo", messages=[user("other")], extra_headers=IN_S1)
    assert caught.value.code == "conflict"


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, "messages[0].role"),
        ({"messages": [user("x"), assistant("y")]}, "messages"),
        ({"messages": [user([{"type": "input_audio", "input_audio": {}}])]}, "messages[0].content[0]"),
        ({"n": 2}, "n"),
        ({"extra_headers": {"X-Satchel-Session": "../x"}}, "X-Satchel-Session"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_request_that_is_wrong_is_refused_by_the_field(
    openai: AsyncOpenAI, changed: dict[str, Any], param: str
) -> None:
    with pytest.raises(sdk.BadRequestError) as caught:
        await openai.chat.completions.create(**{"model": "demo", "messages": [user("hi")], **changed})
    assert (caught.value.param, caught.value.type) == (param, "invalid_request_error")


async def test_the_token_is_satchels_own(start: Start, client_of: Clients) -> None:
    server = await start(jwt_secret=SECRET)
    with pytest.raises(sdk.AuthenticationError) as caught:
        await client_of(server).models.list()
    assert caught.value.code == "invalid_api_key"
    alice, mallory = client_of(server, api_key=token("alice")), client_of(server, api_key=token("mallory"))
    await alice.chat.completions.create(model="demo", messages=[user("/echo a")], extra_headers=IN_S1)
    with pytest.raises(sdk.NotFoundError):
        await mallory.chat.completions.create(model="demo", messages=[user("/echo a")], extra_headers=IN_S1)
    with pytest.raises(sdk.AuthenticationError):
        await client_of(server).chat.completions.create(model="demo", messages=[user("hi")], extra_headers=IN_S1)
    bearer = {"Authorization": f"Bearer {token('alice')}"}
    assert await said_in(server, **bearer) == [("user", "/echo a"), ("assistant", "a")]


async def test_a_body_that_is_too_large_is_told_in_their_words(start: Start, client_of: Clients) -> None:
    server = await start(max_frame=2048)
    with pytest.raises(sdk.APIStatusError) as caught:
        await client_of(server).chat.completions.create(model="demo", messages=[user("x" * 4096)])
    assert (caught.value.status_code, caught.value.code) == (413, "too_large")


async def test_what_else_openai_has_is_not_here(openai: AsyncOpenAI) -> None:
    with pytest.raises(sdk.NotFoundError, match="chat completions and models"):
        await openai.embeddings.create(model="demo", input="x")
