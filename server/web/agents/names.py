"""Which session an agent of a name is."""

import hashlib

from ...wire.ids import is_session_id

PLAIN = ("chat", "satchel")
"""Agents whose names are ids of sessions, so that every other client finds them by those."""


def session_of(agent: str, name: str) -> str:
    """The session of `/agents/{agent}/{name}`: `name` for the agents `chat` and `satchel`, `{agent}--{name}` for any
    other; a hash of both where that can be no session's id."""
    wanted = name if agent in PLAIN else f"{agent}--{name}"
    if is_session_id(wanted):
        return wanted
    return f"agent-{hashlib.sha256(f'{agent}/{name}'.encode()).hexdigest()[:32]}"
