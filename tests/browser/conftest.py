"""A browser, its contexts and pages, and servers for them; all in the loop of the worker (see `__init__`).

A page may not complain: see `guard`. What a failed test's pages looked like and said is in a folder that is printed.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from server.assistant import DemoModel, Model
from server.config import Settings

from ..client import Client
from ..conftest import Server, Start
from .guard import Guard
from .served import GoingClock, Restarted

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first takes half as long as the others: it draws no window around a page that nobody sees."""
MISSING = (
    "No Chromium is here: install one (Debian: apt-get install chromium-headless-shell) or name it in SATCHEL_CHROMIUM."
)
WAIT = 15_000
"""Milliseconds that a page may take to show something; a machine that runs six test workers is slow."""

OpenContext = Callable[..., Awaitable[BrowserContext]]
Launch = Callable[..., Awaitable[Restarted]]

FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium's path; skips where there is none."""
    found = os.environ.get("SATCHEL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(MISSING)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for all tests of this worker."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium)
        yield started
        await started.close()


@pytest.fixture
def guard(tmp_path: Path) -> Guard:
    """Expects what the pages of this test would otherwise fail for: `guard.allow(r"404")`, `guard.allow_offline()`."""
    return Guard(tmp_path / "seen")


@pytest_asyncio.fixture(loop_scope="session")
async def start(tmp_path: Path, guard: Guard) -> AsyncIterator[Start]:
    """Starts servers in this process: `await start(model=…, mailbox=10)`. Their clock goes, as the browser's does."""
    servers: list[Server] = []

    async def start(folder: Path | None = None, model: Model | None = None, **settings: Any) -> Server:
        chosen = Settings(data=str(folder or tmp_path / "data"), port=0, threads=4, **settings)
        server = Server(chosen, model or DemoModel(pace=0), GoingClock())
        await server.start()
        servers.append(server)
        guard.serve(server.url)
        return server

    yield start
    for server in reversed(servers):
        await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def launch(tmp_path: Path, guard: Guard) -> AsyncIterator[Launch]:
    """Starts servers that can be killed and started again: `await launch(jwt_secret=…)`."""
    servers: list[Restarted] = []

    async def launch(folder: Path | None = None, **settings: object) -> Restarted:
        server = Restarted(folder or tmp_path / "data", **settings)
        servers.append(server)
        await server.start()
        guard.serve(server.url)
        return server

    yield launch
    for server in servers:
        await server.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def served(start: Start) -> Server:
    """A server in this process, with the demo model at full speed."""
    return await start()


@pytest_asyncio.fixture(loop_scope="session")
async def server(served: Server) -> Server:
    return served


@pytest_asyncio.fixture(loop_scope="session")
async def client(served: Server) -> Client:
    return await served.connect()


@pytest_asyncio.fixture(loop_scope="session")
async def open_context(
    browser: Browser, guard: Guard, start: Start, launch: Launch, request: pytest.FixtureRequest
) -> AsyncIterator[OpenContext]:
    """Opens more contexts, each as a browser of its own: `await open_context(color_scheme="dark")`.

    They are closed before the servers are, so that a server's end is not an error of a page. The page's service worker
    fetches every file once more: it is there only for tests that are marked as in need of it.
    """
    contexts: list[BrowserContext] = []

    async def open_context(browser: Browser = browser, **options: Any) -> BrowserContext:
        usual = {
            "viewport": {"width": 1440, "height": 900},
            "reduced_motion": "reduce",
            "locale": "en-GB",
            "timezone_id": "Europe/Berlin",
            "service_workers": "allow" if request.node.get_closest_marker("service_worker") else "block",
        }
        context = await browser.new_context(**usual | options)
        context.set_default_timeout(WAIT)
        guard.watch(context)
        contexts.append(context)
        return context

    yield open_context
    complaints = guard.complaints
    guard.watching = False
    if complaints or request.node.stash.get(FAILED, False):
        await keep(guard, contexts)
    for context in contexts:
        await context.close()
    if complaints:
        pytest.fail("The pages complained:\n" + "\n".join(complaints), pytrace=False)


async def keep(guard: Guard, contexts: list[BrowserContext]) -> None:
    """Writes down what the pages look like now, and all that they said."""
    guard.folder.mkdir(exist_ok=True)
    (guard.folder / "console.txt").write_text("\n".join(guard.console), "utf-8")
    (guard.folder / "requests.txt").write_text("\n".join(guard.requests), "utf-8")
    for number, page in enumerate(page for context in contexts for page in context.pages):
        async with asyncio.timeout(WAIT / 1000):
            await page.screenshot(path=guard.folder / f"page-{number}.png")
            (guard.folder / f"page-{number}.html").write_text(await page.content(), "utf-8")
    print(f"what the pages looked like and said: {guard.folder}")


@pytest_asyncio.fixture(loop_scope="session")
async def context(open_context: OpenContext) -> BrowserContext:
    """A browser of its own: its cookies, databases and service workers are nobody else's."""
    return await open_context()


@pytest_asyncio.fixture(loop_scope="session")
async def own_browser(browser: Browser, chromium: str) -> AsyncIterator[Browser]:
    """A browser that ends with the test: what runs in it without an end would take a core from all tests after it.

    Frames of other origins have processes of their own, as in every browser with a window.
    """
    started = await browser.browser_type.launch(executable_path=chromium, args=["--site-per-process"])
    yield started
    await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    """A tab; it is still empty."""
    return await context.new_page()
