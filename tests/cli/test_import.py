"""`satchel import`: copies of session files come into a folder, checked, and never over another."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli.copying_in import import_file
from server.session import SCHEMA
from server.storage.files import open_file
from server.storage.folder import Folder

from ..conftest import Server, Start
from .command import Done, satchel
from .conftest import talk
from .files import change, contents, is_indexed, rows
from .test_check import _damage_the_beginning, _damage_the_middle, _drop_a_table, _empty, _make_foreign, _make_newer
from .test_check import _truncate as _cut_off

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder in which there is nothing yet."""
    return tmp_path / "home"


@pytest.fixture
def copy(at_rest: Path, tmp_path: Path) -> Path:
    """A copy of session `second` under a name of its own."""
    return Path(shutil.copyfile(at_rest / "sessions" / "second.sqlite3", tmp_path / "my backup (1).sqlite3"))


async def bring(home: Path, *arguments: object, url: str = NOWHERE) -> Done:
    return await satchel("import", *arguments, "--data", home, "--url", url)


async def test_a_file_comes_in_under_its_own_id_and_is_indexed(home: Path, copy: Path) -> None:
    before = contents(copy.parent)[copy.name]
    done = await bring(home, copy)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("second  write a counter  ")
    assert done.out.endswith("It is in lists and search.\n")
    shown = (await satchel("show", "second", "--data", home, "--json")).json
    assert [message["role"] for message in shown["messages"]] == ["user", "assistant"]
    assert is_indexed(home, "second")
    assert contents(copy.parent)[copy.name] == before
    assert sorted(contents(home)) == ["sessions/second.sqlite3", "users/local.sqlite3"]


async def test_a_file_comes_in_under_another_id_and_for_another_owner(home: Path, copy: Path) -> None:
    done = await bring(home, copy, "--as", "twin", "--owner", "alice@example.com", "--json")
    [imported] = done.json["imported"]
    assert (imported["id"], imported["owner"], imported["indexed"]) == ("twin", "alice@example.com", "here")
    path = home / "sessions" / "twin.sqlite3"
    assert rows(path, "SELECT id, owner FROM session") == [("twin", "alice@example.com")]
    assert rows(path, "SELECT DISTINCT session_id FROM chat_messages") == [("twin",)]
    assert is_indexed(home, "twin", "alice@example.com")


def test_what_an_index_knew_of_the_session_counts_for_nothing_here(at_rest: Path, copy: Path, home: Path) -> None:
    (home / "sessions").mkdir(parents=True)
    mark = "SELECT index_id, indexed FROM change_counter"
    assert rows(copy, mark) != [("", 0)]
    import_file(Folder(home), copy, None, None)
    assert rows(home / "sessions" / "second.sqlite3", mark) == [("", 0)]


async def test_in_local_mode_it_becomes_the_local_users(home: Path, copy: Path) -> None:
    change(copy, "UPDATE session SET owner = 'somebody'")
    assert (await bring(home, copy)).status == 0
    assert rows(home / "sessions" / "second.sqlite3", "SELECT owner FROM session") == [("local",)]


async def test_nothing_is_overwritten(at_rest: Path, copy: Path) -> None:
    change(copy, "UPDATE session SET title = 'other'")
    before = contents(at_rest)
    done = await bring(at_rest, copy)
    assert (done.status, done.out) == (1, "")
    assert "There is a session second here already" in done.err
    assert "--as ID" in done.err
    assert contents(at_rest) == before


async def test_of_two_imports_at_once_one_wins_and_the_other_says_so(home: Path, copy: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(copy, tmp_path / "other.sqlite3"))
    change(other, "UPDATE session SET title = 'other'")
    both = await asyncio.gather(bring(home, copy), bring(home, other))
    assert sorted(done.status or 0 for done in both) == [0, 1]
    assert "already" in "".join(done.err for done in both)
    kept = rows(home / "sessions" / "second.sqlite3", "SELECT title FROM session")[0][0]
    assert kept == ("write a counter" if both[0].status == 0 else "other")


