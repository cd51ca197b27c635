"""Errors over HTTP: RFC 9457 problem details, from the one table of codes."""

from collections.abc import Awaitable, Callable

import msgspec
import structlog
from aiohttp import web

from ..errors import HTTP_STATUS, Code, SatchelError, internal_error
from .sign_in.refusal import challenge
from .sign_in.visitors import for_the_unknown

log = structlog.get_logger()

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]

CHAT = "/api/chat"
"""Where the AI SDK's clients ask: what they are refused with is shown to a person as it is."""
_CODES: dict[int, Code] = {
    404: "not_found",
    405: "invalid",
    413: "too_large",
    403: "forbidden",
    401: "unauthenticated",
}


def problem(error: SatchelError, status: int | None = None) -> web.Response:
    """https://www.rfc-editor.org/rfc/rfc9457, with `code` and what the details hold.

    Args:
        status: where the code's own is not what HTTP says of it.
    """
    status = status or HTTP_STATUS[error.code]
    body = {"type": "about:blank", "title": error.message, "status": status, "code": error.code}
    if error.details:
        body["details"] = error.details
    headers = {"Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if error.code == "unauthenticated":
        headers["WWW-Authenticate"] = challenge(error)
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


def plain(error: SatchelError, status: int | None = None) -> web.Response:
    """The same for a client that shows the body as it is."""
    response = problem(error, status)
    response.text = error.message
    response.content_type = "text/plain"
    return response


def _refusal(request: web.Request, error: SatchelError, status: int | None = None) -> web.Response:
    shown = request.path == CHAT or request.path.startswith(f"{CHAT}/")
    return (plain if shown else problem)(error, status)


@web.middleware
async def problems(request: web.Request, handler: Handle) -> web.StreamResponse:
    try:
        return await handler(request)
    except SatchelError as error:
        return _refusal(request, for_the_unknown(request, error))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        told = SatchelError(_CODES.get(error.status, "invalid"), f"{error.reason}: {request.path}")
        response = _refusal(request, told, error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:
        log.exception("request_failed", method=request.method, path=request.path)
        return _refusal(request, internal_error())
