"""Fixtures for faults: processes that are gone at the end, a small disk, and a store that fails when told to."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from .failing import Disk
from .process import Process

Launch = Callable[..., Awaitable[Process]]


@pytest.fixture
async def launch(tmp_path: Path) -> AsyncIterator[Launch]:
    """Starts server processes: `await launch()`, `await launch(folder, mailbox=10)`."""
    processes: list[Process] = []

    async def launch(folder: Path | None = None, **settings: object) -> Process:
        processes.append(await Process.start(folder or tmp_path / "data", 0, **settings))
        return processes[-1]

    yield launch
    for process in processes:
        process.kill()
        await process.ended()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The store of the servers in this process; it works until it is told to fail."""
    return Disk(monkeypatch, asyncio.Event())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a real file system of four megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("Only root on Linux can mount a small file system.")
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if (done := subprocess.run(command, capture_output=True, text=True, check=False)).returncode != 0:
        pytest.skip(f"This machine lets nobody mount a small file system: {done.stderr.strip()}.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Writes until the disk under a folder is full; the file that fills it."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    return filler
