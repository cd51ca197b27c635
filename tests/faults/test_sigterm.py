"""SIGTERM in the middle of work: what runs is finished and answered, replies are closed, files are whole."""

import asyncio
import random
from pathlib import Path

import aiohttp
import pytest

from ..client import connect
from .conftest import Launch
from .load import Countdown, Ledger, Load
from .raw import RawClient
from .reading import assert_whole, read
from .test_kill import SESSIONS, assert_kept, assert_shown_is_stored, contents

PATIENCE = 10.0


def assert_folder_is_whole(tmp_path: Path, *sessions: str) -> None:
    assert sorted(path.name for path in (tmp_path / "data" / "sessions").iterdir()) == [
        f"{session}.sqlite3" for session in sorted(sessions)
    ]


async def test_a_reply_that_streams_is_closed_as_interrupted_and_told(
    launch: Launch, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    process = await launch()
    client = await connect(http, process.url, "s1")
    reply = (await client.ask("send_message", content="/long 200"))["replyId"]
    await client.hear("reply_delta")
    process.terminate()
    finished = (await client.hear("reply_finished"))["message"]
    assert finished["status"] == "interrupted"
    assert await client.closed() == 1012
    assert await process.ended() == 0
    assert process.seconds_to_end < PATIENCE
    assert "session_not_closed" not in [event["event"] for event in process.log]
    assert_folder_is_whole(tmp_path, "s1")
    found = contents(tmp_path, "s1")
    assert_whole(found)
    assert (found.messages[reply]["status"], found.messages[reply]["content"]) == ("interrupted", finished["content"])
    await client.close()


@pytest.mark.parametrize("seed", range(3))
async def test_a_server_that_is_ended_under_load_answers_what_runs_and_leaves_whole_files(
    launch: Launch, http: aiohttp.ClientSession, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    process = await launch()
    counter = Countdown(chance.randrange(50, 300), process.terminate)
    loads = [Load(session, Ledger(), chance, counter.step) for session in SESSIONS]
    await asyncio.gather(*(load.start(http, process.url) for load in loads))
    assert await process.ended() == 0
    assert process.seconds_to_end < PATIENCE
    for load in loads:
        await load.ended()
        assert {await client.closed() for client in load.clients} == {1012}
    assert "session_not_closed" not in [event["event"] for event in process.log]
    assert_folder_is_whole(tmp_path, *SESSIONS)
    for load in loads:
        found = contents(tmp_path, load.session)
        assert_kept(found, load.ledger)
        assert_shown_is_stored(found, load.clients)
        assert "streaming" not in [message["status"] for message in found.messages.values()]


async def test_clients_that_do_not_answer_the_farewell_delay_the_end_by_seconds_only(
    launch: Launch, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    process = await launch()
    client = await connect(http, process.url, "s1")
    stuck = [await RawClient.connect(process.url, "s1") for _ in range(5)]
    made = await client.ask("create_artifact", artifactType="html", title="Page", content="x" * 10**6)
    process.terminate()
    assert await client.closed() == 1012
    assert await process.ended() == 0
    assert process.seconds_to_end < PATIENCE
    assert_folder_is_whole(tmp_path, "s1")
    found = read(tmp_path / "data" / "sessions" / "s1.sqlite3", tmp_path / "copy")
    assert found.versions == {(made["artifact"]["id"], 1): "x" * 10**6}
    for one in stuck:
        await one.close()
    await client.close()
