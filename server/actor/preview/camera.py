"""The browsers of a server: one at a time, since each takes some 300 MB."""

import asyncio

from ...errors import SatchelError
from ..pool import Pool
from .browser import MISSING, find_chromium, shoot, why_not
from .picture import picture
from .proxy import Serve, proxy


class Camera:
    """Of one server. Args: chromium, sandbox: see the settings."""

    def __init__(self, chromium: str, pool: Pool, *, sandbox: bool) -> None:
        self._named = chromium
        self._sandbox = sandbox
        self._pool = pool
        self._one = asyncio.Lock()

    @property
    def why_not(self) -> str:
        """Why no picture can be made; empty where one can."""
        return why_not(self._named, sandbox=self._sandbox)

    async def take(self, serve: Serve) -> bytes:
        """A PNG of a page.

        Raises:
            SatchelError: `unavailable`.
            TimeoutError: the page did not let it be made in time.
        """
        async with self._one:
            chromium = find_chromium(self._named)
            if chromium is None or self.why_not:
                raise SatchelError("unavailable", self.why_not or MISSING)
            async with proxy(serve) as port:
                made = await shoot(chromium, port, sandbox=self._sandbox)
        return await self._pool.run(picture, made)
