"""W6: no browser outlives the server that started it."""

from pathlib import Path

import aiohttp

from ..client import connect
from ..previews.conftest import browser_settings, browsers, pictures, until
from .conftest import Launch

__all__ = ["pictures"]


async def test_the_browser_of_a_preview_ends_with_its_server(
    launch: Launch, http: aiohttp.ClientSession, pictures: Path
) -> None:
    settings = browser_settings()
    process = await launch(chromium=settings["chromium"], chromium_sandbox=int(settings["chromium_sandbox"]))
    client = await connect(http, process.url, "s1")
    site = (await client.ask("create_site", files={"index.html": "<script>for (;;);</script>"}))["site"]["id"]
    job = await client.ask("create_preview", siteId=site)
    assert job["type"] == "job_updated", job
    await until(lambda: bool(browsers(pictures)))
    process.kill()
    await process.ended()
    await until(lambda: not browsers(pictures))
