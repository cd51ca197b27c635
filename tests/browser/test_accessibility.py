"""The page for whoever sees it otherwise or has no mouse: axe finds nothing serious, and the keyboard reaches all."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from server.assistant import DemoModel

from ..conftest import Server, Start
from ..packages import npm_file
from ..web.tokens import SECRET
from .conftest import OpenContext
from .guard import Guard
from .page import Chat
from .test_end_to_end import COUNTER, THREE, made

AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(({impact}) => impact === "serious" || impact === "critical")
  .map(({id, nodes}) => [id, nodes.slice(0, 4).map(({target, failureSummary}) => `${target}: ${failureSummary}`)])"""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

Show = Callable[[Chat, Server], Awaitable[None]]


async def empty(chat: Chat, server: Server) -> None:
    await chat.enter(server)


async def conversation(chat: Chat, server: Server) -> None:
    await chat.enter(server)
    await chat.ask("/think a table that compares ways to keep chat history")
    await chat.ask(COUNTER)
    await chat.saved()


async def narrow_conversation(chat: Chat, server: Server) -> None:
    await conversation(chat, server)
    if not await chat.artifacts.is_visible():
        await chat.page.get_by_role("button", name="Artifacts").first.click()
    await expect(chat.tabs.first).to_be_visible()


async def reading_code(chat: Chat, server: Server) -> None:
    await narrow_conversation(chat, server)
    await chat.view("Code")
    await expect(chat.code).to_be_visible()


async def editing(chat: Chat, server: Server) -> None:
    await narrow_conversation(chat, server)
    await chat.artifacts.get_by_role("button", name="Edit", exact=True).click()
    await expect(chat.editor).to_be_focused()


async def history(chat: Chat, server: Server) -> None:
    await narrow_conversation(chat, server)
    await chat.edit(THREE)
    await chat.saved()
    await chat.view("History")
    await expect(chat.artifacts.get_by_role("list", name="Versions").get_by_role("listitem")).to_have_count(2)


async def open_sessions(chat: Chat) -> None:
    """Where there is little room they are a sheet."""
    if not await chat.search.is_visible() or await chat.page.locator("#sessions.open").count() == 0:
        await chat.page.keyboard.press("Control+k")
    await expect(chat.search).to_be_focused()


async def found(chat: Chat, server: Server) -> None:
    await chat.enter(server)
    await chat.ask("/echo a walrus and a counter")
    await chat.saved()
    await open_sessions(chat)
    await chat.search.fill("walrus")
    await expect(chat.sessions.locator("mark").first).to_be_visible()


async def account(chat: Chat, name: str) -> None:
    await open_sessions(chat)
    await chat.sessions.get_by_role("button", name="This server").click()
    await chat.page.get_by_role("menuitem", name=name).click()
    await expect(chat.page.get_by_role("dialog")).to_be_visible()


async def deleted(chat: Chat, server: Server) -> None:
    await chat.enter(server)
    await chat.ask("/echo to be deleted")
    await chat.saved()
    async with server.http.delete(f"{server.url}/api/chats/plan") as response:
        assert response.status in (200, 204)
    await account(chat, "Deleted sessions")
    await expect(chat.page.get_by_role("button", name="Restore").first).to_be_visible()


async def statistics(chat: Chat, server: Server) -> None:
    await chat.enter(server)
    await account(chat, "Statistics")


async def share(chat: Chat, server: Server) -> None:
    await chat.enter(server)
    await chat.ask("/echo to be shared")
    await chat.saved()
    await chat.page.get_by_role("button", name="Share", exact=True).first.click()
    await expect(chat.page.get_by_role("dialog")).to_be_visible()


