"""Tables of artifacts: they sort, filter and leave as files, and thousands of rows stay smooth."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Download, Locator, Page, expect

from ..client import Client
from ..conftest import Server
from .column import Column, make

MARKDOWN = """\
| Name | Amount | Day |
| :--- | ---: | --- |
| Tea | 1,200 | 2026-03-01 |
| bread | 9 |  |
| Äpfel |  | 2025-12-31 |
| Coffee | -3.5 | 2026-01-15 |
| <b>Milk</b> | 9 | 2026-01-15 |
"""


async def saved(download: Download) -> bytes:
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


def names(column: Column) -> Locator:
    return column.element.locator("tbody tr:not(.space) td:first-child")


async def test_numbers_dates_and_words_sort_each_in_their_way(page: Page, served: Server, client: Client) -> None:
    await make(client, "table", "Sums", MARKDOWN)
    column = await Column(page).open(served.url)
    await column.button("Amount").click()
    await expect(names(column)).to_have_text(["Coffee", "bread", "<b>Milk</b>", "Tea", "Äpfel"])
    head = column.element.get_by_role("columnheader", name="Amount")
    await expect(head).to_have_attribute("aria-sort", "ascending")
    await page.keyboard.press("Enter")
    await expect(head).to_have_attribute("aria-sort", "descending")
    await expect(names(column)).to_have_text(["Tea", "bread", "<b>Milk</b>", "Coffee", "Äpfel"])
    await column.button("Day").click()
    await expect(names(column)).to_have_text(["Äpfel", "Coffee", "<b>Milk</b>", "Tea", "bread"])
    await expect(head).to_have_attribute("aria-sort", "none")
    await column.button("Name").click()
    await expect(names(column)).to_have_text(["<b>Milk</b>", "Äpfel", "bread", "Coffee", "Tea"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("csv", 'a,b\n"x, y","say ""hi""\nthere"\n'),
        ("tsv", 'a\tb\nx, y\t"say ""hi""\nthere"\n'),
        ("json", '[{"a": "x, y", "b": "say \\"hi\\"\\nthere"}]'),
        ("markdown", '| a | b |\n|---|---|\n| x, y | say "hi"<br>there |\n'),
    ],
)
async def test_every_form_of_a_table_is_read(
    page: Page, served: Server, client: Client, language: str, text: str
) -> None:
    await make(client, "sheet", "Sums", text, language)
    column = await Column(page).open(served.url)
    cells = column.element.locator("tbody tr:not(.space) td")
    await expect(cells).to_have_count(2)
    assert await cells.all_text_contents() == ["x, y", 'say "hi"\nthere']


async def test_a_cell_is_always_text(page: Page, served: Server, client: Client) -> None:
    await make(client, "sheet", "Sums", "a\n<img src=x onerror=alert(1)>\n", "csv")
    column = await Column(page).open(served.url)
    await expect(names(column)).to_have_text(["<img src=x onerror=alert(1)>"])
    await expect(column.element.locator("tbody img")).to_have_count(0)


async def test_rows_are_filtered(page: Page, served: Server, client: Client) -> None:
    await make(client, "table", "Sums", MARKDOWN)
    column = await Column(page).open(served.url)
    await column.element.get_by_label("Filter rows").fill("2026-01")
    await expect(names(column)).to_have_text(["Coffee", "<b>Milk</b>"])
    await expect(column.element.locator(".count")).to_have_text("2 of 5 rows")
    await column.element.get_by_label("Filter rows").fill("nothing like it")
    await expect(column.element.get_by_text("No row has this text")).to_be_visible()


async def test_it_leaves_as_csv_that_no_spreadsheet_runs(page: Page, served: Server, client: Client) -> None:
    await make(client, "sheet", "sums.csv", 'a,b\n"=1+1",-5\n"@x, y","say ""hi"""\n', "csv")
    column = await Column(page).open(served.url)
    await column.button("b").click()
    async with page.expect_download() as download:
        await column.item("Download as CSV")
    assert await saved(await download.value) == b'a,b\r\n\'=1+1,-5\r\n"\'@x, y","say ""hi"""\r\n'
    async with page.expect_download() as download:
        await column.item("Download as Markdown")
    assert await saved(await download.value) == b'| a | b |\n| --- | --- |\n| =1+1 | -5 |\n| @x, y | say "hi" |\n'


async def test_five_thousand_rows_are_smooth(page: Page, served: Server, client: Client) -> None:
    rows = "".join(f"{number},name {number % 97},{number * 7919 % 1000}\n" for number in range(5000))
    await make(client, "sheet", "big.csv", f"id,name,amount\n{rows}", "csv")
    column = await Column(page).open(served.url)
    await expect(column.element.locator(".count")).to_have_text("5,000 rows")
    assert await column.element.locator("tbody tr").count() < 150
    await page.evaluate(
        "() => { window.long = []; new PerformanceObserver((found) => found.getEntries().forEach((entry) => "
        "window.long.push(entry.duration))).observe({type: 'longtask'}); }"
    )
    scroller = column.element.locator(".rows")
    for part in range(1, 11):
        await scroller.evaluate("(element, part) => { element.scrollTop = element.scrollHeight * part / 10; }", part)
        await page.evaluate("() => new Promise(requestAnimationFrame)")
    await expect(names(column).last).to_have_text("4999")
    await column.button("amount").click()
    await scroller.evaluate("(element) => { element.scrollTop = 0; }")
    await expect(names(column).first).to_have_text("0")
    longest = max(await page.evaluate("() => window.long"), default=0)
    assert longest < 300, f"a task of {longest} ms"
