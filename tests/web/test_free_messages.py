"""P3: how many messages a user had for nothing."""

import sqlite3

import pytest

from server.handling.caller import SERVER
from server.wire.commands import AppendMessage

from ..client import Client
from ..conftest import Server
from .frames import append, ok, reply_to


async def counted(server: Server) -> int:
    path = await server.put_to_sleep()
    db = sqlite3.connect(path)
    try:
        return int(db.execute("SELECT free_messages FROM change_counter").fetchone()[0])
    finally:
        db.close()


async def test_what_a_user_says_is_counted_and_nothing_else(server: Server, client: Client) -> None:
    await append(client, "one", "user")
    await reply_to(client, "two")
    await append(client, "an answer", "assistant")
    await append(client, "a rule", "system")
    assert await counted(server) == 2


async def test_what_is_paid_for_is_not_counted(server: Server, client: Client) -> None:
    await append(client, "one", "user", paymentId="pay_1")
    assert await counted(server) == 0


async def test_what_the_server_says_for_a_user_is_not_counted(server: Server, client: Client) -> None:
    await server.host.ask("s1", AppendMessage(role="user", content="one"), SERVER)
    assert await counted(server) == 0


@pytest.mark.parametrize("again", [{"messageId": "m1"}, {"parentId": "nowhere"}])
async def test_a_message_that_is_refused_is_not_counted(server: Server, client: Client, again: dict[str, str]) -> None:
    await append(client, "one", "user", messageId="m1")
    for type_, fields in (("append_message", {"role": "user"}), ("send_message", {})):
        assert (await client.ask(type_, content="two", **fields, **again))["type"] == "error"
    assert await counted(server) == 1


async def test_a_message_that_is_sent_twice_is_counted_once(server: Server, client: Client) -> None:
    for _ in range(2):
        await append(client, "one", "user", idempotencyKey="k")
    await server.put_to_sleep()
    await append(client, "one", "user", idempotencyKey="k")
    assert await counted(server) == 1


async def test_of_a_batch_that_fails_nothing_is_counted(server: Server, client: Client) -> None:
    say = {"type": "append_message", "role": "user", "content": "one"}
    await client.ask("batch", commands=[say, {"type": "delete_messages", "messageIds": ["none"]}])
    await ok(client, "batch", commands=[say, say])
    assert await counted(server) == 2
