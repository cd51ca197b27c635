"""A15: a kill in the middle of removing what is old leaves all of it or nothing, and the next time does it."""

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from ..conftest import Start
from .failing import Disk
from .reading import read

_CLEANS_AND_DIES = """
import os, signal, sys
from pathlib import Path
from server.cli.cleaning import clean
from server.handling.cleaning import Retention
from server.storage.files import Connection

when, path = sys.argv[1], Path(sys.argv[2])
commit = Connection.finish

def finish(db):
    if db.execute("SELECT count(*) FROM artifact_versions").fetchone() == (1,):  # all that is to go has gone
        if when == "after":
            commit(db)
        os.kill(os.getpid(), signal.SIGKILL)
    commit(db)

Connection.finish = finish
clean(path, "s1", Retention(versions=2))
"""


async def with_versions(start: Start, count: int = 6) -> Path:
    server = await start()
    client = await server.connect()
    made = await client.ask("create_artifact", artifactType="code", title="A", content="1" * 100_000)
    for number in range(2, count + 1):
        updates = {"content": str(number) * 100_000}
        await client.ask("update_artifact", artifactId=made["artifact"]["id"], updates=updates)
    await server.host.settle()
    path = await server.put_to_sleep()
    await server.stop()
    return path


def versions(path: Path) -> list[int]:
    db = sqlite3.connect(path)
    try:
        return [version for (version,) in db.execute("SELECT version FROM artifact_versions ORDER BY version")]
    finally:
        db.close()


@pytest.mark.parametrize(("when", "left"), [("before", [1, 2, 3, 4, 5]), ("after", [5])])
async def test_a_kill_on_either_side_of_the_commit(start: Start, tmp_path: Path, when: str, left: list[int]) -> None:
    path = await with_versions(start)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _CLEANS_AND_DIES, when, str(path))
    assert await process.wait() == -signal.SIGKILL
    assert path.with_name(f"{path.name}-wal").exists()
    server = await start(keep_versions=2)  # it wakes what a crash has left open
    client = await server.connect()
    [artifact] = (await client.ask("get_artifacts"))["artifacts"]
    assert artifact["content"] == "6" * 100_000
    found = await client.ask("get_artifact_versions", artifactId=artifact["id"])
    assert sorted(version["version"] for version in found["versions"]) == [*left, 6]
    while True:
        await server.host.settle()
        await server.put_to_sleep()
        if not server.host.behind:
            break
    await server.stop()
    assert versions(path) == [5]
    assert read(path, tmp_path / "copy").integrity == "ok"


async def test_a_commit_that_fails_removes_nothing_and_the_file_is_closed(start: Start, disk: Disk) -> None:
    path = await with_versions(start)
    server = await start(keep_versions=2)
    client = await server.connect()
    await client.ask("get_session")
    await server.host.settle()
    disk.broken = True
    await asyncio.gather(disk.fails(), server.put_to_sleep())
    disk.broken = False
    assert versions(path) == [1, 2, 3, 4, 5]
    assert (await client.ask("get_session"))["type"] == "session"
