"""What a server that is killed in the middle of its work owes its clients, fifty times over."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from ..client import Client, connect
from .conftest import Launch
from .load import Countdown, Ledger, Load
from .reading import Contents, artifacts_in, artifacts_of, assert_whole, read

SESSIONS = ("s1", "s2")
KILLS_A_SERVER = 5


@pytest.mark.parametrize("seed", range(10))
async def test_a_killed_server_keeps_what_it_acknowledged_and_what_it_showed(
    launch: Launch, http: aiohttp.ClientSession, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    ledgers = {session: Ledger() for session in SESSIONS}
    process = await launch()
    for _ in range(KILLS_A_SERVER):
        counter = Countdown(chance.randrange(15, 250), process.kill)
        loads = [Load(session, ledgers[session], chance, counter.step) for session in SESSIONS]
        await asyncio.gather(*(load.start(http, process.url) for load in loads))
        await process.ended()
        for load in loads:
            await load.ended()
        left_by_crash = {load.session: contents(tmp_path, load.session) for load in loads}
        for load in loads:
            assert_kept(left_by_crash[load.session], load.ledger)
            assert_shown_is_stored(left_by_crash[load.session], load.clients)
        process = await launch()
        for load in loads:
            await assert_goes_on(http, process.url, load, left_by_crash[load.session], tmp_path)


def contents(tmp_path: Path, session: str) -> Contents:
    return read(tmp_path / "data" / "sessions" / f"{session}.sqlite3", tmp_path / "copy")


def assert_kept(found: Contents, ledger: Ledger) -> None:
    """All that was acknowledged is there as it was; what was not is there whole or not at all."""
    assert_whole(found)
    assert found.seq >= ledger.seq
    assert {link: found.versions.get(link) for link in ledger.versions} == ledger.versions
    assert {message: found.text_of(message) for message in ledger.messages} == ledger.messages
    for message_id in found.messages.keys() & ledger.sent.keys():
        assert found.messages[message_id]["content"] == ledger.sent[message_id]


def assert_shown_is_stored(found: Contents, clients: list[Client]) -> None:
    """No client was told of anything that is not in the file."""
    for client in clients:
        for frame in client.events:
            match frame["type"]:
                case "reply_delta" if frame.get("saved", True):
                    start, end = frame["offset"], frame["offset"] + len(frame["text"])
                    assert found.text_of(frame["replyId"])[start:end] == frame["text"]
                case "artifact_created" | "artifact_updated":
                    artifact = frame["artifact"]
                    assert found.versions[artifact["id"], artifact["version"]] == artifact["content"]
                case "message_added" | "reply_finished":
                    assert found.messages[frame["message"]["id"]]["content"] == frame["message"]["content"]
                case "reply_started":
                    assert frame["replyId"] in found.messages


async def assert_goes_on(http: aiohttp.ClientSession, url: str, load: Load, before: Contents, tmp_path: Path) -> None:
    """The server that comes after closes what was broken off, and tells each client exactly what it missed."""
    late = [await connect(http, url, load.session, query=f"since={client.seq}") for client in load.clients]
    standing = [(await client.ask("get_session"))["seq"] for client in late]
    after = contents(tmp_path, load.session)
    assert_whole(after)
    assert standing == [after.seq] * len(late)
    assert after.seq >= before.seq
    assert before.messages.keys() == after.messages.keys()
    for message_id, message in before.messages.items():
        now = after.messages[message_id]
        if message["status"] != "streaming":
            assert now == message
            continue
        said = before.chunks.get(message_id, "")
        assert (now["status"], now["content"]) == ("interrupted", said)
        assert artifacts_of(after, message_id) == artifacts_in(said)
    assert not after.chunks
    for client, old in zip(late, load.clients, strict=True):
        assert [subject(frame) for frame in client.events] == [("subscribed", ""), *missed_since(after, old.seq)]
        assert [frame["seq"] for frame in client.events[1:]] == sorted(frame["seq"] for frame in client.events[1:])
    listed = await late[0].ask("get_messages", limit=1000)
    assert listed["total"] <= 1000
    on_branch = [row for row in after.messages.values() if row["active"]]
    assert [(m["id"], m["content"], m["status"]) for m in listed["messages"]] == [
        (row["id"], row["content"], row["status"]) for row in on_branch
    ]
    artifacts = (await late[0].ask("get_artifacts"))["artifacts"]
    assert Counter((a["id"], a["version"], a["content"]) for a in artifacts) == Counter(
        (row["id"], row["version"], row["content"]) for row in after.artifacts.values()
    )
    changed = await late[0].ask("update_session", updates={"description": "after the crash"})
    assert changed["seq"] > after.seq
    for client in late:
        await client.close()


def subject(frame: dict[str, object]) -> tuple[str, str]:
    """What an event tells of: a kind of row and its id."""
    for kind in ("message", "artifact", "session"):
        about = frame.get(kind)
        if isinstance(about, dict):
            return kind, about["id"]
    return str(frame["type"]), ""


def missed_since(found: Contents, seq: int) -> list[tuple[str, str]]:
    return [(kind, name) for _, kind, name in found.changed_since(seq)]
