"""How a model's failure is told: which reason, which sentence, what to do next.

One table for HTTP statuses and one for error objects inside a stream. Does no I/O.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import msgspec

from ..errors import SatchelError

Reason = Literal["refused", "unauthorized", "rate_limited", "server_error", "cut", "timeout", "bad_response"]

# How much of the provider's own words goes into a message: enough for "maximum context length is …".
LONGEST_QUOTE = 300


def upstream(
    reason: Reason, message: str, *, status: int | None = None, retry_after: float | None = None
) -> SatchelError:
    """The error that a model's stream raises. `retry_after` is in seconds."""
    details: dict[str, Any] = {"reason": reason}
    if status is not None:
        details["status"] = status
    return SatchelError("upstream", message, details, retry_after=retry_after)


def from_status(
    status: int, said: str = "", *, retry_after: float | None = None, secret: str | None = None
) -> SatchelError:
    """The error for an HTTP status other than 2xx; `said` is the body's text, quoted where it helps."""
    match status:
        case 401 | 403:
            # The body is not quoted: providers repeat a part of the key in it.
            return upstream(
                "unauthorized",
                f"The model server refused the key (status {status}). Check SATCHEL_MODEL_KEY.",
                status=status,
            )
        case 404:
            return upstream(
                "bad_response",
                "The model server knows no such address or model (status 404). "
                f"Check SATCHEL_MODEL_URL and SATCHEL_MODEL_NAME.{quoted(said, secret)}",
                status=status,
            )
        case 429:
            when = "in a moment" if retry_after is None else f"in {math.ceil(retry_after)} s"
            return upstream(
                "rate_limited",
                f"The model server has had too many requests (status 429). Try again {when}, "
                f"or look at the limits of your plan.{quoted(said, secret)}",
                status=status,
                retry_after=retry_after,
            )
        case _ if status >= 500:
            return upstream(
                "server_error",
                f"The model server failed (status {status}). Try again; if it goes on, look at that "
                f"server's log.{quoted(said, secret)}",
                status=status,
                retry_after=retry_after,
            )
        case _ if 300 <= status < 400:
            return upstream(
                "bad_response",
                f"The model server answered with a redirect (status {status}). Put the address that it "
                "leads to into SATCHEL_MODEL_URL.",
                status=status,
            )
        case _:
            return upstream(
                "bad_response",
                f"The model server did not accept the request (status {status}). Check "
                f"SATCHEL_MODEL_NAME, or try a shorter conversation.{quoted(said, secret)}",
                status=status,
            )


def from_error_object(error: object, secret: str | None = None) -> SatchelError:
    """The error for `{"error": …}` in a stream or in a body.

    Providers write it as a string or as an object with `message` and, in any mixture, `code` (a status as
    a number or a string, or a word), `status` and `type`.
    """
    match error:
        case {"message": str(said)} | str(said):
            pass
        case _:
            said = ""
    status, words = _classified(error if isinstance(error, Mapping) else {})
    match words:
        case _ if status is not None:
            return from_status(status, said, secret=secret)
        case _ if "api_key" in words or "authentication" in words or "permission" in words:
            return from_status(401)
        case _ if "rate_limit" in words or "quota" in words:
            return from_status(429, said, secret=secret)
        case _:
            return upstream(
                "server_error",
                f"The model server broke off the reply with an error. Try again.{quoted(said, secret)}",
            )


def _classified(error: Mapping[str, Any]) -> tuple[int | None, str]:
    named = [error.get(field) for field in ("code", "status", "type")]
    numbers = [int(value) for value in map(str, named) if value.isdecimal()]
    status = next((number for number in numbers if 400 <= number <= 599), None)
    return status, " ".join(value.lower() for value in named if isinstance(value, str))


def readable(body: str) -> str:
    """The words in the body of a refusal: an error's message, plain text as it is, nothing of a web page."""
    try:
        document = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return "" if body.lstrip().startswith("<") else body
    match document:
        case [first, *_]:  # Gemini wraps its error in a list
            document = first
    match document:
        case {"error": {"message": str(words)}} | {"error": str(words)} | {"message": str(words)}:
            return words
        case {"detail": str(words)}:
            return words
        case _:
            return body


def quoted(said: str, secret: str | None = None) -> str:
    """The provider's own words as a sentence to append: one line, cut short, without the key."""
    line = " ".join(said.split())
    if secret:
        line = line.replace(secret, "…")
    if len(line) > LONGEST_QUOTE:
        line = line[:LONGEST_QUOTE] + "…"
    return f" It said: {line}" if line else ""


def retry_after_seconds(header: str | None, now: datetime | None = None) -> float | None:
    """The value of a `Retry-After` header in seconds, from now; None where there is none to be read.

    RFC 9110, section 10.2.3: a number of seconds or an HTTP date. A date in the past is 0.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
        return max(0.0, seconds) if math.isfinite(seconds) else None
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    # A date "-0000" is read as one without a zone; HTTP dates are in UTC always.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
