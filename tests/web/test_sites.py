"""W2, W3: sites, their versions, and where they go."""

import sqlite3

import pytest

from ..client import Client, Frame
from ..conftest import Server
from .frames import as_event, heard_so_far, ok, refusal, return_to, said

FILES = {"index.html": "<title>My  shop &amp; more</title>\n", "src/app.js": "let a\n"}


async def site(client: Client, **fields: object) -> Frame:
    made: Frame = (await ok(client, "create_site", **{"files": FILES, **fields}))["site"]
    return made


async def files_of(client: Client, site_id: str, **fields: object) -> Frame:
    found: Frame = (await ok(client, "get_site", siteId=site_id, contents=True, **fields))["site"]["files"]
    return found


async def test_a_site_has_every_field_and_a_title_from_its_files(server: Server, client: Client) -> None:
    made = await site(client, description="d", metadata={"a": [1]}, isTemplate=True)
    now = server.clock.now()
    assert made == {
        "id": made["id"],
        "owner": "local",
        "sessionId": "s1",
        "title": "My shop & more",
        "description": "d",
        "previewImage": None,
        "isPublished": False,
        "publishedVersion": None,
        "publishedUrl": None,
        "isTemplate": True,
        "metadata": {"a": [1]},
        "version": 1,
        "fileCount": 2,
        "size": 41,
        "createdAt": now,
        "updatedAt": now,
        "seq": made["seq"],
    }
    assert made["id"].startswith("s1.site_")
    await server.put_to_sleep()
    found = (await ok(client, "get_site", siteId=made["id"]))["site"]
    assert [entry["path"] for entry in found.pop("entries")] == ["index.html", "src/app.js"]
    assert found == made
    assert (await ok(client, "get_sites"))["sites"] == [made]
    assert await files_of(client, made["id"]) == FILES


async def test_a_session_that_is_made_for_a_site_is_called_like_it(server: Server) -> None:
    client = await server.connect("fresh")
    await site(client)
    assert (await ok(client, "get_session"))["session"]["title"] == "My shop & more"


async def test_a_change_of_files_is_a_version_and_a_change_of_fields_is_none(server: Server, client: Client) -> None:
    made = await site(client)
    message = await said(client, "new")
    other = await server.connect()
    server.clock.pass_seconds(5)
    named = await ok(client, "update_site", siteId=made["id"], title="T", metadata={"b": 1})
    assert (named["site"]["version"], named["site"]["title"]) == (1, "T")
    change = {"set": {"b.txt": "b"}, "remove": ["src/app.js"], "messageId": message, "changeDescription": "B"}
    changed = await ok(client, "update_site", siteId=made["id"], **change)
    assert (changed["site"]["version"], changed["site"]["updatedAt"]) == (2, server.clock.now())
    assert await heard_so_far(other) == [as_event(named), as_event(changed)]
    assert await files_of(client, made["id"]) == {"index.html": FILES["index.html"], "b.txt": "b"}
    assert await files_of(client, made["id"], version=1) == FILES
    listed = await ok(client, "get_site_versions", siteId=made["id"])
    assert listed["total"] == 2
    assert listed["versions"][0] == {
        "versionNumber": 2,
        "createdByMessageId": message,
        "changeDescription": "B",
        "fileCount": 2,
        "size": 36,
        "createdAt": server.clock.now(),
    }


async def test_what_changes_nothing_is_no_version_and_told_to_nobody(server: Server, client: Client) -> None:
    made = await site(client)
    other = await server.connect()
    same = await ok(client, "update_site", siteId=made["id"], set=FILES, title="My shop & more")
    assert same["site"] == made
    assert await heard_so_far(other) == []
    assert refusal(await client.ask("update_site", siteId=made["id"])) == ("invalid", "set")


async def test_a_change_from_an_old_state_is_a_conflict(client: Client) -> None:
    made = await site(client)
    await ok(client, "update_site", siteId=made["id"], set={"a": "1"}, expectedVersion=1)
    late = await client.ask("update_site", siteId=made["id"], set={"a": "2"}, expectedVersion=1)
    assert (late["code"], late["details"]["current"]["version"]) == ("conflict", 2)
    assert refusal(await client.ask("delete_site", siteId=made["id"], expectedVersion=1))[0] == "conflict"
    assert (await files_of(client, made["id"]))["a"] == "1"


