"""C9: several changes as one."""

from typing import Any

import pytest

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, create, fence, heard_so_far, text_in, types

CREATE = {"type": "create_artifact", "artifactType": "code", "title": "New", "content": "a\n"}
RENAME = {"type": "update_session", "updates": {"title": "Renamed"}}
MISSING = {"type": "delete_artifact", "artifactId": "nobody"}


async def state(client: Client) -> list[Any]:
    asked = [await client.ask(kind) for kind in ("get_session", "get_artifacts", "get_messages")]
    return [{name: value for name, value in reply.items() if name != "requestId"} for reply in asked]


async def test_a_batch_makes_every_change_and_answers_each(server: Server, client: Client) -> None:
    artifact = await create(client)
    other = await server.connect()
    commands = [
        CREATE,
        {"type": "update_artifact", "artifactId": artifact["id"], "updates": {"content": "b\n"}},
        {"type": "append_message", "role": "assistant", "content": fence("python app.py", "a = 1")},
        RENAME,
        {"type": "delete_artifact", "artifactId": artifact["id"]},
    ]
    reply = await client.ask("batch", commands=commands)
    assert reply["type"] == "batch_applied"
    assert types(reply["replies"]) == [
        "artifact_created",
        "artifact_updated",
        "message_appended",
        "session_updated",
        "artifact_deleted",
    ]
    assert reply["replies"][1]["artifact"]["version"] == 2
    assert reply["seq"] == reply["replies"][-1]["seq"] == artifact["seq"] + 6
    assert [a["title"] for a in (await client.ask("get_artifacts"))["artifacts"]] == ["New", "app.py"]
    created, updated, added, file, renamed, deleted = await heard_so_far(other)
    assert [created, updated, renamed, deleted] == [reply["replies"][index] for index in (0, 1, 3, 4)]
    assert types([added, file]) == ["message_added", "artifact_created"]
    assert file["artifact"] == reply["replies"][2]["artifacts"][0]
    seqs = [frame["seq"] for frame in (created, updated, added, file, renamed, deleted)]
    assert seqs == list(range(artifact["seq"] + 1, reply["seq"] + 1))
    assert await heard_so_far(client) == []


@pytest.mark.parametrize("place", [0, 1, 3])
async def test_a_batch_with_a_failing_change_does_nothing_and_names_it(
    server: Server, client: Client, place: int
) -> None:
    await create(client)
    other = await server.connect()
    before = await state(client)
    commands: list[Any] = [CREATE, RENAME, {"type": "append_message", "role": "user", "content": "hi"}]
    commands.insert(place, MISSING)
    reply = await client.ask("batch", commands=commands)
    assert (reply["type"], reply["code"]) == ("error", "not_found")
    assert (reply["details"]["index"], reply["details"]["field"]) == (place, "artifactId")
    assert await state(client) == before
    assert await heard_so_far(other) == []
    await server.put_to_sleep()
    assert await state(client) == before


async def test_a_failing_batch_between_others_leaves_those_as_they_are(client: Client) -> None:
    pending = [
        await client.start("append_message", role="user", content="before"),
        await client.start("batch", commands=[CREATE, MISSING]),
        await client.start("append_message", role="user", content="after"),
    ]
    before, failed, after = [await reply for reply in pending]
    assert (before["type"], failed["code"], after["type"]) == ("message_appended", "not_found", "message_appended")
    assert after["seq"] == before["seq"] + 1
    assert [m["content"] for m in (await client.ask("get_messages"))["messages"]] == ["before", "after"]
    assert (await client.ask("get_artifacts"))["artifacts"] == []


async def test_a_later_change_of_a_batch_sees_the_earlier_ones(client: Client) -> None:
    fields = {"role": "user", "content": "hi", "messageId": "mine"}
    commands = [
        {"type": "append_message", **fields},
        {**CREATE, "messageId": "mine"},
        {"type": "delete_messages", "messageIds": ["mine"]},
    ]
    reply = await client.ask("batch", commands=commands)
    assert types(reply["replies"]) == ["message_appended", "artifact_created", "messages_deleted"]
    assert reply["replies"][1]["artifact"]["messageId"] == "mine"


async def test_a_change_that_can_not_be_read_is_named_by_its_place(client: Client) -> None:
    for commands, field in (
        ([CREATE, {"type": "update_session", "updates": {"colour": "red"}}], "commands[1].updates.colour"),
        ([CREATE, {"type": "get_messages"}], "commands[1].type"),
        ([{"type": "batch", "commands": [CREATE]}], "commands[0].type"),
        ([{"title": "no type"}], "commands[0].type"),
        ([], "commands"),
    ):
        reply = await client.ask("batch", commands=commands)
        assert (reply["code"], reply["details"]["field"]) == ("invalid", field)
    assert (await client.ask("get_artifacts"))["artifacts"] == []


@pytest.mark.parametrize("envelope", [{"requestId": "a"}, {"idempotencyKey": "a"}, {"sessionId": "s1"}])
async def test_a_change_in_a_batch_has_no_envelope_of_its_own(client: Client, envelope: dict[str, str]) -> None:
    reply = await client.ask("batch", commands=[CREATE, {**CREATE, **envelope}])
    assert (reply["code"], reply["details"]["index"]) == ("invalid", 1)
    assert (await client.ask("get_artifacts"))["artifacts"] == []


async def test_a_message_in_a_batch_is_answered_by_the_model(server: Server, client: Client) -> None:
    reply = await client.ask("batch", commands=[RENAME, {"type": "send_message", "content": "/echo hello"}])
    accepted = reply["replies"][1]
    assert accepted["type"] == "message_accepted"
    heard = await client.hear_until("reply_finished")
    assert text_in(heard) == "hello"
    assert heard[-1]["message"]["id"] == accepted["replyId"]


async def test_a_message_in_a_failing_batch_is_not_answered(start: Start) -> None:
    model = SteppedModel("never")
    client = await (await start(model=model)).connect()
    reply = await client.ask("batch", commands=[{"type": "send_message", "content": "hi"}, MISSING])
    assert reply["details"]["index"] == 1
    model.release_all()
    assert (await append(client, "hi"))["seq"] == 1
    assert model.requests == []


async def test_a_reply_is_cancelled_in_a_batch_with_what_was_said(start: Start) -> None:
    model = SteppedModel("said ", "unsaid")
    client = await (await start(model=model)).connect()
    accepted = await client.ask("send_message", content="hi")
    model.release()
    await client.hear("reply_delta")
    cancel = {"type": "cancel_reply", "replyId": accepted["replyId"]}
    reply = await client.ask("batch", commands=[cancel, RENAME])
    assert types(reply["replies"]) == ["reply_cancelled", "session_updated"]
    message = (await client.hear("reply_finished"))["message"]
    assert (message["content"], message["status"]) == ("said ", "interrupted")
