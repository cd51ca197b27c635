"""C5: changes by asking again and again, and as Server-Sent Events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from server.assistant import DemoModel
from server.config import Settings
from server.web.rest import events

from ..conftest import Server, Start
from .calls import artifact, call

CHANGES = "/api/chats/s1/changes"


class Stream:
    """Server-Sent Events as a browser reads them."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.last_id = ""

    async def next(self) -> tuple[str, Any]:
        """The next event: its type and its data; a comment is one without a type."""
        kind, data = "", None
        async with asyncio.timeout(20):
            while line := await self.response.content.readline():
                name, _, value = line.decode().rstrip("\n").partition(": ")
                match name:
                    case "id":
                        self.last_id = value
                    case "event":
                        kind = value
                    case "data":
                        data = msgspec.json.decode(value)
                    case "" if not value and not line.strip():
                        return kind, data
        raise ConnectionError("the stream has ended")


@asynccontextmanager
async def listen(server: Server, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.http.get(f"{server.url}/api/chats/s1/events{query}", headers=named) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store"
        yield Stream(response)


# asking


async def test_changes_after_a_number_are_told_as_on_the_websocket(server: Server) -> None:
    first = await artifact(server, title="first")
    path = f"/api/chats/s1/artifacts/{(await artifact(server, title='second'))['id']}"
    told = await call(server, "GET", f"{CHANGES}?since={first['seq']}")
    assert set(told.body) == {"success", "seq", "reset", "events"}
    assert [frame["type"] for frame in told.body["events"]] == ["artifact_created"]
    assert told.body["events"][0]["artifact"]["createdAt"] == server.clock.now()
    assert told.headers["Cache-Control"] == "no-store"
    seq = told.body["seq"]
    assert (await call(server, "GET", f"{CHANGES}?since={seq}")).body["events"] == []
    await call(server, "DELETE", path)
    told = await call(server, "GET", f"{CHANGES}?since={seq}")
    assert [frame["type"] for frame in told.body["events"]] == ["artifact_deleted"]


async def test_without_a_number_it_says_where_the_session_stands(server: Server) -> None:
    made = await artifact(server)
    told = (await call(server, "GET", CHANGES)).body
    assert told == {"success": True, "seq": made["seq"], "reset": False, "events": []}


async def test_a_number_that_never_was_is_told_as_a_reset(server: Server) -> None:
    await artifact(server)
    told = (await call(server, "GET", f"{CHANGES}?since=900")).body
    assert (told["reset"], len(told["events"])) == (True, 1)


# listening


async def test_a_stream_brings_what_was_missed_and_then_what_happens(server: Server) -> None:
    await artifact(server, title="first")
    async with listen(server, "?since=0") as stream:
        kind, data = await stream.next()
        assert (kind, data["type"], stream.last_id) == ("subscribed", "subscribed", "")
        kind, data = await stream.next()
        assert (kind, data["artifact"]["title"], stream.last_id) == ("artifact_created", "first", str(data["seq"]))
        await artifact(server, title="second")
        kind, data = await stream.next()
        assert (kind, data["artifact"]["title"]) == ("artifact_created", "second")


async def test_a_quiet_stream_says_nothing(server: Server) -> None:
    await artifact(server)
    async with listen(server) as stream:
        assert (await stream.next())[0] == "subscribed"
        await artifact(server)
        assert (await stream.next())[0] == "artifact_created"


async def test_a_stream_goes_on_after_the_last_event_that_was_heard(server: Server) -> None:
    first = await artifact(server, title="first")
    await artifact(server, title="second")
    async with listen(server, "?since=0", Last_Event_ID=str(first["seq"])) as stream:
        await stream.next()
        assert (await stream.next())[1]["artifact"]["title"] == "second"
    refused = await call(server, "GET", "/api/chats/s1/events", Last_Event_ID="x")
    assert refused.refused == (400, "invalid", "Last-Event-ID")


async def test_a_reply_grows_in_a_stream(server: Server) -> None:
    await artifact(server)
    async with listen(server) as stream:
        await stream.next()
        await call(server, "POST", "/api/chats/s1/messages/send", {"content": "/echo hello there"})
        text = ""
        while (event := await stream.next())[0] != "reply_finished":
            text += event[1]["text"] if event[0] == "reply_delta" else ""
        assert text == event[1]["message"]["content"]


async def test_a_stream_is_kept_alive_by_comments(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events.Streams.__init__, "__defaults__", (0.01,))
    server = await start()
    await artifact(server)
    async with listen(server) as stream:
        await stream.next()
        for _ in range(3):
            assert await stream.next() == ("", None)


async def test_nobody_is_listened_for_once_the_reader_has_gone(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events.Streams.__init__, "__defaults__", (0.01,))
    server = await start()
    await artifact(server)
    left = asyncio.Event()
    leave = server.host.leave

    def note(client: Any) -> None:
        leave(client)
        left.set()

    monkeypatch.setattr(server.host, "leave", note)
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{server.url}/api/chats/s1/events") as response:
            await response.content.readline()
            response.close()
        async with asyncio.timeout(20):
            await left.wait()


async def test_a_reader_who_is_too_slow_is_dropped(start: Start) -> None:
    server = await start(send_buffer=1024 * 1024)
    made = await artifact(server)
    async with listen(server) as stream:
        await stream.next()
        path = f"/api/chats/s1/artifacts/{made['id']}"
        for number in range(40):
            await call(server, "PATCH", path, {"content": str(number) * 400_000})
        with pytest.raises((aiohttp.ClientError, ConnectionError, asyncio.IncompleteReadError)):
            await stream.response.content.readexactly(40 * 400_000)


async def test_streams_end_with_the_server(tmp_path: Path) -> None:
    server = Server(Settings(data=str(tmp_path), port=0, threads=2), DemoModel(pace=0))
    await server.start()
    await artifact(server)
    async with listen(server) as stream:
        await stream.next()
        stopping = asyncio.create_task(server.stop())
        rest = await stream.response.read()
        assert rest == b""
    await stopping
