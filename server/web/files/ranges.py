"""Parts of a file: what `Range` asks for, https://www.rfc-editor.org/rfc/rfc9110#name-range-requests."""

import re

from aiohttp import web

_one = re.compile(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*").fullmatch


class UnsatisfiableError(Exception):
    """The range begins behind the end of the file."""


def wanted_range(said: str | None, size: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last; None for the whole file: where no range is asked for, or several.

    Raises:
        UnsatisfiableError: nothing of it is in the file.
    """
    found = _one(said) if said is not None and len(said) < 100 else None
    if found is None or found[0] == "" or found[1] == found[2] == "":
        return None
    first, last = found[1], found[2]
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start >= end:
        raise UnsatisfiableError
    return start, end


def asked_range(request: web.Request, size: int, etag: str) -> tuple[int, int] | None:
    """What a request wants of a file that has this ETag; `If-Range` with another wants all of it."""
    condition = request.headers.get("If-Range")
    if request.method != "GET" or (condition is not None and condition.strip() != f'"{etag}"'):
        return None
    return wanted_range(request.headers.get("Range"), size)
