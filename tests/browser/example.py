"""An application of `examples/`, built by Vite and served by it, in front of a server."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ..conftest import Server
from ..packages import npm_file

EXAMPLES = Path(__file__).parents[2] / "examples"


@asynccontextmanager
async def example(name: str, server: Server, folder: Path) -> AsyncIterator[str]:
    """Builds an application into a folder. Yields its address."""
    built = str(folder / "dist")
    building = await _vite(name, "build", "--outDir", built)
    told, _ = await building.communicate()
    assert building.returncode == 0, told.decode()
    port = str(_free_port())
    where = ("--host", "127.0.0.1", "--port", port, "--strictPort")
    preview = await _vite(name, "preview", "--outDir", built, *where, SATCHEL_URL=server.url)
    try:
        assert preview.stdout is not None
        while port not in (line := (await preview.stdout.readline()).decode()):
            assert line, "vite preview has ended"
        yield f"http://127.0.0.1:{port}"
    finally:
        preview.terminate()
        await preview.communicate()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _vite(name: str, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not here, and Vite runs in it (Debian: apt-get install nodejs)")
    folder = EXAMPLES / name
    return await asyncio.create_subprocess_exec(
        *(node, str(npm_file("vite/bin/vite.js", folder)), *arguments),
        cwd=folder,
        env={**os.environ, **settings, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
