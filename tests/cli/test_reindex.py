"""`satchel reindex`: what is derived comes from the session files alone."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from server.config import Settings
from server.host.reindexing import reindex

from ..conftest import Server, Start
from .command import Done, satchel
from .conftest import Open, talk
from .files import change, contents, is_indexed, rows
from .test_check import _damage_the_beginning, _damage_the_middle

NOWHERE = "http://127.0.0.1:9"


async def again(folder: Path, *options: object, url: str = NOWHERE) -> Done:
    return await satchel("reindex", "--data", folder, "--url", url, *options)


def index_of(folder: Path, user: str) -> str:
    [(index,)] = rows(folder / "users" / f"{user}.sqlite3", "SELECT index_id FROM account")
    return str(index)


@pytest.fixture
async def of_two(at_rest: Path) -> Path:
    """The folder of `at_rest`, in which `second` is alice's; both users have an account that knows all."""
    change(
        at_rest / "sessions" / "second.sqlite3",
        "UPDATE session SET owner = 'alice'; UPDATE change_counter SET index_id = '', indexed = 0",
    )
    assert (await again(at_rest)).status == 0
    return at_rest


async def test_every_account_gets_a_new_index_that_knows_every_session(of_two: Path) -> None:
    before = {user: index_of(of_two, user) for user in ("local", "alice")}
    done = await again(of_two)
    assert (done.status, done.out, done.err) == (0, "2 sessions of 2 users indexed.\n", "")
    assert {user: index_of(of_two, user) for user in before}.items().isdisjoint(before.items())
    assert is_indexed(of_two, "first", "local")
    assert is_indexed(of_two, "second", "alice")
    assert sorted(contents(of_two)) == [
        *("sessions/first.sqlite3", "sessions/second.sqlite3", "users/alice.sqlite3", "users/local.sqlite3"),
    ]


async def test_the_names_of_published_sites_are_made_again(start: Start, folder: Path) -> None:
    server = await start()
    client = await server.connect()
    site = (await client.ask("create_site", files={"index.html": "here"}))["site"]["id"]
    other = (await client.ask("create_site", files={"index.html": "gone"}))["site"]["id"]
    await client.ask("publish_site", siteId=site, slug="shop")
    await client.ask("publish_site", siteId=other, slug="closed")
    await client.ask("unpublish_site", siteId=other)
    await client.close()
    await server.stop()
    shutil.rmtree(folder / "published")
    assert (await again(folder)).status == 0
    assert [path.name for path in (folder / "published").iterdir()] == ["shop"]
    server = await start()
    async with server.http.get(f"{server.url}/p/shop/") as page:
        assert (page.status, await page.text()) == (200, "here")


async def test_accounts_that_are_gone_are_made_again(of_two: Path) -> None:
    shutil.rmtree(of_two / "users")
    done = await again(of_two, "--json")
    assert (done.status, done.json) == (0, {"accounts": 2, "sessions": 2, "problems": []})
    assert is_indexed(of_two, "first", "local")
    assert is_indexed(of_two, "second", "alice")


async def test_lists_and_search_say_the_same_after_what_is_derived_was_deleted(at_rest: Path, start: Start) -> None:
    async def said() -> list[Any]:
        server = await start()
        client = await server.connect(None)
        found = [
            await client.ask("list_sessions", includeStats=True),
            await client.ask("search", query="counter"),
            await client.ask("search", query="hello ther"),
            await client.ask("search", query="type:react-component"),
        ]
        await server.stop()
        return [{name: value for name, value in frame.items() if name != "requestId"} for frame in found]

    before = await said()
    assert [frame["total"] > 0 for frame in before] == [True] * 4
    for how in ("DELETE FROM sessions; DELETE FROM entries", None):
        account = at_rest / "users" / "local.sqlite3"
        if how is None:
            account.unlink()
        else:
            change(account, how)
        assert (await again(at_rest)).status == 0
        assert await said() == before


async def test_one_users_index_is_rebuilt_and_no_others(of_two: Path) -> None:
    before = {user: index_of(of_two, user) for user in ("local", "alice")}
    done = await again(of_two, "--user", "alice", "--json")
    assert (done.status, done.json) == (0, {"accounts": 1, "sessions": 1, "problems": []})
    assert index_of(of_two, "local") == before["local"]
    assert index_of(of_two, "alice") != before["alice"]
    assert is_indexed(of_two, "second", "alice")


