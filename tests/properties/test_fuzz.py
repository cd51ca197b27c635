"""No frame makes the server fail, and none goes without its one answer."""

import itertools
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from aiohttp import WSMsgType
from hypothesis import given
from hypothesis import strategies as st

from server.assistant import Chunk, Finished, Request, Text
from server.wire.commands import Scope

from ..client import Client, Frame
from ..conftest import Server, Start
from .profiles import TIMES, examples
from .shapes import ARTIFACT, MESSAGE, SCOPES, SESSION, Spoiled
from .tongues import JSON, MSGPACK, TONGUES, Tongue, values

pytestmark = pytest.mark.timeout(600 * TIMES)  # a failure takes its time to be made small

numbers = itertools.count(1)


class Echo:
    """A model that says again, at once, what it was told last."""

    name = "echo"

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        yield Text(request.turns[-1].content)
        yield Finished("stop", request.model, None, None, None)

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
async def server(start: Start, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A server that has, in the end, no fault of its own in its log."""
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(
        None, processors=[structlog.processors.add_log_level, capture], wrapper_class=structlog.stdlib.BoundLogger
    )
    for name, module in tuple(sys.modules.items()):
        if name.startswith("server.") and hasattr(module, "log"):
            monkeypatch.setattr(module, "log", logger)
    yield await start(model=Echo())
    assert [line for line in capture.entries if line["log_level"] == "error"] == []


class Conversation:
    """A fresh session with a message and an artifact, and a connection that hears replies only.

    One that is deleted for good is followed by another.
    """

    def __init__(self, server: Server, tongue: Tongue) -> None:
        self._server = server
        self._tongue = tongue

    async def begin(self) -> None:
        self.session = f"session-{next(numbers):08}"
        self._client = await connect(self._server, self.session, self._tongue)
        commands = [
            {"type": "append_message", "role": "user", "content": "hello", "messageId": MESSAGE},
            {"type": "create_artifact", "artifactType": "code", "title": "Notes", "content": "a\nb\n"},
        ]
        made = await self._client.ask("batch", commands=commands)
        artifact = made["replies"][1]["artifact"]["id"]
        self._ids = ((ARTIFACT.encode(), artifact.encode()), (SESSION.encode(), self.session.encode()))

    async def say(self, frame: bytes) -> Frame:
        """The one answer to a frame, whenever it comes."""
        for stand_in, known in self._ids:
            frame = frame.replace(stand_in, known)
        client = self._client
        kind = WSMsgType.TEXT if self._tongue is JSON else WSMsgType.BINARY
        await client.socket.send_frame(frame, kind)
        answer = await client.hear(lambda _: True)
        after = await client.ask("get_session")
        more, gone = client.events, answer["type"] == "session_deleted" and answer.get("permanent", False)
        assert answer.get("code") != "internal", answer
        assert answer.get("requestId") == self._tongue.request_id(frame)
        assert after.get("code" if gone else "type") == ("not_found" if gone else "session"), after
        if answer["type"] in ("subscribed", "account_subscribed"):
            assert not any("requestId" in event or event["type"] == "error" for event in more)
            await client.close()
            self._client = await connect(self._server, self.session, self._tongue)
        else:
            assert more == []
        if gone:
            await client.close()
            await self.begin()
        return answer

    async def leave(self) -> None:
        await self._client.ask("get_session")
        assert self._client.events == []
        await self._client.close()


async def connect(server: Server, session: str, tongue: Tongue) -> Client:
    client = await server.connect(session, query="events=off", msgpack=tongue is not JSON)
    server._clients.remove(client)  # it is closed here, since there are so many
    client._numbers = itertools.count(10**9)  # ids that no example has
    return client


@asynccontextmanager
async def conversation(server: Server, tongue: Tongue) -> AsyncIterator[Conversation]:
    """Whatever is said in it, it can be read afterwards, in both encodings."""
    talk = Conversation(server, tongue)
    await talk.begin()
    try:
        yield talk
        for reader in TONGUES:
            await check_readable(server, talk.session, reader)
    finally:
        await talk.leave()


async def check_readable(server: Server, session: str, tongue: Tongue) -> None:
    client = await connect(server, session, tongue)
    try:
        asked = [
            await client.start("get_artifacts"),
            await client.start("get_messages", limit=1000),
            await client.start("get_session"),
            await client.start("subscribe", since=0),
        ]
        await client.ask("get_message", messageId="none")
        for reply in asked:
            assert reply.done(), f"it can't be read as {tongue.name} any more"
            assert reply.result()["type"] != "error", reply.result()
        missed = {event["type"] for event in client.events}
        assert missed & {"message_added", "message_updated", "messages_deleted"}
        assert missed & {"artifact_created", "artifact_updated", "artifact_deleted"}
    finally:
        await client.close()


by_tongue = pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.name)


@by_tongue
@pytest.mark.parametrize("scope", SCOPES)
@examples(30)
@given(data=st.data())
async def test_a_command_of_any_content_gets_its_one_answer(
    server: Server, tongue: Tongue, scope: Scope, data: st.DataObject
) -> None:
    async with conversation(server, tongue) as talk:
        for frame in data.draw(st.lists(tongue.shapes.commands(scope), min_size=1, max_size=4)):
            await talk.say(tongue.say(frame))


@by_tongue
@examples(40)
@given(data=st.data())
async def test_one_bad_field_is_named(server: Server, tongue: Tongue, data: st.DataObject) -> None:
    async with conversation(server, tongue) as talk:
        spoiled: Spoiled = data.draw(tongue.tame_shapes.spoiled())
        answer = await talk.say(tongue.say(spoiled.frame))
        assert (answer["type"], answer["code"]) == ("error", "invalid")
        named = answer["details"]["field"]
    assert named == spoiled.field or named.startswith((f"{spoiled.field}.", f"{spoiled.field}["))


@by_tongue
@examples(40)
@given(data=st.data())
async def test_any_value_gets_its_one_answer(server: Server, tongue: Tongue, data: st.DataObject) -> None:
    async with conversation(server, tongue) as talk:
        for value in data.draw(st.lists(values(tongue), min_size=1, max_size=4)):
            await talk.say(tongue.say(value))


@by_tongue
@examples(40)
@given(data=st.data())
async def test_any_bytes_get_their_one_answer(server: Server, tongue: Tongue, data: st.DataObject) -> None:
    async with conversation(server, tongue) as talk:
        for frame in data.draw(st.lists(tongue.broken(), min_size=1, max_size=4)):
            await talk.say(frame)


UNTELLABLE: list[tuple[str, tuple[Tongue, ...], Any]] = [
    ("a whole number of more than 64 bits", (JSON,), 10**30),
    ("a hundred and one lists", TONGUES, "deep:0101"),
    ("so many lists that a frame around them is too deep", TONGUES, "deep:0930"),
    ("a key that is no text", (MSGPACK,), {(1, 2): 3}),
]
COMMANDS: dict[str, Callable[[Any], Frame]] = {
    "updates.metadata": lambda value: {"type": "update_session", "updates": {"metadata": {"a": value}}},
    "updates.lastContext": lambda value: {"type": "update_session", "updates": {"lastContext": value}},
    "metadata": lambda value: {
        "type": "create_artifact",
        "artifactType": "code",
        "title": "Notes",
        "content": "",
        "metadata": {"a": value},
    },
    "attachments": lambda value: {
        "type": "append_message",
        "role": "user",
        "content": "hello",
        "attachments": [value],
    },
    "parts": lambda value: {
        "type": "append_message",
        "role": "user",
        "parts": [{"type": "data", "name": "a", "data": value}],
    },
}


@pytest.mark.parametrize("field", COMMANDS)
@pytest.mark.parametrize(
    ("tongue", "value"),
    [
        pytest.param(tongue, value, id=f"{name} in {tongue.name}")
        for name, tongues, value in UNTELLABLE
        for tongue in tongues
    ],
)
async def test_what_could_not_be_told_to_everyone_is_not_kept(
    server: Server, tongue: Tongue, value: Any, field: str
) -> None:
    command = COMMANDS[field](value)
    async with conversation(server, tongue) as talk:
        await talk.say(tongue.say({"type": "delete_messages", "messageIds": [MESSAGE], "idempotencyKey": "used"}))
        answer = await talk.say(tongue.say(command))
        assert (answer["type"], answer["code"], answer["details"]["field"]) == ("error", "invalid", field)
        answer = await talk.say(tongue.say(command | {"idempotencyKey": "used"}))
        assert answer["code"] in ("conflict", "invalid")


STRANGE = {
    "nothing": (b"", b""),
    "a hundred thousand lists": (b"[" * 100_000, b"\x91" * 100_000),
    "a hundred thousand objects": (b'{"a":' * 100_000, b"\x81\xa1a" * 100_000),
    "a deep field": (
        b'{"type":"get_session","requestId":"a","x":%s%s}' % (b"[" * 100_000, b"]" * 100_000),
        b"\x82\xa4type\xabget_session\xa1x" + b"\x91" * 100_000 + b"\xc0",
    ),
    "a key twice": (
        b'{"type":"get_session","requestId":"a","requestId":"b"}',
        b"\x83\xa4type\xabget_session\xa9requestId\xa1a\xa9requestId\xa1b",
    ),
    "a type twice": (
        b'{"type":"get_session","type":"get_messages"}',
        b"\x82\xa4type\xabget_session\xa4type\xacget_messages",
    ),
    "half a surrogate pair": (
        b'{"type":"get_session","requestId":"\\ud800"}',
        b"\x82\xa4type\xabget_session\xa9requestId\xa3\xed\xa0\x80",
    ),
    "a text that is no UTF-8": (
        b'{"type":"get_session","requestId":"\xff"}',
        b"\x82\xa4type\xabget_session\xa9requestId\xa1\xff",
    ),
    "no number": (b'{"type":"get_messages","limit":NaN}', b"\x82\xa4type\xacget_messages\xa5limit\xca\x7f\xc0\0\0"),
    "a number past all bounds": (
        b'{"type":"get_messages","limit":%s}' % (b"9" * 10_000),
        b"\x82\xa4type\xacget_messages\xa5limit\xcf" + b"\xff" * 8,
    ),
    "a key that is no text": (b'{"type":"get_session",1:2}', b"\x82\xa4type\xabget_session\xc4\x01a\xc0"),
    "a key that is an object": (b'{"type":"get_session",{}:2}', b"\x82\xa4type\xabget_session\x80\xc0"),
    "a length that is a lie": (b'{"type":"get_session"', b"\xdf\xff\xff\xff\xff\xa4type\xabget_session"),
    "an extension type": (
        b'{"type":1e999}',
        b"\x83\xa4type\xabget_session\xa9requestId\xa1a\xa1x\xd4\x01a",
    ),
    "a time out of range": (b'{"type":-0}', b"\x82\xa4type\xabget_session\xa1x\xc7\x0c\xff" + b"\xff" * 12),
}


@by_tongue
@pytest.mark.parametrize("name", STRANGE)
async def test_a_strange_frame_gets_its_one_answer(server: Server, tongue: Tongue, name: str) -> None:
    async with conversation(server, tongue) as talk:
        await talk.say(STRANGE[name][TONGUES.index(tongue)])
