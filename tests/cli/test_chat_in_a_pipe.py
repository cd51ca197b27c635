"""`satchel chat` without a terminal: a line a message, replies on standard output."""

from pathlib import Path

import pytest

from ..conftest import Server, Start
from .command import satchel


async def test_a_line_is_a_message_and_the_reply_is_printed(server: Server) -> None:
    done = await satchel("chat", "demo", "--url", server.url, typed="/echo hello\n")
    assert (done.status, done.out) == (0, "hello\n")
    client = await server.connect("demo")
    said = [message["content"] for message in (await client.ask("get_messages"))["messages"]]
    assert said == ["/echo hello", "hello"]


async def test_lines_wait_for_each_other_and_blank_ones_say_nothing(server: Server) -> None:
    typed = "/echo one\n\n/echo two\n/echo three"
    done = await satchel("chat", "demo", "--url", server.url, typed=typed)
    assert (done.status, done.out) == (0, "one\n\ntwo\n\nthree\n")


async def test_artifacts_are_listed_on_standard_error(server: Server) -> None:
    done = await satchel("chat", "demo", "--url", server.url, typed="write a counter\nmake it red\n")
    assert "Counter.tsx" in done.out
    assert done.err.splitlines()[0].startswith("● Counter.tsx  react-component  version 1")
    assert done.err.splitlines()[1].startswith("● Counter.tsx  react-component  version 2")


async def test_a_made_up_session_is_named_with_how_to_come_back(server: Server) -> None:
    done = await satchel("chat", "--url", server.url, typed="/echo hi\n")
    assert done.out == "hi\n"
    assert "come back to it with: satchel chat chat-" in done.err
    name = done.err.split("satchel chat ")[1].split()[0]
    again = await satchel("chat", name, "--url", server.url, typed="/echo again\n")
    assert again.out == "again\n"
    client = await server.connect(name)
    assert (await client.ask("get_messages"))["total"] == 4


async def test_nothing_said_makes_no_session(server: Server, folder: Path) -> None:
    done = await satchel("chat", "demo", "--url", server.url)
    assert (done.status, done.out) == (0, "")
    assert list((folder / "sessions").iterdir()) == []


async def test_a_reply_that_fails_makes_the_status_1(server: Server) -> None:
    done = await satchel("chat", "demo", "--url", server.url, typed="/fail\n/echo still here\n")
    assert done.status == 1
    assert "The reply failed: The demo model broke off" in done.err
    assert done.out.endswith("\nstill here\n")


async def test_a_reply_that_calls_a_tool_of_the_server_is_waited_for_to_its_end(start: Start) -> None:
    server = await start(tools="tests.web.some_tools")
    typed = '/tool add {"a": 20, "b": 3}\n/tool fail\n/echo on\n'
    done = await satchel("chat", "demo", "--url", server.url, typed=typed)
    assert done.status == 0
    assert [line for line in done.out.splitlines() if line] == [
        'The tool said: {"sum":23}',
        "The tool said: The weather is not to be had.",
        "on",
    ]
    assert [line for line in done.err.splitlines() if "tool" in line or "Calls" in line] == [
        "Calls add",
        "Calls fail",
        "The tool failed: The weather is not to be had.",
    ]


async def test_without_a_server_it_says_how_to_start_one() -> None:
    done = await satchel("chat", "demo", "--url", "http://127.0.0.1:9", typed="hello\n")
    assert (done.status, done.out) == (1, "")
    assert done.err == "satchel: No server answers at http://127.0.0.1:9; start one with: satchel serve\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("not an id",), "A session id is 1 to 64 characters"),
        (("demo", "--url", "ftp://x"), "is no address of a server"),
    ],
)
async def test_what_cannot_be_is_a_sentence(arguments: tuple[str, ...], told: str) -> None:
    done = await satchel("chat", *arguments, typed="hello\n")
    assert (done.status, done.out) == (1, "")
    assert told in done.err
    assert "Traceback" not in done.err
