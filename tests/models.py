"""Models for tests. They say what they are told to, when they are told to."""

import asyncio
from collections.abc import AsyncGenerator

from server.assistant import Chunk, Finished, Request, Text


class SteppedModel:
    """Says one piece each time it is released, and one release more ends the reply.

    Args:
        pieces: texts, or chunks of any kind.
        failure: what is raised in place of the end.
        end: the end; without one it stopped by itself, and says the model that was asked for and no tokens.
    """

    name = "stepped"

    def __init__(self, *pieces: str | Chunk, failure: Exception | None = None, end: Finished | None = None) -> None:
        self.pieces = pieces
        self.requests: list[Request] = []
        """What it was asked, oldest first."""
        self._failure = failure
        self._end = end
        self._gate = asyncio.Semaphore(0)
        self._taken = [asyncio.Event() for _ in pieces]

    @property
    def text(self) -> str:
        """The whole reply."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))

    def release(self, count: int = 1) -> None:
        """Lets it go on by so many steps."""
        for _ in range(count):
            self._gate.release()

    def release_all(self) -> None:
        """Lets one whole reply go."""
        self.release(len(self.pieces) + 1)

    async def said(self, count: int) -> None:
        """Waits until the server has taken so many pieces of the first reply."""
        await self._taken[count - 1].wait()

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        for piece, taken in zip(self.pieces, self._taken, strict=True):
            await self._gate.acquire()
            yield Text(piece) if isinstance(piece, str) else piece
            taken.set()
        await self._gate.acquire()
        if self._failure is not None:
            raise self._failure
        yield self._end or Finished("stop", request.model, None, None, None)

    async def close(self) -> None:
        """Nothing is open."""
