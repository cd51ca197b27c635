"""How often a user may ask, and what someone is told who asks too often."""

from server.config import Settings

from ..conftest import Start
from .frames import types
from .tokens import SECRET, bearer, token


async def test_who_asks_too_often_is_told_when_to_come_back(start: Start) -> None:
    server = await start(requests_per_minute=3)
    client = await server.connect()
    told = [await client.ask("get_session") for _ in range(5)]
    assert types(told) == ["session", "session", "session", "error", "error"]
    refused = told[-1]
    assert refused["code"] == "rate_limited"
    assert 1 <= refused["retryAfter"] <= 60
    assert refused["details"] == {"limit": 3, "of": "requests"}
    assert "try again in" in refused["message"]


async def test_each_user_is_counted_alone(start: Start) -> None:
    server = await start(requests_per_minute=2, jwt_secret=SECRET)
    alice = await server.connect("hers", headers=bearer(token("alice")))
    other = await server.connect("also", headers=bearer(token("alice")))
    bob = await server.connect("his", headers=bearer(token("bob")))
    assert types([await alice.ask("get_session"), await other.ask("get_session")]) == ["session", "session"]
    assert types([await alice.ask("get_session"), await other.ask("get_session")]) == ["error", "error"]
    assert (await bob.ask("get_session"))["type"] == "session"


async def test_replies_of_the_model_are_counted_in_batches_too(start: Start) -> None:
    server = await start(replies_per_minute=2)
    client = await server.connect()
    await client.ask("send_message", content="hello")
    await client.hear_until("reply_finished")
    asked = [{"type": "send_message", "content": "one"}, {"type": "send_message", "content": "two"}]
    refused = await client.ask("batch", commands=asked)
    assert (refused["code"], refused["details"]["of"]) == ("rate_limited", "replies")
    assert (await client.ask("append_message", role="user", content="no reply"))["type"] == "message_appended"
    accepted = await client.ask("send_message", content="hello")
    await client.hear_until("reply_finished")
    assert accepted["type"] == "message_accepted"
    assert (await client.ask("send_message", content="hello"))["code"] == "rate_limited"
    assert (await client.ask("get_messages"))["total"] == 5


async def test_what_was_refused_was_not_done(start: Start) -> None:
    server = await start(requests_per_minute=1)
    client = await server.connect()
    await client.ask("append_message", role="user", content="one")
    assert (await client.ask("append_message", role="user", content="two"))["code"] == "rate_limited"
    path = await server.put_to_sleep()
    assert path.exists()


def test_nothing_is_limited_unless_it_is_said() -> None:
    settings = Settings()
    assert settings.requests_per_minute is settings.replies_per_minute is settings.max_sessions is None
    assert settings.max_bytes is settings.free_messages is None
