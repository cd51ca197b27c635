"""`/openapi.json`, `/asyncapi.json` and `/docs`: made once, when first asked for, and kept as bytes."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
from aiohttp import web

from ..documents import Document
from ..problems import Handle
from .asyncapi import asyncapi
from .openapi import openapi
from .page import page

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page has no script, no frame and nothing from elsewhere."""
_HEADERS = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}


def add_docs(app: web.Application) -> None:
    """Adds the documents and the page. Everybody may read them: they say nothing of anyone."""
    for path, media, make in (
        ("/openapi.json", "application/json", lambda: msgspec.json.encode(openapi())),
        ("/asyncapi.json", "application/json", lambda: msgspec.json.encode(asyncapi())),
        ("/docs", "text/html", lambda: page(openapi()).encode()),
        ("/docs/style.css", "text/css", (Path(__file__).parent / "style.css").read_bytes),
    ):
        app.router.add_get(path, _document(make, media))


def _document(make: Callable[[], bytes], media: str) -> Handle:
    @cache
    def made() -> Document:
        return Document(make(), media)

    async def show(request: web.Request) -> web.Response:
        return await made().respond(request, _HEADERS)

    return show
