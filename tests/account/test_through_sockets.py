"""What a client of a session writes it finds in its account, on the same connection and at once."""

import sqlite3
from typing import Any

from server.content.search_text import MARK, UNMARK

from ..client import Client, Frame
from ..conftest import Server, Start
from ..web.frames import append
from ..web.tokens import SECRET, bearer, token


async def listed(client: Client, **fields: Any) -> list[str]:
    return [session["id"] for session in (await client.ask("list_sessions", **fields))["sessions"]]


async def found(client: Client, query: str) -> list[tuple[str, str]]:
    results = (await client.ask("search", query=query))["results"]
    return sorted((result["kind"], result["sessionId"]) for result in results)


async def write_garden(server: Server) -> None:
    for name, text in (("s1", "Plant a rose"), ("s2", "Plant a tulip"), ("s3", "Water the rose")):
        client = await server.connect(name)
        await append(client, text, "user")
        await append(client, f"```python title={name}.py\n{'# ' + text + chr(10)}{'x = 1' + chr(10) * 2}y = 2\n```")
        server.clock.pass_seconds(1)


async def test_a_message_is_in_the_list_and_found_as_soon_as_it_is_acknowledged(client: Client) -> None:
    for number in range(5):
        await append(client, f"word{number} of a rose", "user")
        reply = await client.ask("list_sessions")
        [session] = reply["sessions"]
        assert (session["messageCount"], session["preview"]) == (number + 1, f"word{number} of a rose")
        [result] = (await client.ask("search", query=f"word{number} ", kind="message"))["results"]
        assert result["snippet"] == f"{MARK}word{number}{UNMARK} of a rose"
    assert (await client.ask("get_statistics"))["statistics"]["totalMessages"] == 5


async def test_an_artifact_that_is_deleted_is_found_no_more(client: Client) -> None:
    created = await client.ask("create_artifact", artifactType="doc", title="Roses", content="red petals")
    [result] = (await client.ask("search", query="petals "))["results"]
    assert (result["id"], result["title"]) == (created["artifact"]["id"], "Roses")
    await client.ask("delete_artifact", artifactId=created["artifact"]["id"])
    assert (await client.ask("search", query="petals "))["results"] == []


async def test_whoever_subscribes_to_the_account_hears_of_sessions_as_they_change(server: Server) -> None:
    watcher = await server.connect(None)
    assert (await watcher.ask("subscribe_account"))["type"] == "account_subscribed"
    client = await server.connect("s1")
    await append(client, "Plant a rose", "user")
    heard = await watcher.hear("session_listed")
    assert (heard["session"]["id"], heard["session"]["title"]) == ("s1", "Plant a rose")
    assert "seq" not in heard
    await append(client, "and a tulip", "user")
    while heard["session"]["messageCount"] < 2:
        heard = await watcher.hear("session_listed")
    assert heard["session"]["preview"] == "and a tulip"


async def test_a_collection_is_told_to_other_connections_that_subscribed(server: Server, client: Client) -> None:
    watcher = await server.connect(None)
    await watcher.ask("subscribe_account")
    made = await client.ask("create_collection", name="Herbs", idempotencyKey="k")
    assert made["type"] == "collection_created"
    assert (await watcher.hear("collection_created"))["collection"] == made["collection"]
    assert (await client.ask("create_collection", name="Herbs", idempotencyKey="k"))["collection"] == made["collection"]
    created = await client.ask("create_artifact", artifactType="doc", title="Mint", content="x")
    where = {"sessionId": "s1", "artifactId": created["artifact"]["id"]}
    await client.ask("add_to_collection", collectionId=made["collection"]["id"], **where)
    shown = await client.ask("get_collection", collectionId=made["collection"]["id"])
    assert [item["title"] for item in shown["collection"]["artifacts"]] == ["Mint"]


async def everything(client: Client) -> list[Frame]:
    """Lists and searches, without what only correlates."""
    asked: list[tuple[str, dict[str, Any]]] = [
        ("list_sessions", {"includeStats": True}),
        ("list_sessions", {"search": "rose"}),
        ("list_sessions", {"limit": 1, "offset": 1}),
        ("search", {"query": ""}),
        ("search", {"query": "rose "}),
        ("search", {"query": "type:python plant"}),
        ("search", {"query": '"plant a" session:s2'}),
        ("get_collections", {}),
    ]
    return [{**await client.ask(name, **fields), "requestId": None} for name, fields in asked]


async def wake_all(server: Server) -> None:
    for name in ("s1", "s2", "s3"):
        await (await server.connect(name)).ask("get_session")


async def fill(server: Server) -> list[Frame]:
    """Three sessions, and a collection; what lists and searches show of them."""
    await write_garden(server)
    client = await server.connect("s1")
    artifacts = (await client.ask("get_artifacts"))["artifacts"]
    made = await client.ask("create_collection", name="Herbs")
    where = {"sessionId": "s1", "artifactId": artifacts[0]["id"]}
    await client.ask("add_to_collection", collectionId=made["collection"]["id"], **where)
    before = await everything(client)
    assert before[0]["total"] == 3
    assert len(before[3]["results"]) > 6
    return before


def delete_what_is_derived(server: Server) -> None:
    db = sqlite3.connect(server.settings.folder / "users" / "local.sqlite3")
    for table in ("sessions", "entries"):
        assert db.execute(f"DELETE FROM {table}").rowcount > 2
    db.commit()
    db.close()


async def test_what_is_derived_can_be_deleted_and_comes_back_the_same(start: Start) -> None:
    server = await start()
    before = await fill(server)
    await server.stop()
    delete_what_is_derived(server)
    server = await start()
    client = await server.connect(None)
    empty = await everything(client)
    assert (empty[0]["total"], empty[3]["total"], empty[7]["collections"][0]["artifactCount"]) == (0, 0, 0)
    await wake_all(server)
    assert await everything(client) == before


async def test_an_account_that_starts_anew_hears_everything_of_sessions_that_wake(start: Start) -> None:
    server = await start()
    before = await fill(server)
    await server.stop()
    server = await start()
    client = await server.connect(None)
    assert await everything(client) == before
    await server.host._follower.start_anew("local")
    assert (await everything(client))[0]["total"] == 0
    await wake_all(server)
    assert await everything(client) == before


async def test_sessions_that_are_awake_are_indexed_anew_at_once(server: Server) -> None:
    await write_garden(server)
    client = await server.connect("s1")
    before = await everything(client)
    await server.host._follower.start_anew("local")
    assert await everything(client) == before


async def test_an_account_that_was_lost_is_made_again_from_the_sessions(start: Start) -> None:
    server = await start()
    await write_garden(server)
    before = await everything(await server.connect("s1"))
    await server.stop()
    (server.settings.folder / "users" / "local.sqlite3").unlink()
    server = await start()
    client = await server.connect("s1")
    await wake_all(server)
    assert await everything(client) == before


async def test_a_user_who_writes_without_a_pause_keeps_nobody_out_of_the_index(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    busy = await server.connect("busy", headers=bearer(token("alice")))
    quiet = await server.connect("quiet", headers=bearer(token("bob")))
    await busy.ask("append_message", role="user", content="first")
    await quiet.ask("append_message", role="user", content="once")
    for number in range(10_000):
        await busy.ask("append_message", role="user", content=f"word{number}")
        if "bob" not in server.host._follower._behind:
            break
    assert number < 9_999
