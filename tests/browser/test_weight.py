"""What the page weighs until somebody can write."""

import pytest
from playwright.async_api import Page, expect

from ..conftest import Server
from .page import Chat

MOST = 100_000
"""Bytes over the wire, headers included."""


@pytest.mark.service_worker
async def test_the_page_is_ready_for_the_first_message_within_a_hundred_kilobytes(page: Page, served: Server) -> None:
    wire = await page.context.new_cdp_session(page)
    await wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    await page.goto(served.url)
    await expect(Chat(page).field).to_be_focused()
    await page.wait_for_load_state("networkidle")
    print(f"{len(sizes)} responses, {sum(sizes):,.0f} bytes")
    assert len(sizes) > 10
    assert sum(sizes) < MOST
