"""The example with `useAgentChat` builds, and does in a browser what its README says."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.assistant import DemoModel

from ..conftest import Start
from .example import example
from .guard import Guard


@pytest.mark.timeout(180)
async def test_the_example_with_use_agent_chat(page: Page, start: Start, guard: Guard, tmp_path: Path) -> None:
    server = await start(model=DemoModel(pace=0.004))
    async with example("use-agent-chat", server, tmp_path) as address:
        guard.serve(address)
        guard.allow(r"favicon")
        await page.goto(f"{address}/#plan")
        client = await server.connect("plan")
        status, reply = page.get_by_role("status"), page.locator('article[data-role="assistant"]')
        await page.get_by_label("Message").fill("/slow write a counter component")
        await page.get_by_role("button", name="Send").click()
        await expect(reply.locator(".artifact")).to_contain_text("streaming")
        await page.reload()
        await expect(reply.locator(".artifact")).to_contain_text("done")
        await expect(status).to_have_text("ready")
        await expect(reply).to_have_count(1)
        stored = (await client.ask("get_messages"))["messages"]
        assert (await reply.locator(".text").all_inner_texts())[0].strip() == stored[1]["content"].strip()
        # said elsewhere, shown here
        await client.ask("send_message", content="/echo from a socket")
        await expect(reply.nth(1).locator(".text")).to_have_text("from a socket")
        # stopped, run here, refused
        await page.get_by_label("Message").fill("/slow /long 50")
        await page.get_by_role("button", name="Send").click()
        await expect(reply.nth(2).locator(".text")).to_be_visible()
        await page.get_by_role("button", name="Stop").click()
        await client.hear(lambda frame: frame["type"] == "reply_finished" and frame["message"]["status"] != "complete")
        await expect(status).to_have_text("ready")
        await page.get_by_label("Message").fill("/tool clock {}")
        await page.get_by_role("button", name="Send").click()
        await expect(reply.nth(3).locator(".text")).to_contain_text("The tool said: ")
        await expect(reply.nth(3).locator("pre")).to_contain_text("clock: output-available")
        await page.get_by_label("Message").fill("/fail")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("alert")).to_contain_text("broke off")
        # one state for all
        await page.get_by_role("checkbox").check()
        session = (await client.hear("session_updated"))["session"]
        assert session["metadata"]["agentState"] == {"pinned": True}
