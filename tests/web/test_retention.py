"""A15: what is too old goes when a session falls asleep, by rules that are off until they are set."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import structlog

from server.handling import cleaning
from server.handling.caller import SERVER
from server.session import packing

from ..client import Client, Frame
from ..conftest import Server, Start
from .frames import append, create, fence, heard_so_far, ok, refusal, return_to, said, shown, update

DAYS = 24 * 3600
FILES = {"index.html": "<title>Shop</title>\n", "app.js": "let a\n"}
RECEIPTS = "SELECT count(*) FROM receipts"


async def asleep(server: Server, session: str = "s1") -> Path:
    """Its file, once it is asleep, and its account knows all of it."""
    await server.host.settle()
    path = await server.put_to_sleep(session)
    while server.host.behind or server.host.sessions.get(session):  # something went: that is told, and it sleeps again
        await server.host.settle()
        path = await server.put_to_sleep(session)
    return path


def inside(path: Path, sql: str) -> list[Any]:
    """What a statement gives: rows, or values where each row has one."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = db.execute(sql).fetchall()
    finally:
        db.close()
    return [row[0] if len(row) == 1 else row for row in rows]


def everything(path: Path) -> dict[str, list[Any]]:
    tables = inside(path, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {table: inside(path, f"SELECT * FROM {table}") for table in tables}


async def versions(client: Client, count: int, server: Server | None = None, size: int = 1) -> str:
    """An artifact with so many versions, a day between two where there is a server; its id."""
    artifact: str = (await create(client, "1" * size))["id"]
    for number in range(2, count + 1):
        if server is not None:
            server.clock.pass_seconds(DAYS)
        await update(client, artifact, updates={"content": str(number) * size})
    return artifact


async def kept(client: Client, artifact: str) -> list[int]:
    return [
        version["version"] for version in (await ok(client, "get_artifact_versions", artifactId=artifact))["versions"]
    ]


async def site(client: Client, **fields: object) -> str:
    made: str = (await ok(client, "create_site", files=FILES, **fields))["site"]["id"]
    return made


async def changed(client: Client, site_id: str, number: int) -> None:
    await ok(client, "update_site", siteId=site_id, set={"app.js": f"let a = {number}\n" * 100})


async def site_versions(client: Client, site_id: str) -> list[int]:
    return [one["versionNumber"] for one in (await ok(client, "get_site_versions", siteId=site_id))["versions"]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(None, processors=[capture], wrapper_class=structlog.stdlib.BoundLogger)
    monkeypatch.setattr("server.actor.notes.log", logger)
    return capture.entries


def ran(lines: list[Any]) -> list[dict[str, int]]:
    return [line["removed"] for line in lines if line["event"] == "retention_ran"]


# without rules


async def test_nothing_goes_by_default_but_receipts(server: Server, client: Client, lines: list[Any]) -> None:
    artifact = await versions(client, 5)
    await ok(client, "delete_artifact", artifactId=artifact, idempotencyKey="k")
    message = await said(client, "a")
    await ok(client, "delete_messages", messageIds=[message])
    shop = await site(client)
    await changed(client, shop, 2)
    await ok(client, "delete_site", siteId=shop)
    await ok(client, "save_snapshot", files=FILES)
    await ok(client, "save_snapshot", files={})
    before = everything(await asleep(server))
    server.clock.pass_seconds(3000 * DAYS)
    await server.host.walk.once()
    await ok(client, "get_session")
    after = everything(await asleep(server))
    assert (len(before.pop("receipts")), after.pop("receipts")) == (1, [])
    [*_, (*counter, _, _)], [*_, (*counter_after, _, _)] = before["change_counter"], after["change_counter"]
    assert counter[:2] == counter_after[:2]  # seq and time of the last change
    assert before == after
    assert ran(lines) == [{"receipts": 1}]


# versions of artifacts


async def test_only_so_many_versions_stay_and_what_went_is_said_to_have_gone(start: Start) -> None:
    server = await start(keep_versions=3)
    client = await server.connect()
    many, few = await versions(client, 6), await versions(client, 2)
    path = await asleep(server)
    assert sorted(inside(path, "SELECT version FROM artifact_versions")) == [1, 4, 5]
    assert await kept(client, many) == [6, 5, 4]
    assert await kept(client, few) == [2, 1]
    assert (await ok(client, "get_artifact", artifactId=many))["artifact"]["content"] == "6"
    assert (await ok(client, "get_artifact", artifactId=many, version=4))["artifact"]["content"] == "4"
    for asked in (
        {"type": "get_artifact", "version": 3},
        {"type": "restore_artifact_version", "version": 1},
        {"type": "get_artifact_diff", "fromVersion": 2, "toVersion": 6},
    ):
        gone = await client.ask(artifactId=many, **asked)  # type: ignore[arg-type]
        assert refusal(gone) == ("not_found", "version")
        assert gone["details"]["reason"] == "removed"
        assert "retention removed it" in gone["message"]
    never = await client.ask("get_artifact", artifactId=many, version=7)
    assert "reason" not in never["details"]
    await ok(client, "restore_artifact_version", artifactId=many, version=4)
    assert await kept(client, many) == [7, 6, 5, 4]
    await asleep(server)
    assert await kept(client, many) == [7, 6, 5]


async def test_a_versions_age_counts_from_when_it_was_replaced(start: Start) -> None:
    server = await start(keep_versions_days=2)
    client = await server.connect()
    artifact = await versions(client, 2)
    server.clock.pass_seconds(10 * DAYS)
    await update(client, artifact, updates={"content": "3"})  # now the second is old by its making, and not yet gone
    await asleep(server)
    assert await kept(client, artifact) == [3, 2]
    server.clock.pass_seconds(3 * DAYS)
    await ok(client, "get_session")
    await asleep(server)
    assert await kept(client, artifact) == [3]


async def test_from_where_on_the_session_is_whole_is_known(start: Start) -> None:
    server = await start(keep_versions=2)
    client = await server.connect()
    artifact = await versions(client, 3, server)
    path = await asleep(server)
    replaced = (await ok(client, "get_session"))["seq"]  # by the update that made the second version, or later
    [(whole, forgotten)] = inside(path, "SELECT whole_since, forgotten FROM change_counter")
    assert 2 <= whole <= replaced
    assert forgotten == 0
    assert await kept(client, artifact) == [3, 2]


# rows that were deleted


async def test_deleted_messages_go_and_what_followed_them_follows_what_stood_before(start: Start) -> None:
    server = await start(keep_deleted_days=30)
    client = await server.connect()
    ids = [await said(client, word, role="user") for word in ("one", "two", "three", "four", "five")]
    await ok(client, "delete_messages", messageIds=ids[1:3])
    server.clock.pass_seconds(20 * DAYS)
    await ok(client, "delete_messages", messageIds=ids[4:])
    path = await asleep(server)
    assert inside(path, "SELECT count(*) FROM chat_messages") == [5]
    server.clock.pass_seconds(20 * DAYS)
    await ok(client, "get_session")
    path = await asleep(server)
    assert inside(path, "SELECT id, parent_id FROM chat_messages ORDER BY position") == [
        (ids[0], None),
        (ids[3], ids[0]),
        (ids[4], ids[3]),
    ]
    assert await shown(client) == ["one", "four"]
    forked = (await ok(client, "fork_session", messageId=ids[3]))["session"]["id"]
    assert await shown(await server.connect(forked)) == ["one", "four"]


async def test_what_a_removed_message_made_outlives_it(start: Start) -> None:
    server = await start(keep_deleted_days=30)
    client = await server.connect()
    made = await append(client, fence("js a.js", "let a"))
    await ok(client, "save_snapshot", files=FILES, messageId=made["messageId"])
    await ok(client, "delete_messages", messageIds=[made["messageId"]])
    server.clock.pass_seconds(31 * DAYS)
    path = await asleep(server)
    assert inside(path, "SELECT id FROM chat_messages") == []
    [artifact] = (await ok(client, "get_artifacts"))["artifacts"]
    assert (artifact["content"], artifact.get("messageId")) == ("let a", None)
    assert inside(path, "SELECT message_id FROM tree_versions") == [None]
    assert (await ok(client, "get_snapshot"))["snapshot"]["files"] == FILES


async def test_deleted_artifacts_components_and_sites_go_with_all_that_is_theirs(
    start: Start, lines: list[Any]
) -> None:
    server = await start(keep_deleted_days=30)
    client = await server.connect()
    artifact, stays = await versions(client, 3), await versions(client, 3)
    part = (await ok(client, "create_component", name="Card", jsxCode="<b/>"))["component"]["id"]
    shop, other = await site(client), await site(client)
    await changed(client, shop, 2)
    await ok(client, "delete_artifact", artifactId=artifact)
    await ok(client, "delete_component", componentId=part)
    await ok(client, "delete_site", siteId=shop)
    await asleep(server)
    assert ran(lines) == []
    server.clock.pass_seconds(31 * DAYS)
    await ok(client, "get_session")
    path = await asleep(server)
    assert ran(lines) == [{"artifacts": 1, "artifactVersions": 2, "components": 1, "sites": 1, "files": 1}]
    assert inside(path, "SELECT id FROM artifacts") == [stays]
    assert inside(path, "SELECT DISTINCT artifact_id FROM artifact_versions") == [stays]
    assert inside(path, "SELECT id FROM components") == []
    assert inside(path, "SELECT id FROM sites") == [other]
    assert inside(path, "SELECT count(*) FROM blobs") == [2]
    for table in ("tree_files", "tree_versions"):
        assert inside(path, f"SELECT 1 FROM {table} WHERE tree NOT IN (SELECT position FROM sites)") == []
    assert (await ok(client, "list_sites", deleted=True))["total"] == 0
    for type_, field, id_ in (
        ("restore_artifact", "artifactId", artifact),
        ("restore_site", "siteId", shop),
    ):
        assert refusal(await client.ask(type_, **{field: id_})) == ("not_found", field)


async def test_who_was_away_while_something_was_deleted_and_removed_starts_anew(start: Start) -> None:
    server = await start(keep_deleted_days=30)
    client = await server.connect()
    stays, goes = await create(client), await create(client)
    before = client.seq
    await ok(client, "delete_artifact", artifactId=goes["id"])
    heard = client.seq
    await ok(client, "touch_session")
    server.clock.pass_seconds(31 * DAYS)
    await asleep(server)
    late = await server.connect("s1", query=f"since={before}")
    subscribed, *all_ = await heard_so_far(late)
    assert subscribed["reset"]
    assert [frame["artifact"]["id"] for frame in all_ if frame["type"].startswith("artifact")] == [stays["id"]]
    _, missed = await return_to(server, heard)
    assert [frame["type"] for frame in missed] == ["session_updated"]
    fresh = await server.connect("s1", query="since=0")
    assert not (await heard_so_far(fresh))[0].get("reset", False)


async def test_what_the_index_has_not_heard_of_is_not_removed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await start(keep_deleted_days=30)
    client = await server.connect()
    message = await said(client, "findable words")
    await server.host.settle()

    async def fails(*_: object) -> bool:
        return False

    with monkeypatch.context() as patched:
        patched.setattr(server.host._follower, "_step", fails)
        await ok(client, "delete_messages", messageIds=[message])
        server.clock.pass_seconds(31 * DAYS)
        path = await server.put_to_sleep()
        assert inside(path, "SELECT id FROM chat_messages") == [message]
    await ok(client, "get_session")
    path = await asleep(server)
    assert inside(path, "SELECT id FROM chat_messages") == []
    assert (await ok(client, "search", query="findable"))["total"] == 0


# sites and snapshots


async def test_the_published_version_of_a_site_and_the_current_one_stay(start: Start) -> None:
    server = await start(keep_site_versions=1)
    client = await server.connect()
    shop = await site(client)
    for number in (2, 3, 4):
        await changed(client, shop, number)
    published = (await ok(client, "publish_site", siteId=shop, version=2))["site"]["publishedUrl"]
    path = await asleep(server)
    assert await site_versions(client, shop) == [4, 2]
    assert inside(path, "SELECT count(*) FROM blobs") == [3]
    async with server.http.get(f"{server.url}{published}app.js") as response:
        assert await response.text() == "let a = 2\n" * 100
    now = (await ok(client, "get_site", siteId=shop, contents=True))["site"]["files"]
    assert now == {**FILES, "app.js": "let a = 4\n" * 100}
    for asked in (
        {"type": "get_site", "version": 3},
        {"type": "restore_site_version", "version": 1},
        {"type": "get_site_diff", "fromVersion": 1},
    ):
        gone = await client.ask(siteId=shop, **asked)  # type: ignore[arg-type]
        assert (*refusal(gone), gone["details"]["reason"]) == ("not_found", "version", "removed")
    await ok(client, "unpublish_site", siteId=shop)
    await asleep(server)
    assert await site_versions(client, shop) == [4]


async def test_old_snapshots_go_and_the_latest_stays_however_old_it_is(start: Start) -> None:
    server = await start(keep_snapshots_days=5)
    client = await server.connect()
    first = (await ok(client, "save_snapshot", files={**FILES, "only": "here\n"}))["snapshot"]["id"]
    second = (await ok(client, "save_snapshot", files=FILES))["snapshot"]["id"]
    server.clock.pass_seconds(10 * DAYS)
    await ok(client, "get_session")
    path = await asleep(server)
    assert inside(path, "SELECT id FROM project_snapshots") == [second]
    assert inside(path, "SELECT count(*) FROM blobs") == [2]
    assert (await ok(client, "get_snapshot"))["snapshot"]["files"] == FILES
    gone = await client.ask("restore_snapshot", snapshotId=first)
    assert (*refusal(gone), gone["details"]["reason"]) == ("not_found", "snapshotId", "removed")
    third = (await ok(client, "save_snapshot", set={"b": ""}))["snapshot"]
    assert third["version"] == 3
    assert (await ok(client, "get_snapshot", snapshotId=second))["snapshot"]["files"] == FILES


# jobs, receipts


async def test_jobs_go_some_days_after_their_end_and_results_when_they_expire(start: Start) -> None:
    server = await start(keep_jobs_days=5)
    client = await server.connect()
    artifact = (await create(client))["id"]
    await ok(client, "create_export", format="source", artifactIds=[artifact])
    await client.hear(lambda frame: frame["type"] == "job_updated" and frame["job"]["status"] == "done")
    path = await asleep(server)
    assert inside(path, "SELECT (SELECT count(*) FROM jobs), count(*) FROM job_files") == [(1, 1)]
    server.clock.pass_seconds(2 * DAYS)
    await ok(client, "get_session")
    path = await asleep(server)
    assert inside(path, "SELECT (SELECT count(*) FROM jobs), count(*) FROM job_files") == [(1, 0)]
    server.clock.pass_seconds(4 * DAYS)
    await ok(client, "get_session")
    await asleep(server)
    assert (await ok(client, "get_jobs"))["jobs"] == []


async def test_a_change_is_done_once_until_its_receipt_expires(server: Server, client: Client) -> None:
    for days, count in ((0, 1), (6, 1), (2, 2)):
        server.clock.pass_seconds(days * DAYS)
        await ok(client, "get_session")
        assert inside(await asleep(server), RECEIPTS) == [1 if days == 6 else 0]
        await ok(client, "append_message", role="user", content="again", idempotencyKey="k")
        assert await shown(client) == ["again"] * count


async def test_an_accounts_receipts_expire_too(server: Server, client: Client) -> None:
    await ok(client, "create_collection", name="A", idempotencyKey="k")
    path = server.settings.folder / "users" / "local.sqlite3"

    async def account_asleep() -> None:
        for actor in server.host.accounts.all():
            actor.sleep()
            await asyncio.wait([actor.task], timeout=5)

    await account_asleep()
    assert inside(path, RECEIPTS) == [1]
    server.clock.pass_seconds(8 * DAYS)
    await ok(client, "create_collection", name="B")
    await account_asleep()
    await account_asleep()  # it was awake for as long as it had something to tell
    assert inside(path, RECEIPTS) == [0]


# how it is done


async def test_the_file_gets_smaller_and_its_list_says_so(start: Start, lines: list[Any]) -> None:
    server = await start()
    client = await server.connect()
    artifact = await versions(client, 30, size=8_000)
    path = await asleep(server)
    large = path.stat().st_size
    await server.stop()
    server = await start(keep_versions=2)
    client = await server.connect()
    before = (await ok(client, "get_session"))["session"]
    path = await asleep(server)
    assert path.stat().st_size < large - 18 * 16_000 - 9 * 8_000
    assert inside(path, "PRAGMA freelist_count") == [0]
    assert [line["given_back"] for line in lines if line["event"] == "retention_ran"] == [large - path.stat().st_size]
    [listed] = (await ok(client, "list_sessions"))["sessions"]
    assert listed["size"] == path.stat().st_size
    after = (await ok(client, "get_session"))["session"]
    assert after == before  # whoever looks at it sees no change
    assert await kept(client, artifact) == [30, 29]
    copy = path.with_name("copy.sqlite3")
    await server.host.copies.take("s1", copy, SERVER)
    assert inside(copy, "PRAGMA auto_vacuum") == [2]


async def test_a_little_goes_at_a_time(start: Start, monkeypatch: pytest.MonkeyPatch, lines: list[Any]) -> None:
    monkeypatch.setattr(cleaning, "MOST_ROWS", 2)
    server = await start(keep_versions=1)
    client = await server.connect()
    artifact = await versions(client, 6)
    await asleep(server)
    assert ran(lines) == [{"artifactVersions": 2}, {"artifactVersions": 2}, {"artifactVersions": 1}]
    assert await kept(client, artifact) == [6]


async def test_a_command_that_comes_while_it_falls_asleep_is_answered(start: Start) -> None:
    server = await start(keep_versions=1)
    client = await server.connect()
    artifact = await versions(client, 3)
    actor = server.host.sessions.get("s1")
    assert actor is not None
    actor.sleep()
    replies = await asyncio.gather(*(ok(client, "get_artifact", artifactId=artifact) for _ in range(5)))
    assert {reply["artifact"]["content"] for reply in replies} == {"3"}


async def test_a_copy_and_a_fork_of_what_was_cleaned_are_whole(start: Start) -> None:
    server = await start(keep_versions=2, keep_site_versions=1)
    client = await server.connect()
    artifact, shop = await versions(client, 5), await site(client)
    last = (await append(client, "here", role="user"))["messageId"]
    await changed(client, shop, 2)
    await asleep(server)
    for asked in ({"type": "copy_session"}, {"type": "fork_session"}, {"type": "fork_session", "messageId": last}):
        made: Frame = (await ok(client, **asked))["session"]
        other = await server.connect(made["id"])
        assert await kept(other, artifact) == [5, 4]
        [copied] = (await ok(other, "get_sites"))["sites"]
        assert (await ok(other, "get_site", siteId=copied["id"], contents=True))["site"]["files"].keys() == FILES.keys()


# whole sessions


async def test_sessions_that_nobody_uses_are_deleted_and_later_for_good(start: Start) -> None:
    server = await start(keep_idle_days=90, keep_deleted_sessions_days=30)
    for name in ("idle", "used", "shop"):
        client = await server.connect(name)
        await said(client, "a", role="user")
        if name == "shop":
            await ok(client, "publish_site", siteId=await site(client))
    server.clock.pass_seconds(91 * DAYS)
    await ok(await server.connect("used"), "touch_session")
    for name in ("idle", "used", "shop"):
        await asleep(server, name)
    client = await server.connect(None)

    async def listed(*, deleted: bool) -> set[str]:
        await server.host.settle()
        return {one["id"] for one in (await ok(client, "list_sessions", deleted=deleted))["sessions"]}

    assert await listed(deleted=False) == {"idle", "used", "shop"}  # sleeping is no reason to go
    await server.host.walk.once()
    assert (await listed(deleted=False), await listed(deleted=True)) == ({"used", "shop"}, {"idle"})
    await asleep(server, "idle")
    server.clock.pass_seconds(29 * DAYS)
    await server.host.walk.once()
    assert await listed(deleted=True) == {"idle"}
    server.clock.pass_seconds(2 * DAYS)
    await server.host.walk.once()
    assert await listed(deleted=True) == set()
    path = server.settings.folder / "sessions" / "idle.sqlite3"
    async with asyncio.timeout(20):
        while path.exists():
            await asyncio.wait(server.host._tasks, timeout=0.05, return_when=asyncio.FIRST_COMPLETED)
    assert "used" in await listed(deleted=False)


async def test_the_walk_cleans_what_sleeps_and_leaves_alone_what_is_awake(start: Start) -> None:
    server = await start(keep_deleted_days=30)
    for name in ("one", "two"):
        client = await server.connect(name)
        message = await said(client, "a")
        await ok(client, "delete_messages", messageIds=[message])
        await asleep(server, name)
    server.clock.pass_seconds(31 * DAYS)
    await ok(await server.connect("two"), "get_session")
    await server.host.walk.once()
    two = server.host.sessions.get("two")
    assert two is not None
    assert inside(await asleep(server, "one"), "SELECT id FROM chat_messages") == []


# large contents of old versions


LARGE = "a line of code\n" * 4000


async def test_large_contents_of_old_versions_are_compressed_and_read_as_they_were(start: Start) -> None:
    server = await start()
    client = await server.connect()
    texts = [f"{LARGE}é{number}\n" for number in range(4)]
    artifact = (await create(client, texts[0]))["id"]
    small = await versions(client, 3)
    for text in texts[1:]:
        await update(client, artifact, updates={"content": text})
    listed = (await ok(client, "get_artifact_versions", artifactId=artifact))["versions"]
    diff = (await ok(client, "get_artifact_diff", artifactId=artifact, fromVersion=1, toVersion=3))["diff"]
    path = await asleep(server)
    packed = f"SELECT content, length(packed) < 1000 FROM artifact_versions WHERE artifact_id = '{artifact}'"
    assert inside(path, packed) == [("", 1)] * 3
    assert inside(path, f"SELECT content, packed FROM artifact_versions WHERE artifact_id = '{small}'") == [
        ("1", None),
        ("2", None),
    ]
    assert inside(path, "SELECT 1 FROM artifact_versions WHERE length(content) > 16384 AND packed IS NULL") == []
    for number, text in enumerate(texts, 1):
        found = await ok(client, "get_artifact", artifactId=artifact, version=number)
        assert found["artifact"]["content"] == text
    assert (await ok(client, "get_artifact_versions", artifactId=artifact))["versions"] == listed
    assert listed[-1]["size"] == len(texts[0].encode())
    again = await ok(client, "get_artifact_diff", artifactId=artifact, fromVersion=1, toVersion=3)
    assert again["diff"] == diff
    merged = await update(client, artifact, updates={"content": f"first\n{texts[1]}"}, expectedVersion=2, merge=True)
    assert merged["artifact"]["content"] == f"first\n{texts[3]}"
    restored = (await ok(client, "restore_artifact_version", artifactId=artifact, version=1))["artifact"]
    assert restored["content"] == texts[0]


async def test_copies_forks_and_the_session_as_json_hold_the_text(start: Start) -> None:
    server = await start()
    client = await server.connect()
    artifact = (await create(client, LARGE + "1"))["id"]
    message = await said(client, "here")
    server.clock.pass_seconds(1)
    for number in (2, 3):
        await update(client, artifact, updates={"content": LARGE + str(number)})
    await asleep(server)
    for asked in ({"type": "copy_session"}, {"type": "fork_session"}):
        other = await server.connect((await ok(client, **asked))["session"]["id"])
        found = await ok(other, "get_artifact", artifactId=artifact, version=1)
        assert found["artifact"]["content"] == LARGE + "1"
    fork = await server.connect((await ok(client, "fork_session", messageId=message))["session"]["id"])
    assert (await ok(fork, "get_artifact", artifactId=artifact))["artifact"]["content"] == LARGE + "1"
    async with server.http.get(f"{server.url}/api/chats/s1/export?format=json") as response:
        told = (await response.json())["tables"]["artifact_versions"]
    assert [(row["content"], row["packed"]) for row in told] == [(LARGE + "1", None), (LARGE + "2", None)]


async def test_what_does_not_get_much_smaller_stays_text_and_is_looked_at_once(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "WORTH", 0)
    artifact = (await create(client, LARGE))["id"]
    await update(client, artifact, updates={"content": "b"})
    path = await asleep(server)
    assert inside(path, "SELECT content, packed FROM artifact_versions") == [(LARGE, b"")]
    monkeypatch.undo()
    found = await ok(client, "get_artifact", artifactId=artifact, version=1)
    assert found["artifact"]["content"] == LARGE
    assert inside(await asleep(server), "SELECT packed FROM artifact_versions") == [b""]
