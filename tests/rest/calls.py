"""What the tests of this folder say over HTTP."""

import io
from typing import Any

import msgspec

from ..conftest import Server

Body = Any


class Reply:
    """A response that was read to its end."""

    def __init__(self, status: int, headers: Any, data: bytes) -> None:
        self.status = status
        self.headers = headers
        self.data = data

    @property
    def body(self) -> Any:
        return msgspec.json.decode(self.data)

    @property
    def refused(self) -> tuple[int, str, str | None]:
        """The status, the code and the field of a problem."""
        assert self.headers["Content-Type"] == "application/problem+json"
        assert self.body["status"] == self.status
        return self.status, self.body["code"], (self.body.get("details") or {}).get("field")


async def call(server: Server, method: str, path: str, body: Body = None, **headers: str) -> Reply:
    """Sends a request; header names are written with underscores: `If_Match='"1"'`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None
    if body is not None:
        data = io.BytesIO(body if isinstance(body, bytes) else msgspec.json.encode(body))
        named = {"Content-Type": "application/json", **named}
    async with server.http.request(method, server.url + path, data=data, headers=named) as response:
        return Reply(response.status, response.headers, await response.read())


async def chat(server: Server, name: str = "s1", **fields: Any) -> Body:
    """Makes a chat."""
    reply = await call(server, "POST", "/api/chats", {"id": name, **fields})
    assert reply.status in (200, 201), reply.body
    return reply.body["chat"]


async def artifact(server: Server, session: str = "s1", **fields: Any) -> Body:
    """Makes an artifact, and its chat if it is not there."""
    given = {"artifactType": "code", "title": "Notes", "content": "a\n", **fields}
    reply = await call(server, "POST", f"/api/chats/{session}/artifacts", given)
    assert reply.status == 201, reply.body
    return reply.body["artifact"]


async def component(server: Server, session: str = "s1", **fields: Any) -> Body:
    reply = await call(server, "POST", f"/api/chats/{session}/components", {"name": "Card", **fields})
    assert reply.status == 201, reply.body
    return reply.body["component"]
