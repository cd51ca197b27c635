"""A model server that answers as a test tells it, and what a test asks of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from server.assistant import Chunk, Model, Request, Text, Turn
from server.errors import SatchelError

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Provider:
    """Gives its answers in turn, the last one for ever, and keeps what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.paths: list[str] = []
        self.disconnected = asyncio.Event()
        self._answers: list[Answer] = []

    def answers(self, *answers: Answer) -> None:
        self._answers = list(answers)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(request.headers)
        self.paths.append(request.path_qs)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        try:
            return await answer(request)
        except asyncio.CancelledError:
            self.disconnected.set()
            raise

    @staticmethod
    def streams(*pieces: bytes, then: Callable[[web.Request], Awaitable[None]] | None = None) -> Answer:
        """An event stream of exactly these bytes; `then` runs before it ends."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await response.prepare(request)
            for piece in pieces:
                await response.write(piece)
            if then is not None:
                await then(request)
            return response

        return answer

    @staticmethod
    def says(status: int, body: str = "", **headers: str) -> Answer:
        """A whole answer; an underscore in a header's name stands for a hyphen."""

        async def answer(_: web.Request) -> web.StreamResponse:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(status=status, text=body, headers=fields)

        return answer


async def cut(request: web.Request) -> None:
    """Ends the connection as a crash does."""
    assert request.transport is not None
    request.transport.abort()


async def silence(_: web.Request) -> None:
    """Says nothing until the client goes away."""
    await asyncio.Event().wait()


def chunk(content: Any = None, finish: str | None = None, /, **delta: Any) -> bytes:
    """One event as OpenAI writes it."""
    choice = {"index": 0, "delta": {"content": content} | delta, "logprobs": None, "finish_reason": finish}
    document = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "m-1", "choices": [choice]}
    return b"data: " + json.dumps(document, ensure_ascii=False).encode() + b"\n\n"


class Waits:
    """Stands for the clock: keeps how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ask(words: str = "Hello", **more: Any) -> Request:
    return Request((Turn("user", words),), **more)


async def reply_of(model: Model, request: Request | None = None) -> list[Chunk]:
    return [piece async for piece in model.stream(request or ask())]


async def reply_until_fault(
    model: Model, request: Request | None = None, heard: asyncio.Event | None = None
) -> tuple[list[Chunk], SatchelError]:
    """What was said, and the error it ended in; `heard` is set by the first piece."""
    said: list[Chunk] = []
    try:
        async for piece in model.stream(request or ask()):
            said.append(piece)
            if heard is not None:
                heard.set()
    except SatchelError as fault:
        ended = fault
    else:
        pytest.fail(f"the reply came to its end: {said}")
    assert ended.code == "upstream"
    return said, ended


def words_of(chunks: list[Chunk]) -> str:
    return "".join(piece.text for piece in chunks if isinstance(piece, Text))
