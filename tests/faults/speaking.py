"""A model that says what a test gives it, when it gives it; and what clients made of the deltas they heard."""

import asyncio
from collections.abc import AsyncGenerator, Iterable

from server.assistant import Chunk, Finished, Request, Text

from ..client import Frame


class Speaker:
    """Says the texts that it is given, and ends when it is told to."""

    name = "speaker"

    def __init__(self) -> None:
        self._words: asyncio.Queue[str | None] = asyncio.Queue()

    def say(self, text: str) -> None:
        self._words.put_nowait(text)

    def end(self) -> None:
        self._words.put_nowait(None)

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        while (text := await self._words.get()) is not None:
            yield Text(text)
        yield Finished("stop", None, None, None, None)

    async def close(self) -> None:
        """Nothing is open."""


class Heard:
    """A reply as one client put it together; `saved` is how much of it it was told to be stored."""

    def __init__(self) -> None:
        self.text = ""
        self.saved = 0

    def add(self, frames: Iterable[Frame]) -> "Heard":
        """Raises AssertionError where a delta leaves a hole, comes twice, or says stored before what precedes it is."""
        for frame in frames:
            if frame["type"] != "reply_delta":
                continue
            assert frame["offset"] == len(self.text), "a hole, or something twice"
            self.text += frame["text"]
            if frame.get("saved", True):
                self.saved = len(self.text)
        return self
