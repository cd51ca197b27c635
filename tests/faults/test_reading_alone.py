"""A session that is only read is left as it is, and is nobody else's meanwhile."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from server.errors import SatchelError
from server.session import SCHEMA
from server.storage.files import open_file
from server.storage.locks import is_locked
from server.storage.reader import open_reader
from server.storage.turn import Turn

from ..client import Client
from ..conftest import Server, Start
from .reading import assert_whole, read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has locks of one descriptor.")
ELSEWHERE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute(sys.argv[2])"


def state(path: Path) -> tuple[list[str], bytes, int]:
    """What stands in the folder, what is in the file, and when it was written."""
    return [one.name for one in path.parent.iterdir()], path.read_bytes(), path.stat().st_mtime_ns


def ask_elsewhere(path: Path, statement: str) -> str:
    """What another process has to complain of."""
    command = [sys.executable, "-c", ELSEWHERE, str(path), statement]
    return subprocess.run(command, check=False, capture_output=True, text=True).stderr


@pytest.fixture
async def asleep(server: Server, client: Client) -> Path:
    """The file of a session with an artifact, which sleeps."""
    await client.ask("append_message", role="assistant", content="```html\n<p>\n```")
    await server.host._follower.catch_up("local")
    return await server.put_to_sleep()


async def test_reading_it_leaves_no_log_and_no_other_byte(server: Server, client: Client, asleep: Path) -> None:
    before = state(asleep)
    assert (await client.ask("get_artifacts"))["artifacts"]
    assert state(asleep) == before
    await server.put_to_sleep()
    assert state(asleep) == before


async def test_meanwhile_nobody_else_reads_or_writes_it(client: Client, asleep: Path) -> None:
    assert (await client.ask("get_session"))["type"] == "session"
    for statement in ("SELECT title FROM session", "UPDATE session SET title = title"):
        assert "database is locked" in ask_elsewhere(asleep, statement)
    with closing(open_file(asleep, SCHEMA)) as same_process, pytest.raises(sqlite3.OperationalError, match="locked"):
        same_process.execute("SELECT title FROM session")
    with pytest.raises(SatchelError, match="open in another process"):
        open_reader(asleep, SCHEMA, Turn())


async def test_a_file_that_another_process_reads_is_not_opened(asleep: Path) -> None:
    with closing(sqlite3.connect(asleep, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM session").fetchone()
        with pytest.raises(SatchelError, match="open in another process"):
            open_reader(asleep, SCHEMA, Turn())


async def test_once_it_is_changed_it_is_written_like_any_other(
    server: Server, client: Client, asleep: Path, tmp_path: Path
) -> None:
    assert len((await client.ask("get_artifacts"))["artifacts"]) == 1
    changed = await client.ask("append_message", role="assistant", content="```css\np {}\n```")
    assert changed["type"] == "message_appended"
    assert asleep.with_name(f"{asleep.name}-wal").exists()
    assert len((await client.ask("get_artifacts"))["artifacts"]) == 2
    assert_whole(found := read(await server.put_to_sleep(), tmp_path / "copy"))
    assert len(found.messages) == 2


async def test_an_export_of_it_is_whole(server: Server, client: Client, asleep: Path, tmp_path: Path) -> None:
    await client.ask("get_session")
    async with server.http.get(f"{server.url}/api/chats/s1/export") as response:
        (tmp_path / "s1.sqlite3").write_bytes(await response.read())
    assert_whole(read(tmp_path / "s1.sqlite3", tmp_path / "copy"))


async def test_how_far_it_is_indexed_is_kept_where_the_index_was_lost(
    start: Start, server: Server, asleep: Path
) -> None:
    marks = "SELECT index_id, indexed, seq FROM change_counter"
    with closing(sqlite3.connect(asleep)) as db:
        before = db.execute(marks).fetchone()
    await server.stop()
    shutil.rmtree(server.settings.folder / "users")
    again = await start(server.settings.folder)
    client = await again.connect()
    await client.ask("get_session")
    await again.host._follower.catch_up("local")
    await again.put_to_sleep()
    with closing(sqlite3.connect(asleep)) as db:
        index, indexed, seq = db.execute(marks).fetchone()
    assert index not in ("", before[0])
    assert indexed == seq


async def test_a_lock_is_gone_with_its_connection(asleep: Path) -> None:
    reader = open_reader(asleep, SCHEMA, Turn())
    assert reader is not None
    reader.close()
    with asleep.open("rb") as file:
        assert not is_locked(file.fileno())
