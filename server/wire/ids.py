"""Ids: which ones a client may bring, and how new ones are made."""

import os
import re
from typing import Annotated

from msgspec import Meta

SESSION_ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}\Z"
_session_id = re.compile(SESSION_ID_PATTERN)

SessionId = Annotated[str, Meta(pattern=SESSION_ID_PATTERN)]
Id = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""Of a message or an artifact. Clients may bring their own, so the form is free."""

UserId = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""The `sub` of a token."""


def is_session_id(text: str) -> bool:
    return _session_id.match(text) is not None


def new_id(prefix: str, now: int) -> str:
    """An id that sorts by time: prefix, 12 hex digits of Unix milliseconds, 16 random ones.

    Args:
        prefix: what it names: `msg` or `art`.
        now: Unix milliseconds.
    """
    return f"{prefix}_{now:012x}{os.urandom(8).hex()}"
