"""A file as the body of a response, in pieces, read on a thread."""

import asyncio
import contextlib
import os
from pathlib import Path

from aiohttp import web

PIECE = 256 * 1024


async def send_file(request: web.Request, path: Path, headers: dict[str, str]) -> web.StreamResponse:
    """Answers with a file that was made for this and is gone by its name before it is sent."""
    response = web.StreamResponse(headers=headers)
    with await asyncio.to_thread(path.open, "rb") as file:
        with contextlib.suppress(OSError):  # a system that keeps what is open: whoever made it removes it afterwards
            await asyncio.to_thread(path.unlink)
        response.content_length = os.fstat(file.fileno()).st_size
        await response.prepare(request)
        while piece := await asyncio.to_thread(file.read, PIECE):
            await response.write(piece)
    await response.write_eof()
    return response
