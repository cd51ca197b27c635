"""W4: a port of its own for published sites, on which nothing else is, by the server as it is started."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from ..faults.process import Process

PATHS = (
    "/",
    "/api/sites",
    "/api/chats",
    "/health",
    "/metrics",
    "/docs",
    "/openapi.json",
    "/client.js",
    "/ws/s1",
    "/ws",
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[tuple[Process, str]]:
    """A server, and the address of its sites."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = await Process.start(tmp_path / "data", sites_port=port)
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    await process.ended()


async def test_nothing_but_what_is_published_is_at_that_port(server: tuple[Process, str]) -> None:
    process, sites = server
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{process.url}/api/sites", json={"files": {"index.html": "here"}}) as made:
            place = f"{process.url}/api/sites/{(await made.json())['site']['id']}"
        async with http.post(f"{place}/publish", json={"slug": "shop"}) as published:
            assert (await published.json())["site"]["publishedUrl"] == f"{sites}/p/shop/"
        async with http.get(f"{sites}/p/shop/a/page") as page:
            assert (page.status, await page.text()) == (200, "here")
            assert "Content-Security-Policy" not in page.headers
        for path in PATHS:
            for method in ("GET", "POST", "OPTIONS"):
                async with http.request(method, sites + path) as other:
                    assert other.status == 404, (method, path)
        for method in ("POST", "PUT", "DELETE"):
            async with http.request(method, f"{sites}/p/shop/") as other:
                assert other.status == 404, method
        async with http.get(f"{process.url}/p/shop/", allow_redirects=False) as elsewhere:
            assert (elsewhere.status, elsewhere.headers["Location"]) == (308, f"{sites}/p/shop/")
        async with http.get(f"{process.url}/api/sites", headers={"Origin": sites}) as from_there:
            assert from_there.status == 403
        async with http.post(f"{place}/unpublish") as done:
            assert done.status == 200
        async with http.get(f"{sites}/p/shop/a/page") as page:
            assert page.status == 404
