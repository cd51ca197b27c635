"""P8: everything of a user as one archive, and deleted for good."""

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from ..client import Client
from ..conftest import Server, Start
from ..web.frames import append, create
from ..web.tokens import SECRET, bearer, token
from .calls import call

ALICE, BOB = bearer(token("alice")), bearer(token("bob"))


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


async def write(server: Server, session: str, user: dict[str, str]) -> Client:
    client = await server.connect(session, headers=user)
    await append(client, f"hello from {session}")
    await create(client, title=f"Notes of {session}")
    return client


def files(server: Server) -> list[str]:
    folder = server.settings.folder
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_an_archive_holds_every_session_whole_and_the_account(server: Server, tmp_path: Path) -> None:
    one, _ = await write(server, "one", ALICE), await write(server, "two", ALICE)
    await write(server, "bobs", BOB)
    await one.ask("create_collection", name="Herbs")
    await one.ask("delete_session")
    reply = await call(server, "GET", "/api/account/export", **ALICE)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        assert archive.testzip() is None
        names = sorted(archive.namelist())
        assert names == ["README.txt", "account.sqlite3", "sessions/one.sqlite3", "sessions/two.sqlite3"]
        archive.extractall(tmp_path / "out")
    db = sqlite3.connect(tmp_path / "out" / "sessions" / "one.sqlite3")
    assert db.execute("SELECT content FROM chat_messages").fetchall() == [("hello from one",)]
    db.close()
    db = sqlite3.connect(tmp_path / "out" / "account.sqlite3")
    assert db.execute("SELECT name FROM collections").fetchall() == [("Herbs",)]
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    assert not [name for name in files(server) if ".new-" in name]


async def test_a_session_of_the_archive_is_one_in_another_server(server: Server, start: Start, tmp_path: Path) -> None:
    await write(server, "one", ALICE)
    reply = await call(server, "GET", "/api/account/export", **ALICE)
    other = tmp_path / "other" / "sessions"
    other.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        (other / "one.sqlite3").write_bytes(archive.read("sessions/one.sqlite3"))
    elsewhere = await start(folder=tmp_path / "other", jwt_secret=SECRET)
    client = await elsewhere.connect("one", headers=ALICE)
    assert (await client.ask("get_messages"))["messages"][0]["content"] == "hello from one"
    assert [one["id"] for one in (await client.ask("list_sessions"))["sessions"]] == ["one"]


async def test_deleting_an_account_leaves_nothing_of_the_user_and_all_of_others(server: Server) -> None:
    one = await write(server, "one", ALICE)
    await write(server, "two", ALICE)
    await write(server, "bobs", BOB)
    await one.ask("create_collection", name="Herbs")
    reply = await call(server, "DELETE", "/api/account", **ALICE)
    assert (reply.status, reply.body["success"]) == (200, True)
    assert "2 sessions" in reply.body["message"]
    await server.host.settle()
    await server.stop()
    assert files(server) == ["sessions/bobs.sqlite3", "users/bob.sqlite3"]


async def test_who_comes_back_after_that_is_new(server: Server) -> None:
    one = await write(server, "one", ALICE)
    await one.ask("create_collection", name="Herbs")
    await call(server, "DELETE", "/api/account", **ALICE)
    client = await server.connect("fresh", headers=ALICE)
    await append(client, "again")
    assert [found["id"] for found in (await client.ask("list_sessions"))["sessions"]] == ["fresh"]
    assert (await client.ask("get_collections"))["collections"] == []


async def test_nobody_has_no_account(server: Server) -> None:
    for method, path in (("GET", "/api/account/export"), ("DELETE", "/api/account")):
        assert (await call(server, method, path)).status == 401
