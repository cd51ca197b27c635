"""C6, judged by those it is for: the AI SDK's own clients, unmodified, in every major from 5 on."""

import asyncio
import json
import shutil

import pytest

from server.assistant import DemoModel

from ..conftest import Start
from ..packages import AI, npm_file

PACE = 0.002
"""Seconds between two pieces: `/slow` is slow enough to be met in the middle, and 100 KB come soon."""
SCENARIOS = 19


@pytest.mark.timeout(180)
@pytest.mark.parametrize("major", [5, 6, 7])
async def test_the_clients_of_the_ai_sdk_work_unmodified(start: Start, major: int) -> None:
    npm_file(f"react-{major}/package.json", AI)
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not here, and the clients run in it (Debian: apt-get install nodejs)")
    server = await start(model=DemoModel(pace=PACE), built_in_tools=True)
    process = await asyncio.create_subprocess_exec(
        *(node, str(AI / "chat.mjs"), str(major), server.url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    found: dict[str, str | None] = json.loads(told)
    assert {name: error for name, error in found.items() if error is not None} == {}
    assert len(found) == SCENARIOS
