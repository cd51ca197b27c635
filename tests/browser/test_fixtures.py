"""The guard complains of what it should: a test that sees nothing is worth nothing."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from ..conftest import Server
from .conftest import Launch
from .guard import Guard


async def uncaught(page: Page) -> None:
    async with page.context.expect_event("weberror"):
        await page.evaluate("setTimeout(() => { throw new Error('broken') })")


async def console(page: Page) -> None:
    async with page.expect_console_message():
        await page.evaluate("console.error('not well')")


async def elsewhere(page: Page) -> None:
    async with page.expect_event("requestfailed"):
        await page.evaluate("fetch('http://127.0.0.1:9/x').catch(() => {})")


@pytest.mark.parametrize("misdeed", [uncaught, console, elsewhere], ids=lambda misdeed: str(misdeed.__name__))
async def test_the_guard_complains(
    page: Page, served: Server, guard: Guard, misdeed: Callable[[Page], Awaitable[None]]
) -> None:
    guard.allow("favicon")
    await page.goto(f"{served.url}/health")
    assert guard.complaints == []
    await misdeed(page)
    assert len(guard.complaints) >= 1
    guard.allow("broken", "not well", "127.0.0.1:9", "net::ERR_")
    assert guard.complaints == []


async def test_a_killed_server_comes_back_at_its_address(page: Page, launch: Launch, guard: Guard) -> None:
    server = await launch()
    guard.allow_offline()
    guard.allow("favicon")
    url = server.url
    await page.goto(f"{url}/health")
    await server.kill()
    assert await page.evaluate("fetch('/health').catch(() => 'gone')") == "gone"
    await server.start()
    assert server.url == url
    assert await page.evaluate("fetch('/health').then((response) => response.status)") == 200


async def test_the_servers_time_is_the_browsers(page: Page, served: Server, guard: Guard) -> None:
    guard.allow("favicon")
    await page.goto(f"{served.url}/health")
    assert abs(await page.evaluate("Date.now()") - served.clock.now()) < 60_000
