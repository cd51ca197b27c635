"""`GET /api/account/export` and `DELETE /api/account`: everything of a user, taken along or deleted for good."""

import asyncio

import msgspec
from aiohttp import web

from ..host import Host
from .problems import Handle
from .sending import send_file
from .sign_in.visitors import Visitors

EXPORT = "/api/account/export"
ACCOUNT = "/api/account"


def archive_door(host: Host, visitors: Visitors) -> Handle:
    async def archive(request: web.Request) -> web.StreamResponse:
        caller = await visitors.user(request)
        path = await host.belongings.archive(caller.user)
        try:
            headers = {
                "Content-Type": "application/zip",
                "Content-Disposition": 'attachment; filename="satchel.zip"',
                "Cache-Control": "no-store",
            }
            return await send_file(request, path, headers)
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    return archive


def deletion_door(host: Host, visitors: Visitors) -> Handle:
    async def delete(request: web.Request) -> web.StreamResponse:
        caller = await visitors.user(request)
        sessions = await host.belongings.delete(caller.user)
        told = {"success": True, "message": f"Deleted for good: the account and {sessions} sessions."}
        body = msgspec.json.encode(told)
        return web.Response(body=body, content_type="application/json", headers={"Cache-Control": "no-store"})

    return delete
