"""A file that is not a sound file of ours: its session says why, it is left as it is, and a good copy mends it."""

import os
import random
import shutil
import socket
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from server.session import SCHEMA

from ..client import Frame
from ..conftest import Server


@pytest.fixture
async def good(server: Server, tmp_path: Path) -> Path:
    """A copy of a session's file with some contents, whose original sleeps."""
    client = await server.connect("bad")
    for number in range(30):
        content = f"```python\nprint({number})\n# {'word ' * 300}\n```"
        await client.ask("append_message", role="assistant", content=content)
    await client.close()
    path = await server.put_to_sleep("bad")
    shutil.copyfile(path, tmp_path / "good.sqlite3")
    return tmp_path / "good.sqlite3"


def bad(server: Server) -> Path:
    return server.settings.folder / "sessions" / "bad.sqlite3"


def random_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:100] = random.Random(1).randbytes(100)
    path.write_bytes(data)


def random_page_size(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[16:28] = random.Random(2).randbytes(12)
    path.write_bytes(data)


def page_of(path: Path, table: str) -> tuple[int, int]:
    """Where the first page of a table begins, and the size of a page."""
    with closing(sqlite3.connect(path)) as db:
        size: int = db.execute("PRAGMA page_size").fetchone()[0]
        page: int = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    return (page - 1) * size, size


def overwrite(path: Path, start: int, length: int) -> None:
    with path.open("rb+") as file:
        file.seek(start)
        file.write(random.Random(3).randbytes(length))


def random_page_of_the_counter(path: Path) -> None:
    start, size = page_of(path, "change_counter")
    overwrite(path, start, size)


def random_schema(path: Path) -> None:
    overwrite(path, 100, 2000)


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def cut_in_the_header(path: Path) -> None:
    os.truncate(path, 50)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def text(path: Path) -> None:
    path.write_text("This was a session once.\n" * 100)


def of_another_application(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
        db.commit()


def of_a_newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version={SCHEMA.version + 1}")


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (random_header, "damaged"),
    (random_page_size, "damaged"),
    (random_page_of_the_counter, "damaged"),
    (random_schema, "damaged"),
    (cut_in_half, "damaged"),
    (cut_in_a_page, "damaged"),
    (cut_in_the_header, "damaged"),
    (emptied, "empty"),
    (text, "damaged"),
    (of_another_application, "foreign"),
    (of_a_newer_schema, "newer"),
]


def assert_unavailable(frame: Frame, reason: str) -> None:
    assert (frame["type"], frame.get("code")) == ("error", "unavailable"), frame
    assert frame["details"]["reason"] == reason, frame
    assert "bad.sqlite3" in frame["message"]


async def assert_others_work(server: Server) -> None:
    other = await server.connect("other")
    assert (await other.ask("update_session", updates={"title": "fine"}))["session"]["title"] == "fine"


async def assert_mended(server: Server, good: Path) -> None:
    """A good copy in its place: the session works, without a restart and on the connection that was refused."""
    shutil.copyfile(good, bad(server))
    client = await server.connect("bad")
    assert (await client.ask("get_messages"))["total"] == 30
    assert (await client.ask("append_message", role="user", content="hi"))["type"] == "message_appended"


@pytest.mark.parametrize(("damage", "reason"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
async def test_a_file_that_is_not_sound_is_refused_with_a_reason_and_left_as_it_is(
    server: Server, good: Path, damage: Callable[[Path], None], reason: str
) -> None:
    damage(bad(server))
    before = bad(server).read_bytes()
    client = await server.connect("bad")
    for question in ("get_messages", "get_session"):
        assert_unavailable(await client.ask(question), reason)
    assert_unavailable(await client.ask("append_message", role="user", content="hi"), reason)
    await assert_others_work(server)
    assert bad(server).read_bytes() == before
    assert not list(bad(server).parent.glob("bad.sqlite3?*"))
    await assert_mended(server, good)
    assert (await client.ask("get_messages"))["total"] == 31


@pytest.mark.parametrize("table", ["chat_messages", "artifacts"])
async def test_a_damaged_page_refuses_what_needs_it_and_is_left_as_it_is(
    server: Server, good: Path, table: str
) -> None:
    start, size = page_of(bad(server), table)
    overwrite(bad(server), start, size)
    before = bad(server).read_bytes()
    client = await server.connect("bad")
    question = "get_messages" if table == "chat_messages" else "get_artifacts"
    assert_unavailable(await client.ask(question), "damaged")
    write = await client.ask("append_message", role="assistant", content="```python\n1\n```")
    assert_unavailable(write, "damaged")
    await assert_others_work(server)
    assert bad(server).read_bytes() == before
    await server.put_to_sleep("bad")
    await assert_mended(server, good)


async def test_damage_in_the_middle_of_a_text_is_told_as_damage(server: Server, good: Path) -> None:
    data = bad(server).read_bytes()
    place = data.index(b"print(7)\n# word word")
    overwrite(bad(server), place + 100, 200)
    before = bad(server).read_bytes()
    client = await server.connect("bad")
    told = [await client.ask("get_messages"), await client.ask("get_artifacts")]
    assert any(frame["type"] == "error" for frame in told)
    for frame in told:
        if frame["type"] == "error":
            assert_unavailable(frame, "damaged")
    await assert_others_work(server)
    await server.put_to_sleep("bad")
    assert bad(server).read_bytes() == before
    await assert_mended(server, good)


async def test_a_folder_in_the_place_of_a_file_is_refused(server: Server, good: Path) -> None:
    bad(server).unlink()
    bad(server).mkdir()
    client = await server.connect("bad")
    assert_unavailable(await client.ask("get_session"), "not_a_file")
    await assert_others_work(server)
    assert bad(server).is_dir()
    bad(server).rmdir()
    await assert_mended(server, good)


async def test_a_pipe_in_the_place_of_a_file_is_refused_and_nobody_waits_for_it(server: Server, good: Path) -> None:
    bad(server).unlink()
    os.mkfifo(bad(server))
    client = await server.connect("bad")
    try:
        assert_unavailable(await client.ask("get_session"), "not_a_file")
        await assert_others_work(server)
        assert stat.S_ISFIFO(bad(server).stat().st_mode)
    finally:
        os.close(os.open(bad(server), os.O_RDWR | os.O_NONBLOCK))  # whoever waits for the pipe may go
        bad(server).unlink()
    await assert_mended(server, good)


async def test_a_socket_in_the_place_of_a_file_is_refused(
    server: Server, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad(server).unlink()
    monkeypatch.chdir(bad(server).parent)  # a socket's path has to be short
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind("bad.sqlite3")
        client = await server.connect("bad")
        refused = await client.ask("get_session")
    assert refused["details"]["reason"] in ("not_a_file", "unreadable")
    await assert_others_work(server)
    bad(server).unlink()
    await assert_mended(server, good)


async def test_a_file_that_may_not_be_read_is_refused(server: Server, good: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("Root may read every file.")
    bad(server).chmod(0)
    client = await server.connect("bad")
    assert_unavailable(await client.ask("get_session"), "unreadable")
    await assert_others_work(server)
    bad(server).chmod(0o600)
    await assert_mended(server, good)


async def test_a_link_that_leads_nowhere_is_refused_and_stays(server: Server, good: Path) -> None:
    bad(server).unlink()
    bad(server).symlink_to("gone.sqlite3")
    client = await server.connect("bad")
    refused = await client.ask("get_session")
    assert (refused["type"], refused.get("code")) == ("error", "unavailable"), refused
    assert bad(server).is_symlink()
    await assert_others_work(server)
    bad(server).unlink()
    await assert_mended(server, good)
