"""`satchel chat` as a person uses it: in a terminal, with the keyboard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from server.assistant import DemoModel

from ..conftest import Server, Start
from .conftest import Open, talk
from .proxy import Proxy

CTRL_C, CTRL_D = "\x03", "\x04"


class Pace:
    """How long a model takes: as a real one does, until it is to hurry."""

    def __init__(self) -> None:
        self.hurry = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.hurry.wait()


@pytest.fixture
def pace() -> Pace:
    return Pace()


@pytest.fixture
async def slow(start: Start, pace: Pace) -> Server:
    """A server whose demo model takes its time."""
    return await start(model=DemoModel(pace=0.03, sleep=pace.sleep))


async def test_a_reply_streams_ctrl_c_cancels_it_and_a_second_one_leaves(slow: Server, terminal: Open) -> None:
    chat = await terminal("chat", "demo", "--url", slow.url)
    await chat.see("> ")
    chat.type("/slow /long 200\r")
    await chat.see("/slow /long 200\n")
    client = await slow.connect("demo")
    first = (await client.hear("reply_delta"))["text"]
    await chat.see(first.split("\n")[0][-8:])  # on the screen, while the rest is still to come
    chat.type(CTRL_C)
    await chat.see("Cancelled. What was said so far is kept.")
    message = (await client.hear("reply_finished"))["message"]
    assert message["status"] == "interrupted"
    await chat.see("> ")
    await chat.interrupt("Come back with: satchel chat demo")
    assert await chat.end() == 0


async def test_artifacts_are_listed_under_the_reply_and_shown_by_number(server: Server, terminal: Open) -> None:
    chat = await terminal("chat", "demo", "--url", server.url)
    await chat.see("> ")
    chat.type("write a counter\r")
    await chat.see("● Counter.tsx  react-component  version 1")
    await chat.see("> ")
    chat.type("make it red\r")
    await chat.see("● Counter.tsx  react-component  version 2")
    await chat.see("> ")
    chat.type("/artifacts\r")
    await chat.see("  1  ● Counter.tsx")
    await chat.see("> ")
    chat.type("/show 1\r")
    await chat.see("export default function Counter()")
    await chat.see("> ")
    chat.type("/show 7\r")
    await chat.see("/artifacts lists them")
    await chat.see("> ")
    chat.type("/help\r")
    await chat.see("/quit")
    await chat.see("> ")
    chat.type(CTRL_D)
    assert await chat.end() == 0


async def test_a_known_session_begins_with_its_last_messages(server: Server, terminal: Open) -> None:
    for word in ("one", "two", "three", "four"):
        await talk(server, "demo", f"/echo said {word}")
    chat = await terminal("chat", "demo", "--url", server.url)
    shown = await chat.see("> ")
    assert "8 messages" in shown
    assert "2 earlier messages" in shown
    assert [word for word in ("one", "two", "three", "four") if f"\nsaid {word}\n" in shown] == ["two", "three", "four"]
    chat.type("/quit\r")
    assert await chat.end() == 0


async def test_what_another_client_says_comes_above_what_is_being_typed(server: Server, terminal: Open) -> None:
    chat = await terminal("chat", "demo", "--url", server.url)
    await chat.see("> ")
    chat.type("/echo mi")
    await chat.see("/echo mi")
    await talk(server, "demo", "/echo from elsewhere")
    await chat.see("/echo from elsewhere\n")
    await chat.see("from elsewhere\n")
    await chat.see("> /echo mi")
    chat.type("ne\r")
    await chat.see("mine\n")
    await chat.see("> ")
    chat.type(CTRL_D)
    assert await chat.end() == 0


async def test_a_reply_that_is_being_written_goes_on_for_one_who_comes_in(
    slow: Server, pace: Pace, terminal: Open
) -> None:
    client = await slow.connect("demo")
    await client.ask("send_message", content="/slow /long 1")
    begun = (await client.hear("reply_delta"))["text"]
    chat = await terminal("chat", "demo", "--url", slow.url)
    shown = await chat.see(begun.split("\n")[0][:8])
    pace.hurry.set()
    whole = (await client.hear("reply_finished"))["message"]["content"]
    shown += await chat.see("\n> ")
    assert _flat(whole) in _flat(shown)
    chat.type(CTRL_D)
    assert await chat.end() == 0


@pytest.fixture
async def proxy(slow: Server) -> AsyncIterator[Proxy]:
    proxy = Proxy(slow.url)
    yield proxy
    await proxy.close()


async def test_after_a_lost_connection_the_reply_goes_on_where_it_was(
    slow: Server, pace: Pace, proxy: Proxy, terminal: Open
) -> None:
    chat = await terminal("chat", "demo", "--url", await proxy.open())
    await chat.see("> ")
    client = await slow.connect("demo")
    chat.type("/slow write a counter\r")
    await client.hear("reply_delta")
    await chat.see("Here is")
    proxy.cut()
    shown = "Here is" + await chat.see("The connection is lost; trying again.")
    await chat.see("Connected again.")
    pace.hurry.set()
    shown += await chat.see("● Counter.tsx")
    message = (await client.hear("reply_finished"))["message"]
    notices = ("The connection is lost; trying again.", "● Counter.tsx")
    for notice in notices:
        shown = shown.replace(notice, "")
    assert _flat(shown) == _flat(message["content"])
    await chat.see("> ")
    chat.type(CTRL_D)
    assert await chat.end() == 0


async def test_from_a_server_that_is_gone_two_ctrl_c_lead_away(slow: Server, proxy: Proxy, terminal: Open) -> None:
    chat = await terminal("chat", "demo", "--url", await proxy.open())
    await chat.see("> ")
    chat.type("/slow write a counter\r")
    await chat.see("Here is")
    await proxy.close()
    await chat.see("The connection is lost; trying again.")
    chat.type(CTRL_C)
    await chat.see("Cancelling; Ctrl-C again leaves.")
    chat.type(CTRL_C)
    left = await chat.see("Come back with: satchel chat demo")
    assert await chat.end() == 0
    assert "Traceback" not in left


async def test_what_a_model_writes_does_not_steer_the_terminal(server: Server, terminal: Open) -> None:
    client = await server.connect("demo")
    await client.ask("append_message", role="assistant", content="a\x1b]0;owned\x07b\x1b[2Jc")
    chat = await terminal("chat", "demo", "--url", server.url)
    assert "a]0;ownedb[2Jc" in await chat.see("> ")
    chat.type(CTRL_D)
    assert await chat.end() == 0


def _flat(text: str) -> str:
    """The text without line ends and spaces, which lines of ours between its pieces add."""
    return "".join(text.split())
