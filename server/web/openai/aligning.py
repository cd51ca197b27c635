"""Which of the messages that a client sends the session has already.

A client of chat completions keeps the conversation itself and sends all of it each time, or the last of it, or, where
it relies on the session, only what is new.
"""

from collections.abc import Sequence

from msgspec import Struct

from .sayings import Saying, Stored


class Alignment(Struct, frozen=True):
    """How far a client and a session agree.

    Attributes:
        said: so many of the client's messages are stored.
        stored: so many of the stored ones stand before what comes next. What stands behind is another branch.
    """

    said: int
    stored: int


def align(said: Sequence[Saying], stored: Sequence[Stored]) -> Alignment:
    """Compares from the beginning; where that does not lead to the end of what is stored, the client may know only the
    last of it. Where nothing is in common, all is new and goes behind."""
    start = _agreement(said, stored, 0)
    if start.stored == len(stored):
        return start
    for begin in range(1, len(stored)):
        if said and stored[begin].says(said[0]):
            tail = _agreement(said, stored, begin)
            if tail.stored == len(stored) and tail.said > start.said:
                return tail
    return start if start.said else Alignment(0, len(stored))


def _agreement(said: Sequence[Saying], stored: Sequence[Stored], begin: int) -> Alignment:
    here, there = 0, begin
    while here < len(said) and there < len(stored):
        steps = 1 if stored[there].says(said[here]) else _steps(said[here], stored[there:])
        if not steps:
            break
        here, there = here + 1, there + steps
    return Alignment(here, there)


def _steps(saying: Saying, stored: Sequence[Stored]) -> int:
    """How many stored messages a client has as one: steps of a reply between which the server ran tools. 0 for none."""
    if saying.role != "assistant" or saying.calls:
        return 0
    texts: list[str] = []
    for count, one in enumerate(stored, 1):
        if one.saying.role == "assistant":
            texts.append(one.saying.content)
            if "".join(saying.content.split()) == "".join("".join(texts).split()) and not one.saying.calls:
                return count
        elif one.saying.role != "tool":
            return 0
    return 0
