"""Tabs in which nothing but the client module runs: a program of somebody else's, as it were."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, WebSocketRoute

from ..guard import Guard

FILES = Path(__file__).parents[3] / "server" / "web" / "page"

OPEN = """async ([session, options, from]) => {
  const module = await import(from);
  window.module = module;
  window.client = await module.connect(options);
  window.said = [];
  client.addEventListener("status", () => said.push(client.status.state));
  window.until = (holds) => new Promise((resolve, reject) => {
    const end = Date.now() + 15000;
    const look = () => {
      let value;
      try { value = holds(); } catch (error) { value = false; }
      if (value && !window.session?.due) return resolve(value); // the view follows with the next frame
      if (Date.now() < end) return setTimeout(look, 10);
      const {status, outbox, online} = window.client;
      const there = JSON.stringify([status, online, outbox, window.session?.view]);
      reject(new Error(`never: ${holds} ${there.slice(0, 2000)}`));
    };
    look();
  });
  if (session) window.session = await client.session(session);
}"""


class Tab:
    """A page with a client in `client`, a session in `session`, and `until(function)`, which waits."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.module = "/client.js"

    async def open(self, session: str | None = "s1", **options: Any) -> None:
        """Loads the page anew and connects."""
        await self.page.goto(f"{self.url}/health")
        await self.connect(session, **options)

    async def connect(self, session: str | None = "s1", **options: Any) -> None:
        await self.page.evaluate(OPEN, [session, options, self.module])

    async def run(self, script: str, given: object = None) -> Any:
        """Runs the body of an async function; `given` is what it is given."""
        return await self.page.evaluate(f"async (given) => {{ {script} }}", given)

    async def until(self, condition: str) -> Any:
        """Waits until an expression is true; its value."""
        return await self.page.evaluate(f"until(() => ({condition}))")

    async def contents(self) -> list[str]:
        found: list[str] = await self.run("return session.view.messages.map((message) => message.content)")
        return found

    async def begin_send(self, *contents: str, type: str = "append_message") -> None:
        """Makes changes, one message each; returns when they are kept and shown."""
        await self.run(
            """for (const content of given[0]) {
              await session.change({type: given[1], content, ...(given[1] === "append_message" ? {role: "user"} : {})});
            }""",
            [contents, type],
        )

    async def keep_files(self) -> None:
        """From now on the page's files come without a network, as a service worker gives them."""
        # a page that comes from nowhere may not ask this machine otherwise
        await self.page.context.grant_permissions(["local-network-access"])

        async def give(route: Route) -> None:
            name = re.sub(r".*/page/[^/]*/|.*/(?=health)", "", route.request.url)
            if name == "health":
                await route.fulfill(body="<!doctype html>", content_type="text/html")
            else:
                await route.fulfill(path=FILES / name, content_type="text/javascript")

        self.module = "/page/here/client.js"
        await self.page.route(re.compile(r"/page/|/health$"), give)


class Wire:
    """Stands between the tabs of a context and their server: says what went over it, and loses what it is told to."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        """Frames of the client."""
        self._news = asyncio.Event()
        self.lose: Callable[[dict[str, Any]], bool] = lambda frame: False
        """Which frames of the server get lost, and their connection with them."""
        self.hold: Callable[[dict[str, Any]], bool] = lambda frame: False
        """Which frames of the server come late: when `release` is called."""
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        self.closed = False
        """Whether nobody gets through."""
        self._closing: list[asyncio.Future[None]] = []

    async def watch(self, context: BrowserContext) -> None:
        await context.route_web_socket(re.compile("/ws"), self._route)

    async def _route(self, socket: WebSocketRoute) -> None:
        if self.closed:
            await socket.close(code=1011)
            return
        server = socket.connect_to_server()

        def from_client(text: str | bytes) -> None:
            self.sent.append(json.loads(text))
            server.send(text)
            self._news.set()

        def from_server(text: str | bytes) -> None:
            if self.lose(json.loads(text)):
                self._cut(socket, server)
            elif self.hold(json.loads(text)):
                self._held.append((socket, text))
            else:
                socket.send(text)

        socket.on_message(from_client)
        server.on_message(from_server)

    def _cut(self, socket: WebSocketRoute, server: WebSocketRoute) -> None:
        self._closing += [asyncio.ensure_future(one.close(code=1011)) for one in (socket, server)]

    async def change_is_under_way(self) -> None:
        """Waits until the client has sent a change."""
        async with asyncio.timeout(20):
            while not self.changes():
                self._news.clear()
                await self._news.wait()

    def release(self) -> None:
        """Lets through what was held, and holds nothing any more."""
        self.hold = lambda frame: False
        for socket, text in self._held:
            socket.send(text)
        self._held.clear()

    def changes(self) -> list[dict[str, Any]]:
        """The changes that were sent, in order."""
        return [frame for frame in self.sent if "idempotencyKey" in frame]


@pytest_asyncio.fixture(loop_scope="session")
async def wire(context: BrowserContext) -> Wire:
    """Between all tabs of the context and the server."""
    wire = Wire()
    await wire.watch(context)
    return wire


OpenTab = Callable[..., Awaitable[Tab]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_tab(context: BrowserContext, guard: Guard) -> OpenTab:
    """Opens tabs of one browser: `await open_tab(server)`."""
    guard.allow("favicon")

    async def open_tab(server: Any, session: str | None = "s1", **options: Any) -> Tab:
        tab = Tab(await context.new_page(), server.url)
        await tab.open(session, **options)
        return tab

    return open_tab
