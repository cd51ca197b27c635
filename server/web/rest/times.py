"""Times as REST shows and reads them: ISO 8601 in UTC outside, Unix milliseconds inside."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta

ShownTime = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""What a wire struct's time is in REST: `2027-01-15T08:00:00.000Z`."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = (datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
_MOST = 2**53


class Instant(int):
    """A time in a query or a body: Unix milliseconds, however it was written."""


def is_time(annotation: Any) -> bool:
    """Whether a field's type is a time, by the mark that the wire's structs give it."""
    return any(isinstance(mark, Meta) and (mark.extra or {}).get("time") for mark in get_args(annotation)[1:])


def to_iso(milliseconds: int) -> str:
    """RFC 3339 with milliseconds. A time past the year 9999, which that can't say, is shown as its end."""
    moment = _EPOCH + timedelta(milliseconds=max(0, min(milliseconds, _LAST)))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(kind: type, value: Any) -> Any:
    """msgspec's `dec_hook` for `Instant`: a whole number or its digits are milliseconds, else a date or a date and
    time of ISO 8601; without a zone it is UTC.

    Raises:
        ValueError: anything else, or a time before 1970.
    """
    if kind is not Instant:
        raise NotImplementedError
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdecimal() and len(value) < 20 else _from_iso(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise ValueError("Expected a time from 1970 on: ISO 8601 or Unix milliseconds")
    return Instant(value)


def _from_iso(text: str) -> int | None:
    try:
        moment = msgspec.convert(text if len(text) > len("2027-01-15") else f"{text}T00:00:00Z", datetime)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None
