"""A WebSocket client made by hand, that reads when it is told to and answers nothing."""

import asyncio
import json
import os
import socket
import struct
from typing import Any
from urllib.parse import urlsplit

TEXT, CLOSE = 1, 8


class RawClient:
    """Frames over a socket with small buffers. Nothing is read between the calls of its methods."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def connect(cls, url: str, session: str) -> "RawClient":
        address = urlsplit(url)
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plain, (address.hostname, address.port))
        reader, writer = await asyncio.open_connection(sock=plain, limit=1024)
        writer.write(
            f"GET /ws/{session} HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101")
        return cls(reader, writer)

    def send(self, *frames: dict[str, Any]) -> None:
        """All of them in one write."""
        self._writer.write(b"".join(_masked(TEXT, json.dumps(frame).encode()) for frame in frames))

    def begin(self, size: int) -> None:
        """The head of a text frame of that size, and none of what it announces."""
        self._writer.write(struct.pack("!BBQ", 0x80 | TEXT, 0x80 | 127, size) + bytes(4))

    async def read(self) -> tuple[int, bytes]:
        """The next frame: its opcode and what it holds."""
        async with asyncio.timeout(30):
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self._reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
            return first & 0x0F, await self._reader.readexactly(size)

    async def read_to_the_end(self) -> tuple[list[dict[str, Any]], int]:
        """All frames up to the server's farewell, and its close code."""
        frames: list[dict[str, Any]] = []
        while True:
            opcode, data = await self.read()
            if opcode == CLOSE:
                return frames, int.from_bytes(data[:2], "big")
            if opcode == TEXT:
                frames.append(json.loads(data))

    async def close(self) -> None:
        self._writer.transport.abort()


def _masked(opcode: int, data: bytes) -> bytes:
    size = len(data)
    head = (
        struct.pack("!BB", 0x80 | opcode, 0x80 | size) if size < 126 else struct.pack("!BBQ", 0x80 | opcode, 255, size)
    )
    key = os.urandom(4)
    mask = (key * (size // 4 + 1))[:size]
    return head + key + (int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
