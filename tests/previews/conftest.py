"""Servers with a Chromium, and what they do with it."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.actor.preview.browser import find_chromium

from ..browser.conftest import MISSING
from ..client import Client
from ..conftest import Server, Start

StartWithBrowser = Callable[..., Awaitable[Server]]


@pytest.fixture(autouse=True)
def pictures(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the browsers of this test are; its name is short, since theirs ends in a socket's."""
    with tempfile.TemporaryDirectory(prefix="p-", ignore_cleanup_errors=True) as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


@pytest.fixture
def settings() -> dict[str, Any]:
    return browser_settings()


def browser_settings() -> dict[str, Any]:
    """Skips where there is none. The sandbox is off for root, who can't have one."""
    found = find_chromium(os.environ.get("SATCHEL_CHROMIUM", ""))
    if found is None:
        pytest.skip(MISSING)
    return {"chromium": found, "chromium_sandbox": os.geteuid() != 0}


@pytest.fixture
async def server(start: Start, settings: dict[str, Any]) -> Server:
    return await start(**settings)


async def over(client: Client, job: Any) -> Any:
    """The job when it is over, as it was told; a browser on a busy machine takes its time."""
    ends = ("done", "failed", "cancelled")
    for _ in range(4):
        try:
            heard = await client.hear(
                lambda frame: (
                    frame["type"] == "job_updated"
                    and frame["job"]["id"] == job["id"]
                    and frame["job"]["status"] in ends
                )
            )
        except TimeoutError:
            continue
        return heard["job"]
    raise TimeoutError


def browsers(folder: Path) -> list[str]:
    """The command lines of the processes that make pictures in a folder, on Linux; other tests run some too."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{folder}/satchel-preview-" in line:
            found.append(line)
    return found


async def until(holds: Callable[[], bool]) -> None:
    """Waits for what nobody tells: processes come and go by themselves."""
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.wait([never], timeout=0.05)
