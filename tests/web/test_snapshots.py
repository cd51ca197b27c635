"""W1: snapshots of a session's project."""

import base64
import json
import sqlite3

import pytest

from ..client import Client
from ..conftest import Server, Start
from .frames import as_event, heard_so_far, ok, refusal, return_to, said

FILES = {"index.html": "<h1>Hi</h1>\n", "src/app.js": "let a\n"}
PIXEL = {"encoding": "base64", "content": base64.b64encode(b"\x89PNG\0\xff").decode()}


async def test_a_snapshot_has_every_field_and_is_found_again(server: Server, client: Client) -> None:
    message = await said(client, "made it")
    files = {**FILES, "a.png": PIXEL}
    saved = (await ok(client, "save_snapshot", files=files, messageId=message, changeDescription="First"))["snapshot"]
    assert saved == {
        "id": saved["id"],
        "sessionId": "s1",
        "messageId": message,
        "version": 1,
        "changeDescription": "First",
        "fileCount": 3,
        "size": 24,
        "createdAt": server.clock.now(),
        "seq": saved["seq"],
    }
    await server.put_to_sleep()
    found = (await ok(client, "get_snapshot", snapshotId=saved["id"]))["snapshot"]
    entries = found.pop("entries")
    assert found == {**saved, "files": files}
    assert [(entry["path"], entry["size"], entry["mediaType"]) for entry in entries] == [
        ("a.png", 6, "image/png"),
        ("index.html", 12, "text/html"),
        ("src/app.js", 6, "text/javascript"),
    ]
    without = (await ok(client, "get_snapshot", messageId=message, contents=False))["snapshot"]
    assert without == {**saved, "entries": entries}


async def test_what_is_set_and_removed_makes_the_next_one(client: Client) -> None:
    first = (await ok(client, "save_snapshot", files=FILES))["snapshot"]
    second = (await ok(client, "save_snapshot", set={"src/app.js": "let b\n", "c": ""}, remove=["index.html"]))[
        "snapshot"
    ]
    assert (await ok(client, "get_snapshot"))["snapshot"]["files"] == {"src/app.js": "let b\n", "c": ""}
    assert (await ok(client, "get_snapshot", snapshotId=first["id"]))["snapshot"]["files"] == FILES
    listed = await ok(client, "get_snapshots")
    assert (listed["total"], listed["snapshots"]) == (2, [second, first])
    assert (await ok(client, "get_snapshots", limit=1, offset=1))["snapshots"] == [first]


async def test_an_old_one_is_restored_as_the_newest_and_the_later_one_stays(client: Client) -> None:
    first = (await ok(client, "save_snapshot", files=FILES))["snapshot"]
    later = (await ok(client, "save_snapshot", files={"x": "y"}))["snapshot"]
    restored = (await ok(client, "restore_snapshot", snapshotId=first["id"]))["snapshot"]
    assert (restored["version"], restored["changeDescription"]) == (3, "Restored snapshot 1")
    assert (await ok(client, "get_snapshot"))["snapshot"]["files"] == FILES
    assert (await ok(client, "get_snapshot", snapshotId=later["id"]))["snapshot"]["files"] == {"x": "y"}


async def test_one_without_a_change_is_a_snapshot_too(client: Client) -> None:
    await ok(client, "save_snapshot", files=FILES)
    again = (await ok(client, "save_snapshot"))["snapshot"]
    assert (again["version"], again["fileCount"]) == (2, 2)


async def test_others_hear_of_it_and_who_comes_back_does_too(server: Server, client: Client) -> None:
    other = await server.connect()
    reply = await ok(client, "save_snapshot", files=FILES)
    assert await heard_so_far(other) == [as_event(reply)]
    _, missed = await return_to(server, 0)
    assert as_event(reply) in missed
    _, missed = await return_to(server, reply["seq"])
    assert missed == []


async def test_a_snapshot_is_kept_once_for_its_key_and_in_a_batch(client: Client) -> None:
    first = await ok(client, "save_snapshot", files=FILES, idempotencyKey="k")
    assert as_event(await ok(client, "save_snapshot", files=FILES, idempotencyKey="k")) == as_event(first)
    change = {"type": "save_snapshot", "set": {"b": "1"}}
    bad = {"type": "save_snapshot", "remove": ["nothing"]}
    assert refusal(await client.ask("batch", commands=[change, bad])) == ("not_found", "remove")
    assert (await ok(client, "get_snapshots"))["total"] == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"files": {"../a": "x"}}, ("invalid", "files")),
        ({"set": {"/a": "x"}}, ("invalid", "set")),
        ({"files": {"a": "x", "A": "y"}}, ("invalid", "files")),
        ({"files": {"a": {"encoding": "base64", "content": "?"}}}, ("invalid", "files")),
        ({"files": {"a": {"encoding": "base64", "content": "é"}}}, ("invalid", "files")),
        ({"files": {}, "set": {"a": "b"}}, ("invalid", "files")),
        ({"remove": ["a"]}, ("not_found", "remove")),
    ],
)
async def test_what_is_no_project_is_refused_and_leaves_nothing(
    client: Client, asked: dict[str, object], told: tuple[str, str]
) -> None:
    assert refusal(await client.ask("save_snapshot", **asked)) == told
    assert refusal(await client.ask("get_snapshot")) == ("not_found", "snapshotId")


async def test_limits_of_size_are_the_operators(start: Start) -> None:
    server = await start(file_bytes=10, site_bytes=15)
    client = await server.connect()
    await ok(client, "save_snapshot", files={"a": "x" * 10})
    assert refusal(await client.ask("save_snapshot", set={"b": "x" * 11})) == ("too_large", "files")
    assert refusal(await client.ask("save_snapshot", set={"b": "x" * 6})) == ("too_large", "files")
    assert (await ok(client, "get_snapshots"))["total"] == 1


async def test_the_file_can_be_read_with_the_sqlite3_command(server: Server, client: Client) -> None:
    saved = (await ok(client, "save_snapshot", files=FILES))["snapshot"]
    await ok(client, "save_snapshot", files={})
    db = sqlite3.connect(await server.put_to_sleep())
    db.row_factory = sqlite3.Row
    row = dict(db.execute("SELECT * FROM project_snapshots WHERE id = ?", (saved["id"],)).fetchone())
    hashes = json.loads(row.pop("files"))
    assert row == {"id": saved["id"], "session_id": "s1", "message_id": None, "created_at": saved["createdAt"]}
    assert {*hashes} == {*FILES}
    db.close()
