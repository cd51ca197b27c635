"""A10: whoever has a link reads what it leads to, until it expires or is revoked, and nothing else."""

from typing import Any

import aiohttp
import pytest

from ..client import Client, Frame
from ..conftest import Server, Start
from .frames import append, create
from .tokens import NOW, SECRET, bearer, token


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


@pytest.fixture
async def alice(server: Server) -> Client:
    return await server.connect("s1", headers=bearer(token("alice")))


async def link_of(client: Client, **fields: Any) -> Frame:
    reply = await client.ask("create_link", sessionId="s1", **fields)
    assert reply["type"] == "link_created", reply
    link: Frame = reply["link"]
    return link


async def status(server: Server, link: str, session: str = "s1") -> int:
    """Of a handshake."""
    try:
        await server.connect(session, query=f"link={link}")
    except aiohttp.WSServerHandshakeError as error:
        return error.status
    return 101


async def test_a_link_lets_anyone_read_and_hear_a_session(server: Server, alice: Client) -> None:
    await append(alice, "hello")
    link = await link_of(alice)
    reader = await server.connect("s1", query=f"link={link['token']}")
    assert (await reader.ask("get_messages"))["messages"][0]["content"] == "hello"
    await append(alice, "again")
    assert (await reader.hear("message_added"))["message"]["content"] == "again"


async def test_a_reader_changes_nothing_and_sees_nothing_else(server: Server, alice: Client) -> None:
    artifact = await create(alice)
    link = await link_of(alice)
    reader = await server.connect("s1", query=f"link={link['token']}")
    refused = await reader.ask("update_artifact", artifactId=artifact["id"], updates={"content": "b"})
    assert (refused["code"], refused["message"]) == ("forbidden", "A link is for reading only.")
    assert (await reader.ask("list_sessions"))["code"] == "unauthenticated"
    assert (await reader.ask("create_link", sessionId="s1"))["code"] == "unauthenticated"
    assert (await reader.ask("delete_session"))["code"] == "forbidden"
    assert (await reader.ask("copy_session"))["code"] == "forbidden"
    await append(await server.connect("s2", headers=bearer(token("alice"))), "other")
    assert await status(server, link["token"], "s2") == 404


async def test_a_link_to_an_artifact_shows_that_artifact_only(server: Server, alice: Client) -> None:
    shown, hidden = await create(alice), await create(alice, title="Other")
    link = await link_of(alice, artifactId=shown["id"])
    reader = await server.connect("s1", query=f"link={link['token']}")
    assert (await reader.ask("get_artifact", artifactId=shown["id"]))["artifact"] == shown
    for asked, fields in (
        ("get_artifact", {"artifactId": hidden["id"]}),
        ("get_artifacts", {}),
        ("get_messages", {}),
        ("get_session", {}),
        ("subscribe", {"since": 0}),
    ):
        assert (await reader.ask(asked, **fields))["code"] == "not_found", asked
    await append(alice, "quiet")
    await reader.ask("get_artifact", artifactId=shown["id"])
    assert reader.events == []


async def test_a_link_ends_when_it_expires(server: Server, alice: Client) -> None:
    await append(alice, "hello")
    link = await link_of(alice, expiresAt=(NOW + 100) * 1000)
    reader = await server.connect("s1", query=f"link={link['token']}")
    server.clock.pass_seconds(131)
    server.guests.check()
    assert await reader.closed() == 4401
    assert await status(server, link["token"]) == 404


async def test_a_revoked_link_ends_at_once_for_those_who_are_here_too(server: Server, alice: Client) -> None:
    await append(alice, "hello")
    link = await link_of(alice)
    reader = await server.connect("s1", query=f"link={link['token']}")
    await reader.ask("get_session")
    assert (await alice.ask("revoke_link", linkId=link["id"]))["type"] == "link_revoked"
    assert (await reader.hear("error"))["code"] == "forbidden"
    assert (await reader.ask("get_messages"))["code"] == "not_found"
    await append(alice, "after")
    await reader.ask("get_messages")
    assert reader.events == []
    assert await status(server, link["token"]) == 404


async def test_a_link_to_a_deleted_session_leads_nowhere(server: Server, alice: Client) -> None:
    await append(alice, "hello")
    link = await link_of(alice)
    await alice.ask("delete_session")
    assert await status(server, link["token"]) == 404
    await alice.ask("restore_session")
    assert await status(server, link["token"]) == 101


@pytest.mark.parametrize("link", ["", "nonsense", "a" * 5000, "%00", "%F0%9F%98%80"])
async def test_a_link_that_is_none_leads_nowhere(server: Server, alice: Client, link: str) -> None:
    await append(alice, "hello")
    assert await status(server, link) == 404
    assert await status(server, link, "unknown") == 404


async def test_a_public_session_is_read_by_whoever_knows_its_id(server: Server, alice: Client) -> None:
    await append(alice, "hello")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.connect("s1")
    assert refused.value.status == 401
    await alice.ask("update_session", updates={"visibility": "public"})
    for headers in ({}, bearer(token("bob"))):
        reader = await server.connect("s1", headers=headers)
        assert (await reader.ask("get_messages"))["total"] == 1
        assert (await reader.ask("append_message", role="user", content="no"))["code"] == "forbidden"
        await alice.ask("touch_session")
        assert (await reader.hear("session_updated"))["session"]["visibility"] == "public"
    await alice.ask("update_session", updates={"visibility": "private"})
    assert (await reader.hear("error"))["code"] == "forbidden"
    assert (await reader.ask("get_messages"))["code"] == "not_found"