async def site(chat: Chat, server: Server) -> None:
    client = await server.connect("plan")
    made = (await client.ask("create_site", title="Bakery", files={"index.html": "<h1>Bread</h1>\n"}))["site"]
    await client.ask("update_site", siteId=made["id"], set={"index.html": "<h1>Cake</h1>\n", "a.css": "p {}\n"})
    await client.ask("publish_site", siteId=made["id"], version=1)
    await chat.enter(server)
    await account(chat, "Sites")
    dialog = chat.page.get_by_role("dialog", name="Sites")
    await dialog.get_by_role("listitem").get_by_role("button", name="Bakery").click()
    await dialog.get_by_role("button", name="Versions", exact=True).click()
    await expect(dialog.locator("tr.added").first).to_be_visible()


async def exports(chat: Chat, server: Server) -> None:
    await narrow_conversation(chat, server)
    await chat.artifacts.get_by_role("button", name="More about this artifact").click()
    await chat.page.get_by_role("menuitem", name="Export as…").click()
    dialog = chat.page.get_by_role("dialog", name="Export the artifact")
    async with chat.page.expect_download():
        await dialog.get_by_role("button", name="Export").click()
    await expect(dialog.get_by_role("status")).to_contain_text("bytes")


STATES: list[Show] = [
    *(empty, conversation, reading_code, editing, history, found, deleted, statistics, share, site, exports),
]
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 360, "height": 740}}


async def barriers(page: Page) -> dict[str, Any]:
    """What axe finds that is serious or critical, in light and in dark. It is put into the page past its policy, as an
    extension is."""
    source = npm_file("axe-core/axe.min.js").read_text("utf-8")
    await page.evaluate(f"(() => {{ {source} }})()")
    found: dict[str, Any] = {}
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        found[scheme] = await page.evaluate(AXE)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("show", STATES, ids=lambda show: str(show.__name__))
async def test_axe_finds_nothing_serious(open_context: OpenContext, served: Server, show: Show, size: str) -> None:
    context = await open_context(viewport=SIZES[size])
    chat = Chat(await context.new_page())
    await show(chat, served)
    assert await barriers(chat.page) == {"light": [], "dark": []}
    assert await chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_serious_in_the_sign_in_form(
    open_context: OpenContext, start: Start, size: str, guard: Guard
) -> None:
    guard.allow("401")
    server = await start(jwt_secret=SECRET)
    page = await (await open_context(viewport=SIZES[size])).new_page()
    await page.goto(server.url)
    await expect(page.get_by_role("textbox", name="Token")).to_be_focused()
    assert await barriers(page) == {"light": [], "dark": []}


async def tab_to(page: Page, what: str, most: int = 60, keys: str = "Tab") -> None:
    """Presses Tab until what has the focus is called so."""
    seen = []
    for _ in range(most):
        await page.keyboard.press(keys)
        name = await page.evaluate(
            """() => { const one = document.activeElement;
            return one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent; }"""
        )
        seen.append(name.strip())
        if what in seen[-1]:
            assert await page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"{what!r} is not among {seen}")


async def test_the_keyboard_alone_is_enough(page: Page, start: Start) -> None:
    server = await start(model=DemoModel(pace=0))
    await made(server, "before\n")
    chat = Chat(page)
    await page.goto(f"{server.url}/#/walk")
    await expect(chat.field).to_be_focused()
    await page.keyboard.type(COUNTER)
    await page.keyboard.press("Enter")
    await chat.finished()
    await expect(chat.field).to_be_focused()
    await expect(chat.tabs).to_have_count(1)
    await tab_to(page, "Code")
    await page.keyboard.press("Enter")
    await expect(chat.code).to_be_visible()
    await tab_to(page, "Edit")
    await page.keyboard.press("Enter")
    await expect(chat.editor).to_be_focused()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("by keyboard")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await expect(chat.editor).not_to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Control+s")
    await chat.saved()
    await expect(chat.artifacts).to_contain_text("version 2")
    await page.keyboard.press("Control+k")
    await expect(chat.search).to_be_focused()
    await page.keyboard.type("counter")
    await expect(chat.sessions.locator("mark").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await tab_to(page, "Message")
    await page.keyboard.type("/echo and back")
    await page.keyboard.press("Enter")
    await expect(chat.messages.last).to_contain_text("and back")
    await chat.finished()
