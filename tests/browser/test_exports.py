"""Taking things along: an artifact or a session as a file, made by a job whose progress is seen."""

import asyncio
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Download, Page, expect

from server.actor.pool import Pool

from ..client import Client
from ..conftest import Server
from .column import Column, make
from .test_sessions import more

GRID = "| a | b |\n|---|---|\n| 1 | x |\n"


class Gate:
    """Lets the conversions of exports through, one for each `open`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._passes = asyncio.Semaphore(0)
        run = Pool.run

        async def wait(pool: Pool, function: Callable[..., Any], *arguments: Any) -> Any:
            if function.__name__ == "convert":
                await self._passes.acquire()
            return await run(pool, function, *arguments)

        monkeypatch.setattr(Pool, "run", wait)

    def open(self) -> None:
        self._passes.release()


async def read(download: Download) -> str:
    return await asyncio.to_thread(Path(await download.path()).read_text, "utf-8")


async def test_an_export_is_followed_cancelled_and_made_again(
    page: Page, served: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    await make(client, "table", "Prices", GRID)
    column = await Column(page).open(served.url)
    await column.item("Export as…")
    dialog = page.get_by_role("dialog", name="Export the artifact")
    formats = dialog.get_by_role("radio")
    await expect(dialog.get_by_role("radio", name="Excel workbook")).to_be_focused()
    offered = [await one.input_value() for one in await formats.all()]
    assert offered == ["xlsx", "csv", "pdf", "docx", "html", "markdown"]
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    rows = dialog.get_by_role("list", name="Files").get_by_role("listitem")
    await expect(rows).to_have_count(1)
    await expect(rows.get_by_role("status")).to_have_text("Is being made")
    await expect(rows.get_by_role("progressbar", name="Progress of CSV")).to_be_visible()
    await expect(rows.get_by_role("button", name="Cancel CSV")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(rows.get_by_role("status")).to_have_text("Was cancelled")
    await dialog.get_by_role("button", name="Export").click()
    await expect(rows).to_have_count(2)
    async with page.expect_download() as coming:
        gate.open()
    assert (await coming.value).suggested_filename == "Prices.csv"
    assert await read(await coming.value) == "a,b\n1,x\n"
    await expect(rows.first.get_by_role("status")).to_contain_text("Prices.csv · 10 bytes")
    # It is made beside the page: who leaves the dialog is told, and finds it there again.
    await dialog.get_by_role("radio", name="Web page").check()
    await dialog.get_by_role("button", name="Export").click()
    await expect(rows).to_have_count(3)
    await dialog.get_by_role("button", name="Close").click()
    gate.open()
    async with page.expect_download() as again:
        await page.get_by_role("button", name="Download", exact=True).click()
    assert (await again.value).suggested_filename == "Prices.html"
    await column.item("Export as…")
    await expect(rows).to_have_count(2)
    async with page.expect_download() as kept:
        await dialog.get_by_role("button", name="Download Prices.csv").click()
    assert await read(await kept.value) == "a,b\n1,x\n"


async def test_what_can_not_be_exported_says_what_to_do(page: Page, served: Server, client: Client) -> None:
    await make(client, "json", "settings", '{"a": 1', "json")
    column = await Column(page).open(served.url)
    await column.item("Export as…")
    dialog = page.get_by_role("dialog", name="Export the artifact")
    await dialog.get_by_role("radio", name="Excel workbook").check()
    await dialog.get_by_role("button", name="Export").click()
    row = dialog.get_by_role("list", name="Files").get_by_role("listitem")
    await expect(row.get_by_role("status")).to_have_text("Could not be made")
    await expect(row).to_contain_text("There is no table in 'settings'; export it as another format.")
    await expect(row.get_by_role("button")).to_have_count(0)
    await expect(row.get_by_role("progressbar")).to_have_count(0)


async def test_a_session_that_is_not_open_is_exported(
    page: Page, served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await served.connect("other")
    await other.ask("update_session", updates={"title": "Trip"})
    await other.ask("append_message", role="user", content="Where to?")
    ids = [await make(other, "python", f"part{number}", f"{number}\n") for number in range(3)]
    assert len(ids) == 3
    await page.goto(f"{served.url}/#/here")
    await more(page, "Trip", "Export…")
    dialog = page.get_by_role("dialog", name="Export the session")
    async with page.expect_download() as conversation:
        await dialog.get_by_role("button", name="Export").click()
    assert (await conversation.value).suggested_filename == "Trip.md"
    assert (await read(await conversation.value)).startswith("# Trip\n\n## User\n\nWhere to?\n")
    gate = Gate(monkeypatch)
    await dialog.get_by_role("radio", name="All artifacts").check()
    await dialog.get_by_role("button", name="Export").click()
    gate.open()
    row = dialog.get_by_role("listitem").filter(has_text="All artifacts")
    await expect(row.get_by_role("status")).to_have_text("Is being made, 25 %")
    await expect(row.get_by_role("progressbar")).to_have_js_property("value", 0.25)
    async with page.expect_download() as archive:
        gate.open()
        gate.open()
    with zipfile.ZipFile(await (await archive.value).path()) as found:
        assert sorted(found.namelist()) == ["part0.py", "part1.py", "part2.py"]
    await dialog.get_by_role("radio", name="JSON").check()
    async with page.expect_download() as whole:
        await dialog.get_by_role("button", name="Export").click()
    assert (await whole.value).suggested_filename == "other.json"
    assert "Where to?" in await read(await whole.value)
