"""Documents that stay as they are while the server runs: bytes with an ETag, compressed once and kept so."""

import asyncio
import gzip
import hashlib
from collections.abc import Callable, Mapping

import brotli
from aiohttp import web

from .rest.conditions import is_known
from .rest.responding import accepted_codings, tag

_IN_THE_LOOP = 16 * 1024
"""Bytes that are compressed where they are asked for; more would hold up everybody else."""
_PACKED_FROM = 256
"""Bytes. They are packed once, so that this is worth it sooner than for an answer."""
_PACKED_ALREADY = ("image/png", "image/jpeg", "image/webp", "font/woff2")
_LARGE = 256 * 1024
"""Bytes from which Brotli at its best would take seconds."""
_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda data: brotli.compress(data, quality=11 if len(data) < _LARGE else 5),
    "gzip": lambda data: gzip.compress(data, mtime=0),
}
"""By content coding, the better one first. Browsers take Brotli over HTTPS and from their own machine."""


class Document:
    """One document.

    Attributes:
        data: its bytes.
        media: its content type, without a charset.
        etag: a hash of both, without quotes.
    """

    def __init__(self, data: bytes, media: str) -> None:
        self.data = data
        self.media = media
        self.etag = hashlib.sha256(media.encode() + b"\n" + data).hexdigest()[:32]
        self._packed: dict[str, bytes] = {}

    async def _pack(self, coding: str) -> bytes:
        packed = self._packed.get(coding)
        if packed is None:
            pack = _PACKERS[coding]
            in_the_loop = len(self.data) <= _IN_THE_LOOP
            packed = pack(self.data) if in_the_loop else await asyncio.to_thread(pack, self.data)
            self._packed[coding] = packed
        return packed

    async def respond(self, request: web.Request, headers: Mapping[str, str]) -> web.Response:
        """The document, or 304 to whoever has it.

        Args:
            headers: those that this document has besides; they win.
        """
        if is_known(request.headers.get("If-None-Match"), self.etag):
            response = web.Response(status=304)
        else:
            coding = self._coding(request.headers.get("Accept-Encoding", ""))
            if coding is None:
                response = web.Response(body=self.data)
            else:
                response = web.Response(body=await self._pack(coding), headers={"Content-Encoding": coding})
            # JSON has no charset: https://www.rfc-editor.org/rfc/rfc8259#section-11
            is_text = self.media.startswith("text/") or self.media == "image/svg+xml"
            response.headers["Content-Type"] = f"{self.media}; charset=utf-8" if is_text else self.media
        tag(response, self.etag, cached=True)
        response.headers["X-Content-Type-Options"] = "nosniff"
        if self.media in ("text/html", "image/svg+xml"):  # what can stand in a window by itself
            response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.update(headers)
        return response

    def _coding(self, accepted: str) -> str | None:
        if len(self.data) < _PACKED_FROM or self.media in _PACKED_ALREADY:
            return None
        known = accepted_codings(accepted, _PACKERS)
        return known[0] if known else None