async def test_a_session_of_this_very_folder_needs_another_name(at_rest: Path) -> None:
    path = at_rest / "sessions" / "first.sqlite3"
    done = await bring(at_rest, path)
    assert done.status == 1
    assert "is session first here; a copy needs a name: --as ID" in done.err
    assert (await bring(at_rest, path, "--as", "first-copy")).status == 0
    assert is_indexed(at_rest, "first-copy")


async def test_the_log_that_a_crash_left_beside_it_is_taken_along(home: Path, copy: Path, tmp_path: Path) -> None:
    db = open_file(copy, SCHEMA)
    db.execute("UPDATE session SET title = 'only in the log'")
    crashed = tmp_path / "crashed.sqlite3"
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{copy}{suffix}", f"{crashed}{suffix}")
    db.close()
    assert (await bring(home, crashed)).status == 0
    assert rows(home / "sessions" / "second.sqlite3", "SELECT title FROM session") == [("only in the log",)]
    assert not [name for name in contents(home) if "-wal" in name or ".new-" in name]


async def test_a_file_that_a_server_has_open_is_refused(server: Server, folder: Path, home: Path) -> None:
    await talk(server, "busy", "hello")
    done = await bring(home, folder / "sessions" / "busy.sqlite3")
    assert done.status == 1
    assert "open in another process" in done.err
    assert not list((home / "sessions").iterdir())


def _add_a_trigger(path: Path) -> None:
    change(path, "CREATE TRIGGER t AFTER INSERT ON chat_messages BEGIN DELETE FROM artifacts; END")


def _add_a_view(path: Path) -> None:
    change(path, "CREATE VIEW v AS SELECT * FROM chat_messages")


def _add_a_virtual_table(path: Path) -> None:
    change(path, "CREATE VIRTUAL TABLE f USING fts5(x)")


def _drop_a_column(path: Path) -> None:
    change(path, "ALTER TABLE components DROP COLUMN css_code")


def _add_a_session(path: Path) -> None:
    change(path, "INSERT INTO session (id, owner, created_at) VALUES ('evil', 'me', 0)")


def _write_no_json(path: Path) -> None:
    change(path, "UPDATE session SET metadata = '{'")


def _write_an_unknown_role(path: Path) -> None:
    change(path, "UPDATE chat_messages SET role = 'root'")


def _name_it_like_a_path(path: Path) -> None:
    change(path, "UPDATE session SET id = '../users/local'")


def _delete_it_for_good(path: Path) -> None:
    change(path, "UPDATE session SET is_deleted = 2")


def _make_an_account(path: Path) -> None:
    shutil.copyfile(path.parent / "data" / "users" / "local.sqlite3", path)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (_damage_the_middle, "damaged"),
        (_damage_the_beginning, "damaged"),
        (_cut_off, "damaged"),
        (_empty, "empty"),
        (_drop_a_table, "damaged"),
        (_drop_a_column, "damaged"),
        (_add_a_session, "damaged"),
        (_write_no_json, "damaged"),
        (_write_an_unknown_role, "damaged"),
        (_make_newer, "newer"),
        (_make_foreign, "foreign"),
        (_make_an_account, "foreign"),
        (_add_a_trigger, "foreign"),
        (_add_a_view, "foreign"),
        (_add_a_virtual_table, "foreign"),
        (_name_it_like_a_path, "invalid"),
        (_delete_it_for_good, "conflict"),
    ],
)
async def test_what_is_no_sound_session_is_refused_by_name_and_leaves_nothing(
    home: Path, copy: Path, harm: Callable[[Path], None], reason: str
) -> None:
    harm(copy)
    done = await bring(home, copy, "--json")
    assert (done.status, done.err) == (1, "")
    [problem] = done.json["problems"]
    assert (problem["file"], problem["reason"]) == (str(copy), reason)
    assert ".new-" not in problem["message"]
    assert contents(home) == {}


async def test_a_session_whose_own_id_is_impossible_comes_in_under_another(home: Path, copy: Path) -> None:
    _name_it_like_a_path(copy)
    assert (await bring(home, copy, "--as", "fine")).status == 0
    assert sorted(contents(home)) == ["sessions/fine.sqlite3", "users/local.sqlite3"]


