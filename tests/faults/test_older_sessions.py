"""Sessions that an older Satchel wrote are there after an upgrade, whole, and go on."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.session import SCHEMA
from server.storage.schema import Schema

from ..conftest import Start
from .reading import read

FIRST = Path(__file__).parent.parent.parent / "server" / "session" / "schema" / "0001_first.sql"
ROWS = """
    INSERT INTO session VALUES
      ('old', 'local', 'Greetings', '', 'private', NULL, NULL, NULL, 1, 0, NULL, '{}', 1000, 1);
    INSERT INTO change_counter VALUES (7, 4000);
    INSERT INTO chat_messages VALUES
      (2, 'm1', 'old', NULL, 'user', 'complete', 1, 1000, NULL, 2, 'text', NULL, '{}', 'write a greeting', NULL, NULL),
      (3, 'm2', 'old', 'm1', 'assistant', 'complete', 1, 1000, NULL, 4, 'text', NULL, '{"finishReason":"stop"}',
       '```python app.py' || char(10) || 'print("hello")' || char(10) || '```', NULL, NULL),
      (6, 'm3', 'old', 'm2', 'assistant', 'complete', 1, 4000, NULL, 6, 'text', NULL, '{}',
       '```python app.py' || char(10) || 'print("welcome")' || char(10) || '```', NULL, NULL);
    INSERT INTO artifacts VALUES
      (5, 'a1', 'old', 'm3', 2, 2000, 4000, NULL, 7, 'python', 'python', 'app.py', 'app.py', '', '{}', '',
       'print("welcome")');
    INSERT INTO artifact_versions VALUES
      ('a1', 1, 'm2', 2000, 'python', 'python', 'app.py', '', '{}', '', 'print("hello")');
"""
"""As the first version wrote them."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data folder with a session in it that the first version of Satchel wrote."""
    (tmp_path / "first").mkdir()
    shutil.copy(FIRST, tmp_path / "first")
    folder = tmp_path / "data"
    (folder / "sessions").mkdir(parents=True)
    path = folder / "sessions" / "old.sqlite3"
    Schema("session", SCHEMA.application_id, tmp_path / "first").build(path)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(ROWS)
    return folder


async def test_all_that_it_held_is_there_and_goes_on(start: Start, old: Path, tmp_path: Path) -> None:
    server = await start(old)
    client = await server.connect("old")
    messages = (await client.ask("get_messages"))["messages"]
    assert [message["id"] for message in messages] == ["m1", "m2", "m3"]
    [artifact] = (await client.ask("get_artifacts"))["artifacts"]
    assert (artifact["title"], artifact["version"], artifact["content"]) == ("app.py", 2, 'print("welcome")')
    restored = await client.ask("restore_artifact_version", artifactId="a1", version=1)
    assert (restored["artifact"]["version"], restored["artifact"]["content"]) == (3, 'print("hello")')
    again = await client.ask("append_message", role="assistant", content="```python app.py\nprint('again')\n```")
    assert [one["version"] for one in again["artifacts"]] == [4]
    assert read(await server.put_to_sleep("old"), tmp_path / "copy").integrity == "ok"


async def test_it_is_listed_and_found_though_nobody_opened_it(start: Start, old: Path) -> None:
    server = await start(old)
    await asyncio.wait(server.host._tasks, return_when=asyncio.FIRST_COMPLETED)  # what is in no index is woken
    await server.host._follower.catch_up("local")
    client = await server.connect(None)
    [listed] = (await client.ask("list_sessions"))["sessions"]
    assert (listed["id"], listed["title"], listed["messageCount"]) == ("old", "Greetings", 3)
    assert {found["id"] for found in (await client.ask("search", query="welcome"))["results"]} == {"a1"}


async def test_its_past_is_known_from_the_upgrade_on(start: Start, old: Path) -> None:
    client = await (await start(old)).connect("old")
    refused = await client.ask("get_session_at", seq=6)
    assert (refused["code"], refused["details"]["wholeSince"]) == ("not_found", 7)
    await client.ask("update_artifact", artifactId="a1", updates={"content": "print('now')"})
    then = await client.ask("get_session_at", seq=7)
    assert [artifact["content"] for artifact in then["artifacts"]] == ['print("welcome")']
