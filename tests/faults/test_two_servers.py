"""Two servers on one folder: each session belongs to the one that has it open, and the other says so."""

from pathlib import Path

import aiohttp
import pytest

from ..client import connect
from ..conftest import Start
from .conftest import Launch
from .reading import assert_whole, read


def assert_locked(frame: dict[str, object]) -> None:
    assert (frame["type"], frame.get("code")) == ("error", "unavailable"), frame
    assert frame["details"] == {"reason": "locked"}


async def test_a_second_server_is_refused_each_session_that_the_first_has_open_and_works_on_others(
    launch: Launch, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    first, second = await launch(idle_seconds=3600), await launch(idle_seconds=3600)
    here = {session: await connect(http, first.url, session) for session in ("a", "b")}
    for session, client in here.items():
        await client.ask("append_message", role="assistant", content=f"```html\n<p>{session}</p>\n```")
    there = {session: await connect(http, second.url, session) for session in ("a", "b", "c")}
    for _ in range(3):
        for session in ("a", "b"):
            assert_locked(await there[session].ask("get_messages"))
            assert_locked(await there[session].ask("append_message", role="user", content="hi"))
            assert (await here[session].ask("append_message", role="user", content="hi"))["type"] == "message_appended"
        assert (await there["c"].ask("append_message", role="user", content="hi"))["type"] == "message_appended"
    c = await connect(http, first.url, "c")
    assert_locked(await c.ask("get_session"))

    first.terminate()
    assert await first.ended() == 0
    for session in ("a", "b"):
        assert (await there[session].ask("get_messages"))["total"] == 4
        assert (await there[session].ask("append_message", role="user", content="over"))["type"] == "message_appended"
    second.terminate()
    assert await second.ended() == 0
    for session, total in (("a", 5), ("b", 5), ("c", 3)):
        found = read(tmp_path / "data" / "sessions" / f"{session}.sqlite3", tmp_path / "copy")
        assert_whole(found)
        assert len(found.messages) == total


async def test_when_the_first_was_killed_the_second_opens_what_it_left(
    launch: Launch, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    first, second = await launch(), await launch()
    here, there = await connect(http, first.url, "a"), await connect(http, second.url, "a")
    made = await here.ask("create_artifact", artifactType="html", title="Page", content="<p>")
    assert_locked(await there.ask("get_artifacts"))
    first.kill()
    await first.ended()
    assert (await there.ask("get_artifacts"))["artifacts"] == [made["artifact"]]


@pytest.mark.parametrize("rounds", [4])
async def test_a_session_goes_from_server_to_server_as_it_sleeps(start: Start, tmp_path: Path, rounds: int) -> None:
    first, second = await start(tmp_path / "data"), await start(tmp_path / "data")
    here, there = await first.connect(), await second.connect()
    for number in range(rounds):
        assert (await here.ask("append_message", role="user", content="here"))["type"] == "message_appended"
        assert_locked(await there.ask("get_messages"))
        await first.put_to_sleep()
        assert (await there.ask("append_message", role="user", content="there"))["type"] == "message_appended"
        assert_locked(await here.ask("get_messages"))
        found = read(await second.put_to_sleep(), tmp_path / "copy")
        assert_whole(found)
        assert len(found.messages) == 2 * number + 2
