"""P3 and P4: what one user may have, counted in the session files themselves."""

import asyncio

import pytest

from ..client import Client, Frame
from ..conftest import Server, Start
from .frames import append, types
from .tokens import SECRET, bearer, token


async def say(client: Client, content: str = "hello", **fields: object) -> Frame:
    return await client.ask("append_message", role="user", content=content, **fields)


async def test_free_messages_are_counted_over_all_sessions(start: Start) -> None:
    server = await start(free_messages=3)
    one, two = await server.connect("s1"), await server.connect("s2")
    told = [await say(one), await say(two), await say(one), await say(two)]
    assert types(told) == ["message_appended"] * 3 + ["error"]
    refused = told[-1]
    assert (refused["code"], refused["details"]) == ("forbidden", {"quota": "freeMessages", "used": 3, "limit": 3})
    assert "paymentId" in refused["message"]
    assert (await one.ask("append_message", role="assistant", content="not a user's"))["type"] == "message_appended"
    account = (await one.ask("get_account"))["account"]
    assert (account["freeMessagesUsed"], account["freeMessages"]) == (3, 3)


async def test_messages_sent_at_the_same_moment_do_not_pass_together(start: Start) -> None:
    server = await start(free_messages=3)
    clients = [await server.connect(f"s{number}") for number in range(8)]
    told = await asyncio.gather(*(say(client) for client in clients))
    assert sorted(types(list(told))) == ["error"] * 5 + ["message_appended"] * 3


async def test_a_batch_goes_whole_or_not_at_all(start: Start) -> None:
    server = await start(free_messages=3)
    client = await server.connect()
    four = [{"type": "append_message", "role": "user", "content": f"{number}"} for number in range(4)]
    assert (await client.ask("batch", commands=four))["code"] == "forbidden"
    assert (await client.ask("batch", commands=four[:3]))["type"] == "batch_applied"
    assert (await say(client))["code"] == "forbidden"


async def test_deleting_gives_no_free_message_back(start: Start) -> None:
    server = await start(free_messages=1)
    client = await server.connect()
    await say(client)
    await client.ask("delete_session", permanent=True)
    await server.host.settle()
    again = await server.connect("s2")
    assert (await say(again))["code"] == "forbidden"


async def test_the_count_survives_a_restart(start: Start, server: Server) -> None:
    first = await start(folder=server.settings.folder.parent / "other", free_messages=2)
    client = await first.connect()
    await say(client)
    await first.stop()
    second = await start(folder=first.settings.folder, free_messages=2)
    client = await second.connect()
    assert types([await say(client), await say(client)]) == ["message_appended", "error"]


async def test_a_message_with_a_completed_payment_is_not_free(start: Start) -> None:
    server = await start(free_messages=0, jwt_secret=SECRET)
    client = await server.connect("s1", headers=bearer(token("alice")))
    assert (await say(client))["code"] == "forbidden"
    unknown = await say(client, paymentId="none")
    assert (unknown["code"], unknown["details"]) == ("not_found", {"field": "paymentId"})
    made = await client.ask("create_payment", amount=100, currency="EUR")
    payment = made["payment"]["id"]
    assert (await say(client, paymentId=payment))["code"] == "not_found"
    refused = await client.ask("update_payment", paymentId=payment, status="completed")
    assert refused["code"] == "forbidden"
    admin = await server.connect("a1", headers=bearer(token("till", scope="satchel:admin")))
    settled = await admin.ask("update_payment", paymentId=payment, status="completed", user="alice")
    assert settled["payment"]["status"] == "completed", settled
    assert (await say(client, paymentId=payment))["type"] == "message_appended"
    accepted = await client.ask("send_message", content="hello", paymentId=payment)
    assert accepted["type"] == "message_accepted"
    bob = await server.connect("s2", headers=bearer(token("bob")))
    assert (await say(bob, paymentId=payment))["code"] == "not_found"


@pytest.mark.parametrize("how", ["change", "copy"])
async def test_no_more_sessions_than_allowed(start: Start, how: str) -> None:
    server = await start(max_sessions=2)
    client = await server.connect(None)
    for name in ("s1", "s2"):
        await client.ask("create_session", sessionId=name)
    if how == "change":
        refused = await client.ask("append_message", sessionId="s3", role="user", content="hello")
    else:
        refused = await client.ask("copy_session", sessionId="s1")
    assert (refused["code"], refused["details"]) == ("forbidden", {"quota": "sessions", "used": 2, "limit": 2})
    assert not (server.settings.folder / "sessions" / "s3.sqlite3").exists()
    assert (await client.ask("touch_session", sessionId="s1"))["type"] == "session_updated"
    await client.ask("delete_session", sessionId="s2")
    assert (await client.ask("create_session", sessionId="s3"))["code"] == "forbidden"
    await client.ask("delete_session", sessionId="s2", permanent=True)
    assert (await client.ask("create_session", sessionId="s3"))["type"] == "session_created"


async def test_who_has_no_bytes_left_can_still_read_and_delete(start: Start) -> None:
    server = await start(max_bytes=200_000)
    client = await server.connect()
    while (told := await client.ask("append_message", role="user", content="x" * 50_000))["type"] != "error":
        last = told
    assert (told["code"], told["details"]["quota"]) == ("forbidden", "bytes")
    assert (await client.ask("get_messages", limit=1))["type"] == "messages"
    assert (await client.ask("delete_messages", messageIds=[last["messageId"]]))["type"] == "messages_deleted"
    assert (await client.ask("delete_session", permanent=True))["type"] == "session_deleted"
    other = await server.connect("s2")
    assert (await append(other, "hello"))["type"] == "message_appended"


async def test_a_client_is_told_nothing_twice_though_a_quota_was_looked_at(start: Start) -> None:
    server = await start(free_messages=10)
    client, other = await server.connect(), await server.connect()
    await say(client, "one")
    assert (await other.hear("message_added"))["message"]["content"] == "one"
    await client.ask("get_session")
    assert [event for event in client.events if event["type"] == "message_added"] == []
