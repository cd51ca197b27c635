"""What the doors ask for HTML. What was rendered is kept, since every client of a session shows the same texts."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence

import structlog

from ...content.markdown.plain import plain
from ...errors import SatchelError
from .process import RenderingProcess

log = structlog.get_logger()

MOST_TEXT = 2**20
"""Bytes that may be asked for at once."""
MOST_KEPT = 32 * 2**20
"""Bytes of HTML."""


class Renderer:
    """One for a server."""

    def __init__(self) -> None:
        self._process = RenderingProcess()
        self._kept: OrderedDict[bytes, str] = OrderedDict()
        self._size = 0

    async def render(self, texts: Sequence[str]) -> list[str]:
        """The HTML of texts, in their order.

        Raises:
            SatchelError: `too_large`.
        """
        encoded = [text.encode("utf-8", "replace") for text in texts]
        if sum(map(len, encoded)) > MOST_TEXT:
            raise SatchelError("too_large", "The texts are more than 1 MB together: ask in parts.", {"field": "texts"})
        return [await self._one(text) for text in encoded]

    async def _one(self, text: bytes) -> str:
        key = hashlib.sha256(text).digest()
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        html = await self._process.render(text, colours=True)
        if html is None:
            html = await self._process.render(text, colours=False)
        if html is None:
            log.warning("markdown_not_rendered", size=len(text))
        found = plain(text.decode()) if html is None else html.decode()
        self._keep(key, found)
        return found

    def _keep(self, key: bytes, html: str) -> None:
        if key in self._kept:
            return
        self._kept[key] = html
        self._size += len(html)
        while self._size > MOST_KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest)

    async def close(self) -> None:
        await self._process.close()
