"""M6: a session from its making to its end."""

import asyncio
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from server.errors import SatchelError
from server.handling.caller import Caller
from server.wire.commands import CreateSession, DeleteSession, GetSession, SessionUpdates, UpdateSession

from ..client import Client, Frame
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, as_event, create, heard_so_far, ok, refusal, removed, return_to, said, shown, types

ALICE, BOB = Caller("alice"), Caller("bob")
GIVEN = {
    "title": "T",
    "description": "D",
    "visibility": "public",
    "modelId": "m",
    "sandboxId": "box",
    "lastContext": {"open": ["a.py"]},
    "metadata": {"colour": "red"},
}


async def session_of(client: Client) -> Frame:
    session: Frame = (await ok(client, "get_session"))["session"]
    return session


# find or create


async def test_a_session_is_created_with_every_field(server: Server, client: Client) -> None:
    other = await server.connect()
    reply = await ok(client, "create_session", **GIVEN)
    assert (reply["type"], reply.get("created", True), reply["seq"]) == ("session_created", True, 1)
    assert {name: reply["session"][name] for name in GIVEN} == GIVEN
    assert await heard_so_far(other) == [as_event(reply)]
    await server.put_to_sleep()
    assert await session_of(client) == reply["session"]


async def test_a_session_that_is_there_is_answered_as_it_is(server: Server, client: Client) -> None:
    await append(client, "hello")
    session = await session_of(client)
    other = await server.connect()
    reply = await ok(client, "create_session", **GIVEN)
    assert (reply["created"], reply["session"]) == (False, session)
    assert await heard_so_far(other) == []
    assert await session_of(client) == session


# change


async def test_touching_a_session_makes_it_the_one_that_changed_last(server: Server, client: Client) -> None:
    await append(client, "hello")
    before = await session_of(client)
    other = await server.connect()
    server.clock.pass_seconds(5)
    reply = await ok(client, "touch_session")
    assert reply["type"] == "session_updated"
    assert reply["session"] == before | {"updatedAt": server.clock.now(), "seq": before["seq"] + 2}
    assert await heard_so_far(other) == [as_event(reply)]


async def test_a_stale_change_of_a_session_conflicts_and_is_told_the_current_state(client: Client) -> None:
    first = await ok(client, "update_session", updates={"title": "A"}, expectedSeq=0)
    reply = await client.ask("update_session", updates={"title": "B"}, expectedSeq=0)
    assert (reply["code"], reply["details"]) == ("conflict", {"current": first["session"], "expectedSeq": 0})
    assert (await session_of(client))["title"] == "A"


async def test_what_a_session_is_shown_to_follows_its_visibility(server: Server) -> None:
    async def asked(**updates: Any) -> None:
        await server.host.ask("s1", UpdateSession(updates=updates_of(**updates)), ALICE)

    await server.host.ask("s1", CreateSession(title="A"), ALICE)
    await asked(visibility="public")
    await server.host.ask("s1", GetSession(), BOB)
    await asked(visibility="private")
    with pytest.raises(SatchelError, match="no session"):
        await server.host.ask("s1", GetSession(), BOB)


def updates_of(**updates: Any) -> SessionUpdates:
    return SessionUpdates(**updates)


# conversation


async def test_a_session_is_shown_with_a_page_of_what_was_said(client: Client) -> None:
    for number in range(5):
        await append(client, str(number), "user")
    reply = await ok(client, "get_conversation", messageLimit=2, messageOffset=1, order="desc")
    assert reply["session"] == await session_of(client)
    assert ([message["content"] for message in reply["messages"]], reply["total"]) == (["3", "2"], 5)


# delete and restore


async def test_a_deleted_session_can_be_read_and_restored_and_not_changed(server: Server, client: Client) -> None:
    await append(client, "hello")
    other, now = await server.connect(), server.clock.now()
    deleted = await ok(client, "delete_session")
    assert (deleted["type"], deleted.get("permanent", False)) == ("session_deleted", False)
    assert await heard_so_far(other) == [as_event(deleted)]
    await server.put_to_sleep()
    session = await session_of(client)
    assert (session["isDeleted"], session["deletedAt"]) == (True, now)
    assert await shown(client) == ["hello"]
    for type_, fields in (("touch_session", {}), ("create_session", {}), ("create_interaction", {"prompt": "a"})):
        assert refusal(await client.ask(type_, **fields)) == ("conflict", "sessionId")
    restored = await ok(client, "restore_session")
    assert restored["type"] == "session_restored"
    assert (restored["session"]["isDeleted"], restored["session"]["deletedAt"]) == (False, None)
    assert await heard_so_far(other) == [as_event(restored)]
    assert await said(client, "on it goes")


async def test_deleting_a_deleted_session_changes_nothing(server: Server, client: Client) -> None:
    await append(client, "hello")
    deleted = await ok(client, "delete_session")
    other = await server.connect()
    assert as_event(await ok(client, "delete_session")) == as_event(deleted)
    assert await heard_so_far(other) == []


async def test_a_session_that_is_not_deleted_is_not_restored(client: Client) -> None:
    assert refusal(await client.ask("restore_session")) == ("conflict", "sessionId")


