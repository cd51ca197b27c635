"""The column of sessions: the list, search, and what is done with a session from there."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from ..client import Client
from ..conftest import Server
from .conftest import OpenContext
from .guard import Guard
from .page import acknowledged
from .talking import Talking

DAY = 86_400
NARROW = {"width": 360, "height": 740}


async def make(server: Server, session: str, title: str, *texts: str) -> None:
    await post(server, "chats", {"id": session, "title": title})
    for text in texts:
        await post(server, f"chats/{session}/messages", {"role": "user", "content": text})


async def post(server: Server, path: str, body: dict[str, Any]) -> None:
    async with server.http.post(f"{server.url}/api/{path}", json=body) as response:
        assert response.status in (200, 201), await response.text()


def column(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Sessions")


def links(page: Page) -> Locator:
    return column(page).get_by_role("region", name="All sessions").get_by_role("link")


async def more(page: Page, title: str, item: str) -> None:
    await column(page).get_by_role("link", name=title, exact=True).hover()
    await page.get_by_role("button", name=f"More for {title}", exact=True).click()
    await page.get_by_role("menuitem", name=item, exact=True).click()


async def test_the_newest_stands_first_under_its_day(page: Page, served: Server) -> None:
    served.clock.pass_seconds(-DAY)
    await make(served, "old", "Plan the garden")
    served.clock.pass_seconds(DAY)
    await make(served, "new", "Build a shed")
    await page.goto(f"{served.url}/#/new")
    await expect(links(page)).to_have_text(["Build a shed", "Plan the garden"])
    await expect(column(page).get_by_role("heading", level=2)).to_have_text(["Today", "Yesterday"])
    await expect(page.get_by_role("link", name="Build a shed")).to_have_attribute("aria-current", "page")


async def test_what_happens_elsewhere_shows_at_once(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden")
    await page.goto(f"{served.url}/#/one")
    await expect(links(page)).to_have_text(["Plan the garden"])
    await make(served, "two", "Build a shed")
    await expect(links(page)).to_have_text(["Build a shed", "Plan the garden"])


async def test_the_list_grows_while_one_scrolls(page: Page, served: Server) -> None:
    for number in range(120):
        await make(served, f"s{number}", f"Session {number:03}")
    await page.goto(f"{served.url}/#/s119")
    await expect(links(page).first).to_have_text("Session 119")
    for number in (50, 100, 120):
        await expect(links(page)).to_have_count(number)
        await links(page).last.focus()
    await expect(links(page).last).to_have_text("Session 000")


async def test_a_session_is_renamed_where_it_stands(page: Page, client: Client, served: Server) -> None:
    await make(served, "one", "Plan the garden")
    await page.goto(f"{served.url}/#/one")
    await links(page).first.focus()
    await page.keyboard.press("F2")
    await page.keyboard.type("Beds and paths")
    await page.keyboard.press("Enter")
    await expect(links(page)).to_have_text(["Beds and paths"])
    await expect(links(page).first).to_be_focused()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Beds and paths")
    await expect(page).to_have_title("Beds and paths · Satchel")
    await acknowledged(page)
    async with served.http.get(f"{served.url}/api/chats/one") as response:
        assert (await response.json())["chat"]["title"] == "Beds and paths"


async def test_escape_leaves_the_name_as_it_was(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden")
    await page.goto(f"{served.url}/#/one")
    await more(page, "Plan the garden", "Rename")
    await page.get_by_role("textbox", name="Name of the session").fill("Something else")
    await page.keyboard.press("Escape")
    await expect(links(page)).to_have_text(["Plan the garden"])


async def test_a_deleted_session_comes_back_by_undo(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden")
    await make(served, "two", "Build a shed")
    await page.goto(f"{served.url}/#/two")
    await more(page, "Plan the garden", "Delete")
    await expect(links(page)).to_have_text(["Build a shed"])
    await page.get_by_role("button", name="Undo").click()
    await expect(column(page).get_by_role("link", name="Plan the garden")).to_be_visible()
    await page.reload()
    await expect(links(page)).to_have_count(2)


async def test_deleted_sessions_are_restored_or_go_for_good(page: Page, served: Server) -> None:
    for session, title in (("one", "Plan the garden"), ("two", "Build a shed"), ("three", "Paint it")):
        await make(served, session, title)
    await page.goto(f"{served.url}/#/three")
    await more(page, "Plan the garden", "Delete")
    await more(page, "Build a shed", "Delete")
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()
    await page.get_by_role("button", name="This server").click()
    await page.get_by_role("menuitem", name="Deleted sessions").click()
    dialog = page.get_by_role("dialog", name="Deleted sessions")
    await dialog.get_by_role("button", name="Restore Plan the garden").click()
    await expect(links(page)).to_have_count(2)
    await dialog.get_by_role("button", name="Delete for good: Build a shed").click()
    await page.get_by_role("dialog", name="Delete for good?").get_by_role("button", name="Delete for good").click()
    await expect(dialog.get_by_text("Nothing is here.")).to_be_visible()
    await acknowledged(page)
    async with served.http.get(f"{served.url}/api/chats/two") as response:
        assert response.status == 404


async def test_search_finds_as_one_types_and_leads_to_the_message(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden", "where do the tomatoes go", *[f"line {n}" for n in range(40)])
    await make(served, "two", "Build a shed", "which nails")
    await Talking(page).open(served, "two")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("tom")
    found = column(page).get_by_role("link", name="Plan the garden")
    await expect(found.locator("mark")).to_have_text("tomatoes")
    await page.keyboard.press("ArrowDown")
    await expect(found).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Plan the garden")
    await expect(page.get_by_role("main").get_by_text("where do the tomatoes go", exact=True)).to_be_in_viewport()


async def test_search_says_when_it_finds_nothing(page: Page, served: Server) -> None:
    await page.goto(f"{served.url}/#/two")
    await page.get_by_role("searchbox", name="Search all sessions").fill("nowhere")
    await expect(column(page).get_by_role("status")).to_contain_text("Nothing was found")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("searchbox", name="Search all sessions")).to_have_value("")


async def test_offline_the_search_looks_at_what_is_on_the_device_and_says_so(
    page: Page, served: Server, guard: Guard
) -> None:
    await make(served, "one", "Plan the garden")
    await make(served, "two", "Build a shed")
    await page.goto(f"{served.url}/#/two")
    await expect(links(page)).to_have_count(2)
    guard.allow_offline()
    await page.context.set_offline(True)
    await page.get_by_role("searchbox", name="Search all sessions").fill("garden")
    await expect(column(page).get_by_role("status")).to_contain_text("You are offline")
    await expect(column(page).locator("#found").get_by_role("link")).to_have_count(1)


async def test_a_link_opens_the_session_for_reading_only(
    page: Page, served: Server, open_context: OpenContext, guard: Guard
) -> None:
    guard.allow(r"status of 404", r"WebSocket connection to .* 404")
    await make(served, "one", "Plan the garden", "where do the tomatoes go")
    await page.goto(f"{served.url}/#/one")
    await page.get_by_role("button", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog", name="Share the session")
    await dialog.get_by_role("button", name="Create link").click()
    address = await dialog.get_by_role("textbox", name="The link").input_value()
    reader = await (await open_context()).new_page()
    await reader.goto(address)
    await expect(reader.get_by_text("where do the tomatoes go")).to_be_visible()
    await expect(reader.get_by_text("Read only")).to_be_visible()
    await expect(reader.get_by_role("textbox", name="Message", exact=True)).to_be_hidden()
    await dialog.get_by_role("button", name="Revoke").click()
    await expect(dialog.get_by_role("button", name="Revoke")).to_be_hidden()
    late = await (await open_context()).new_page()
    await late.goto(address)
    await expect(late.get_by_role("heading", name="Nothing is shared here")).to_be_visible()


async def test_a_link_to_an_artifact_shows_it_and_nothing_else(
    served: Server, open_context: OpenContext, guard: Guard
) -> None:
    guard.allow(r"status of 404")
    await make(served, "one", "Plan the garden", "a secret of the session")
    await post(served, "chats/one/artifacts", {"artifactType": "markdown", "title": "Notes", "content": "Beds"})
    async with served.http.get(f"{served.url}/api/chats/one/artifacts") as response:
        artifact = (await response.json())["artifacts"][0]["id"]
    async with served.http.post(f"{served.url}/api/chats/one/links", json={"artifactId": artifact}) as response:
        secret = (await response.json())["link"]["token"]
    reader = await (await open_context()).new_page()
    await reader.goto(f"{served.url}/#/one/{artifact}?link={secret}")
    await expect(
        reader.get_by_role("complementary", name="Artifacts").get_by_role("heading", name="Notes")
    ).to_be_visible()
    await expect(reader.get_by_text("a secret of the session")).to_be_hidden()


async def test_the_session_is_downloaded_as_one_file(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden")
    await page.goto(f"{served.url}/#/one")
    await page.get_by_role("button", name="Share", exact=True).click()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download the session").click()
    download = await coming.value
    assert download.suggested_filename == "one.sqlite3"
    assert (await download.path()).read_bytes().startswith(b"SQLite format 3")


async def test_statistics_tell_how_much_there_is(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden", "first", "second")
    await page.goto(f"{served.url}/#/one")
    await page.get_by_role("button", name="This server").click()
    await page.get_by_role("menuitem", name="Statistics").click()
    figures = page.get_by_role("dialog", name="Statistics").locator("dl > div")
    await expect(figures.filter(has_text="Messages")).to_contain_text("2")
    await expect(figures.filter(has_text="Room that is used")).to_contain_text("KB")


async def test_a_collection_opens_its_artifacts_in_their_session(page: Page, served: Server) -> None:
    await make(served, "one", "Plan the garden")
    await make(served, "two", "Build a shed")
    await post(served, "chats/one/artifacts", {"artifactType": "markdown", "title": "Notes", "content": "Beds"})
    async with served.http.get(f"{served.url}/api/chats/one/artifacts") as response:
        artifact = (await response.json())["artifacts"][0]["id"]
    await page.goto(f"{served.url}/#/two")
    await page.get_by_role("button", name="This server").click()
    await page.get_by_role("menuitem", name="Collections").click()
    dialog = page.get_by_role("dialog", name="Collections")
    await dialog.get_by_role("textbox", name="Name of a new collection").fill("Outside")
    await page.keyboard.press("Enter")
    made = dialog.get_by_role("button", name="Outside 0 artifacts")
    await expect(made).to_be_focused()
    collection = (await made.get_attribute("id") or "").removeprefix("collection-")
    await post(served, f"collections/{collection}/artifacts", {"sessionId": "one", "artifactId": artifact})
    await made.click()
    await dialog.get_by_role("button", name="Notes markdown").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Plan the garden")
    await expect(
        page.get_by_role("complementary", name="Artifacts").get_by_role("heading", name="Notes")
    ).to_be_visible()


async def test_on_a_phone_the_sessions_are_a_sheet(served: Server, open_context: OpenContext) -> None:
    await make(served, "one", "Plan the garden")
    await make(served, "two", "Build a shed")
    page = await (await open_context(viewport=NARROW)).new_page()
    await Talking(page).open(served, "two")
    menu = page.get_by_role("button", name="Sessions")
    await expect(column(page)).to_be_hidden()
    await menu.focus()
    await page.keyboard.press("Enter")
    await expect(column(page)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(column(page)).to_be_hidden()
    await expect(menu).to_be_focused()
    await menu.click()
    await page.get_by_role("link", name="Plan the garden").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Plan the garden")
    await expect(column(page)).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


async def test_the_theme_is_chosen_and_kept(page: Page, served: Server) -> None:
    await page.goto(f"{served.url}/#/one")
    await page.get_by_role("button", name="This server").click()
    await page.get_by_role("menuitemradio", name="Dark").click()
    await expect(page.locator("html")).to_have_css("color-scheme", "dark")
    await page.reload()
    await expect(page.locator("html")).to_have_css("color-scheme", "dark")
    await page.get_by_role("button", name="This server").click()
    await expect(page.get_by_role("menuitemradio", name="Dark")).to_have_attribute("aria-checked", "true")


async def test_a_question_mark_tells_of_the_keys(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.field.press("?")
    await expect(talk.field).to_have_value("?")
    await talk.field.fill("")
    await page.locator("body").click(position={"x": 700, "y": 300})
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
