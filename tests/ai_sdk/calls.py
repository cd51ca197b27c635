"""What the tests of this folder say as a client of the AI SDK says it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from ..conftest import Server
from ..ui_messages.legal import check

Chunk = dict[str, Any]


def user(id_: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "role": "user", "parts": [{"type": "text", "text": text}], **more}


def assistant(id_: str, *parts: Any) -> dict[str, Any]:
    said = [{"type": "text", "text": part} if isinstance(part, str) else part for part in parts]
    return {"id": id_, "role": "assistant", "parts": said}


class Stream:
    """A UI message stream that is being read."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.chunks: list[Chunk] = []
        self.done = False

    async def next(self) -> Chunk:
        """The next chunk. Raises `ConnectionError` at the end."""
        while line := await self.response.content.readline():
            text = line.decode().strip()
            assert not self.done or not text
            if text == "data: [DONE]":
                self.done = True
            elif text.startswith("data: "):
                self.chunks.append(msgspec.json.decode(text.removeprefix("data: ")))
                return self.chunks[-1]
        raise ConnectionError("the stream has ended")

    async def until(self, kind: str) -> Chunk:
        while (chunk := await self.next())["type"] != kind:
            pass
        return chunk

    async def rest(self) -> list[Chunk]:
        """All chunks, once the stream has ended as it should."""
        while not self.done:
            try:
                await self.next()
            except ConnectionError:
                break
        assert self.done
        check(self.chunks)
        return self.chunks

    @property
    def text(self) -> str:
        return "".join(chunk["delta"] for chunk in self.chunks if chunk["type"] == "text-delta")

    @property
    def kinds(self) -> list[str]:
        return [chunk["type"] for chunk in self.chunks]


@asynccontextmanager
async def streamed(
    server: Server, *messages: Any, chat: str = "s1", headers: dict[str, str] | None = None, **fields: Any
) -> AsyncIterator[Stream]:
    """`POST /api/chat` with all messages of a client."""
    body = {"id": chat, "messages": [*messages], "trigger": "submit-message", **fields}
    async with server.http.post(f"{server.url}/api/chat", json=body, headers=headers) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["X-Vercel-AI-UI-Message-Stream"] == "v1"
        yield Stream(response)


async def say(server: Server, *messages: Any, **fields: Any) -> Stream:
    """The same, to its end."""
    async with streamed(server, *messages, **fields) as stream:
        await stream.rest()
    return stream


@asynccontextmanager
async def resumed(server: Server, chat: str = "s1") -> AsyncIterator[Stream]:
    async with server.http.get(f"{server.url}/api/chat/{chat}/stream") as response:
        assert response.status == 200
        yield Stream(response)


async def history(server: Server, chat: str = "s1") -> list[dict[str, Any]]:
    """What a client that comes anew begins with."""
    async with server.http.get(f"{server.url}/api/chat/{chat}/messages") as response:
        assert response.status == 200
        found: list[dict[str, Any]] = await response.json()
        return found


def told(message: dict[str, Any]) -> str:
    return "".join(part["text"] for part in message["parts"] if part["type"] == "text")


async def refused(server: Server, body: Any, **headers: str) -> tuple[int, str]:
    """The status and the text of a refusal."""
    async with server.http.post(f"{server.url}/api/chat", json=body, headers=headers) as response:
        assert response.content_type == "text/plain"
        return response.status, await response.text()
