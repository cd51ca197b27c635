"""Errors over HTTP: RFC 9457 problem details, from the one table of codes. And who may come at all."""

from collections.abc import Awaitable, Callable
from urllib.parse import SplitResult, urlsplit

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from ..config import Settings, is_loopback
from ..errors import HTTP_STATUS, Code, SatchelError, internal_error

log = structlog.get_logger()

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]

_CODES: dict[int, Code] = {
    404: "not_found",
    405: "invalid",
    413: "too_large",
    403: "forbidden",
    401: "unauthenticated",
}


def problem(error: SatchelError) -> web.Response:
    """https://www.rfc-editor.org/rfc/rfc9457, with `code` and what the details hold."""
    status = HTTP_STATUS[error.code]
    body = {"type": "about:blank", "title": error.message, "status": status, "code": error.code}
    if error.details:
        body["details"] = error.details
    headers = {} if error.retry_after is None else {"Retry-After": str(max(1, round(error.retry_after)))}
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


@web.middleware
async def problems(request: web.Request, handler: Handle) -> web.StreamResponse:
    try:
        return await handler(request)
    except SatchelError as error:
        return problem(error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = problem(SatchelError(_CODES.get(error.status, "invalid"), f"{error.reason}: {request.path}"))
        response.set_status(error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:
        log.exception("request_failed", method=request.method, path=request.path)
        return problem(internal_error())


def guard(settings: Settings) -> Middleware:
    """Keeps other websites out of a server without sign-in.

    A page from anywhere can open a WebSocket to this machine, so the `Origin` that a browser sends has to be ours; and
    a name that an attacker points at 127.0.0.1 is not ours either, so in the local mode `Host` has to be this machine.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handle) -> web.StreamResponse:
        host = request.headers.get("Host", "")
        name = _split(f"//{host}").hostname or ""
        if not settings.open and not is_loopback(name):
            raise SatchelError("forbidden", f"This server answers on this machine only, not as {name or host!r}.")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in settings.origins and _split(origin).netloc != host:
            raise SatchelError(
                "forbidden",
                f"Pages of {origin!r} may not use this server; SATCHEL_ALLOWED_ORIGINS lists who may.",
            )
        return await handler(request)

    return check


def _split(address: str) -> SplitResult:
    """The parts of an address; none of one that is no address (`http://[`), which is nobody's."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")
