"""A client of the Agents protocol as raw frames, with a chat's requests in the form of `useAgentChat`."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from ..conftest import Server

Frame = dict[str, Any]


class AgentSocket:
    def __init__(self, socket: "aiohttp.ClientWebSocketResponse[bool]") -> None:
        self.socket = socket

    async def send(self, type: str, **fields: Any) -> None:
        await self.socket.send_json({"type": type, **fields})

    async def chat(self, id: str, *messages: Frame, trigger: str = "submit-message", **more: Any) -> None:
        body = json.dumps({"messages": messages, "trigger": trigger, **more})
        await self.send("cf_agent_use_chat_request", id=id, init={"method": "POST", "body": body})

    async def receive(self) -> Frame:
        async with asyncio.timeout(20):
            frame: Frame = await self.socket.receive_json()
            return frame

    async def until(self, holds: Callable[[Frame], Any]) -> list[Frame]:
        """All frames up to the first that holds."""
        frames: list[Frame] = []
        while not frames or not holds(frames[-1]):
            frames.append(await self.receive())
        return frames

    async def reply(self, id: str) -> list[Frame]:
        """The frames of a reply, to its end."""
        frames = await self.until(lambda frame: frame.get("id") == id and frame.get("done"))
        return [frame for frame in frames if frame.get("id") == id and "body" in frame]


def said(frames: list[Frame]) -> str:
    """The text that the chunks of a reply make."""
    return "".join(chunk.get("delta", "") for chunk in chunks_of(frames) if chunk["type"] == "text-delta")


def chunks_of(frames: list[Frame]) -> list[Frame]:
    return [json.loads(frame["body"]) for frame in frames if frame["body"] and not frame.get("error")]


def user(text: str, id: str = "u1") -> Frame:
    return {"id": id, "role": "user", "parts": [{"type": "text", "text": text}]}


async def connect(server: Server, path: str = "satchel/s1", query: str = "", **options: Any) -> AgentSocket:
    address = f"{server.url}/agents/{path}?_pk=me{query}"
    return AgentSocket(await server.http.ws_connect(address, max_msg_size=0, **options))
