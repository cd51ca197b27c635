"""The ladder of fixtures: a folder, a host on it, a server on a loopback socket, clients of it.

A server here runs in the test's own process and event loop, on a real socket. Tests that kill it start a process of
their own: see `tests/faults`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from aiohttp import web

from server.actor.clock import Clock
from server.assistant import DemoModel, Model
from server.config import Settings
from server.host import Host
from server.log import configure
from server.web.app import GUESTS, make_app

from .client import Client, connect


class SetClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.milliseconds = 1_800_000_000_000

    def now(self) -> int:
        return self.milliseconds

    def monotonic(self) -> float:
        return self.milliseconds / 1000

    def pass_seconds(self, seconds: float) -> None:
        self.milliseconds += round(seconds * 1000)


class Server:
    """A running server: its host, its clock, its address, and how to connect to it."""

    def __init__(self, settings: Settings, model: Model, clock: SetClock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SetClock()
        self.host = Host(settings, model, self.clock)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._http: aiohttp.ClientSession | None = None
        self._clients: list[Client] = []

    async def start(self) -> None:
        await self.host.open()
        app = make_app(self.settings, self.host, self.clock)
        self.guests = app[GUESTS]
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._http = aiohttp.ClientSession()

    async def connect(self, session: str | None = "s1", **options: Any) -> Client:
        """A client of a session; see `client.connect` for the options."""
        assert self._http is not None
        client = await connect(self._http, self.url, session, **options)
        self._clients.append(client)
        return client

    @property
    def http(self) -> aiohttp.ClientSession:
        assert self._http is not None
        return self._http

    async def put_to_sleep(self, session: str = "s1") -> Path:
        """Waits until the session's file is closed; returns its path."""
        path = self.settings.folder / "sessions" / f"{session}.sqlite3"
        while (actor := self.host.sessions.get(session)) is not None:
            self.clock.pass_seconds(self.settings.idle_seconds + 1)
            self.host.sweep()
            await asyncio.wait([actor.task], timeout=0.05)  # it may be about to be indexed: then it is not idle
        return path

    async def stop(self) -> None:
        for client in self._clients:
            await client.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._http is not None:
            await self._http.close()


Start = Callable[..., Awaitable[Server]]


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    configure("warning", "json")
    structlog.configure(cache_logger_on_first_use=False)  # so that a test can listen to the log


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts servers: `await start(model=…, mailbox=10)`. They are stopped at the end."""
    servers: list[Server] = []

    async def start(folder: Path | None = None, model: Model | None = None, **settings: Any) -> Server:
        chosen = Settings(data=str(folder or tmp_path / "data"), port=0, threads=4, **settings)
        server = Server(chosen, model or DemoModel(pace=0))
        await server.start()
        servers.append(server)
        return server

    yield start
    for server in reversed(servers):
        await server.stop()


@pytest.fixture
async def server(start: Start) -> Server:
    return await start()


@pytest.fixture
async def client(server: Server) -> Client:
    return await server.connect()
