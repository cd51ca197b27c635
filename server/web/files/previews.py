"""`/api/sites/{siteId}/preview.png`: what a site looks like."""

from typing import cast

from aiohttp import web

from ...session.previews import PreviewRead, ReadPreview
from ..problems import Handle
from ..rest.conditions import is_known
from ..rest.rows.sites import session_of
from ..sign_in.visitors import Visitors
from .door import HARMLESS, FileDoors

PATH = "/api/sites/{site_id}/preview.png"


def preview_door(visitors: Visitors, doors: FileDoors) -> Handle:
    """The handler of `PATH`."""

    async def send(request: web.Request) -> web.StreamResponse:
        caller, site_id = await visitors.caller(request), request.match_info["site_id"]
        found = cast("PreviewRead", await doors.ask(session_of(site_id), ReadPreview(site_id=site_id), caller))
        headers = {"ETag": f'"{found.hash}"', "X-Content-Type-Options": "nosniff", **HARMLESS}
        if is_known(request.headers.get("If-None-Match"), found.hash):
            return web.Response(status=304, headers=headers)
        return web.Response(body=found.data, content_type="image/png", headers=headers)

    return send
