"""C6: `POST /api/chat`, as the AI SDK's clients send it."""

import asyncio
from typing import Any

import pytest

from server.errors import SatchelError
from server.web.ai_sdk import asking, following

from ..conftest import Server, Start
from ..models import SteppedModel
from .calls import assistant, history, refused, resumed, say, streamed, told, user

BROKEN = SatchelError("upstream", "The model broke off. Try again.", {"reason": "cut"})


async def test_a_message_makes_the_chat_and_its_reply_streams(server: Server) -> None:
    stream = await say(server, user("u1", "/echo Hello there"))
    assert stream.text == "Hello there"
    assert stream.kinds[0] == "start"
    assert stream.kinds[-1] == "finish"
    question, answer = await history(server)
    assert (question["id"], told(question)) == ("u1", "/echo Hello there")
    assert (answer["id"], told(answer)) == (stream.chunks[0]["messageId"], "Hello there")
    assert stream.chunks[-1]["messageMetadata"] == answer["metadata"]
    client = await server.connect()
    assert (await client.ask("get_session"))["session"]["title"] == "/echo Hello there"


async def test_artifacts_appear_as_data_that_is_replaced(start: Start) -> None:
    model = SteppedModel("Look:\n\n```svg dot.svg\n<svg>\n", "</svg>\n", "```\n", "There.")
    server = await start(model=model)
    async with streamed(server, user("u1", "A dot")) as stream:
        model.release()
        assert (await stream.until("data-artifact"))["data"]["status"] == "streaming"
        model.release(4)
        await stream.rest()
    parts = [chunk for chunk in stream.chunks if chunk["type"] == "data-artifact"]
    assert len({part["id"] for part in parts}) == 1
    assert [part["data"]["status"] for part in parts] == ["streaming", "streaming", "done"]
    deltas = [chunk["data"]["text"] for chunk in stream.chunks if chunk["type"] == "data-artifactDelta"]
    made = parts[-1]["data"]
    assert "".join(deltas).strip() == made["content"].strip() == "<svg>\n</svg>"
    client = await server.connect()
    [artifact] = (await client.ask("get_artifacts"))["artifacts"]
    assert (made["id"], made["content"], made["version"]) == (artifact["id"], artifact["content"], 1)
    assert (await history(server))[1]["parts"][-1] == {"type": "data-artifact", "id": artifact["id"], "data": made}


async def test_a_reply_that_was_over_at_once_is_told_whole(server: Server) -> None:
    stream = await say(server, user("u1", "Draw me a logo"))
    made = [chunk for chunk in stream.chunks if chunk["type"] == "data-artifact"][-1]["data"]
    assert made["status"] == "done"
    assert (await history(server))[1]["parts"][-1]["data"] == made


async def test_one_message_in_place_of_all_with_the_model_and_who_may_see_it(start: Start) -> None:
    model = SteppedModel("Hi")
    model.release_all()
    server = await start(model=model)
    body = {
        "id": "s1",
        "message": user("u1", "Hello"),
        "selectedChatModel": "large",
        "selectedVisibilityType": "public",
    }
    async with server.http.post(f"{server.url}/api/chat", json=body) as response:
        assert response.status == 200
        await response.read()
    assert model.requests[0].model == "large"
    client = await server.connect()
    assert (await client.ask("get_session"))["session"]["visibility"] == "public"


async def test_what_the_client_has_and_the_server_lacks_is_taken_over_once(server: Server) -> None:
    before = [user("u1", "One"), assistant("a1", {"type": "reasoning", "text": "Hm."}, "Two"), user("u2", "Three")]
    for turn in range(2):
        stream = await say(server, *before, user(f"n{turn}", f"/echo {turn}"))
        before += [user(f"n{turn}", f"/echo {turn}"), assistant(stream.chunks[0]["messageId"], str(turn))]
    found = await history(server)
    assert [one["id"] for one in found] == [one["id"] for one in before]
    assert found[1]["parts"][1] == {"type": "reasoning", "text": "Hm.", "state": "done"}


async def test_nothing_goes_because_a_client_sends_less(server: Server) -> None:
    await say(server, user("u1", "/echo one"))
    await say(server, user("u2", "/echo two"))
    assert [told(one) for one in await history(server)] == ["/echo one", "one", "/echo two", "two"]


async def test_what_was_deleted_is_not_taken_over_again(server: Server) -> None:
    await say(server, user("u1", "/echo one"))
    client = await server.connect()
    await client.ask("delete_messages", messageIds=["u1"])
    await say(server, user("u1", "/echo one"), user("x1", "And"), user("u2", "/echo two"))
    assert [told(one) for one in await history(server)] == ["one", "And", "/echo two", "two"]


async def test_the_same_request_again_gets_the_same_reply_and_has_no_second_effect(server: Server) -> None:
    first = await say(server, user("u1", "/echo once"))
    again = await say(server, user("u1", "/echo once"))
    assert again.chunks[0] == first.chunks[0]
    assert again.text == "once"
    assert len(await history(server)) == 2