async def test_a_deleted_session_is_hidden_from_all_but_its_owner(server: Server) -> None:
    await server.host.ask("s1", CreateSession(visibility="public"), ALICE)
    await server.host.ask("s1", GetSession(), BOB)
    await server.host.ask("s1", DeleteSession(), ALICE)
    with pytest.raises(SatchelError, match="no session"):
        await server.host.ask("s1", GetSession(), BOB)
    await server.host.ask("s1", GetSession(), ALICE)


async def test_who_comes_back_hears_that_the_session_was_deleted(server: Server, client: Client) -> None:
    await append(client, "hello")
    since = client.seq
    await ok(client, "delete_session")
    _, [missed] = await return_to(server, since)
    assert (missed["type"], missed["session"]["isDeleted"]) == ("session_updated", True)


@pytest.mark.parametrize("permanent", [False, True])
async def test_deleting_ends_the_reply_that_is_being_written_with_all_that_was_said(
    start: Start, permanent: bool
) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    client, other = await server.connect(), await server.connect()
    await ok(client, "send_message", content="go")
    model.release(2)
    await model.said(2)
    deleted = await ok(client, "delete_session", permanent=permanent)
    heard = await other.hear_until("session_deleted")
    finished, told = heard[-2:]
    assert finished["message"]["content"] == "one two "
    assert finished["message"]["status"] == "interrupted"
    assert told == as_event(deleted)
    actor = server.host.sessions.get("s1")
    assert actor is None or not actor.is_generating
    if not permanent:
        model.release_all()
        await server.put_to_sleep()
        await ok(client, "restore_session")
        assert await shown(client) == ["go", "one two "]


# for good


@pytest.mark.parametrize("first", ["live", "deleted"])
async def test_a_session_that_is_deleted_for_good_is_gone_with_its_file(server: Server, first: str) -> None:
    client, other = await server.connect(), await server.connect()
    await append(client, "hello")
    if first == "deleted":
        await ok(client, "delete_session")
    deleted = await ok(client, "delete_session", permanent=True)
    assert deleted["permanent"] is True
    assert (await other.hear(lambda frame: frame.get("permanent", False)))["type"] == "session_deleted"
    await removed(server)
    assert [*(server.settings.folder / "sessions").iterdir()] == []
    assert (await session_of(client))["seq"] == 0
    assert await shown(client) == []


async def test_between_the_deletion_and_the_end_of_its_file_a_session_is_not_there(server: Server) -> None:
    client = await server.connect()
    await append(client, "hello")
    delete = await client.start("delete_session", permanent=True)
    after = [await client.start(type_) for type_ in ("get_session", "restore_session", "delete_session")]
    assert (await delete)["type"] == "session_deleted"
    assert [refusal(await reply) for reply in after] == [("not_found", "sessionId")] * 3


async def test_who_listened_to_a_session_hears_nothing_of_the_next_one_of_its_name(server: Server) -> None:
    client, other = await server.connect(), await server.connect()
    await append(client, "hello")
    await ok(client, "delete_session", permanent=True)
    await other.hear("session_deleted")
    await removed(server)
    await append(client, "somebody else's", "user")
    assert await heard_so_far(other) == []


async def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "sessions").iterdir())


async def test_what_a_kill_left_of_a_deleted_session_goes_when_it_is_next_asked_for(start: Start) -> None:
    server = await start()
    client = await server.connect()
    await append(client, "hello")
    await ok(client, "touch_session")
    path = await server.put_to_sleep()
    await server.stop()
    db = sqlite3.connect(path)
    db.execute("UPDATE session SET is_deleted = 2")
    db.execute("UPDATE change_counter SET indexed = 0")
    db.commit()
    db.close()
    again = await start()
    client = await again.connect()
    assert refusal(await client.ask("get_session")) == ("not_found", "sessionId")
    await removed(again)
    assert (await session_of(client))["seq"] == 0


async def test_what_a_kill_left_of_a_file_that_was_to_be_removed_goes_at_the_next_start(start: Start) -> None:
    server = await start()
    client = await server.connect()
    await append(client, "hello")
    path = await server.put_to_sleep()
    await server.stop()
    path.with_name(f"{path.name}.doomed").touch()
    again = await start()
    assert await files(again.settings.folder) == []


async def test_a_file_is_removed_although_the_server_stops_at_once(start: Start) -> None:
    server = await start()
    client = await server.connect()
    await append(client, "hello")
    await ok(client, "delete_session", permanent=True)
    await server.stop()
    assert await files(server.settings.folder) == []


async def test_a_killed_server_finishes_a_deletion_by_itself(start: Start, tmp_path: Path) -> None:
    server = await start()
    client = await server.connect()
    await append(client, "hello")
    async with server.host._follower._locks.setdefault("local", asyncio.Lock()):  # nothing is indexed
        await ok(client, "delete_session", permanent=True)
        shutil.copytree(server.settings.folder, tmp_path / "killed")  # as a kill would leave it
    assert await files(tmp_path / "killed") != []
    again = await start(tmp_path / "killed")
    await removed(again)
    assert await files(tmp_path / "killed") == []


async def test_the_end_of_a_session_is_the_end_of_what_is_in_it(server: Server, client: Client) -> None:
    await create(client)
    await ok(client, "create_component", name="Card")
    await ok(client, "delete_session", permanent=True)
    await removed(server)
    assert types([await ok(client, "get_artifacts"), await ok(client, "get_components")]) == ["artifacts", "components"]
    assert (await ok(client, "get_artifacts"))["artifacts"] == []
    assert (await ok(client, "get_components"))["components"] == []
