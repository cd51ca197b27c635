"""Files that no server has open: read where they are, and left as they are."""

import shutil
import sqlite3
from pathlib import Path

from server.session import SCHEMA
from server.storage.files import open_file

from ..conftest import Start
from .command import satchel


def _stand(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file below a folder with its times and bytes."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in files}


async def test_list_names_the_sessions_last_changed_first_with_what_they_hold(at_rest: Path) -> None:
    listed = (await satchel("list", "--data", at_rest, "--json")).json
    assert listed["total"] == 2
    assert [(s["id"], s["title"], s["messages"], s["artifacts"]) for s in listed["sessions"]] == [
        ("second", "write a counter", 2, 1),
        ("first", "/echo hello there", 2, 0),
    ]
    assert all(s["problem"] is None and s["size"] > 4096 for s in listed["sessions"])
    table = await satchel("list", "--data", at_rest)
    assert table.status == 0
    assert [line.split()[0] for line in table.out.splitlines()] == ["SESSION", "second", "first"]


async def test_list_stops_at_the_limit_and_says_how_many_more_there_are(at_rest: Path) -> None:
    listed = await satchel("list", "--data", at_rest, "--limit", 1)
    assert listed.out.splitlines()[-1] == "… and 1 more: --limit 0 lists all."


async def test_show_prints_the_conversation_and_its_artifacts(at_rest: Path) -> None:
    shown = await satchel("show", "first", "--data", at_rest)
    assert shown.status == 0
    assert "hello there" in shown.out
    as_json = (await satchel("show", "second", "--data", at_rest, "--json")).json
    assert [message["role"] for message in as_json["messages"]] == ["user", "assistant"]
    assert as_json["session"]["updatedAt"] > 0
    artifact = as_json["artifacts"][0]
    raw = await satchel("show", "second", "--data", at_rest, "--artifact", artifact["id"])
    assert raw.out == artifact["content"]


async def test_show_prints_more_messages_than_one_page_holds(start: Start, folder: Path) -> None:
    server = await start()
    client = await server.connect("long")
    for part in range(3):
        said = [{"type": "append_message", "role": "user", "content": f"{part}-{n}"} for n in range(400)]
        await client.ask("batch", commands=said)
    await server.stop()
    shown = (await satchel("show", "long", "--data", folder, "--json")).json
    assert [m["content"] for m in shown["messages"]] == [f"{part}-{n}" for part in range(3) for n in range(400)]


async def test_reading_changes_nothing(at_rest: Path, tmp_path: Path) -> None:
    before = _stand(at_rest)
    for command in (("list",), ("show", "second"), ("check",), ("export", "second", tmp_path / "copy.sqlite3")):
        done = await satchel(*command, "--data", at_rest)
        assert done.status == 0, done.err
    assert _stand(at_rest) == before


async def test_a_session_that_a_crash_left_with_its_log_is_read_whole_and_left_as_it_is(
    at_rest: Path, tmp_path: Path
) -> None:
    path, log = (at_rest / "sessions" / f"second.sqlite3{suffix}" for suffix in ("", "-wal"))
    db = open_file(path, SCHEMA)
    db.execute("UPDATE session SET title = 'only in the log'")
    kept = tmp_path / "kept"
    kept.mkdir()
    for part in (path, log):
        shutil.copyfile(part, kept / part.name)
    db.close()
    for part in (path, log):
        shutil.copyfile(kept / part.name, part)
    before = _stand(at_rest)
    listed = (await satchel("list", "--data", at_rest, "--json")).json
    assert "only in the log" in [session["title"] for session in listed["sessions"]]
    checked = (await satchel("check", "--data", at_rest, "--json")).json
    assert checked["problems"] == []
    assert [(note["file"], note["reason"]) for note in checked["notes"]] == [("second.sqlite3", "log")]
    exported = tmp_path / "second.sqlite3"
    assert (await satchel("export", "second", exported, "--data", at_rest)).status == 0
    assert _stand(at_rest) == before
    with sqlite3.connect(exported) as copy:
        assert copy.execute("SELECT title FROM session").fetchone() == ("only in the log",)
    copy.close()


async def test_a_file_that_was_renamed_is_a_session_of_that_name(at_rest: Path) -> None:
    (at_rest / "sessions" / "first.sqlite3").rename(at_rest / "sessions" / "other.sqlite3")
    shown = (await satchel("show", "other", "--data", at_rest, "--json")).json
    assert shown["session"]["id"] == "other"
    assert {message["sessionId"] for message in shown["messages"]} == {"other"}


async def test_an_exported_session_is_served_from_another_folder(at_rest: Path, tmp_path: Path, start: Start) -> None:
    sessions = tmp_path / "elsewhere" / "sessions"
    sessions.mkdir(parents=True)
    exported = await satchel("export", "second", sessions, "--data", at_rest)
    assert exported.status == 0
    server = await start(folder=tmp_path / "elsewhere")
    client = await server.connect("second")
    found = await client.ask("get_artifacts")
    assert [artifact["title"] for artifact in found["artifacts"]] == ["Counter.tsx"]
    assert (await client.ask("append_message", role="user", content="more"))["type"] == "message_appended"


async def test_export_overwrites_nothing(at_rest: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine")
    done = await satchel("export", "first", target, "--data", at_rest)
    assert done.status == 1
    assert "is there already" in done.err
    assert target.read_text() == "mine"


async def test_an_unknown_session_is_a_sentence_and_status_1(at_rest: Path) -> None:
    for command in ("show", "export", "check"):
        done = await satchel(command, "nobody", "--data", at_rest)
        assert (done.status, done.out) == (1, "")
        assert "There is no session 'nobody'" in done.err
        assert "Traceback" not in done.err


async def test_a_damaged_session_does_not_keep_the_others_from_being_listed(at_rest: Path) -> None:
    (at_rest / "sessions" / "first.sqlite3").write_bytes(b"nonsense" * 1000)
    listed = (await satchel("list", "--data", at_rest, "--json")).json
    assert {s["id"]: s["problem"] and s["problem"]["reason"] for s in listed["sessions"]} == {
        "first": "damaged",
        "second": None,
    }


async def test_a_list_of_nothing_says_how_to_begin(tmp_path: Path) -> None:
    done = await satchel("list", "--data", tmp_path / "nothing")
    assert (done.status, done.out) == (0, f"No sessions in {tmp_path}/nothing/sessions. Begin one with: satchel chat\n")
    assert not (tmp_path / "nothing").exists()
