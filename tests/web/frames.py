"""What the tests of this folder say about frames."""

import asyncio
from typing import Any

import msgspec

from ..client import Client, Frame
from ..conftest import Server

TICKS = "```"


def types(frames: list[Frame]) -> list[str]:
    return [frame["type"] for frame in frames]


def of_type(frames: list[Frame], *wanted: str) -> list[Frame]:
    return [frame for frame in frames if frame["type"] in wanted]


def seqs(frames: list[Frame]) -> list[int]:
    return [frame["seq"] for frame in frames]


def besides(frames: list[Frame], unwanted: str) -> list[Frame]:
    return [frame for frame in frames if frame["type"] != unwanted]


def text_in(frames: list[Frame]) -> str:
    """What the model says in them."""
    return "".join(frame["text"] for frame in of_type(frames, "reply_delta"))


def as_event(reply: Frame) -> Frame:
    """A reply as the other clients hear it."""
    return {name: value for name, value in reply.items() if name != "requestId"}


def fence(info: str, content: str) -> str:
    return f"{TICKS}{info}\n{content}\n{TICKS}\n"


async def reply_to(client: Client, content: str, **fields: Any) -> list[Frame]:
    """Sends a message and hears the whole reply to it."""
    accepted = await client.ask("send_message", content=content, **fields)
    assert accepted["type"] == "message_accepted", accepted
    return await client.hear_until("reply_finished")


async def heard_so_far(client: Client) -> list[Frame]:
    """All events that were sent to it before now: what stands before the answer to a question."""
    await client.ask("get_session")
    heard = client.events[:]
    client.events.clear()
    return heard


async def hear_reply_up_to(client: Client, end: int) -> list[Frame]:
    """All events until the reply has come so far, the live artifacts in that part of it too."""
    heard: list[Frame] = []
    while not heard or heard[-1]["offset"] + len(heard[-1]["text"]) < end:
        heard += await client.hear_until("reply_delta")
    return heard + await heard_so_far(client)


async def append(client: Client, content: str, role: str = "assistant", **fields: Any) -> Frame:
    """Appends a message; the reply."""
    reply = await client.ask("append_message", role=role, content=content, **fields)
    assert reply["type"] == "message_appended", reply
    return reply


async def create(client: Client, content: str = "a\n", **fields: Any) -> Frame:
    """Creates an artifact; the artifact."""
    reply = await client.ask(
        "create_artifact", **{"artifactType": "code", "title": "Notes", "content": content, **fields}
    )
    assert reply["type"] == "artifact_created", reply
    artifact: Frame = reply["artifact"]
    return artifact


async def update(client: Client, artifact_id: str, *, updates: Frame, **fields: Any) -> Frame:
    """Updates an artifact; the reply, an error perhaps."""
    return await client.ask("update_artifact", artifactId=artifact_id, updates=updates, **fields)


async def stored(client: Client, message_id: str) -> Frame:
    """A message as it is stored."""
    message: Frame = (await client.ask("get_message", messageId=message_id))["message"]
    return message


async def return_to(server: Server, since: int, session: str = "s1") -> tuple[Client, list[Frame]]:
    """A client that comes back, and what it hears of what it missed."""
    client = await server.connect(session, query=f"since={since}")
    subscribed, *missed = await heard_so_far(client)
    assert subscribed["type"] == "subscribed"
    return client, missed


async def removed(server: Server, session: str = "s1") -> None:
    """Waits until the file of a session that was deleted for good is gone, with all that stands beside it."""
    folder = server.settings.folder / "sessions"
    async with asyncio.timeout(20):
        while [*folder.glob(f"{session}.*")]:
            await server.host._follower.catch_up("local")
            await asyncio.wait(server.host._tasks, timeout=0.05, return_when=asyncio.FIRST_COMPLETED)


async def refused(server: Server, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """The status and the problem that a handshake is refused with."""
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    async with server.http.get(f"{server.url}{path}", headers=handshake | (headers or {})) as response:
        assert response.content_type == "application/problem+json"
        problem: dict[str, Any] = msgspec.json.decode(await response.read())
        assert problem["status"] == response.status
        return response.status, problem


async def ok(client: Client, type: str, **fields: Any) -> Frame:
    """The reply to what must not fail."""
    reply = await client.ask(type, **fields)
    assert reply["type"] != "error", reply
    return reply


def refusal(reply: Frame) -> tuple[str, str | None]:
    """The code of an error, and the field that it names."""
    assert reply["type"] == "error", reply
    return reply["code"], reply.get("details", {}).get("field")


async def said(client: Client, content: str, **fields: Any) -> str:
    """Appends a message; its id."""
    message_id: str = (await append(client, content, **fields))["messageId"]
    return message_id


async def shown(client: Client, **fields: Any) -> list[str]:
    """What is said on a branch, the current one if none is named."""
    return [message["content"] for message in (await ok(client, "get_messages", **fields))["messages"]]
