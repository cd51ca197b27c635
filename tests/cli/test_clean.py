"""`satchel clean`: what is too old goes from sessions that sleep, and a rehearsal says the same and changes nothing."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Server, Start
from .command import Done, satchel
from .conftest import Open
from .files import change, contents, is_indexed, rows
from .test_check import _damage_the_beginning

NOWHERE = "http://127.0.0.1:9"
LONG_AGO = 1_600_000_000_000
"""Unix milliseconds, in 2020."""
RULES = {
    "SATCHEL_KEEP_VERSIONS": "2",
    "SATCHEL_KEEP_DELETED_DAYS": "30",
    "SATCHEL_KEEP_SNAPSHOTS": "1",
    "SATCHEL_KEEP_SITE_VERSIONS_DAYS": "30",
}


async def clean(folder: Path, *options: object, url: str = NOWHERE, **rules: str) -> Done:
    return await satchel("clean", "--data", folder, "--url", url, *options, environment=rules or RULES)


async def fill(server: Server, session: str) -> None:
    """Versions of an artifact and a site, snapshots, and something deleted; long ago."""
    client = await server.connect(session)
    made = await client.ask("create_artifact", artifactType="code", title="A", content="1" * 15_000)
    for number in range(2, 7):
        updates = {"content": str(number) * 15_000}
        await client.ask("update_artifact", artifactId=made["artifact"]["id"], updates=updates)
    said = await client.ask("append_message", role="assistant", content="said " * 100, idempotencyKey="k")
    await client.ask("delete_messages", messageIds=[said["messageId"]])
    shop = (await client.ask("create_site", files={"a": "a\n"}))["site"]["id"]
    await client.ask("update_site", siteId=shop, set={"a": "b\n"})
    for text in ("c\n", "d\n"):
        await client.ask("save_snapshot", files={"a": text})
    await client.close()


@pytest.fixture
async def old(start: Start, folder: Path) -> Path:
    """A folder of two sessions full of what is old, and one in which nothing is."""
    server = await start()
    server.clock.milliseconds = LONG_AGO
    for session in ("one", "two"):
        await fill(server, session)
    client = await server.connect("three")
    await client.ask("append_message", role="user", content="hello")
    await server.host.settle()
    for session in ("one", "two", "three"):
        await server.put_to_sleep(session)
    await server.stop()
    return folder


def sizes(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "sessions").iterdir())


def report(done: Done) -> Any:
    assert done.status == 0, done.err
    return done.json


async def test_a_dry_run_says_what_then_goes_and_changes_not_a_byte(old: Path) -> None:
    before, size = contents(old), sizes(old)
    told = report(await clean(old, "--dry-run", "--json"))
    assert contents(old) == before
    done = report(await clean(old, "--json"))
    assert (told.pop("dryRun"), done.pop("dryRun")) == (True, False)
    assert told == done
    counts = {kind: removed["rows"] for kind, removed in done["removed"].items()}
    files = {"snapshots": 2, "siteVersions": 2, "files": 4}
    assert counts == {"artifactVersions": 8, "messages": 2, "receipts": 2, **files}
    assert done["removed"]["artifactVersions"]["bytes"] == 8 * (15_000 + len("{}"))
    assert (done["sessions"], done["changed"], done["open"], done["problems"]) == (3, 2, [], [])
    assert done["givenBack"] == size - sizes(old) > 8 * 15_000
    for session in ("one", "two", "three"):
        assert is_indexed(old, session)
    for session in ("one", "two"):
        path = old / "sessions" / f"{session}.sqlite3"
        assert rows(path, "SELECT version FROM artifact_versions") == [(5,)]
        listed = rows(old / "users" / "local.sqlite3", f"SELECT size FROM sessions WHERE id = '{session}'")
        assert listed == [(path.stat().st_size,)]
    again = report(await clean(old, "--json"))
    assert (again["changed"], again["removed"], again["givenBack"]) == (0, {}, 0)


async def test_without_rules_only_receipts_go(old: Path) -> None:
    done = report(await clean(old, "--json", SATCHEL_LOG_LEVEL="info"))
    assert {kind: removed["rows"] for kind, removed in done["removed"].items()} == {"receipts": 2}


async def test_people_read_a_table(old: Path) -> None:
    told = await clean(old, "--dry-run")
    assert (told.status, told.err) == (0, "")
    lines = [line.split() for line in told.out.splitlines()]
    assert lines[0] == ["WHAT", "ROWS", "SIZE"]
    assert ["versions", "of", "artifacts", "8", "120", "kB"] in lines
    assert told.out.splitlines()[-1].startswith("2 of 3 sessions would lose what is too old, ")
    done = await clean(old)
    assert done.out.splitlines()[-1].startswith("2 of 3 sessions lost what is too old, ")
    assert (await clean(old)).out == "0 of 3 sessions lost what is too old, 0 B given back.\n"


async def test_idle_sessions_are_deleted_and_in_the_end_for_good(old: Path) -> None:
    site = "UPDATE sites SET slug = 'shop', published_version = 2"
    change(old / "sessions" / "two.sqlite3", site)
    done = report(await clean(old, "--json", SATCHEL_KEEP_IDLE_DAYS="90"))
    assert done["removed"]["idleSessions"]["rows"] == 2
    listed = "SELECT id FROM sessions WHERE is_deleted ORDER BY id"
    assert rows(old / "users" / "local.sqlite3", listed) == [("one",), ("three",)]
    change(old / "sessions" / "one.sqlite3", f"UPDATE session SET deleted_at = {LONG_AGO}")
    size = (old / "sessions" / "one.sqlite3").stat().st_size
    for_good = {"SATCHEL_KEEP_DELETED_SESSIONS_DAYS": "30"}
    told = report(await clean(old, "--dry-run", "--json", **for_good))
    done = report(await clean(old, "--json", **for_good))
    assert done["removed"] == told["removed"] == {"deletedSessions": {"rows": 1, "bytes": size}}
    assert done["givenBack"] == size
    assert sorted(contents(old / "sessions")) == ["three.sqlite3", "two.sqlite3"]
    assert rows(old / "users" / "local.sqlite3", listed) == [("three",)]


async def test_a_session_that_a_server_has_open_is_left_to_it(old: Path, start: Start) -> None:
    server = await start()
    client = await server.connect("one")
    await client.ask("get_session")
    for options in (("--dry-run",), ()):
        done = report(await clean(old, "--json", *options, url=server.url))
        assert (done["open"], done["changed"]) == (["one"], 1)
    # The other one was woken in it too, to be listed with its new size.
    assert "2 sessions left to the server" in (await clean(old, url=server.url)).out
    two = await server.connect("two")
    found = await two.ask("get_artifacts")
    versions = await two.ask("get_artifact_versions", artifactId=found["artifacts"][0]["id"])
    assert [version["version"] for version in versions["versions"]] == [6, 5]


async def test_a_damaged_file_is_named_and_the_rest_is_done(old: Path) -> None:
    _damage_the_beginning(old / "sessions" / "one.sqlite3")
    done = await clean(old, "--json")
    assert done.status == 1
    assert [(problem["session"], problem["reason"]) for problem in done.json["problems"]] == [("one", "damaged")]
    assert done.json["changed"] == 1


async def test_a_bar_shows_how_far_it_is(old: Path, terminal: Open) -> None:
    for number in range(60):
        shutil.copyfile(old / "sessions" / "three.sqlite3", old / "sessions" / f"copy{number}.sqlite3")
    screen = await terminal("clean", "--data", old, "--url", NOWHERE, "--dry-run")
    assert await screen.end() == 0
    assert "Looking" in screen.text
    assert "63/63" in screen.text


async def test_a_folder_of_nothing_stays_one(tmp_path: Path) -> None:
    assert report(await clean(tmp_path / "nothing", "--json"))["sessions"] == 0
    assert not contents(tmp_path)
