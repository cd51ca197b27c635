"""`satchel check`: one line a problem that names the file, and status 1."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from .command import satchel


def _damage_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 512] = os.urandom(512)
    path.write_bytes(data)


def _damage_the_beginning(path: Path) -> None:
    path.write_bytes(b"\0" * 200 + path.read_bytes()[200:])


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _make_newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=999")
    db.close()


def _make_foreign(path: Path) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipes (name)")
    db.close()


def _make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _drop_a_table(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("DROP TABLE session")
    db.close()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (_damage_the_middle, "damaged"),
        (_damage_the_beginning, "damaged"),
        (_truncate, "damaged"),
        (_drop_a_table, "damaged"),
        (_empty, "empty"),
        (_make_newer, "newer"),
        (_make_foreign, "foreign"),
        (_make_a_folder, "not_a_file"),
    ],
)
async def test_a_harmed_file_is_named_with_what_to_do(at_rest: Path, harm: Callable[[Path], None], reason: str) -> None:
    path = at_rest / "sessions" / "first.sqlite3"
    harm(path)
    done = await satchel("check", "--data", at_rest)
    assert done.status == 1
    told = done.out.splitlines()
    assert len(told) == 2
    assert told[0].startswith("first.sqlite3 ")
    assert told[1] == "2 files checked, 1 problem."
    assert done.err == ""
    as_json = await satchel("check", "--data", at_rest, "--json")
    assert as_json.status == 1
    assert [(p["file"], p["reason"]) for p in as_json.json["problems"]] == [("first.sqlite3", reason)]


async def test_sound_files_are_no_problem(at_rest: Path) -> None:
    done = await satchel("check", "--data", at_rest)
    assert (done.status, done.out) == (0, "2 files checked, no problem.\n")


async def test_only_the_named_sessions_are_checked(at_rest: Path) -> None:
    _empty(at_rest / "sessions" / "first.sqlite3")
    assert (await satchel("check", "second", "--data", at_rest)).status == 0
    assert (await satchel("check", "first", "--data", at_rest)).status == 1


async def test_what_else_stands_in_the_folder_is_named(at_rest: Path) -> None:
    sessions = at_rest / "sessions"
    nobody = 2**22 + 1  # past the largest process number of Linux
    names = {
        f"first.sqlite3.new-{nobody}": "half_made",
        "gone.sqlite3-wal": "orphan",
        "notes.txt": "foreign",
        "what is this.sqlite3": "foreign",
    }
    for name in names:
        (sessions / name).write_bytes(b"x")
    found = (await satchel("check", "--data", at_rest, "--json")).json
    assert {problem["file"]: problem["reason"] for problem in found["problems"]} == names


async def test_a_folder_that_is_not_there_has_no_problem(tmp_path: Path) -> None:
    done = await satchel("check", "--data", tmp_path / "nothing", "--json")
    assert (done.status, done.json) == (0, {"checked": 0, "problems": [], "notes": []})
    assert not (tmp_path / "nothing").exists()
