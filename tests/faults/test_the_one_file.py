"""A session is its file: copied, read with SQLite alone, moved to another server under any name, migrated."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.errors import SatchelError
from server.session import SCHEMA
from server.storage.files import check_file, open_file
from server.storage.schema import Schema

from ..client import Client, Frame
from ..conftest import Server, Start
from .reading import assert_whole, read

CODE = "Look:\n\n```python app.py\nprint('grüß dich')\n```\n"


async def fill_session(client: Client) -> dict[str, Frame]:
    """A session with a bit of everything; what it says of itself."""
    await client.ask("update_session", updates={"title": "Plans", "lastContext": {"page": 3}, "visibility": "public"})
    await client.ask("append_message", role="assistant", content=CODE)
    await client.ask("send_message", content="write a counter component")
    await client.hear("reply_finished")
    await client.ask("append_message", role="assistant", content=CODE.replace("dich", "Gott"))
    made = await client.ask("create_artifact", artifactType="html", title="Page", content="<p>", metadata={"a": [1]})
    await client.ask("update_artifact", artifactId=made["artifact"]["id"], updates={"content": "<p>hi</p>"})
    gone = await client.ask("create_artifact", artifactType="html", title="Gone", content="<p>")
    await client.ask("delete_artifact", artifactId=gone["artifact"]["id"])
    return await everything(client)


async def everything(client: Client) -> dict[str, Frame]:
    """All that a session answers, without the name that it bears."""
    artifacts = await client.ask("get_artifacts")
    told = {
        "session": await client.ask("get_session"),
        "messages": await client.ask("get_messages", limit=1000),
        "artifacts": artifacts,
    }
    for artifact in artifacts["artifacts"]:
        told[artifact["id"]] = await client.ask("get_artifact_versions", artifactId=artifact["id"])
    return {name: nameless(frame) for name, frame in told.items()}


def nameless(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: nameless(item) for name, item in value.items() if name not in ("sessionId", "requestId", "owner")
            }
        case list():
            return [nameless(item) for item in value]
        case _:
            return value


async def test_a_sleeping_session_is_one_file_that_any_sqlite_reads(
    server: Server, client: Client, tmp_path: Path
) -> None:
    told = await fill_session(client)
    path = await server.put_to_sleep()
    assert [one.name for one in path.parent.iterdir()] == ["s1.sqlite3"]
    shutil.copyfile(path, tmp_path / "mine.db")
    with closing(sqlite3.connect(tmp_path / "mine.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        messages = db.execute(
            "SELECT id, session_id, role, content, timestamp FROM chat_messages ORDER BY timestamp, id"
        )
        rows = sorted((name, role, content, made) for name, _, role, content, made in messages)
        artifacts = db.execute(
            "SELECT id, message_id, title, description, type, content, language, created_at, updated_at FROM artifacts"
            " WHERE session_id = 's1' AND deleted_at IS NULL ORDER BY position"
        ).fetchall()
        metadata = db.execute("SELECT metadata FROM artifacts WHERE title = 'Page'").fetchone()[0]
    assert json.loads(metadata) == {"a": [1]}
    assert rows == sorted((m["id"], m["role"], m["content"], m["createdAt"]) for m in told["messages"]["messages"])
    names = ("id", "messageId", "title", "description", "type", "content", "language", "createdAt", "updatedAt")
    assert artifacts == [tuple(a[name] for name in names) for a in told["artifacts"]["artifacts"]]


async def test_the_sqlite3_command_reads_it(server: Server, client: Client, tmp_path: Path) -> None:
    command = shutil.which("sqlite3")
    if command is None:
        pytest.skip("The sqlite3 command is not on this machine.")
    told = await fill_session(client)
    shutil.copyfile(await server.put_to_sleep(), tmp_path / "mine.db")

    def ask(sql: str) -> list[str]:
        done = subprocess.run(
            [command, str(tmp_path / "mine.db"), sql], capture_output=True, text=True, check=True, timeout=30
        )
        return done.stdout.splitlines()

    assert set(ask(".tables")[0].split() + ask("SELECT name FROM sqlite_master")) >= {"chat_messages", "artifacts"}
    assert ask("SELECT title FROM artifacts WHERE deleted_at IS NULL ORDER BY position") == [
        artifact["title"] for artifact in told["artifacts"]["artifacts"]
    ]
    assert ask("SELECT count(*) FROM chat_messages WHERE role = 'assistant'") == ["3"]
    assert ask("PRAGMA integrity_check") == ["ok"]


@pytest.mark.parametrize("name", ["s1", "another-name"])
async def test_a_copy_in_another_servers_folder_is_the_session_there(
    start: Start, client: Client, server: Server, tmp_path: Path, name: str
) -> None:
    told = await fill_session(client)
    path = await server.put_to_sleep()
    elsewhere = await start(tmp_path / "elsewhere")
    shutil.copyfile(path, tmp_path / "elsewhere" / "sessions" / f"{name}.sqlite3")
    there = await elsewhere.connect(name)
    found = await everything(there)
    assert (await there.ask("get_session"))["session"]["id"] == name
    found["session"]["session"]["id"] = "s1"
    assert found == told
    assert {m["sessionId"] for m in (await there.ask("get_messages"))["messages"]} == {name}
    assert (await there.ask("append_message", role="assistant", content=CODE))["type"] == "message_appended"
    assert await everything(client) == told
    contents = read(await elsewhere.put_to_sleep(name), tmp_path / "copy")
    assert_whole(contents)
    assert {row["session_id"] for row in contents.messages.values()} == {name}
    assert {row["session_id"] for row in contents.artifacts.values()} == {name}


async def test_a_copy_of_a_busy_session_with_its_log_is_the_session_too(
    start: Start, server: Server, client: Client, tmp_path: Path
) -> None:
    told = await fill_session(client)
    elsewhere = await start(tmp_path / "elsewhere")
    for path in (server.settings.folder / "sessions").iterdir():
        shutil.copyfile(path, tmp_path / "elsewhere" / "sessions" / path.name)
    assert await everything(await elsewhere.connect()) == told


# migrations


FIRST = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
SECOND = "ALTER TABLE notes ADD COLUMN stars INTEGER NOT NULL DEFAULT 0;\nUPDATE notes SET stars = length(text);"
THIRD = "CREATE TABLE tags (name TEXT) STRICT;"


def schema(folder: Path, *steps: str) -> Schema:
    folder.mkdir()
    for number, step in enumerate(steps, 1):
        (folder / f"{number:04}_step.sql").write_text(step)
    return Schema("notebook", 0x6E6F7465, folder)


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "old.sqlite3"
    first = schema(tmp_path / "first", FIRST)
    first.build(path)
    with closing(open_file(path, first)) as db:
        db.execute("INSERT INTO notes (text) VALUES ('abc'), ('de')")
    return path


def test_an_older_file_is_migrated_when_it_is_opened(tmp_path: Path, old_file: Path) -> None:
    newer = schema(tmp_path / "newer", FIRST, SECOND, THIRD)
    with closing(open_file(old_file, newer)) as db:
        assert db.execute("SELECT text, stars FROM notes").fetchall() == [("abc", 3), ("de", 2)]
        assert db.execute("SELECT * FROM tags").fetchall() == []
    assert check_file(old_file, newer).version == 3
    with closing(open_file(old_file, newer)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_migrated_file_has_the_schema_of_a_fresh_one(tmp_path: Path, old_file: Path) -> None:
    newer = schema(tmp_path / "newer", FIRST, SECOND, THIRD)
    newer.build(tmp_path / "fresh.sqlite3")
    schemas = []
    for path in (old_file, tmp_path / "fresh.sqlite3"):
        with closing(open_file(path, newer)) as db:
            schemas.append(db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall())
    assert schemas[0] == schemas[1]


@pytest.mark.parametrize(
    "bad",
    [
        SECOND + "\nINSERT INTO nowhere VALUES (1);",
        SECOND + "\nINSERT INTO notes (id, text) VALUES (1, 'twice');",
        SECOND + "\nSELECT 'never ended",
    ],
    ids=["no such table", "a constraint", "a syntax error"],
)
def test_a_step_that_fails_leaves_the_file_at_the_version_before_it(tmp_path: Path, old_file: Path, bad: str) -> None:
    with pytest.raises(SatchelError) as caught:
        open_file(old_file, schema(tmp_path / "bad", FIRST, bad, THIRD))
    assert caught.value.code == "unavailable"
    first = Schema("notebook", 0x6E6F7465, tmp_path / "first")
    assert check_file(old_file, first).version == 1
    with closing(open_file(old_file, first)) as db:
        assert db.execute("SELECT * FROM notes").fetchall() == [(1, "abc"), (2, "de")]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with closing(open_file(old_file, schema(tmp_path / "mended", FIRST, SECOND, THIRD))) as db:
        assert db.execute("SELECT stars FROM notes").fetchall() == [(3,), (2,)]


def test_a_file_of_a_newer_schema_is_refused_and_left_as_it_is(tmp_path: Path, old_file: Path) -> None:
    newer = schema(tmp_path / "newer", FIRST, SECOND)
    open_file(old_file, newer).close()
    before = old_file.read_bytes()
    with pytest.raises(SatchelError) as caught:
        open_file(old_file, Schema("notebook", 0x6E6F7465, tmp_path / "first"))
    assert caught.value.code == "unavailable"
    assert caught.value.details == {"reason": "newer"}
    assert "schema 2" in caught.value.message
    assert old_file.read_bytes() == before


def test_a_file_of_another_kind_is_refused(tmp_path: Path, old_file: Path) -> None:
    with pytest.raises(SatchelError) as caught:
        open_file(old_file, SCHEMA)
    assert caught.value.details == {"reason": "foreign"}
