"""The one error that a client can meet, and its codes. Doors map the codes; nothing here knows a transport."""

from typing import Any, Literal

Code = Literal[
    "invalid",  # the request is not well formed: the message names the field
    "unauthenticated",
    "forbidden",
    "not_found",
    "conflict",
    "precondition_failed",
    "too_large",
    "rate_limited",
    "overloaded",  # try again after `retry_after`
    "upstream",  # the model failed
    "unavailable",  # the session's file can't be opened or written just now: details say why
    "internal",
]

HTTP_STATUS: dict[Code, int] = {
    "invalid": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "precondition_failed": 412,
    "too_large": 413,
    "rate_limited": 429,
    "internal": 500,
    "upstream": 502,
    "overloaded": 503,
    "unavailable": 503,
}


class SatchelError(Exception):
    """Something a client has to be told.

    Args:
        code: one of `Code`; decides the status on every transport.
        message: one or two sentences for a person: what happened and what to do next.
        details: what a program needs to go on (the field, the current state, the reason).
        retry_after: seconds after which a new try makes sense.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        details: dict[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(code, message)
        self.code: Code = code
        self.message = message
        self.details = details
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def internal_error() -> SatchelError:
    """What the outside is told of a fault of ours: the log has the rest."""
    return SatchelError("internal", "The server failed at this request; its log says why. Nothing was changed.")
