"""A folder with a few sessions in it that a server has left, and terminals."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from ..conftest import Server, Start
from .command import Terminal, in_terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of `start`'s servers."""
    return tmp_path / "data"


@pytest.fixture
async def at_rest(start: Start, folder: Path) -> Path:
    """The folder after a server that talked in two sessions has ended: `first`, and `second` with an artifact."""
    server = await start()
    for session, said in (("first", "/echo hello there"), ("second", "write a counter")):
        await talk(server, session, said)
        await server.put_to_sleep(session)
        server.clock.pass_seconds(60)
    await server.stop()
    return folder


async def talk(server: Server, session: str, said: str) -> None:
    client = await server.connect(session)
    await client.ask("send_message", content=said)
    await client.hear("reply_finished")
    await client.close()


Open = Callable[..., Awaitable[Terminal]]


@pytest.fixture
async def terminal() -> AsyncIterator[Open]:
    """Starts commands in terminals: `await terminal("chat", "demo")`. They are closed at the end."""
    opened: list[Terminal] = []

    async def open_(*arguments: object) -> Terminal:
        opened.append(await in_terminal(*arguments))
        return opened[-1]

    yield open_
    for one in opened:
        await one.close()
