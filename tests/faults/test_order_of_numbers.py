"""A connection may break after any frame. What a client saw by then is all that it needs to get the rest."""

import json
from typing import Any

from ..client import Frame
from ..conftest import Server

CODE = "```html\n<p>hi</p>\n```"


async def frames_of(server: Server, *requests: Frame) -> list[Frame]:
    """What one client gets, replies and events as they come, to a reply of the model and then to each request."""
    heard: list[Frame] = []
    async with server.http.ws_connect(f"{server.url}/ws/s1") as socket:

        async def read_until(accepts: Any) -> Frame:
            while True:
                heard.append(json.loads(await socket.receive_str()))
                if accepts(heard[-1]):
                    return heard[-1]

        for number, request in enumerate(requests):
            replies = [frame["replyId"] for frame in heard if frame["type"] == "reply_started"]
            about = {"replyId": replies[-1]} if request["type"] == "cancel_reply" else {}
            await socket.send_str(json.dumps({**request, **about, "requestId": f"{number}"}))
            told = await read_until(lambda frame: frame.get("requestId") == f"{number}")  # noqa: B023
            assert told["type"] != "error", told
            if request["type"] == "send_message":
                await read_until(lambda frame: frame["type"] == "reply_delta")
        await socket.send_str(json.dumps({"type": "get_session", "requestId": "last"}))
        await read_until(lambda frame: frame.get("requestId") == "last")
    return heard


def assert_never_backwards(heard: list[Frame]) -> None:
    numbers = [(frame["seq"], frame["type"]) for frame in heard if "seq" in frame]
    assert [number for number, _ in numbers] == sorted(number for number, _ in numbers), numbers


async def test_the_numbers_that_a_client_gets_never_go_backwards(server: Server) -> None:
    named = {"type": "update_session", "updates": {"title": "named"}}
    append = {"type": "append_message", "role": "assistant", "content": CODE}
    assert_never_backwards(await frames_of(server, named, append, {"type": "batch", "commands": [append, append]}))


async def test_the_numbers_never_go_backwards_when_a_message_names_the_session(server: Server) -> None:
    assert_never_backwards(await frames_of(server, {"type": "append_message", "role": "user", "content": "hello"}))


async def test_the_numbers_never_go_backwards_when_a_reply_begins_and_is_cancelled(server: Server) -> None:
    send, cancel = {"type": "send_message", "content": "/slow /long 10"}, {"type": "cancel_reply"}
    assert_never_backwards(await frames_of(server, send, cancel))


async def test_the_numbers_never_go_backwards_when_an_edit_leaves_a_branch(server: Server) -> None:
    client = await server.connect()
    root = await client.ask("append_message", role="user", content="root")
    for word in ("one", "two"):
        await client.ask("append_message", role="user", content=word)
    edit = {"type": "append_message", "role": "user", "content": "other", "parentId": root["messageId"]}
    assert_never_backwards(await frames_of(server, edit))
