"""Programs for Node that speak to a server, each with what npm gave it."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ..packages import npm_file

SECONDS = 100


async def run_in_node(program: Path, needs: str, *arguments: str) -> dict[str, Any]:
    """Runs a program, and returns what it says last: a line of JSON.

    Args:
        needs: a file of a package of the program's folder, such as `openai/package.json`.
    """
    npm_file(needs, program.parent)
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here (Debian: apt-get install nodejs)")
    process = await asyncio.create_subprocess_exec(
        *(node, str(program), *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, complained = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, complained.decode()
    told: dict[str, Any] = json.loads(said.decode().strip().splitlines()[-1])
    return told
