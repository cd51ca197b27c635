"""The command line itself: its help, and what it loads for that."""

import asyncio
import sys

import pytest

from .command import ROOT, satchel


async def test_help_names_every_command() -> None:
    done = await satchel("--help")
    assert done.status == 0
    for command in ("serve", "chat", "list", "show", "export", "check"):
        assert f"\n  {command} " in done.out


@pytest.mark.parametrize("command", ["chat", "list", "show", "export", "check"])
async def test_every_command_explains_itself(command: str) -> None:
    done = await satchel(command, "--help")
    assert done.status == 0
    assert "--url" in done.out


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
