"""Values that clients bring and a file keeps as JSON."""

import re
from typing import Any

import msgspec

from ..errors import SatchelError

MOST_NESTED = 100
"""Levels of lists and objects in one value that a client may store."""
_long_number = re.compile(r"\d{19}").search


def to_json(field: str, value: Any) -> str:
    """JSON text for a column; the same text for the same value, in whatever order its keys came.

    Raises:
        SatchelError: `invalid` for what can't be kept, or could be kept and not told again in each encoding.
    """
    try:
        text = msgspec.json.encode(value, order="deterministic").decode()
        if text.count("[") + text.count("{") > MOST_NESTED or _long_number(text):
            _check(_decode(text))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SatchelError("invalid", f"{field} can't be kept as JSON: {error}.", {"field": field}) from None
    return text


def _check(whole: Any) -> None:
    """Raises ValueError for a value so deep that a frame around it can't be encoded, and for a whole number that
    MessagePack can't hold: either would leave a session that nobody can read any more."""
    level, depth = [whole], 0
    while level:
        inner: list[Any] = []
        opened = False
        for value in level:
            if isinstance(value, dict | list):
                inner += value.values() if isinstance(value, dict) else value
                opened = True
            elif isinstance(value, int) and not -(2**63) <= value < 2**64:
                raise ValueError("a whole number in it has more than 64 bits")
        level, depth = inner, depth + opened
        if depth > MOST_NESTED:
            raise ValueError(f"it is nested more than {MOST_NESTED} levels deep")


_decode = msgspec.json.Decoder().decode


def from_json(text: str) -> Any:
    return {} if text == "{}" else _decode(text)
