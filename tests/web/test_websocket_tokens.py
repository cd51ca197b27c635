"""Tokens over WebSocket: where one may stand, how it is renewed in place, and what happens when it ends."""

import logging
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from server.wire.codec import Packet
from server.wire.events import Subscribed

from ..client import Client
from ..conftest import Server, Start
from .frames import heard_so_far, refused, types
from .tokens import NOW, SECRET, bearer, token


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


async def enter(server: Server, text: str, session: str | None = "s1", **options: Any) -> Client:
    return await server.connect(session, headers=bearer(text), **options)


async def works(client: Client) -> bool:
    return bool((await client.ask("get_session"))["type"] == "session")


async def test_without_a_token_the_handshake_is_refused(server: Server) -> None:
    for path in ("/ws/s1", "/ws", "/ws/s1?token=", "/ws/not an id"):
        status, problem = await refused(server, path)
        assert (status, problem["code"], problem["details"]) == (401, "unauthenticated", {"reason": "missing"})
    assert list((server.settings.folder / "sessions").iterdir()) == []


async def test_with_a_bad_token_the_handshake_is_refused(server: Server) -> None:
    bad = token(exp=NOW - 31)
    for path, headers in (
        ("/ws/s1", bearer(bad)),
        (f"/ws/s1?token={bad}", None),
        ("/ws/s1", {"Sec-WebSocket-Protocol": f"satchel.json, satchel.bearer.{bad}"}),
    ):
        status, problem = await refused(server, path, headers)
        assert (status, problem["details"]["reason"]) == (401, "expired")


async def test_a_token_may_stand_in_the_header_the_subprotocol_or_the_query(server: Server) -> None:
    assert await works(await enter(server, token()))
    assert await works(await server.connect(query=f"token={quote(token())}"))
    assert await works(await server.connect(query=f"since=0&token={token()}", msgpack=True))
    for known in ("satchel.json", "satchel.msgpack"):
        for offered in ([known, f"satchel.bearer.{token()}"], [f"satchel.bearer.{token()}", known]):
            socket = await server.http.ws_connect(f"{server.url}/ws/s1", protocols=offered)
            assert socket.protocol == known
            client = Client(socket, known == "satchel.msgpack")
            assert await works(client)
            await client.close()


async def test_the_header_goes_before_the_subprotocol_and_that_before_the_query(server: Server) -> None:
    def offer(text: str) -> dict[str, str]:
        return {"Sec-WebSocket-Protocol": f"satchel.json, satchel.bearer.{text}"}

    status, _ = await refused(server, f"/ws/s1?token={token()}", bearer("bad") | offer(token()))
    assert status == 401
    status, _ = await refused(server, f"/ws/s1?token={token()}", offer("bad"))
    assert status == 401
    assert await works(await server.connect(query="token=bad", headers=bearer(token())))


@pytest.mark.parametrize("settings", [{}, {"jwt_secret": SECRET}], ids=["local", "sign-in"])
async def test_a_token_as_the_only_subprotocol_is_refused_since_none_could_be_chosen(
    start: Start, settings: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = await start(**settings)
    for offered in (f"satchel.bearer.{token()}", f"other, satchel.bearer.{token()}"):
        status, problem = await refused(server, "/ws/s1", {"Sec-WebSocket-Protocol": offered})
        assert status == 400
        assert "satchel.json" in problem["title"]
    assert token() not in caplog.text


# the end of a token


async def test_a_client_is_warned_a_minute_before_its_token_ends_and_once(server: Server) -> None:
    client = await enter(server, token(exp=NOW + 100))
    server.clock.pass_seconds(39.9)
    server.guests.check()
    assert await heard_so_far(client) == []
    server.clock.pass_seconds(0.1)
    server.guests.check()
    server.guests.check()
    assert await heard_so_far(client) == [{"type": "token_expiring", "expiresAt": (NOW + 100) * 1000}]


async def test_a_client_whose_token_ends_soon_is_warned_at_once(server: Server) -> None:
    for options in ({}, {"query": "events=off"}, {"msgpack": True}):
        client = await enter(server, token(exp=NOW + 60), **options)
        assert types(await heard_so_far(client)) == ["token_expiring"]


async def test_when_the_token_has_ended_the_connection_is_closed_with_4401(server: Server) -> None:
    ends, stays = await enter(server, token(exp=NOW + 10)), await enter(server, token())
    server.clock.pass_seconds(39.9)
    server.guests.check()
    assert await works(ends)
    server.clock.pass_seconds(0.1)
    server.guests.check()
    await ends.socket.ping()
    assert await ends.closed() == 4401
    assert await works(stays)


async def test_the_reason_says_what_to_do(server: Server) -> None:
    socket = await server.http.ws_connect(f"{server.url}/ws/s1", headers=bearer(token(exp=NOW + 100)))
    server.clock.pass_seconds(131)
    server.guests.check()
    closing = await socket.receive()
    assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4401)
    assert "fresh one" in (closing.extra or "")