@pytest.mark.parametrize("name", ["../x", "", "a/b", "x" * 65, "-wal.sqlite3"])
async def test_an_impossible_name_is_refused(home: Path, copy: Path, name: str) -> None:
    done = await bring(home, copy, f"--as={name}")
    assert (done.status, "Traceback" in done.err) == (1, False)
    assert "--as" in done.err
    assert contents(home) == {}


@pytest.mark.parametrize("owner", ["", "x" * 129, "a\nb", "ü" * 128])
async def test_an_impossible_owner_is_refused(home: Path, copy: Path, owner: str) -> None:
    done = await bring(home, copy, f"--owner={owner}")
    assert (done.status, "--owner" in done.err) == (1, True)
    assert contents(home) == {}


async def test_a_pipe_or_nothing_is_refused_and_not_waited_for(home: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sqlite3")
    done = await bring(home, tmp_path / "pipe.sqlite3", tmp_path / "nothing.sqlite3", "--json")
    assert [problem["reason"] for problem in done.json["problems"]] == ["not_a_file", "not_found"]


async def test_the_log_of_an_earlier_session_of_that_name_is_not_played_back_into_it(home: Path, copy: Path) -> None:
    (home / "sessions").mkdir(parents=True)
    stale = home / "sessions" / "second.sqlite3-wal"
    stale.write_bytes(b"old")
    done = await bring(home, copy)
    assert done.status == 1
    assert "The log of an earlier session second" in done.err
    assert list(contents(home)) == ["sessions/second.sqlite3-wal"]


async def test_a_folder_comes_in_but_for_what_is_wrong_in_it(at_rest: Path, home: Path) -> None:
    shutil.copyfile(at_rest / "sessions" / "first.sqlite3", at_rest / "sessions" / "third.sqlite3")
    _damage_the_middle(at_rest / "sessions" / "second.sqlite3")
    done = await bring(home, at_rest)
    assert done.status == 1
    assert [line.split()[0] for line in done.out.splitlines()[:-1]] == ["first"]
    assert "second.sqlite3 is damaged" in done.err
    assert "There is a session first here already" in done.err
    assert "2 of 3 files not imported." in done.err
    assert is_indexed(home, "first")


async def test_one_name_for_several_files_is_refused(at_rest: Path, home: Path) -> None:
    done = await bring(home, at_rest, "--as", "x")
    assert (done.status, "here are 2 files" in done.err) == (1, True)
    assert contents(home) == {}


async def test_a_running_server_takes_it_up_at_once(server: Server, folder: Path, tmp_path: Path, start: Start) -> None:
    other = await start(folder=tmp_path / "other")
    await talk(other, "guest", "write a counter")
    exported = await satchel("export", "guest", tmp_path, "--data", tmp_path / "other", "--url", other.url)
    assert exported.status == 0, exported.err
    await talk(server, "busy", "hello")
    done = await bring(folder, tmp_path / "guest.sqlite3", url=server.url)
    assert done.status == 0, done.err
    assert done.out.endswith("The running server has it, and takes it into lists and search now.\n")
    assert server.host.sessions.get("guest") is not None
    await server.host.settle()
    found = await (await server.connect("guest")).ask("get_artifacts")
    assert [artifact["title"] for artifact in found["artifacts"]] == ["Counter.tsx"]
    await server.stop()
    assert is_indexed(folder, "guest")


async def test_beside_a_server_that_is_not_named_it_is_left_for_later(
    server: Server, folder: Path, copy: Path, start: Start
) -> None:
    again = await start()  # on the folder of `at_rest`
    await talk(again, "busy", "hello")
    await again.host.settle()
    done = await bring(folder, copy, "--as", "late", "--json")
    assert [one["indexed"] for one in done.json["imported"]] == ["later"]
    client = await again.connect("late")
    assert (await client.ask("get_session"))["session"]["title"] == "write a counter"
    await again.stop()
    assert is_indexed(folder, "late")
