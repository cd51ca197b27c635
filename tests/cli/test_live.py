"""Files that a running server has open: asked of the server, which goes on."""

import asyncio
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from ..client import Client
from ..conftest import Server, Start
from .command import satchel
from .conftest import talk


@pytest.fixture
async def awake(server: Server) -> Server:
    """A server with `demo` awake."""
    await talk(server, "demo", "write a counter")
    return server


async def test_a_session_that_is_awake_is_listed_and_shown_by_its_server(awake: Server, folder: Path) -> None:
    where = ("--data", folder, "--url", awake.url)
    listed = (await satchel("list", *where, "--json")).json["sessions"]
    assert [(s["id"], s["messages"], s["artifacts"], s["problem"]) for s in listed] == [("demo", 2, 1, None)]
    shown = (await satchel("show", "demo", *where, "--json")).json
    assert [message["role"] for message in shown["messages"]] == ["user", "assistant"]
    artifact = shown["artifacts"][0]
    raw = await satchel("show", "demo", *where, "--artifact", artifact["id"])
    assert raw.out == artifact["content"]
    missing = await satchel("show", "demo", *where, "--artifact", "art_nothing")
    assert (missing.status, missing.out) == (1, "")
    assert "art_nothing" in missing.err


async def test_check_counts_an_open_session_as_sound_and_says_that_it_is_open(awake: Server, folder: Path) -> None:
    checked = await satchel("check", "--data", folder, "--url", awake.url, "--json")
    assert checked.status == 0
    assert [(note["file"], note["reason"]) for note in checked.json["notes"]] == [("demo.sqlite3", "open")]
    assert sorted(path.name for path in (folder / "sessions").iterdir()) == ["demo.sqlite3", "demo.sqlite3-wal"]


async def test_without_its_server_an_open_session_is_said_to_be_open(awake: Server, folder: Path) -> None:
    where = ("--data", folder, "--url", "http://127.0.0.1:9")
    shown = await satchel("show", "demo", *where)
    assert (shown.status, shown.out) == (1, "")
    assert "demo is open in another process" in shown.err
    assert "--url" in shown.err
    listed = await satchel("list", *where, "--json")
    assert [s["problem"]["reason"] for s in listed.json["sessions"]] == ["locked"]
    checked = await satchel("check", *where)
    assert checked.status == 0
    assert "was not checked" in checked.out


async def test_another_server_is_not_taken_for_the_one_that_has_the_file(
    awake: Server, start: Start, folder: Path, tmp_path: Path
) -> None:
    other = await start(folder=tmp_path / "other")
    for _ in range(2):  # first without a session of that name, then with one
        shown = await satchel("show", "demo", "--data", folder, "--url", other.url)
        assert (shown.status, shown.out) == (1, "")
        assert "is not its server" in shown.err
        assert other.host.awake == 0 or (tmp_path / "other" / "sessions" / "demo.sqlite3").exists()
        if not other.host.awake:
            assert not (tmp_path / "other" / "sessions" / "demo.sqlite3").exists()
            await talk(other, "demo", "/echo another")


async def test_the_export_of_a_busy_session_is_whole_and_holds_all_that_was_acknowledged(
    server: Server, start: Start, folder: Path, tmp_path: Path
) -> None:
    client = await server.connect("busy")
    acknowledged = 0
    stop = asyncio.Event()

    async def write() -> None:
        nonlocal acknowledged
        while not stop.is_set():
            await client.ask("append_message", role="user", content=f"{acknowledged}")
            acknowledged += 1

    writing = asyncio.create_task(write())
    copies: list[tuple[Path, int]] = []
    for number in range(3):
        before, target = acknowledged, tmp_path / f"copy{number}" / "sessions" / "busy.sqlite3"
        target.parent.mkdir(parents=True)
        exported = await satchel("export", "busy", target, "--data", folder, "--url", server.url)
        assert exported.status == 0, exported.err
        copies.append((target, before))
    stop.set()
    await writing
    for target, before in copies:
        db = sqlite3.connect(f"{target.as_uri()}?mode=ro&immutable=1", uri=True)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        said = [int(row[0]) for row in db.execute("SELECT content FROM chat_messages ORDER BY position")]
        db.close()
        assert said == list(range(len(said)))
        assert before <= len(said) <= acknowledged
    other = await start(folder=copies[-1][0].parent.parent)
    found = await (await other.connect("busy")).ask("get_messages", limit=1)
    assert found["total"] == len(said)


async def test_a_sleeping_session_is_exported_through_the_door_too(awake: Server) -> None:
    await awake.put_to_sleep("demo")
    async with awake.http.get(f"{awake.url}/api/chats/demo/export") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"] == 'attachment; filename="demo.sqlite3"'
        assert (await response.read()).startswith(b"SQLite format 3\0")


@pytest.mark.parametrize("session", ["nobody", "not%20an%20id", "..%2Fdemo"])
async def test_an_unknown_session_is_not_found_at_the_door_and_no_file_is_made(
    server: Server, folder: Path, session: str
) -> None:
    for method in ("GET", "HEAD"):
        async with server.http.request(method, f"{server.url}/api/chats/{session}/export") as response:
            assert response.status == 404
    assert list((folder / "sessions").iterdir()) == []


async def test_a_client_that_leaves_during_an_export_leaves_no_copy_behind(server: Server, folder: Path) -> None:
    client = await server.connect("large")
    for _ in range(8):
        await client.ask("append_message", role="user", content="x" * 4_000_000)
    async with aiohttp.ClientSession() as http, http.get(f"{server.url}/api/chats/large/export") as response:
        await response.content.read(1000)
        assert response.content_length is not None
        assert response.content_length > 30_000_000
    assert (await client.ask("get_session"))["type"] == "session"
    await server.stop()  # waits for what is still being answered
    assert [path.name for path in (folder / "sessions").iterdir()] == ["large.sqlite3"]


async def test_a_client_hears_events_while_its_session_is_exported(client: Client, server: Server) -> None:
    await client.ask("append_message", role="user", content="hello")
    async with server.http.get(f"{server.url}/api/chats/s1/export") as response:
        await client.ask("append_message", role="user", content="meanwhile")
        await response.read()
    assert (await client.ask("get_messages"))["total"] == 2
