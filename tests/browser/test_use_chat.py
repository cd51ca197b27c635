"""The example with `useChat` builds, and does in a browser what its README says."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.assistant import DemoModel

from ..conftest import Start
from .example import example
from .guard import Guard


@pytest.mark.timeout(180)
async def test_the_example_with_use_chat(page: Page, start: Start, guard: Guard, tmp_path: Path) -> None:
    server = await start(model=DemoModel(pace=0.004))
    async with example("use-chat", server, tmp_path) as address:
        guard.serve(address)
        guard.allow(r"404")  # the chat that is yet to be made
        await page.goto(f"{address}/")
        await page.get_by_label("Message").fill("/slow write a counter component")
        await page.get_by_role("button", name="Send").click()
        reply = page.locator('article[data-role="assistant"]')
        await expect(reply.locator(".artifact")).to_contain_text("streaming")
        await page.reload()
        await expect(reply.locator(".artifact")).to_contain_text("done")
        await expect(page.get_by_role("status")).to_have_text("ready")
        await expect(reply).to_have_count(1)
        await page.get_by_label("Message").fill("/slow /long 50")
        await page.get_by_role("button", name="Send").click()
        await expect(reply.nth(1).locator(".text")).to_be_visible()
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_role("status")).to_have_text("ready")
        await page.get_by_label("Message").fill("/fail")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("alert")).to_contain_text("broke off")

        client = await server.connect(page.url.partition("#")[2])
        await client.ask("send_message", content="/slow /echo somebody else said this from a terminal")
        await expect(page.locator('article[data-role="user"]').last).to_contain_text("/slow /echo somebody")
        await expect(page.get_by_role("status")).to_have_text("streaming")
        await expect(reply.last.locator(".text")).to_have_text("somebody else said this from a terminal")
        await expect(page.get_by_role("status")).to_have_text("ready")
        await client.ask("append_message", role="assistant", content="And this was said elsewhere.")
        await expect(reply.last.locator(".text")).to_have_text("And this was said elsewhere.")
        await page.goto("about:blank")  # its events would be broken off with the server