async def test_what_is_sent_after_the_end_is_not_done_though_nobody_has_looked_yet(server: Server) -> None:
    watcher = await enter(server, token())
    client = await enter(server, token(exp=NOW + 10))
    await client.ask("append_message", role="user", content="in time")
    server.clock.pass_seconds(40)
    replies = [await client.start("append_message", role="user", content="too late") for _ in range(3)]
    assert await client.closed() == 4401
    for reply in replies:
        with pytest.raises(ConnectionError):
            await reply
    found = await watcher.ask("get_messages")
    assert [message["content"] for message in found["messages"]] == ["in time"]


async def test_a_connection_that_was_closed_hears_nothing_more(server: Server) -> None:
    talker, listener = await enter(server, token()), await enter(server, token(exp=NOW + 10))
    await talker.ask("append_message", role="user", content="one")
    await listener.hear("message_added")
    listener.events.clear()
    server.clock.pass_seconds(40)
    server.guests.check()
    await talker.ask("append_message", role="user", content="two")
    assert await listener.closed() == 4401
    assert listener.events == []


async def test_from_the_moment_of_its_end_a_connection_is_told_nothing(server: Server) -> None:
    client = await enter(server, token(exp=NOW + 100))
    await client.ask("get_session")
    [guest] = server.guests._guests
    server.clock.pass_seconds(131)
    server.guests.check()
    guest.connection.hear([Packet(Subscribed())])
    assert await client.closed() == 4401
    assert client.events == []


async def test_connections_that_are_gone_are_not_kept(server: Server) -> None:
    client = await enter(server, token(exp=NOW + 100))
    await client.close()
    other = await enter(server, token(exp=NOW + 100))
    assert await works(other)
    assert len(server.guests._guests) == 1
    server.clock.pass_seconds(131)
    server.guests.check()
    assert await other.closed() == 4401
    assert server.guests._guests == set()


async def test_the_server_itself_looks_at_the_time(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.sign_in.guests.EVERY", 0.0)
    server = await start(jwt_secret=SECRET)
    client = await enter(server, token(exp=NOW + 100))
    server.clock.pass_seconds(50)
    assert (await client.hear("token_expiring"))["expiresAt"] == (NOW + 100) * 1000
    server.clock.pass_seconds(80)
    assert await client.closed() == 4401


# renewing in place


async def test_a_token_is_renewed_in_place(server: Server) -> None:
    client = await enter(server, token(exp=NOW + 60))
    await client.hear("token_expiring")
    reply = await client.ask("authenticate", token=token(exp=NOW + 1000))
    expected = {"type": "authenticated", "user": "alice", "expiresAt": (NOW + 1000) * 1000}
    assert {name: value for name, value in reply.items() if name != "requestId"} == expected
    server.clock.pass_seconds(500)
    server.guests.check()
    assert await works(client)
    server.clock.pass_seconds(440)
    server.guests.check()
    assert (await client.hear("token_expiring"))["expiresAt"] == (NOW + 1000) * 1000
    server.clock.pass_seconds(90)
    server.guests.check()
    assert await client.closed() == 4401


async def test_a_connection_for_many_sessions_is_renewed_without_naming_one(server: Server) -> None:
    client = await enter(server, token(exp=NOW + 100), None, msgpack=True)
    assert (await client.ask("authenticate", token=token()))["type"] == "authenticated"
    await client.send({"type": "authenticate", "token": token()})
    assert (await client.hear("authenticated"))["user"] == "alice"


async def test_another_users_token_is_refused_and_the_connection_goes_on(server: Server) -> None:
    client = await enter(server, token())
    reply = await client.ask("authenticate", token=token("bob"))
    assert (reply["type"], reply["code"]) == ("error", "forbidden")
    assert await works(client)


async def test_a_bad_token_is_refused_and_the_old_one_holds_on(server: Server) -> None:
    client = await enter(server, token(exp=NOW + 100))
    for bad, why in (("x", "malformed"), (token(exp=NOW - 100), "expired"), ("a" * 8000, "malformed")):
        reply = await client.ask("authenticate", token=bad)
        assert (reply["code"], reply["details"]["reason"]) == ("unauthenticated", why)
    assert (await client.ask("authenticate", token="a" * 9000))["code"] == "invalid"
    assert (await client.ask("authenticate"))["code"] == "invalid"
    assert await works(client)
    server.clock.pass_seconds(130)
    server.guests.check()
    assert await client.closed() == 4401


async def test_without_sign_in_there_is_nothing_to_renew(start: Start) -> None:
    client = await (await start()).connect()
    reply = await client.ask("authenticate", token=token())
    assert (reply["code"], "no sign-in" in reply["message"]) == ("invalid", True)
    assert await works(client)
