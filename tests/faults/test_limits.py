"""Clients that ask too much, send too much or read too little: bounds hold, and others don't feel it."""

import json
from contextlib import suppress
from threading import Event

import aiohttp

from ..client import Client
from ..conftest import Server, Start
from .raw import RawClient

MEGABYTE = "x" * 2**20


async def test_a_reader_that_never_reads_is_dropped_with_1013_and_others_hear_everything(start: Start) -> None:
    server = await start(send_buffer=2 * 2**20)
    writer, listener = await server.connect(), await server.connect()
    stuck = await RawClient.connect(server.url, "s1")
    for number in range(12):
        made = await writer.ask("create_artifact", artifactType="html", title=f"{number}", content=MEGABYTE)
        assert made["type"] == "artifact_created"
        heard = await listener.hear("artifact_created")
        assert heard["artifact"] == made["artifact"]
    frames, code = await stuck.read_to_the_end()
    assert code == 1013
    assert [frame["artifact"]["title"] for frame in frames] == [f"{number}" for number in range(len(frames))]
    assert len(frames) < 12
    await stuck.close()
    late = await server.connect(query=f"since={frames[-1]['seq']}")
    assert (await late.hear("artifact_created"))["artifact"]["title"] == f"{len(frames)}"


async def test_a_client_that_missed_more_than_the_send_buffer_holds_and_reads_gets_all_of_it(start: Start) -> None:
    server = await start(send_buffer=2 * 2**20)
    writer = await server.connect()
    for number in range(8):
        await writer.ask("create_artifact", artifactType="html", title=f"{number}", content=MEGABYTE)
    late = await server.connect(query="since=0")
    titles = [(await late.hear("artifact_created"))["artifact"]["title"] for _ in range(8)]
    assert titles == [f"{number}" for number in range(8)]


async def test_a_reader_that_is_slow_but_reads_gets_everything(start: Start) -> None:
    server = await start(send_buffer=16 * 2**20)
    writer = await server.connect()
    slow = await RawClient.connect(server.url, "s1")
    for number in range(8):
        await writer.ask("create_artifact", artifactType="html", title=f"{number}", content=MEGABYTE)
    await slow.read()
    await writer.ask("update_session", updates={"title": "the end"})
    kinds = [(await slow.read())[1][:300] for _ in range(8)]
    assert all(b"artifact_created" in kind for kind in kinds[:-1])
    assert b"the end" in kinds[-1]
    await slow.close()


async def test_a_full_mailbox_answers_overloaded_with_the_time_to_come_back(start: Start) -> None:
    server = await start(mailbox=10)
    client = await server.connect()
    await client.ask("get_session")
    gate = Event()
    for _ in range(server.settings.threads):
        server.host._workers.put_nowait((None, gate.wait))
    asked = [await client.start("update_session", updates={"title": f"{number}"}) for number in range(50)]
    assert (await client.ask("nonsense"))["code"] == "invalid"
    gate.set()
    told = [await reply for reply in asked]
    refused = [frame for frame in told if frame["type"] == "error"]
    assert 50 - 10 - 10 <= len(refused) <= 50 - 10  # those that the first batch took are not in the mailbox
    for frame in refused:
        assert frame["code"] == "overloaded"
        assert frame["retryAfter"] > 0
    kept = [frame for frame in told if frame["type"] == "session_updated"]
    assert len(kept) + len(refused) == 50
    assert [frame["seq"] for frame in kept] == list(range(1, len(kept) + 1))
    assert (await client.ask("get_session"))["session"]["title"] == kept[-1]["session"]["title"]


async def test_a_flood_from_one_socket_is_answered_command_by_command(server: Server) -> None:
    stuck = await RawClient.connect(server.url, "s1")
    stuck.send(
        *(
            {"type": "update_session", "requestId": f"{number}", "updates": {"title": f"{number}"}}
            for number in range(5000)
        )
    )
    answers: dict[str, str] = {}
    while len(answers) < 5000:
        _, data = await stuck.read()
        frame = json.loads(data)
        if "requestId" in frame:
            assert frame["requestId"] not in answers
            answers[frame["requestId"]] = frame.get("code", frame["type"])
    assert set(answers.values()) <= {"session_updated", "overloaded"}
    assert "session_updated" in answers.values()
    client = await server.connect()
    changes = sum(answer == "session_updated" for answer in answers.values())
    assert (await client.ask("get_session"))["seq"] == changes
    await stuck.close()


async def test_a_frame_of_100_megabytes_closes_with_1009_before_it_is_sent(server: Server, client: Client) -> None:
    huge = await RawClient.connect(server.url, "s1")
    huge.begin(100 * 2**20)
    assert await huge.read_to_the_end() == ([], 1009)
    await huge.close()
    assert (await client.ask("get_session"))["type"] == "session"


async def test_a_client_that_sends_100_megabytes_is_cut_off_and_others_go_on(server: Server, client: Client) -> None:
    huge = await server.connect()
    with suppress(ConnectionError, aiohttp.ClientError):  # it may be cut off before all is sent
        await huge.send("x" * (100 * 2**20))
    assert await huge.closed() in (1009, 1006)
    assert (await client.ask("append_message", role="user", content="hi"))["type"] == "message_appended"