async def test_an_edit_begins_a_branch_under_the_id_that_the_client_goes_on_using(server: Server) -> None:
    await say(server, user("u1", "/echo one"))
    for said in ("two", "three"):
        stream = await say(server, user("u1", f"/echo {said}"), messageId="u1")
        assert stream.text == said
        question, answer = await history(server)
        assert (question["id"], told(question), told(answer)) == ("u1", f"/echo {said}", said)
    client = await server.connect()
    assert len((await client.ask("get_branches"))["branches"]) == 3


async def test_an_edit_of_what_is_long_ago_stands_in_its_place(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TAIL", 2)
    for name in ("u1", "u2", "u3"):
        await say(server, user(name, f"/echo {name}"))
    await say(server, user("u1", "/echo anew"), messageId="u1")
    assert [told(one) for one in await history(server)] == ["/echo anew", "anew"]


async def test_a_reply_is_written_anew_by_its_id_by_its_question_or_as_the_last(server: Server) -> None:
    asked = user("u1", "/echo one")
    first = (await say(server, asked)).chunks[0]["messageId"]
    again = {"trigger": "regenerate-message"}
    second = (await say(server, asked, messageId=first, **again)).chunks[0]["messageId"]
    third = (await say(server, asked, messageId="u1", **again)).chunks[0]["messageId"]
    fourth = (await say(server, asked, **again)).chunks[0]["messageId"]
    fifth = (await say(server, messages=None, **again)).chunks[0]["messageId"]
    assert len({first, second, third, fourth, fifth}) == 5
    assert [one["id"] for one in await history(server)] == ["u1", fifth]


async def test_a_chat_that_only_the_client_knows_can_be_written_anew(server: Server) -> None:
    stream = await say(server, user("u1", "/echo one"), trigger="regenerate-message", messageId="a1")
    assert stream.text == "one"
    assert [one["id"] for one in await history(server)] == ["u1", stream.chunks[0]["messageId"]]


async def test_files_are_kept_and_come_back_and_the_model_gets_them(start: Start) -> None:
    model = SteppedModel("A dot.")
    model.release_all()
    server = await start(model=model)
    file = {"type": "file", "mediaType": "image/png", "url": "data:image/png;base64,AAAA", "filename": "dot.png"}
    said = {"id": "u1", "role": "user", "parts": [file, {"type": "text", "text": "/echo seen"}]}
    await say(server, said)
    assert (await history(server))[0]["parts"] == [file, {"type": "text", "text": "/echo seen", "state": "done"}]
    assert model.requests[0].turns[0].parts[0] == file


async def test_reasoning_comes_before_the_text(server: Server) -> None:
    stream = await say(server, user("u1", "/think /echo done"))
    assert stream.kinds.index("reasoning-end") < stream.kinds.index("text-start")
    assert [part["type"] for part in (await history(server))[1]["parts"]] == ["step-start", "reasoning", "text"]


# while it is written


async def test_who_comes_back_in_the_middle_hears_all_of_it_under_the_same_id(start: Start) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    async with streamed(server, user("u1", "Count")) as first:
        model.release(2)
        await model.said(2)
        while first.text != "one two ":
            await first.next()
    assert (await history(server))[1]["metadata"]["status"] == "streaming"
    async with resumed(server) as second:
        while second.text != "one two ":
            await second.next()
        model.release(2)
        await second.rest()
    assert second.chunks[0] == first.chunks[0]
    assert second.text == "one two three"


async def test_nothing_is_resumed_where_nothing_is_written(server: Server) -> None:
    await say(server, user("u1", "/echo one"))
    for chat in ("s1", "not-made-yet"):
        async with server.http.get(f"{server.url}/api/chat/{chat}/stream") as response:
            assert (response.status, await response.read()) == (204, b"")
    assert not server.host.knows("not-made-yet")


async def test_stop_keeps_what_was_said_and_every_stream_of_it_aborts(start: Start) -> None:
    model = SteppedModel("one ", "two ")
    server = await start(model=model)
    stop = f"{server.url}/api/chat/s1/stop"
    async with streamed(server, user("u1", "Count")) as stream:
        model.release()
        await stream.until("text-delta")
        async with server.http.post(stop) as response:
            assert await response.json() == {"success": True, "replyId": stream.chunks[0]["messageId"]}
        assert (await stream.rest())[-1]["type"] == "abort"
    assert told((await history(server))[1]) == "one "
    async with server.http.post(stop) as response:
        assert await response.json() == {"success": True, "replyId": None}


async def test_a_client_that_hangs_up_stops_nothing(start: Start) -> None:
    model = SteppedModel("one ", "two ")
    server = await start(model=model)
    client = await server.connect()
    async with streamed(server, user("u1", "Count")) as stream:
        model.release()
        await stream.until("text-delta")
    model.release(2)
    assert (await client.hear("reply_finished"))["message"]["content"] == "one two "


async def test_who_has_done_with_a_reply_says_more_and_another_may_not(start: Start) -> None:
    model = SteppedModel("one ", "two ")
    server = await start(model=model)
    async with streamed(server, user("u1", "Count")) as stream:
        model.release()
        await stream.until("text-delta")
    seen = assistant(stream.chunks[0]["messageId"], "one ")
    status, text = await refused(server, {"id": "s1", "message": user("u2", "Psst")})
    assert (status, "cancel" in text) == (409, True)
    async with streamed(server, user("u1", "Count"), seen, user("u2", "Go on")) as stream:
        model.release_all()
        await stream.rest()
    assert [told(one) for one in await history(server)] == ["Count", "one ", "Go on", "one two "]


async def test_a_reply_that_is_being_written_can_be_written_anew(start: Start) -> None:
    model = SteppedModel("one ", "two ")
    server = await start(model=model)
    async with streamed(server, user("u1", "Count")) as stream:
        model.release()
        await stream.until("text-delta")
    async with streamed(server, user("u1", "Count"), trigger="regenerate-message") as stream:
        model.release_all()
        await stream.rest()
    assert [told(one) for one in await history(server)] == ["Count", "one two "]


async def test_what_is_said_elsewhere_is_heard_by_all(server: Server) -> None:
    client = await server.connect()
    await say(server, user("u1", "/echo one"))
    assert (await client.hear("reply_finished"))["message"]["content"] == "one"
    await client.ask("send_message", content="/echo two")
    await client.hear("reply_finished")
    assert [told(one) for one in await history(server)] == ["/echo one", "one", "/echo two", "two"]


async def test_a_large_reply_arrives_whole(server: Server) -> None:
    stream = await say(server, user("u1", "/long 100"))
    assert len(stream.text.encode()) >= 100 * 1024
    assert told((await history(server))[1]) == stream.text


# what goes wrong


async def test_a_model_that_fails_is_told_behind_what_it_said(start: Start) -> None:
    model = SteppedModel("one ", failure=BROKEN)
    model.release_all()
    server = await start(model=model)
    stream = await say(server, user("u1", "Count"))
    assert stream.text == "one "
    assert stream.chunks[-1] == {"type": "error", "errorText": "The model broke off. Try again."}
    assert (await history(server))[1]["metadata"]["status"] == "failed"


async def test_a_request_counts_as_one_however_much_is_asked_for_it(start: Start) -> None:
    server = await start(requests_per_minute=2)
    await say(server, user("u0", "Before"), user("u1", "/echo one"))
    async with streamed(server, user("u2", "/echo two")) as stream:
        assert stream.response.headers["RateLimit-Remaining"] == "0"
        await stream.rest()
    status, text = await refused(server, {"id": "s1", "message": user("u3", "/echo three")})
    assert (status, "try again in" in text) == (429, True)


async def test_a_stream_shows_signs_of_life_while_the_model_thinks(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.01)
    model = SteppedModel("one ")
    server = await start(model=model)
    async with streamed(server, user("u1", "Count")) as stream:
        await stream.until("start-step")
        while await stream.response.content.readline() != b": ping\n":
            pass
        model.release_all()
        assert (await stream.rest())[-1]["type"] == "finish"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"messages": []}, "missing required field `id`"),
        ({"id": "s1"}, "There is no message"),
        ({"id": "s1", "messages": []}, "There is no message"),
        ({"id": "a/b", "message": user("u1", "x")}, "id"),
        ({"id": "s1", "messages": [{"id": "u1", "role": "user"}]}, "parts"),
        ({"id": "s1", "messages": [{"id": "u1", "role": "system", "parts": []}]}, "The last message is the user's"),
        ({"id": "s1", "message": user("u1", "x"), "tools": [{"name": "not a name"}]}, "tools"),
        ({"id": "s1", "trigger": "regenerate-message"}, "There is no message to answer"),
    ],
)
async def test_what_is_not_understood_is_told_as_plain_text(server: Server, body: Any, said: str) -> None:
    status, text = await refused(server, body)
    assert status == 400
    assert said in text