async def test_a_user_of_whom_nothing_is_there_gets_no_account(of_two: Path) -> None:
    done = await again(of_two, "--user", "nobody", "--json")
    assert done.json == {"accounts": 0, "sessions": 0, "problems": []}
    assert not [name for name in contents(of_two) if "nobody" in name]


@pytest.mark.parametrize("harm", [_damage_the_beginning, _damage_the_middle])
async def test_a_damaged_session_is_named_and_the_rest_is_done(of_two: Path, harm: object) -> None:
    assert callable(harm)
    harm(of_two / "sessions" / "first.sqlite3")
    done = await again(of_two, "--json")
    assert done.status == 1
    [problem] = done.json["problems"]
    assert (problem["kind"], problem["name"], "first.sqlite3" in problem["message"]) == ("session", "first", True)
    assert done.json["sessions"] == 1
    assert is_indexed(of_two, "second", "alice")
    told = await again(of_two)
    assert (told.status, told.err) == (1, "")
    assert told.out.startswith("Session first is left out: first.sqlite3 ")


async def test_a_damaged_account_is_named_once_and_left_as_it_is(of_two: Path) -> None:
    account = of_two / "users" / "alice.sqlite3"
    _damage_the_beginning(account)
    before = contents(of_two)["users/alice.sqlite3"]
    done = await again(of_two, "--json")
    assert done.status == 1
    assert [(problem["kind"], problem["name"]) for problem in done.json["problems"]] == [("account", "alice")]
    assert is_indexed(of_two, "first", "local")
    assert contents(of_two)["users/alice.sqlite3"] == before


async def all_asleep(server: Server) -> None:
    await server.put_to_sleep("demo")
    for account in server.host.accounts.all():
        account.sleep()
        await account.task


async def test_beside_a_server_it_is_refused_whether_that_is_busy_or_asleep(server: Server, folder: Path) -> None:
    await talk(server, "demo", "hello")
    await server.host.settle()
    index = "SELECT index_id FROM account"
    for asleep in (False, True):
        if asleep:
            await all_asleep(server)
        done = await again(folder, url=server.url if asleep else NOWHERE)
        assert (done.status, done.out) == (1, "")
        assert "A server uses" in done.err
        assert "Stop it" in done.err
    await all_asleep(server)  # what was asked for woke
    before = rows(folder / "users" / "local.sqlite3", index)
    assert (await again(folder)).status == 0
    assert rows(folder / "users" / "local.sqlite3", index) != before


async def test_a_session_that_was_deleted_for_good_goes(of_two: Path) -> None:
    change(of_two / "sessions" / "first.sqlite3", "UPDATE session SET is_deleted = 2")
    done = await again(of_two, "--json")
    assert (done.status, done.json["sessions"], done.json["problems"]) == (0, 1, [])
    assert "sessions/first.sqlite3" not in contents(of_two)


async def test_what_a_crash_left_in_a_log_is_indexed_too(of_two: Path) -> None:
    path = of_two / "sessions" / "first.sqlite3"
    half = path.with_name(f"{path.name}.new-{2**22 + 1}")
    half.write_bytes(b"half")
    change(path, "PRAGMA wal_autocheckpoint=0; UPDATE change_counter SET seq = seq + 1")
    assert (await again(of_two)).status == 0
    assert is_indexed(of_two, "first")
    assert not half.exists()


async def test_stopped_in_between_and_run_again_it_is_whole(of_two: Path) -> None:
    many = [f"copy{number}" for number in range(100)]
    for name in many:
        shutil.copyfile(of_two / "sessions" / "first.sqlite3", of_two / "sessions" / f"{name}.sqlite3")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await reindex(Settings(data=str(of_two)), None, stop)
    assert not all(is_indexed(of_two, name) for name in many)
    done = await again(of_two, "--json")
    assert done.json == {"accounts": 2, "sessions": 102, "problems": []}
    assert all(is_indexed(of_two, name) for name in many)


async def test_a_bar_shows_how_far_it_is(of_two: Path, terminal: Open) -> None:
    for number in range(99):
        shutil.copyfile(of_two / "sessions" / "first.sqlite3", of_two / "sessions" / f"copy{number}.sqlite3")
    screen = await terminal("reindex", "--data", of_two, "--url", NOWHERE)
    assert await screen.end() == 0
    assert "Indexing" in screen.text
    assert "101/101" in screen.text
    assert "101 sessions of 2 users indexed." in screen.text


async def test_a_folder_of_nothing_is_left_as_it_is(tmp_path: Path) -> None:
    done = await again(tmp_path / "nothing")
    assert (done.status, done.out) == (0, "0 sessions of 0 users indexed.\n")
    assert not contents(tmp_path)
