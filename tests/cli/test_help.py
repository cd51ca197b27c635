"""The command line itself: its help, and what it loads for that."""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from server.__main__ import app

from .command import ROOT, satchel


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, those in groups too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = list(_commands(typer.main.get_command(app)))
SAY_NOTHING_FOR_SCRIPTS = {"serve", "chat", "export", "health"}
"""A server, a conversation, a file, and what is JSON already."""


async def test_help_names_every_command() -> None:
    done = await satchel("--help")
    assert done.status == 0
    for command in (
        *("serve", "chat", "list", "show", "export", "import", "sql", "check", "reindex", "clean", "health", "site"),
        "token",
    ):
        assert f"\n  {command} " in done.out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
async def test_every_command_explains_itself_with_an_example(words: tuple[str, ...]) -> None:
    done = await satchel(*words, "--help")
    assert done.status == 0
    examples = [
        line for line in done.out.splitlines() if line.startswith("    ") and f"satchel {' '.join(words)}" in line
    ]
    assert examples
    if words[0] not in SAY_NOTHING_FOR_SCRIPTS:
        assert "--json" in done.out


async def test_help_loads_neither_rich_nor_aiohttp() -> None:
    code = (
        "import sys, server.__main__ as m; m.app(['--help'], standalone_mode=False);"
        "print({'rich', 'aiohttp', 'structlog'} & {*sys.modules}, file=sys.stderr)"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, err = await process.communicate()
    assert err == b"set()\n"


async def test_a_reader_that_leaves_early_meets_no_traceback(at_rest: object) -> None:
    shell = f"{sys.executable} -m server show second --json --data {at_rest} | head -c 10; echo"
    process = await asyncio.create_subprocess_shell(
        shell, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert out.startswith(b"{")
    assert err == b""