async def test_a_body_that_is_no_json_or_too_large_is_told_as_plain_text(start: Start) -> None:
    server = await start(max_frame=2000)
    for body, kind, status, said in (
        (b"{", "application/json", 400, "useChat"),
        (b"x", "text/plain", 415, "application/json"),
        (b"x" * 5000, "application/json", 413, "only the new message"),
        (b"[" * 1500, "application/json", 400, "useChat"),
    ):
        headers = {"Content-Type": kind}
        async with server.http.post(f"{server.url}/api/chat", data=body, headers=headers) as response:
            assert (response.status, response.content_type) == (status, "text/plain")
            assert said in await response.text()


async def test_a_chat_that_is_not_there_has_no_history_and_nothing_to_stop(server: Server) -> None:
    for method, path in (("GET", "messages"), ("POST", "stop")):
        async with server.http.request(method, f"{server.url}/api/chat/nope/{path}") as response:
            assert (response.status, await response.text()) == (404, "There is no session 'nope'.")
    assert not server.host.knows("nope")


async def test_the_stream_ends_with_the_server(start: Start) -> None:
    model = SteppedModel("one ", "two ")
    server = await start(model=model)
    async with streamed(server, user("u1", "Count")) as stream:
        model.release()
        await stream.until("text-delta")
        stopping = asyncio.create_task(server.stop())
        assert (await stream.rest())[-1]["type"] == "abort"
        await stopping
