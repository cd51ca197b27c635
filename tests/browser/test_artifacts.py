"""The column of artifacts: it opens by itself, shows what is written while it is written, and loses no edit."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from .column import Column, content, make, write
from .conftest import Launch, OpenContext
from .guard import Guard
from .page import acknowledged, draft_is_kept

PAGE = "<!doctype html>\n<h1>Growing</h1>\n"


async def ask(page: Page, text: str) -> None:
    box = page.locator("#conversation textarea").first
    await box.fill(text)
    await box.press("Enter")


async def test_it_opens_by_itself_while_the_first_artifact_is_written(page: Page, start: Start) -> None:
    model = SteppedModel('Here:\n\n```html title="page.html"\n', PAGE, "<p>and whole</p>\n```\nThat is it.\n")
    server = await start(model=model)
    client = await server.connect()
    await client.ask("update_session", updates={"title": "Growing"})
    await page.goto(f"{server.url}/#/s1")
    column = Column(page)
    await expect(page.get_by_text("Growing").first).to_be_visible()
    await expect(column.element).to_be_hidden()
    await client.ask("send_message", content="a page")
    model.release(2)
    await expect(column.tab("page.html")).to_be_visible()
    await expect(column.element.locator(".live-code")).to_contain_text("<h1>Growing</h1>")
    await column.view("Preview")
    await expect(column.frame.get_by_role("heading", name="Growing")).to_be_visible()
    model.release(2)
    await expect(column.frame.get_by_text("and whole")).to_be_visible()
    await expect(column.element).to_contain_text("version 1")
    await expect(column.tabs).to_have_count(1)


async def test_what_is_closed_stays_closed_until_it_is_asked_for(page: Page, served: Server, client: Client) -> None:
    await make(client, "python", "one.py", "print(1)\n")
    column = await Column(page).open(served.url)
    await column.button("Close artifacts").click()
    await expect(column.element).to_be_hidden()
    await make(client, "python", "two.py", "print(2)\n")
    await expect(column.element).to_be_hidden()
    await page.locator("#middle, #conversation").get_by_role("button", name="rtifacts").first.click()
    await expect(column.tabs).to_have_count(2)


async def test_the_tabs_are_walked_by_arrow_keys(page: Page, served: Server, client: Client) -> None:
    for name in ("one.py", "two.py", "three.py"):
        await make(client, "python", name, f"# {name}\n")
    column = await Column(page).open(served.url)
    await column.choose("one.py")
    await page.keyboard.press("ArrowLeft")
    await expect(column.tab("three.py")).to_be_focused()
    await expect(column.code).to_contain_text("# three.py")
    await page.keyboard.press("Home")
    await expect(column.tab("one.py")).to_be_focused()
    await expect(column.tab("one.py")).to_have_attribute("aria-selected", "true")


async def test_many_artifacts_are_found_by_type_and_text(page: Page, served: Server, client: Client) -> None:
    for number in range(9):
        await make(client, "python", f"part{number}.py", f"value = {number}\n", "python")
    await make(client, "json", "config.json", '{"needle": 1}', "json")
    column = await Column(page).open(served.url)
    await column.button("Find an artifact").click()
    finder = page.get_by_role("dialog", name="Find an artifact")
    await finder.get_by_role("searchbox").fill("needle")
    await expect(finder.get_by_role("listitem")).to_have_count(1)
    await finder.get_by_role("searchbox").fill("")
    await finder.get_by_label("Type").select_option("python")
    await expect(finder.get_by_role("listitem")).to_have_count(9)
    await finder.get_by_role("button", name="part3.py").click()
    await expect(column.tab("part3.py")).to_have_attribute("aria-selected", "true")


async def test_an_edit_becomes_a_version(page: Page, served: Server, client: Client) -> None:
    artifact = await make(client, "python", "one.py", "print(1)\n")
    column = await Column(page).open(served.url)
    await column.edit("print(2)\n")
    await column.editor.press("Control+s")
    await expect(column.element).to_contain_text("version 2")
    await acknowledged(page)
    assert await content(client, artifact) == "print(2)\n"
    await column.editor.fill("print(3)\n")
    await column.button("Save").click()
    await expect(column.code).to_contain_text("print(3)")
    await expect(column.element).to_contain_text("version 3")
    await acknowledged(page)
    assert await content(client, artifact) == "print(3)\n"


async def test_tab_indents_and_escape_lets_tab_leave(page: Page, served: Server, client: Client) -> None:
    await make(client, "python", "one.py", "")
    column = await Column(page).open(served.url)
    await column.button("Edit").click()
    await column.editor.press_sequentially("a")
    await page.keyboard.press("Tab")
    await expect(column.editor).to_have_value("a  ")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Shift+Tab")
    await expect(column.editor).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await expect(column.editor).not_to_be_focused()


async def test_an_unsaved_edit_is_there_after_a_reload(page: Page, served: Server, client: Client) -> None:
    artifact = await make(client, "python", "one.py", "print(1)\n")
    column = await Column(page).open(served.url)
    await column.edit("print('kept')\n")
    await draft_is_kept(page, "print('kept')")
    await page.reload()
    await column.button("Continue editing").click()
    await expect(column.editor).to_have_value("print('kept')\n")
    assert await content(client, artifact) == "print(1)\n"
    await column.button("Save").click()
    await expect(column.element).to_contain_text("version 2")
    await page.reload()
    await expect(column.code).to_contain_text("print('kept')")
    await expect(column.button("Continue editing")).to_be_hidden()


@pytest.mark.parametrize(
    ("way", "expected"), [("Keep mine", "mine\n"), ("Keep theirs", "theirs\n"), ("Edit by hand", "both\n")]
)
async def test_two_edits_meet(page: Page, served: Server, client: Client, way: str, expected: str) -> None:
    artifact = await make(client, "python", "one.py", "begin\n")
    column = await Column(page).open(served.url)
    await column.edit("mine\n")
    await write(client, artifact, "theirs\n")
    await expect(column.element.get_by_text("Version 2 came from elsewhere")).to_be_visible()
    await column.button("See what changed").click()
    await expect(column.element.locator("tr.added")).to_contain_text("theirs")
    await column.editor.press("Control+s")
    conflict = column.element.get_by_role("region", name="Conflict")
    await expect(conflict.locator("tr.removed")).to_contain_text("theirs")
    await expect(conflict.locator("tr.added")).to_contain_text("mine")
    await column.button(way).click()
    await expect(conflict).to_be_hidden()
    if way == "Edit by hand":
        await expect(column.editor).to_have_value("mine\n")
        await column.editor.fill("both\n")
        await column.button("Save").click()
    await expect(column.code).to_contain_text(expected.strip())
    await expect(column.element.get_by_text("not sent yet")).to_be_hidden()
    await acknowledged(page)
    assert await content(client, artifact) == expected


async def test_edits_of_different_lines_merge(page: Page, served: Server, client: Client) -> None:
    lines = [f"line {number}" for number in range(20)]
    artifact = await make(client, "python", "one.py", "\n".join(lines) + "\n")
    column = await Column(page).open(served.url)
    await column.edit("\n".join(["mine", *lines[1:]]) + "\n")
    await write(client, artifact, "\n".join([*lines[:-1], "theirs"]) + "\n")
    await expect(column.element.get_by_text("came from elsewhere")).to_be_visible()
    await column.button("Save").click()
    await column.button("Merge both").click()
    await expect(column.code).to_contain_text("mine")
    await expect(column.code).to_contain_text("theirs")
    await expect(column.element.get_by_text("not sent yet")).to_be_hidden()
    await acknowledged(page)
    assert await content(client, artifact) == "\n".join(["mine", *lines[1:-1], "theirs"]) + "\n"


async def test_an_edit_waits_for_the_server(page: Page, launch: Launch, guard: Guard) -> None:
    server = await launch()
    guard.allow_offline()
    await page.goto(f"{server.url}/#/s1")
    await expect(page.get_by_role("heading", name="What shall we make?")).to_be_visible()
    await ask(page, "python script")
    column = Column(page)
    await expect(column.element).to_contain_text("version 1")
    await server.kill()
    await column.edit("print('offline')\n")
    await column.button("Save").click()
    await expect(column.code).to_contain_text("print('offline')")
    await expect(column.element.get_by_text("not sent yet")).to_be_visible()
    await server.start()
    await expect(column.element).to_contain_text("version 2")
    await expect(column.element.get_by_text("not sent yet")).to_be_hidden()


async def test_it_is_named_and_described_in_place(page: Page, served: Server, client: Client) -> None:
    artifact = await make(client, "python", "one.py", "print(1)\n")
    column = await Column(page).open(served.url)
    await column.item("Rename")
    await column.element.get_by_label("Title").fill("better.py")
    await page.keyboard.press("Enter")
    await expect(column.tab("better.py")).to_be_visible()
    await column.item("Add a description")
    await column.element.get_by_label("Description").fill("Prints one.")
    await page.keyboard.press("Enter")
    await expect(column.element.get_by_text("Prints one.")).to_be_visible()
    await expect(column.element.get_by_text("not sent yet")).to_be_hidden()
    await acknowledged(page)
    found = (await client.ask("get_artifact", artifactId=artifact))["artifact"]
    assert (found["title"], found["description"]) == ("better.py", "Prints one.")


async def test_a_deleted_one_comes_back(page: Page, served: Server, client: Client) -> None:
    await make(client, "python", "one.py", "print(1)\n")
    await make(client, "python", "two.py", "print(2)\n")
    column = await Column(page).open(served.url)
    await column.choose("one.py")
    await column.item("Delete")
    await expect(column.tabs).to_have_count(1)
    await page.get_by_role("button", name="Undo").click()
    await expect(column.tab("one.py")).to_have_attribute("aria-selected", "true")
    await expect(column.code).to_contain_text("print(1)")


@pytest.mark.parametrize(
    ("kind", "title", "language", "name"),
    [
        ("python", "primes", "python", "primes.py"),
        ("html", "index.html", "html", "index.html"),
        ("react-component", "Counter", "tsx", "Counter.tsx"),
        ("doc", "a/b: plan", "markdown", "a-b- plan.md"),
        ("code", "paper", "latex", "paper.tex"),
        ("sheet", "sums", "tsv", "sums.tsv"),
    ],
)
async def test_it_is_downloaded_under_its_name(
    page: Page, served: Server, client: Client, kind: str, title: str, language: str, name: str
) -> None:
    await make(client, kind, title, "content ü\n", language)
    column = await Column(page).open(served.url)
    async with page.expect_download() as download:
        await column.item("Download " + name)
    found = await download.value
    assert found.suggested_filename == name
    assert await asyncio.to_thread(Path(await found.path()).read_text, "utf-8") == "content ü\n"


async def test_on_a_narrow_screen_it_is_a_sheet(open_context: OpenContext, served: Server, client: Client) -> None:
    context = await open_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await client.ask("append_message", role="assistant", content='See:\n\n```python title="one.py"\nprint(1)\n```\n')
    column = Column(page)
    await page.goto(f"{served.url}/#/s1")
    card = page.get_by_role("button", name="Open one.py, Python, version 1")
    await expect(card).to_be_visible()
    await expect(column.element).to_be_hidden()
    await card.click()
    await expect(column.code).to_contain_text("print(1)")
    await expect(column.button("Close artifacts")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(column.element).to_be_hidden()
    await card.click()
    await expect(column.element).to_be_visible()
    await page.go_back()
    await expect(column.element).to_be_hidden()
    await expect(card).to_be_focused()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
