"""C4: a change that is sent again has no second effect and gets the first answer."""

from typing import Any

import pytest

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, as_event, create, fence, heard_so_far, reply_to, update


async def twice(server: Server, client: Client, type: str, *, asleep: bool, **fields: Any) -> None:
    """Sends a change twice, and checks that the second one answers as the first and is told to nobody."""
    first = await client.ask(type, idempotencyKey="k", **fields)
    assert first["type"] != "error", first
    before = (await client.ask("get_session"))["seq"]
    if asleep:
        await server.put_to_sleep()
    other = await server.connect()
    second = await client.ask(type, idempotencyKey="k", **fields)
    assert as_event(second) == as_event(first)
    assert await heard_so_far(other) == []
    assert (await client.ask("get_session"))["seq"] == before


@pytest.mark.parametrize("asleep", [False, True], ids=["awake", "across a sleep"])
@pytest.mark.parametrize(
    "type",
    [
        "create_artifact",
        "update_artifact",
        "delete_artifact",
        "restore_artifact_version",
        "append_message",
        "delete_messages",
        "update_session",
        "batch",
    ],
)
async def test_the_same_key_gives_the_first_answer_and_no_second_effect(
    server: Server, client: Client, type: str, asleep: bool
) -> None:
    message = (await append(client, "hello", "user"))["messageId"]
    artifact = (await create(client))["id"]
    await update(client, artifact, updates={"content": "b\n"})
    rename = {"type": "update_session", "updates": {"title": "New"}}
    fields: dict[str, dict[str, Any]] = {
        "create_artifact": {"artifactType": "html", "title": "Page", "content": "<p>"},
        "update_artifact": {"artifactId": artifact, "updates": {"title": "New"}},
        "delete_artifact": {"artifactId": artifact},
        "restore_artifact_version": {"artifactId": artifact, "version": 1},
        "append_message": {"role": "assistant", "content": fence("css", "a { b: c }")},
        "delete_messages": {"messageIds": [message]},
        "update_session": {"updates": {"title": "New"}},
        "batch": {"commands": [rename, {"type": "append_message", "role": "user", "content": "more"}]},
    }
    await twice(server, client, type, asleep=asleep, **fields[type])


async def test_a_message_that_is_sent_again_gets_no_second_reply(start: Start) -> None:
    model = SteppedModel("once")
    server = await start(model=model)
    client = await server.connect()
    model.release_all()
    [*_, finished] = await reply_to(client, "hi", idempotencyKey="k")
    for _ in range(2):
        again = await client.ask("send_message", content="hi", idempotencyKey="k")
        assert again["replyId"] == finished["message"]["id"]
        await server.put_to_sleep()
    assert (await client.ask("get_messages"))["total"] == 2
    assert len(model.requests) == 1


async def test_a_change_that_is_sent_again_before_its_answer_came_is_made_once(client: Client) -> None:
    fields = {"artifactType": "code", "title": "a", "content": "", "idempotencyKey": "k"}
    pending = [await client.start("create_artifact", **fields) for _ in range(5)]
    replies = [as_event(await reply) for reply in pending]
    assert replies == replies[:1] * 5
    assert len((await client.ask("get_artifacts"))["artifacts"]) == 1


async def test_the_same_key_from_another_client_gives_the_first_answer_too(server: Server, client: Client) -> None:
    first = await create(client, idempotencyKey="k")
    other = await server.connect(msgpack=True)
    assert await create(other, idempotencyKey="k") == first


async def test_the_same_key_with_another_change_is_a_conflict(server: Server, client: Client) -> None:
    await create(client, idempotencyKey="k")
    for kind, fields in (
        ("create_artifact", {"artifactType": "code", "title": "Notes", "content": "other"}),
        ("update_session", {"updates": {"title": "New"}}),
    ):
        reply = await client.ask(kind, idempotencyKey="k", **fields)
        assert (reply["code"], reply["details"]["field"]) == ("conflict", "idempotencyKey")
    await server.put_to_sleep()
    assert len((await client.ask("get_artifacts"))["artifacts"]) == 1
    assert (await client.ask("get_session"))["session"]["title"] == ""


async def test_the_same_key_in_another_session_is_another_change(server: Server, client: Client) -> None:
    first = await create(client, idempotencyKey="k")
    second = await create(await server.connect("s2"), idempotencyKey="k")
    assert (first["sessionId"], second["sessionId"]) == ("s1", "s2")


async def test_a_change_that_failed_may_be_sent_again_with_its_key(client: Client) -> None:
    fields = {"messageIds": ["mine"], "idempotencyKey": "k"}
    assert (await client.ask("delete_messages", **fields))["code"] == "not_found"
    await append(client, "hi", "user", messageId="mine")
    assert (await client.ask("delete_messages", **fields))["type"] == "messages_deleted"


async def test_a_question_takes_no_key(client: Client) -> None:
    reply = await client.ask("get_session", idempotencyKey="k")
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "idempotencyKey")
