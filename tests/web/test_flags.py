"""P5: features that the operator switches, and what clients read of them."""

import pytest

from server.config import Settings
from server.errors import SatchelError

from ..conftest import Start
from .frames import append, fence, of_type

CODE = fence("python app.py", "print(1)")


async def test_clients_read_the_flags(start: Start) -> None:
    server = await start(flags="artifactCreationEnabled=off, newEditor=on,beta")
    client = await server.connect()
    told = await client.ask("get_flags")
    assert told["flags"] == {"artifactCreationEnabled": False, "newEditor": True, "beta": True}


async def test_without_artifacts_replies_are_stored_as_they_are(start: Start) -> None:
    server = await start(flags="artifactCreationEnabled=off")
    client, late = await server.connect(), await server.connect()
    assert (await append(client, CODE))["artifacts"] == []
    await client.ask("send_message", content="write a counter component")
    heard = await client.hear_until("reply_finished")
    assert heard[-1]["artifacts"] == []
    assert "```" in heard[-1]["message"]["content"]
    assert of_type(heard, "artifact_started", "artifact_delta", "artifact_finished", "artifact_created") == []
    assert (await late.ask("get_artifacts"))["artifacts"] == []
    refused = await client.ask("create_artifact", artifactType="code", title="a", content="b")
    assert (refused["code"], "get_flags" in refused["message"]) == ("forbidden", True)


async def test_what_was_made_before_stays(start: Start) -> None:
    first = await start()
    await append(await first.connect(), CODE)
    await first.stop()
    second = await start(folder=first.settings.folder, flags="artifactCreationEnabled=off")
    client = await second.connect()
    [artifact] = (await client.ask("get_artifacts"))["artifacts"]
    changed = await client.ask("update_artifact", artifactId=artifact["id"], updates={"content": "print(2)"})
    assert changed["artifact"]["version"] == 2


@pytest.mark.parametrize("flags", ["a=maybe", "a=on,b=2"])
def test_a_flag_that_is_neither_on_nor_off_is_named(flags: str) -> None:
    with pytest.raises(SatchelError, match="SATCHEL_FLAGS"):
        _ = Settings(flags=flags).features
