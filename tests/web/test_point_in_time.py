"""F5: a session is seen as it was at a `seq` or a time, and becomes that again, in place or as a new session."""

import sqlite3
from pathlib import Path
from typing import Any

from ..client import Client, Frame
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, as_event, create, fence, heard_so_far, ok, refusal, return_to, said, shown, types, update
from .tokens import SECRET, bearer, token
from .tool_calls import WEATHER, call_tools, calls_in


async def at(client: Client, **point: Any) -> Frame:
    return await ok(client, "get_session_at", **point)


async def contents(client: Client, **point: Any) -> list[str]:
    return [message["content"] for message in (await at(client, **point))["messages"]]


async def now(client: Client) -> int:
    return int((await ok(client, "get_session"))["seq"])


def inside(path: Path, statement: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(path)
    try:
        with db:
            return db.execute(statement).fetchall()
    finally:
        db.close()


async def some_past(server: Server, client: Client) -> tuple[int, int]:
    """Something of everything, and then other things; the number and the time in between."""
    first = await said(client, "first", role="user")
    artifact = await create(client, "a\n", artifactId="art_1")
    await ok(client, "create_component", name="Card", componentId="cmp_1", jsxCode="<a/>")
    await ok(client, "save_snapshot", files={"a.txt": "1"})
    site = (await ok(client, "create_site", title="Site", files={"a.txt": "1"}))["site"]
    seq, time = await now(client), server.clock.now()
    server.clock.pass_seconds(60)
    await said(client, "second", role="user")
    await ok(client, "delete_messages", messageIds=[first])
    await update(client, artifact["id"], updates={"content": "b\n"})
    await create(client, "new", artifactId="art_2")
    await ok(client, "update_component", componentId="cmp_1", updates={"jsxCode": "<b/>"})
    await ok(client, "save_snapshot", files={"b.txt": "2"})
    await ok(client, "delete_site", siteId=site["id"])
    await ok(client, "update_session", updates={"title": "Later"})
    return seq, time


async def test_everything_is_seen_as_it_was(server: Server, client: Client) -> None:
    seq, time = await some_past(server, client)
    then = await at(client, seq=seq)
    assert (then["type"], then["seq"], then["time"], then["incomplete"]) == ("session_at", seq, time, [])
    assert [message["content"] for message in then["messages"]] == ["first"]
    assert (then["total"], then["session"]["title"]) == (1, "first")
    assert [(one["id"], one["content"], one["version"]) for one in then["artifacts"]] == [("art_1", "a\n", 1)]
    assert [one["jsxCode"] for one in then["components"]] == ["<a/>"]
    assert [entry["path"] for entry in then["project"]["entries"]] == ["a.txt"]
    assert [(one["title"], [entry["path"] for entry in one["entries"]]) for one in then["sites"]] == [
        ("Site", ["a.txt"])
    ]
    assert as_event(await at(client, time=time)) == as_event(then)
    assert as_event(await at(client, time=time + 59_999)) == as_event(then)
    later = await at(client, time=time + 60_000)
    assert (later["seq"], later["session"]["title"]) == (await now(client), "Later")
    assert await contents(client, seq=seq, messageOffset=1) == []


async def test_a_point_is_named_in_one_way_and_has_to_have_been(server: Server, client: Client) -> None:
    await said(client, "x")
    for point, expected in (
        ({}, ("invalid", "seq")),
        ({"seq": 1, "time": 1}, ("invalid", "seq")),
        ({"seq": 99}, ("invalid", "seq")),
        ({"time": server.clock.now() - 1}, ("not_found", "time")),
    ):
        assert refusal(await client.ask("get_session_at", **point)) == expected
        assert refusal(await client.ask("restore_session_at", **point)) == expected


async def test_a_past_that_is_not_kept_whole_says_from_where_on_it_is(server: Server, client: Client) -> None:
    await said(client, "one")
    server.clock.pass_seconds(1)
    await said(client, "two")
    whole = server.clock.now()
    seq = await now(client)
    inside(await server.put_to_sleep(), f"UPDATE change_counter SET whole_since = {seq}")
    refused = await client.ask("get_session_at", seq=seq - 1)
    assert refusal(refused) == ("not_found", "seq")
    assert f"from seq {seq} on" in refused["message"]
    assert (refused["details"]["wholeSince"], refused["details"]["wholeSinceTime"]) == (seq, whole)
    assert refusal(await client.ask("restore_session_at", time=whole - 1)) == ("not_found", "time")
    assert await contents(client, time=whole) == ["one", "two"]


async def test_a_reply_that_was_being_written_is_said_to_be_unknown(start: Start) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    client = await server.connect()
    accepted = await ok(client, "send_message", content="go")
    model.release()
    delta = await client.hear("reply_delta")
    assert await contents(client, seq=delta["seq"]) == ["go", "one "]  # so far it is known
    assert await contents(client, seq=delta["seq"] - 1) == ["go", ""]
    assert refusal(await client.ask("restore_session_at", seq=1))[0] == "conflict"
    model.release_all()
    await client.hear("reply_finished")
    then = await at(client, seq=delta["seq"])
    assert [(one["content"], one["status"]) for one in then["messages"]] == [("go", "complete"), ("", "streaming")]
    [gap] = then["incomplete"]
    assert (gap["noun"], gap["id"], gap["field"]) == ("message", accepted["replyId"], "content")
    made = await ok(client, "restore_session_at", seq=delta["seq"], into="s2")
    assert made["incomplete"] == [gap]
    assert await shown(await server.connect("s2")) == ["go"]
    restored = await ok(client, "restore_session_at", seq=delta["seq"])
    assert restored["incomplete"] == [gap]
    assert await shown(client) == ["go"]


async def test_in_place_it_is_as_it_was_and_what_was_before_comes_back(server: Server, client: Client) -> None:
    seq, _ = await some_past(server, client)
    last = await now(client)
    done = await ok(client, "restore_session_at", seq=seq)
    assert (done["restoredSeq"], done["previousSeq"], done["created"], done["incomplete"]) == (seq, last, False, [])
    assert await shown(client) == ["first"]
    artifacts = (await ok(client, "get_artifacts"))["artifacts"]
    assert [(one["content"], one["version"]) for one in artifacts] == [("a\n", 3)]
    assert (await ok(client, "get_snapshot"))["snapshot"]["files"] == {"a.txt": "1"}
    assert len((await ok(client, "get_sites"))["sites"]) == 1
    back = await ok(client, "restore_session_at", seq=done["previousSeq"])
    assert await shown(client) == ["second"]
    assert [one["id"] for one in (await ok(client, "get_artifacts"))["artifacts"]] == ["art_1", "art_2"]
    assert (back["session"]["title"], (await ok(client, "get_sites"))["sites"]) == ("Later", [])
    await ok(client, "restore_session_at", seq=back["previousSeq"])
    assert await shown(client) == ["first"]
    path = await server.put_to_sleep()
    assert inside(path, "PRAGMA integrity_check") == [("ok",)]


async def test_everyone_hears_of_each_change_of_a_restoring(server: Server, client: Client) -> None:
    seq, _ = await some_past(server, client)
    other = await server.connect()
    before = await now(client)
    done = await ok(client, "restore_session_at", seq=seq)
    heard = await heard_so_far(other)
    assert types(heard) == [
        "messages_deleted",
        "message_added",
        "artifact_updated",
        "artifact_deleted",
        "component_updated",
        "snapshot_saved",
        "site_restored",
        "session_updated",
        "session_restored_at",
    ]
    assert heard[-1] == as_event(done)
    numbers = [frame["seq"] for frame in heard]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > before
    _, missed = await return_to(server, before)
    assert [frame["seq"] for frame in missed] == [number for number in numbers if number != done["seq"]]


async def test_restoring_what_is_so_already_changes_nothing_and_a_key_does_it_once(client: Client) -> None:
    await said(client, "one")
    first = await now(client)
    same = await ok(client, "restore_session_at", seq=first)
    assert (same["seq"], await now(client)) == (first, first)
    await said(client, "two")
    done = await ok(client, "restore_session_at", seq=first, idempotencyKey="k")
    await said(client, "three")
    again = await ok(client, "restore_session_at", seq=first, idempotencyKey="k")
    assert as_event(again) == as_event(done)
    assert await shown(client) == ["one", "three"]


async def test_a_new_session_is_what_was_and_knows_nothing_of_what_came_later(server: Server, client: Client) -> None:
    seq, time = await some_past(server, client)
    last = await now(client)
    made = await ok(client, "restore_session_at", time=time, into="s2", idempotencyKey="k")
    assert (made["created"], made["session"]["id"], made["restoredSeq"]) == (True, "s2", seq)
    assert made["session"]["metadata"]["copiedFrom"] == {"sessionId": "s1", "seq": seq}
    assert await now(client) == last  # the other one stays as it is
    second = await server.connect("s2")
    assert await shown(second) == ["first"]
    [artifact] = (await ok(second, "get_artifacts"))["artifacts"]
    assert (artifact["content"], artifact["version"]) == ("a\n", 1)
    assert (await ok(second, "get_components"))["components"][0]["jsxCode"] == "<a/>"
    assert (await ok(second, "get_snapshots"))["total"] == 1
    [site] = (await ok(second, "get_sites"))["sites"]
    assert (await ok(second, "get_site", siteId=site["id"], contents=True))["site"]["files"] == {"a.txt": "1"}
    assert refusal(await second.ask("get_session_at", seq=seq)) == ("not_found", "seq")
    assert await contents(second, seq=made["session"]["seq"]) == ["first"]
    again = await ok(client, "restore_session_at", time=time, into="s2", idempotencyKey="k")
    assert as_event(again) == as_event(made)
    assert refusal(await client.ask("restore_session_at", seq=seq, into="s2")) == ("conflict", "into")
    assert refusal(await client.ask("restore_session_at", seq=seq, into="s1")) == ("conflict", "into")
    path = await server.put_to_sleep("s2")
    assert not any("second" in str(row) or "Later" in str(row) for row in inside(path, "SELECT * FROM chat_messages"))
    assert b"second" not in path.read_bytes()


async def test_branches_of_then_are_the_current_ones_again(client: Client) -> None:
    first = await said(client, "a", role="user")
    await said(client, "b")
    seq = await now(client)
    await said(client, "c", role="user", insteadOf=first)
    assert await contents(client, seq=seq) == ["a", "b"]
    done = await ok(client, "restore_session_at", seq=seq)
    assert await shown(client) == ["a", "b"]
    await ok(client, "restore_session_at", seq=done["previousSeq"])
    assert await shown(client) == ["c"]


async def test_what_is_published_and_who_may_see_it_stay_as_they_are(client: Client) -> None:
    site = (await ok(client, "create_site", files={"index.html": "1"}))["site"]
    seq = await now(client)
    await ok(client, "publish_site", siteId=site["id"])
    await ok(client, "update_session", updates={"visibility": "public"})
    assert not (await at(client, seq=seq))["sites"][0]["isPublished"]
    done = await ok(client, "restore_session_at", seq=seq)
    assert [(gap["noun"], gap["field"]) for gap in done["incomplete"]] == [
        ("session", "visibility"),
        ("site", "publishedVersion"),
    ]
    assert (await ok(client, "get_sites"))["sites"][0]["isPublished"]
    assert done["session"]["visibility"] == "public"


async def test_the_past_is_for_its_owner_alone(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice = await server.connect("s1", headers=bearer(token("alice")))
    await ok(alice, "create_session", visibility="public")
    await ok(alice, "delete_messages", messageIds=[await said(alice, "secret")])
    bob = await server.connect("s1", headers=bearer(token("bob")))
    assert refusal(await bob.ask("get_session_at", seq=2))[0] == "forbidden"
    secret = (await ok(alice, "create_link", sessionId="s1"))["link"]["token"]
    async with server.http.get(f"{server.url}/api/chats/s1/at?seq=2&link={secret}") as response:
        assert response.status == 403
    async with server.http.get(f"{server.url}/api/chats/s1?link={secret}") as response:
        assert response.status == 200


async def test_an_update_and_an_appended_message_write_no_more_than_before(server: Server, client: Client) -> None:
    artifact = await create(client, "a")
    before = inside(await server.put_to_sleep(), "SELECT count(*) FROM earlier_values")
    for content in ("b", "c", "d"):
        await update(client, artifact["id"], updates={"content": content})
        await append(client, fence("js a.js", content))
    assert inside(await server.put_to_sleep(), "SELECT count(*) FROM earlier_values") == before


async def test_results_of_tools_are_those_of_then(client: Client) -> None:
    step, _ = await call_tools(client, '/tool weather {"city": "A"}\n/tool weather {"city": "B"}', tools=[WEATHER])
    first, second = calls_in(step)
    await ok(client, "add_tool_result", toolCallId=first, output="cold")
    seq = await now(client)
    then = (await at(client, seq=seq))["messages"]
    await ok(client, "add_tool_result", toolCallId=second, output="warm")
    await client.hear("reply_finished")
    assert (await at(client, seq=seq))["messages"] == then
    done = await ok(client, "restore_session_at", seq=seq)
    messages = (await ok(client, "get_messages"))["messages"]
    assert [message["parts"] for message in messages] == [message["parts"] for message in then]
    await ok(client, "restore_session_at", seq=done["previousSeq"])
    assert len((await ok(client, "get_messages"))["messages"][2]["parts"]) == 2


async def test_retention_says_from_where_on_and_large_versions_are_seen_whole(start: Start) -> None:
    server = await start(keep_versions=3)
    client = await server.connect()
    artifact = await create(client, "1" * 20_000)
    numbers = [artifact["seq"]]
    for number in (2, 3, 4):
        server.clock.pass_seconds(1)
        await update(client, artifact["id"], updates={"content": str(number) * 20_000})
        await said(client, "changed")  # by it the time is known
        numbers.append(await now(client))
    path = await server.put_to_sleep()
    [(packed,)] = inside(path, "SELECT count(*) FROM artifact_versions WHERE length(packed) > 0")
    assert packed == 2
    assert refusal(await client.ask("get_session_at", seq=numbers[1])) == ("not_found", "seq")
    assert (await at(client, seq=numbers[2]))["artifacts"][0]["content"] == "3" * 20_000
    await ok(client, "restore_session_at", seq=numbers[2], into="s2")
    [copied] = (await ok(await server.connect("s2"), "get_artifacts"))["artifacts"]
    assert copied["content"] == "3" * 20_000
    done = await ok(client, "restore_session_at", seq=numbers[2])
    assert done["restoredSeq"] == numbers[2]
    assert (await ok(client, "get_artifacts"))["artifacts"][0]["content"] == "3" * 20_000
