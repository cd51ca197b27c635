"""M10: a failing store never stops a reply, and no client is told that it is stored before it is."""

from pathlib import Path

import pytest

from server.actor import generation

from ..client import Client, Frame
from ..conftest import Server, Start
from .conftest import fill
from .failing import Disk
from .reading import assert_whole, read
from .speaking import Heard, Speaker


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
async def server(start: Start, speaker: Speaker, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(generation, "RETRY_SECONDS", 0.05)
    return await start(model=speaker)


async def hear_all(client: Client, text: str, heard: list[Frame]) -> None:
    """Waits until the deltas that a client heard are `text`; keeps all events in `heard`."""
    while Heard().add(heard).text != text:
        heard.append(await client.hear(lambda frame: True))


async def subscribed(server: Server, since: int = 0) -> Client:
    """A client that comes now, and asks again where its question went down with a batch."""
    client = await server.connect(query="events=off")
    while (await client.ask("subscribe", since=since))["type"] == "error":
        assert client.events == []
    return client


async def test_a_reply_goes_on_unsaved_while_the_store_fails_and_is_written_when_it_works_again(
    server: Server, client: Client, speaker: Speaker, disk: Disk, tmp_path: Path
) -> None:
    heard: list[Frame] = []
    reply = (await client.ask("send_message", content="hi"))["replyId"]
    speaker.say("One. ")
    await hear_all(client, "One. ", heard)
    assert Heard().add(heard).saved == 5

    disk.broken = True
    speaker.say("Two.\n\n```html\n<p>")
    await hear_all(client, "One. Two.\n\n```html\n<p>", heard)
    speaker.say("three</p>\n```\n")
    whole = "One. Two.\n\n```html\n<p>three</p>\n```\n"
    await hear_all(client, whole, heard)
    speaker.end()
    await disk.fails()
    await disk.fails()
    assert (await client.ask("update_session", updates={"title": "no"}))["code"] == "unavailable"
    heard += client.events
    assert "reply_finished" not in [frame["type"] for frame in heard]
    assert Heard().add(heard).saved == 5
    stored = read(server.settings.folder / "sessions" / "s1.sqlite3", tmp_path / "copy")
    assert stored.chunks == {reply: "One. "}
    client.events.clear()

    disk.broken = False
    ending = await client.hear_until("reply_finished")
    first = ending[0]
    assert (first["type"], first["offset"], first["text"]) == ("reply_delta", len(whole), "")
    assert first.get("saved", True)
    assert ending[-1]["message"]["content"] == whole
    assert [artifact["content"] for artifact in ending[-1]["artifacts"]] == ["<p>three</p>"]
    assert Heard().add(heard + ending).saved == len(whole)
    found = read(await server.put_to_sleep(), tmp_path / "copy")
    assert_whole(found)
    assert found.messages[reply]["content"] == whole


async def test_a_client_that_comes_while_the_store_fails_hears_the_unsaved_part_once(
    server: Server, client: Client, speaker: Speaker, disk: Disk
) -> None:
    heard: list[Frame] = []
    await client.ask("send_message", content="hi")
    speaker.say("Stored, ")
    await hear_all(client, "Stored, ", heard)
    disk.broken = True
    speaker.say("shown, ")
    await hear_all(client, "Stored, shown, ", heard)
    early = await subscribed(server)
    early_heard: list[Frame] = []
    await hear_all(early, "Stored, shown, ", early_heard)
    assert Heard().add(early_heard).saved == len("Stored, ")
    speaker.say("and said.")
    await hear_all(early, "Stored, shown, and said.", early_heard)
    late = await subscribed(server)
    late_heard: list[Frame] = []
    await hear_all(late, "Stored, shown, and said.", late_heard)
    unsaved = [frame["text"] for frame in late_heard if frame.get("saved") is False]
    assert unsaved == ["shown, and said."]
    disk.broken = False
    speaker.end()
    for one, before in ((early, early_heard), (late, late_heard)):
        whole = before + await one.hear_until("reply_finished")
        assert Heard().add(whole).saved == len("Stored, shown, and said.")
        assert whole[-1]["message"]["content"] == "Stored, shown, and said."


async def test_a_store_that_fails_again_and_again_leaves_a_reply_without_a_hole(
    server: Server, client: Client, speaker: Speaker, disk: Disk, tmp_path: Path
) -> None:
    heard: list[Frame] = []
    said = ""
    await client.ask("send_message", content="hi")
    for number in range(5):
        for word in ("a", "b", "c"):
            disk.broken = word != "b"
            speaker.say(f"{word}{number} ")
            said += f"{word}{number} "
            await hear_all(client, said, heard)
    disk.broken = False
    speaker.end()
    heard += await client.hear_until("reply_finished")
    assert Heard().add(heard).saved == len(said)
    assert heard[-1]["message"]["content"] == said
    assert_whole(read(await server.put_to_sleep(), tmp_path / "copy"))


async def test_a_reply_that_is_cancelled_while_the_store_fails_keeps_what_was_stored(
    server: Server, client: Client, speaker: Speaker, disk: Disk, tmp_path: Path
) -> None:
    heard: list[Frame] = []
    reply = (await client.ask("send_message", content="hi"))["replyId"]
    speaker.say("Stored. ")
    await hear_all(client, "Stored. ", heard)
    disk.broken = True
    speaker.say("Shown.")
    await hear_all(client, "Stored. Shown.", heard)
    assert (await client.ask("cancel_reply", replyId=reply))["code"] == "unavailable"
    disk.broken = False
    assert (await client.ask("cancel_reply", replyId=reply))["type"] == "reply_cancelled"
    found = read(await server.put_to_sleep(), tmp_path / "copy")
    assert_whole(found)
    assert found.messages[reply]["status"] == "interrupted"
    assert found.messages[reply]["content"] == "Stored. Shown."


async def test_a_reply_on_a_disk_that_is_really_full_is_whole_when_there_is_room(
    start: Start, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "RETRY_SECONDS", 0.05)
    speaker = Speaker()
    server = await start(small_disk, speaker)
    client = await server.connect()
    heard: list[Frame] = []
    reply = (await client.ask("send_message", content="hi"))["replyId"]
    speaker.say("Begun. ")
    await hear_all(client, "Begun. ", heard)
    filler = fill(small_disk)
    said = "Begun. "
    for number in range(20):
        speaker.say(f"{number} " * 2000)
        said += f"{number} " * 2000
        await hear_all(client, said, heard)
    assert Heard().add(heard).saved < len(said)
    speaker.end()
    filler.unlink()
    heard += await client.hear_until("reply_finished")
    assert Heard().add(heard).saved == len(said)
    assert heard[-1]["message"]["content"] == said
    found = read(await server.put_to_sleep(), tmp_path / "copy")
    assert_whole(found)
    assert found.messages[reply]["content"] == said