async def test_an_old_version_is_restored_as_a_new_one(client: Client) -> None:
    made = await site(client)
    await ok(client, "update_site", siteId=made["id"], files={"x": "y"})
    restored = (await ok(client, "restore_site_version", siteId=made["id"], version=1))["site"]
    assert restored["version"] == 3
    assert await files_of(client, made["id"]) == FILES
    assert await files_of(client, made["id"], version=2) == {"x": "y"}
    assert refusal(await client.ask("restore_site_version", siteId=made["id"], version=9)) == ("not_found", "version")


async def test_two_versions_are_compared_file_by_file(client: Client) -> None:
    made = await site(client, files={"a.txt": "1\n2\n", "gone.txt": "x\n", "same.txt": "s"})
    picture = {"encoding": "base64", "content": "iVBOAA=="}
    change = {"set": {"a.txt": "1\n3\n", "p.png": picture}, "remove": ["gone.txt"]}
    await ok(client, "update_site", siteId=made["id"], **change)
    diff = await ok(client, "get_site_diff", siteId=made["id"], fromVersion=1)
    assert (diff["fromVersion"], diff["toVersion"]) == (1, 2)
    assert diff["changes"] == [
        {
            "path": "a.txt",
            "change": "changed",
            "oldSize": 4,
            "newSize": 4,
            "diff": "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n",
        },
        {
            "path": "gone.txt",
            "change": "removed",
            "oldSize": 2,
            "newSize": 0,
            "diff": "--- a/gone.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
        },
        {"path": "p.png", "change": "added", "oldSize": 0, "newSize": 4},
    ]
    back = (await ok(client, "get_site_diff", siteId=made["id"], fromVersion=2, toVersion=1))["changes"]
    assert [change["change"] for change in back] == ["changed", "added", "removed"]


async def test_a_deleted_site_is_restored_with_its_versions(server: Server, client: Client) -> None:
    made = await site(client)
    await ok(client, "update_site", siteId=made["id"], set={"a": "1"})
    other = await server.connect()
    deleted = await ok(client, "delete_site", siteId=made["id"])
    assert await heard_so_far(other) == [as_event(deleted)]
    assert refusal(await client.ask("get_site", siteId=made["id"])) == ("not_found", "siteId")
    assert (await ok(client, "get_sites"))["sites"] == []
    assert [one["id"] for one in (await ok(client, "get_sites", deleted=True))["sites"]] == [made["id"]]
    await ok(client, "restore_site", siteId=made["id"])
    assert await files_of(client, made["id"], version=1) == FILES
    assert refusal(await client.ask("restore_site", siteId=made["id"])) == ("not_found", "siteId")


async def test_a_site_starts_from_a_snapshot(client: Client) -> None:
    snapshot = (await ok(client, "save_snapshot", files=FILES))["snapshot"]["id"]
    await ok(client, "save_snapshot", files={"x": "y"})
    made = (await ok(client, "create_site", snapshotId=snapshot))["site"]
    assert made["title"] == "My shop & more"
    assert await files_of(client, made["id"]) == FILES
    both = await client.ask("create_site", snapshotId=snapshot, files={})
    assert refusal(both) == ("invalid", "files")


async def test_a_site_starts_from_a_template_of_another_session(server: Server, client: Client) -> None:
    picture = {"encoding": "base64", "content": "iVBOAA=="}
    template = await site(client, files=FILES | {"p.png": picture}, isTemplate=True, description="d")
    copy = await ok(client, "copy_site", siteId=template["id"], title="Mine", idempotencyKey="k")
    made = copy["site"]
    assert (made["title"], made["isTemplate"], made["version"]) == ("Mine", False, 1)
    assert made["metadata"]["copiedFrom"] == {"siteId": template["id"], "version": 1}
    again = await ok(client, "copy_site", siteId=template["id"], title="Mine", idempotencyKey="k")
    assert as_event(again) == as_event(copy)
    there = await server.connect(made["sessionId"])
    assert await files_of(there, made["id"]) == FILES | {"p.png": picture}
    into = await ok(client, "copy_site", siteId=template["id"], toSessionId="s1")
    assert into["site"]["sessionId"] == "s1"


async def test_who_comes_back_hears_of_each_site_once_as_it_is(server: Server, client: Client) -> None:
    one, two = await site(client), await site(client, title="Two")
    since = (await ok(client, "get_session"))["seq"]
    changed = await ok(client, "update_site", siteId=one["id"], set={"a": "1"})
    deleted = await ok(client, "delete_site", siteId=two["id"])
    made = await ok(client, "create_site", title="Three")
    _, missed = await return_to(server, since)
    assert missed == [as_event(changed), as_event(deleted), as_event(made)]


