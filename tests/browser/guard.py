"""Watches the pages of a test: an error, a broken policy or a request to elsewhere fails it, unless it was expected."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket, Worker

OFFLINE = r"net::ERR_|WebSocket connection to .* failed|when fetching the script"
"""What Chromium writes into the console when it can't reach the server."""

OWN_SCHEMES = ("data", "blob", "about", "devtools")


class Guard:
    """What the browser complained of, over all contexts of a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where screenshots and the console of a failed test are kept."""
        self.console: list[str] = []
        """Every line of every page's console, and uncaught errors."""
        self.requests: list[str] = []
        """Every address that was asked for, in order."""
        self.servers: set[str] = set()
        """Hosts with ports that may be asked."""
        self.watching = True
        self._complaints: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, *patterns: str) -> None:
        """Expects console lines, errors or addresses that one of the patterns is found in; past ones too."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    def allow_offline(self) -> None:
        """Expects that the server can't be reached for a while."""
        self.allow(OFFLINE)

    def serve(self, url: str) -> None:
        """Allows requests to a server."""
        self.servers.add(urlsplit(url).netloc)

    @property
    def complaints(self) -> list[str]:
        """What nobody expected."""
        return [said for said in self._complaints if not any(pattern.search(said) for pattern in self._allowed)]

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("request", self._asked)
        context.on("page", self._watch_page)
        context.on("serviceworker", self._watch_worker)

    def _watch_page(self, page: Page) -> None:
        page.on("websocket", self._connected)
        page.on("crash", lambda page: self._complain(f"the page crashed: {page.url}"))

    def _watch_worker(self, worker: Worker) -> None:
        worker.on("console", self._said)

    def _said(self, message: ConsoleMessage) -> None:
        line = f"console {message.type}: {message.text} ({message.location.get('url', '')})"
        self.console.append(line)
        if message.type in ("error", "assert") or "Content Security Policy" in message.text:
            self._complain(line)

    def _failed(self, error: WebError) -> None:
        line = f"uncaught: {error.error.stack or error.error.message}"
        self.console.append(line)
        self._complain(line)

    def _asked(self, request: Request) -> None:
        self._check(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self._check(socket.url)

    def _check(self, url: str) -> None:
        self.requests.append(url)
        parts = urlsplit(url)
        if parts.scheme not in OWN_SCHEMES and parts.netloc not in self.servers:
            self._complain(f"asked elsewhere: {url}")

    def _complain(self, said: str) -> None:
        if self.watching:
            self._complaints.append(said)
