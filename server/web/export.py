"""`GET /api/chats/{id}/export`: a session's file as it is at this moment. `HEAD` only says whether it is here."""

import asyncio
import os
import secrets
from typing import BinaryIO

from aiohttp import web

from ..config import Settings
from ..errors import SatchelError
from ..host import Host
from ..session.handler import Caller
from ..storage.folder import Folder
from ..wire.ids import is_session_id
from .problems import Handle

PATH = "/api/chats/{session_id}/export"
INODE = "Satchel-Inode"
"""The header that says which file on the disk the session is, for a program on this machine that sees the folder."""
PIECE = 256 * 1024


def export_door(host: Host, settings: Settings, caller: Caller) -> Handle:
    """The handler of `PATH`. The session goes on while its copy is made and sent; an unknown one is not made."""
    folder = Folder(settings.folder)

    async def export(request: web.Request) -> web.StreamResponse:
        session_id = request.match_info["session_id"]
        if not is_session_id(session_id):
            raise SatchelError("not_found", f"There is no session {session_id[:100]!r}.", {"field": "sessionId"})
        response = web.StreamResponse(
            headers={
                INODE: str(host.inode(session_id)),
                "Content-Type": "application/vnd.sqlite3",
                "Content-Disposition": f'attachment; filename="{session_id}.sqlite3"',
                "Cache-Control": "no-store",
            }
        )
        if request.method == "HEAD":
            await response.prepare(request)
            return response
        # Beside the sessions there is room for it; what a crash leaves under such a name goes at the next start.
        path = folder.path(session_id)
        copy = path.with_name(f"{path.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            await host.snapshot(session_id, copy, caller)
            with await asyncio.to_thread(copy.open, "rb") as file:
                response.content_length = copy.stat().st_size
                await response.prepare(request)
                await _send(file, response)
        finally:
            await asyncio.to_thread(copy.unlink, missing_ok=True)
        return response

    return export


async def _send(file: BinaryIO, response: web.StreamResponse) -> None:
    while piece := await asyncio.to_thread(file.read, PIECE):
        await response.write(piece)
    await response.write_eof()