async def test_the_users_sites_are_listed_over_all_sessions(server: Server, client: Client) -> None:
    first = await site(client, isTemplate=True)
    server.clock.pass_seconds(1)
    other = await server.connect("s2")
    second = await site(other, title="Blog", description="About cats")
    assert (await ok(client, "list_sites"))["sites"] == [second, first]
    assert (await ok(client, "list_sites", isTemplate=True))["sites"] == [first]
    assert (await ok(client, "list_sites", search="CATS blog"))["sites"] == [second]
    assert (await ok(client, "list_sites", search="dogs"))["total"] == 0
    page = await ok(client, "list_sites", limit=1, offset=1)
    assert (page["sites"], page["total"]) == ([first], 2)
    await ok(client, "delete_site", siteId=first["id"])
    assert [one["id"] for one in (await ok(client, "list_sites", deleted=True))["sites"]] == [first["id"]]
    await ok(other, "delete_session")
    assert (await ok(client, "list_sites"))["sites"] == []
    await ok(other, "delete_session", permanent=True)
    await server.host.settle()
    assert (await ok(client, "list_sites"))["total"] == 0


async def test_sites_are_found_by_what_they_are_called(server: Server, client: Client) -> None:
    async def found(**query: object) -> list[str]:
        results = (await ok(client, "search", **query))["results"]
        return [result["id"] for result in results if result["kind"] == "site"]

    one = (await site(client, title="Zebra crossing", description="about okapis"))["id"]
    assert await found(query="zebra") == await found(query="okapi", kind="site") == [one]
    await ok(client, "update_site", siteId=one, title="Quagga")
    assert (await found(query="zebra"), await found(query="quagga")) == ([], [one])
    await ok(client, "delete_site", siteId=one)
    assert await found(query="quagga") == []
    await ok(client, "restore_site", siteId=one)
    assert await found(query="quagga") == [one]


async def test_a_copied_session_has_sites_of_its_own(server: Server, client: Client) -> None:
    made, lost = await site(client), await site(client, title="Lost")
    await ok(client, "update_site", siteId=made["id"], set={"a": "1"})
    await ok(client, "delete_site", siteId=lost["id"])
    await ok(client, "copy_session", newSessionId="copy")
    there = await server.connect("copy")
    [copy] = (await ok(there, "get_sites"))["sites"]
    assert copy["id"] == "copy" + made["id"].removeprefix("s1")
    assert await files_of(there, copy["id"], version=1) == FILES
    assert (await ok(there, "get_sites", deleted=True))["sites"] == []
    assert refusal(await there.ask("get_site", siteId=made["id"])) == ("not_found", "siteId")


async def test_a_fork_has_the_files_of_its_message(server: Server, client: Client) -> None:
    first = await said(client, "one")
    made = await site(client, messageId=first)
    await ok(client, "save_snapshot", files=FILES, messageId=first)
    server.clock.pass_seconds(1)
    second = await said(client, "two")
    await ok(client, "update_site", siteId=made["id"], files={"x": "y"}, messageId=second)
    await ok(client, "save_snapshot", files={"x": "y"}, messageId=second)
    later = await site(client, title="Later", messageId=second)
    await ok(client, "fork_session", messageId=first, newSessionId="fork")
    there = await server.connect("fork")
    [copy] = (await ok(there, "get_sites"))["sites"]
    assert (copy["version"], await files_of(there, copy["id"])) == (1, FILES)
    assert (await ok(there, "get_snapshot"))["snapshot"]["files"] == FILES
    assert (await ok(there, "get_snapshots"))["total"] == 1
    db = sqlite3.connect(await server.put_to_sleep("fork"))
    assert db.execute("SELECT count(*) FROM tree_files WHERE to_version IS NOT NULL").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM blobs").fetchone() == (2,)
    db.close()
    assert later["title"] == "Later"


@pytest.mark.parametrize("name", ["get_site", "update_site", "delete_site", "get_site_versions", "copy_site"])
async def test_a_site_that_is_not_there(client: Client, name: str) -> None:
    await ok(client, "create_session")
    fields = {"title": "x"} if name == "update_site" else {}
    assert refusal(await client.ask(name, siteId="s1.site_x", **fields)) == ("not_found", "siteId")
