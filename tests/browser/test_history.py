"""The history of an artifact: every version can be read, compared and brought back."""

from playwright.async_api import Locator, Page, expect

from ..client import Client
from ..conftest import Server
from .column import Column, content, make, write
from .page import acknowledged

LINES = [f"line {number}" for number in range(1, 41)]


async def opened(page: Page, served: Server, client: Client) -> tuple[Column, str]:
    """An artifact of three versions, its history shown."""
    artifact = await make(client, "python", "one.py", "\n".join(LINES) + "\n")
    await write(client, artifact, "\n".join([*LINES[:19], "changed 20", *LINES[20:]]) + "\n", "The twentieth line")
    await write(client, artifact, "\n".join([*LINES[:19], "changed 20", *LINES[20:], "line 41"]) + "\n")
    column = await Column(page).open(served.url)
    await column.view("History")
    return column, artifact


def version(column: Column, number: int) -> Locator:
    return column.element.get_by_role("list", name="Versions").get_by_role("button", name=f"Version {number}")


async def test_the_versions_say_what_they_are(page: Page, served: Server, client: Client) -> None:
    column, _ = await opened(page, served, client)
    versions = column.element.get_by_role("list", name="Versions").get_by_role("listitem")
    await expect(versions).to_have_count(3)
    await expect(versions.nth(0)).to_contain_text("now")
    await expect(versions.nth(1)).to_contain_text("The twentieth line")
    await expect(versions.nth(2)).to_contain_text("B")


async def test_a_version_is_compared_with_the_one_before(page: Page, served: Server, client: Client) -> None:
    column, _ = await opened(page, served, client)
    await version(column, 2).click()
    table = column.element.get_by_role("table", name="Changes from version 1 to version 2")
    await expect(table.locator("tr.removed")).to_have_text("20−removedline 20")
    await expect(table.locator("tr.added")).to_have_text("20+addedchanged 20")
    await expect(column.element.locator(".diff-sum")).to_contain_text("+1 added")


async def test_what_did_not_change_unfolds(page: Page, served: Server, client: Client) -> None:
    column, _ = await opened(page, served, client)
    await version(column, 2).click()
    table = column.element.get_by_role("table", name="Changes from version 1 to version 2")
    await expect(table.get_by_text("line 3", exact=True)).to_be_hidden()
    await table.get_by_role("button", name="Show 16 unchanged lines").click()
    await expect(table.locator("tr", has_text="line 3").first).to_have_text("33line 3")


async def test_any_two_versions_are_compared(page: Page, served: Server, client: Client) -> None:
    column, _ = await opened(page, served, client)
    await column.element.get_by_label("Compare with").select_option("1")
    table = column.element.get_by_role("table", name="Changes from version 1 to version 3")
    await expect(table.locator("tr.added")).to_have_count(2)
    await expect(table.locator("tr.added").nth(1)).to_contain_text("line 41")


async def test_an_old_version_is_read_and_comes_back(page: Page, served: Server, client: Client) -> None:
    column, artifact = await opened(page, served, client)
    await version(column, 1).click()
    await column.element.get_by_role("group", name="Version 1 as").get_by_role("button", name="Code").click()
    await expect(column.code).to_contain_text("line 20")
    await column.button("Restore").click()
    await expect(version(column, 4)).to_be_visible()
    await acknowledged(page)
    assert await content(client, artifact) == "\n".join(LINES) + "\n"
    await page.get_by_role("button", name="Undo").click()
    await expect(version(column, 5)).to_be_visible()
    await acknowledged(page)
    assert (await content(client, artifact)).endswith("line 41\n")


async def test_a_version_of_somebody_else_appears(page: Page, served: Server, client: Client) -> None:
    column, artifact = await opened(page, served, client)
    await expect(version(column, 3)).to_be_visible()
    await write(client, artifact, "something else\n")
    await expect(version(column, 4)).to_be_visible()
