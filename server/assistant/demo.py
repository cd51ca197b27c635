"""The embedded demo model: everything can be tried with it, without a key and without a network.

Streams what `script.py` chose, at the pace of a real model. The same history gets the same reply in the same
pieces.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from itertools import cycle

from .messages import text_of
from .reply import Chunk, Finished, FinishReason, Reasoning, Request, Text, ToolCall
from .script import script_for

# Characters of the pieces, about 150 in the mean. They differ, so that what reads the stream meets words,
# fences and tags that are cut at any place.
PIECES = (150, 163, 137, 148, 171, 131)

# `/slow`: a few letters at a time, at about 80 characters a second.
SLOW_PIECES = (12, 9, 15)
SLOWER = 5

# What a token is, roughly, in characters: a demo shows a number that is about right.
TOKEN = 4


class DemoModel:
    """Streams scripted replies.

    Args:
        pace: seconds between two pieces.
        sleep: the wait between them; tests pass their own.
    """

    name = "demo"

    def __init__(self, *, pace: float = 0.03, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._pace = pace
        self._sleep = sleep

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        """See `reply.Model`. Raises upstream for `/fail` only."""
        script = script_for(request.turns)
        sizes, pause = (SLOW_PIECES, self._pace * SLOWER) if script.slow else (PIECES, self._pace)
        for piece in _pieces(script.reasoning, sizes):
            yield Reasoning(piece)
            await self._sleep(pause)
        for piece in _pieces(script.text, sizes):
            yield Text(piece)
            await self._sleep(pause)
        for index, (name, arguments) in enumerate(script.calls):
            yield ToolCall(index, f"call_{len(request.turns)}_{index}", name, "")
            for piece in _pieces(arguments, sizes):
                yield ToolCall(index, None, None, piece)
                await self._sleep(pause)
        if script.fault is not None:
            raise script.fault
        said = sum(len(text_of(turn)) for turn in request.turns) // TOKEN
        answered = (len(script.text) + len(script.reasoning)) // TOKEN
        reason: FinishReason = "tool-calls" if script.calls else "stop"
        yield Finished(reason, request.model or self.name, said, answered, said + answered)

    async def close(self) -> None:
        """Nothing is open."""


def _pieces(text: str, sizes: tuple[int, ...]) -> Iterator[str]:
    start = 0
    for size in cycle(sizes):
        if start >= len(text):
            return
        yield text[start : start + size]
        start += size
