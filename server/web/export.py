"""`GET /api/chats/{id}/export`: a session's file as it is at this moment; with `?format=json` as a text that
`satchel import` takes too. `HEAD` only says whether it is here."""

import asyncio
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from aiohttp import web

from ..config import Settings
from ..errors import SatchelError
from ..host import Host
from ..session.document import to_document
from ..session.packing import unpack_versions
from ..storage.folder import Folder
from ..wire.ids import is_session_id
from .problems import Handle
from .sending import send_file
from .sign_in.visitors import Visitors

PATH = "/api/chats/{session_id}/export"
INODE = "Satchel-Inode"
"""The header that says which file on the disk the session is, for a program on this machine that sees the folder."""


_MEDIA = {"sqlite": ("application/vnd.sqlite3", "sqlite3"), "json": ("application/json", "json")}


def export_door(host: Host, settings: Settings, visitors: Visitors) -> Handle:
    """The handler of `PATH`. The session goes on while its copy is made and sent; an unknown one is not made."""
    folder = Folder(settings.folder)

    async def export(request: web.Request) -> web.StreamResponse:
        caller = await visitors.caller(request)
        session_id = request.match_info["session_id"]
        if not is_session_id(session_id):
            raise SatchelError("not_found", f"There is no session {session_id[:100]!r}.", {"field": "sessionId"})
        chosen = request.query.get("format", "sqlite")
        if chosen not in _MEDIA:
            raise SatchelError("invalid", f"format is {' or '.join(_MEDIA)}.", {"field": "format"})
        media_type, extension = _MEDIA[chosen]
        headers = {
            INODE: str(await host.copies.inode(session_id, caller)),
            "Content-Type": media_type,
            "Content-Disposition": f'attachment; filename="{session_id}.{extension}"',
            "Cache-Control": "no-store",
        }
        if request.method == "HEAD":
            return web.Response(headers=headers)
        # Beside the sessions there is room for it; what a crash leaves under such a name goes at the next start.
        path = folder.path(session_id)
        copy = path.with_name(f"{path.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            await host.copies.take(session_id, copy, caller)
            if chosen == "json":
                await asyncio.to_thread(_rewrite, copy)
            return await send_file(request, copy, headers)
        finally:
            await asyncio.to_thread(copy.unlink, missing_ok=True)

    return export


def _rewrite(copy: Path) -> None:
    """On a thread: the copy of a file becomes its text."""
    with closing(sqlite3.connect(copy)) as db:
        unpack_versions(db)
        text = to_document(db)
    copy.write_bytes(text)
    copy.with_name(f"{copy.name}-wal").unlink(missing_ok=True)
