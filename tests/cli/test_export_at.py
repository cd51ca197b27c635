"""`satchel export --at`: a session's file as it was."""

from pathlib import Path

import pytest

from ..conftest import Server, Start
from .command import satchel
from .files import contents, rows

NOWHERE = "http://127.0.0.1:9"


async def two_messages(server: Server) -> int:
    """The number between them; the second comes a minute later."""
    client = await server.connect("past")
    await client.ask("append_message", role="user", content="first")
    seq = int((await client.ask("get_session"))["seq"])
    server.clock.pass_seconds(60)
    await client.ask("append_message", role="user", content="second")
    await client.close()
    return seq


@pytest.mark.parametrize("by", ["seq", "time"])
async def test_the_copy_is_the_session_as_it_was(start: Start, folder: Path, tmp_path: Path, by: str) -> None:
    server = await start()
    seq = await two_messages(server)
    await server.put_to_sleep("past")
    await server.stop()
    before = contents(folder)
    target = tmp_path / "then.sqlite3"
    point = str(seq) if by == "seq" else "2027-01-15T08:00:30Z"
    done = await satchel("export", "past", target, "--at", point, "--data", folder, "--url", NOWHERE)
    assert (done.status, done.err) == (0, "")
    assert rows(target, "SELECT content FROM chat_messages") == [("first",)]
    assert b"second" not in target.read_bytes()
    assert rows(target, "SELECT id FROM session") == [("past",)]
    assert [name for name in contents(tmp_path) if not name.startswith("data/")] == ["then.sqlite3"]
    assert contents(folder) == before


async def test_of_a_session_that_is_awake_too(start: Start, folder: Path, tmp_path: Path) -> None:
    server = await start()
    seq = await two_messages(server)
    target = tmp_path / "then.sqlite3"
    done = await satchel("export", "past", target, "--at", str(seq), "--data", folder, "--url", server.url)
    assert (done.status, done.err) == (0, "")
    assert rows(target, "SELECT content FROM chat_messages") == [("first",)]


async def test_what_has_not_been_or_is_no_point_is_said_in_a_sentence(at_rest: Path, tmp_path: Path) -> None:
    for point, told in (("99999", "has no 99999 yet"), ("1970-01-02", "was not there before"), ("soon", "neither")):
        target = tmp_path / "then.sqlite3"
        done = await satchel("export", "first", target, "--at", point, "--data", at_rest, "--url", NOWHERE)
        assert (done.status, told in done.err) == (1, True), done.err
        assert not target.exists()


async def test_what_was_there_before_a_change_by_hand_is_not_known(at_rest: Path, tmp_path: Path) -> None:
    where, target = ("--data", at_rest, "--url", NOWHERE), tmp_path / "then.sqlite3"
    changed = await satchel("sql", "first", "UPDATE session SET title = 'By hand'", "--write", *where)
    assert changed.status == 0, changed.err
    done = await satchel("export", "first", target, "--at", "2", *where)
    assert (done.status, "is kept whole from seq" in done.err) == (1, True), done.err
    [(seq,)] = rows(at_rest / "sessions" / "first.sqlite3", "SELECT seq FROM change_counter")
    assert (await satchel("export", "first", target, "--at", str(seq), *where)).status == 0
