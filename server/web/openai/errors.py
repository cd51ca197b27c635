"""Errors in the form that OpenAI's clients read.

https://platform.openai.com/docs/guides/error-codes
"""

from typing import Any

import msgspec
from aiohttp import web

from ...errors import HTTP_STATUS, Code, SatchelError
from ..sign_in.refusal import challenge

_TYPES: dict[Code, str] = {
    "unauthenticated": "authentication_error",
    "forbidden": "permission_error",
    "rate_limited": "rate_limit_error",
    "internal": "server_error",
    "upstream": "server_error",
    "overloaded": "server_error",
    "unavailable": "server_error",
}
_CODES: dict[Code, str] = {
    "unauthenticated": "invalid_api_key",
    "rate_limited": "rate_limit_exceeded",
}


def error_body(error: SatchelError) -> dict[str, Any]:
    details = error.details or {}
    param = details.get("field")
    return {
        "error": {
            "message": error.message,
            "type": _TYPES.get(error.code, "invalid_request_error"),
            "code": _CODES.get(error.code, error.code),
            "param": param if isinstance(param, str) else None,
        }
    }


def error_response(error: SatchelError, status: int | None = None) -> web.Response:
    """An error of the model tells clients not to try again: the server has tried already, and each new try is a new
    reply in the session."""
    headers = {"Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if error.code == "unauthenticated":
        headers["WWW-Authenticate"] = challenge(error)
    if error.code == "upstream":
        headers["X-Should-Retry"] = "false"
    return web.Response(
        body=msgspec.json.encode(error_body(error)),
        status=status or HTTP_STATUS[error.code],
        headers=headers,
        content_type="application/json",
    )


def failure(fields: dict[str, Any]) -> SatchelError:
    """The error of a reply that failed, as its message keeps it."""
    code = fields.get("code")
    return SatchelError(
        code if code in HTTP_STATUS else "upstream",
        str(fields.get("message") or "The model failed."),
        fields.get("details"),
        fields.get("retryAfter"),
    )
