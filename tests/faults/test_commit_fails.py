"""A commit that fails: nothing of it is told, nothing of it is there, and the session goes on when it can."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from ..client import Client, Frame
from ..conftest import Server, Start
from .conftest import fill
from .failing import Disk
from .reading import assert_whole, read

LARGE = "x" * 300_000


class Held:
    """While it is entered the store does nothing, so that all that the clients ask meanwhile becomes one batch."""

    def __init__(self, server: Server, *clients: Client) -> None:
        self._server = server
        self._clients = clients
        self._gate = Event()

    async def __aenter__(self) -> None:
        await self._clients[0].ask("get_session")
        for _ in range(self._server.settings.threads):
            self._server.host._workers.put_nowait((None, self._gate.wait))
        self._first = await self._clients[0].start("get_messages")
        await self._pass_the_door()

    async def __aexit__(self, *error: object) -> None:
        await self._pass_the_door()
        self._gate.set()
        await self._first

    async def _pass_the_door(self) -> None:
        """What the door refuses is answered at once, and behind all that was sent before has been told the actor."""
        for client in self._clients:
            assert (await client.ask("nonsense"))["code"] == "invalid"


async def ask_all(client: Client, *content: str) -> "list[asyncio.Future[Frame]]":
    return [
        await client.start("create_artifact", artifactType="html", title=f"Page {number}", content=text)
        for number, text in enumerate(content)
    ]


def assert_refused(frame: Frame, reason: str) -> None:
    assert (frame["type"], frame["code"]) == ("error", "unavailable"), frame
    assert frame["details"]["reason"] == reason
    assert frame["message"].endswith(".")


async def test_on_a_full_disk_every_command_of_the_batch_is_refused_and_leaves_nothing(
    server: Server, client: Client, disk: Disk, tmp_path: Path
) -> None:
    other = await server.connect()
    async with Held(server, client, other):
        disk.full = True
        asked = await ask_all(client, "small", LARGE, "small too")
        append = await other.start("append_message", role="assistant", content="```html\n<p>hi</p>\n```")
        read_ = await other.start("get_artifacts")
    for reply in (*asked, append, read_):
        assert_refused(await reply, "disk_full")
    assert (await client.ask("get_artifacts"))["artifacts"] == []
    assert (await client.ask("get_messages"))["total"] == 0
    disk.full = False
    kept = await asyncio.gather(*await ask_all(client, "small", LARGE))
    assert [frame["type"] for frame in kept] == ["artifact_created", "artifact_created"]
    assert kept[0]["seq"] < kept[1]["seq"]
    found = read(await server.put_to_sleep(), tmp_path / "copy")
    assert_whole(found)
    assert [artifact["content"] for artifact in found.artifacts.values()] == ["small", LARGE]


async def test_others_hear_nothing_of_a_batch_that_failed(server: Server, client: Client, disk: Disk) -> None:
    other = await server.connect()
    await client.ask("get_session")  # so that the file is there, and it is the batch that fails
    disk.broken = True
    for reply in await ask_all(client, "lost", "lost too"):
        assert_refused(await reply, "failing")
    disk.broken = False
    made = await client.ask("create_artifact", artifactType="html", title="Kept", content="kept")
    assert (await other.hear("artifact_created"))["artifact"] == made["artifact"]
    assert other.events == []
    assert (await client.ask("get_artifacts"))["artifacts"] == [made["artifact"]]


async def test_a_change_that_failed_can_be_sent_again_under_its_key(client: Client, disk: Disk) -> None:
    change = {"artifactType": "html", "title": "Page", "content": "once", "idempotencyKey": "k1"}
    await client.ask("get_session")
    disk.broken = True
    assert_refused(await client.ask("create_artifact", **change), "failing")
    disk.broken = False
    made = await client.ask("create_artifact", **change)
    assert (await client.ask("create_artifact", **change))["artifact"] == made["artifact"]
    assert (await client.ask("get_artifacts"))["artifacts"] == [made["artifact"]]


async def test_while_one_session_fails_another_works(server: Server, disk: Disk) -> None:
    other = await server.connect("s2")
    client = await server.connect("s1")
    await other.ask("get_session")
    await client.ask("get_session")
    disk.broken = True
    assert_refused(await client.ask("append_message", role="user", content="hi"), "failing")
    assert (await other.ask("get_session"))["type"] == "session"


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file of this process may grow past `size`: writing there fails, and SQLite calls it an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_real_input_output_error_refuses_the_batch_and_leaves_nothing(
    server: Server, client: Client, tmp_path: Path
) -> None:
    kept = await client.ask("create_artifact", artifactType="html", title="Page", content="kept")
    path = await server.put_to_sleep()
    with files_end_at(path.stat().st_size + 100_000):
        for reply in await ask_all(client, LARGE, LARGE):
            assert_refused(await reply, "failing")
        assert (await client.ask("get_artifacts"))["artifacts"] == [kept["artifact"]]
    again = await client.ask("create_artifact", artifactType="html", title="Page", content=LARGE)
    assert (await client.ask("get_artifacts"))["artifacts"] == [kept["artifact"], again["artifact"]]
    assert_whole(read(await server.put_to_sleep(), tmp_path / "copy"))


async def test_a_disk_that_is_really_full_refuses_changes_until_there_is_room(
    start: Start, small_disk: Path, tmp_path: Path
) -> None:
    server = await start(small_disk)
    client = await server.connect()
    kept = await client.ask("create_artifact", artifactType="html", title="Page", content="kept")
    filler = fill(small_disk)
    for reply in await ask_all(client, LARGE, LARGE):
        assert_refused(await reply, "disk_full")
    assert (await client.ask("get_artifacts"))["artifacts"] == [kept["artifact"]]
    filler.unlink()
    again = await client.ask("create_artifact", artifactType="html", title="Page", content=LARGE)
    assert (await client.ask("get_artifacts"))["artifacts"] == [kept["artifact"], again["artifact"]]
    assert_whole(read(await server.put_to_sleep(), tmp_path / "copy"))


async def test_a_session_that_can_not_be_made_on_a_full_disk_says_so_and_is_made_when_there_is_room(
    start: Start, small_disk: Path
) -> None:
    server = await start(small_disk)
    client = await server.connect("fresh")
    filler = fill(small_disk)
    assert_refused(await client.ask("get_session"), "disk_full")
    assert sorted(path.name for path in (small_disk / "sessions").iterdir()) == []
    filler.unlink()
    assert (await client.ask("get_session"))["session"]["id"] == "fresh"


async def test_a_log_that_can_not_be_written_back_stops_nothing(
    server: Server, client: Client, disk: Disk, tmp_path: Path
) -> None:
    disk.log_stays = True
    for number in range(300):  # it would be written back on the way
        frame = await client.ask("update_session", updates={"title": f"{number}"})
        assert frame["session"]["title"] == f"{number}"
    await server.put_to_sleep()
    disk.log_stays = False
    assert (await client.ask("get_session"))["session"]["title"] == "299"
    assert_whole(read(await server.put_to_sleep(), tmp_path / "copy"))
