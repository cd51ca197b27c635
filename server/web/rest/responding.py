"""Bodies and headers of responses: what may be kept, what is compressed, where the user stands."""

import re
from collections.abc import Iterable

import msgspec
from aiohttp import web
from aiohttp.web_response import ContentCoding

from ...handling.caller import Caller
from ...host import Host

COMPRESSED_FROM = 1024
"""Bytes."""
_accepted = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+))?\s*(?:,|$)")


def respond(request: web.Request, body: object, status: int, *, etag: str | None, cached: bool) -> web.Response:
    """A JSON response.

    Args:
        body: what msgspec can encode.
        etag: of the resource, without its quotes.
        cached: whether a client may keep it, and ask each time whether it still holds.
    """
    data = msgspec.json.encode(body)
    response = web.Response(body=data, status=status, content_type="application/json")
    tag(response, etag, cached=cached)
    compress(request, response, len(data))
    return response


def tag(response: web.StreamResponse, etag: str | None, *, cached: bool) -> None:
    if etag is not None:
        response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = "private, no-cache" if cached else "no-store"
    response.headers["Vary"] = "Accept-Encoding"


def compress(request: web.Request, response: web.Response, size: int) -> None:
    """Compresses a body that is worth it, if the client takes it."""
    coding = coding_for(request.headers.get("Accept-Encoding", ""))
    if size > COMPRESSED_FROM and coding is not None:
        response.enable_compression(coding)


def coding_for(accepted: str) -> ContentCoding | None:
    """gzip or deflate, as `Accept-Encoding` allows; gzip first."""
    known = accepted_codings(accepted, ("gzip", "deflate"))
    return ContentCoding(known[0]) if known else None


def accepted_codings(accepted: str, codings: Iterable[str]) -> list[str]:
    """Those content codings that `Accept-Encoding` allows, in their order.

    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    weights: dict[str, float] = {}
    for name, weight in _accepted.findall(accepted[:1000].lower()):
        try:
            weights[name] = float(weight or 1)
        except ValueError:
            weights[name] = 0.0
    return [coding for coding in codings if weights.get(coding, weights.get("*", 0.0)) > 0]


def say_rate(response: web.StreamResponse, host: Host, caller: Caller) -> None:
    """How many requests the user has left, where they are limited."""
    rate = host.rates.of(caller)
    if rate is not None:
        response.headers["RateLimit-Limit"] = str(rate.limit)
        response.headers["RateLimit-Remaining"] = str(rate.remaining)
        response.headers["RateLimit-Reset"] = str(rate.reset)
