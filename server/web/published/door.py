"""`/p/{slug}/…`: a published site, for everybody."""

import re

from aiohttp import web

from ...errors import SatchelError
from ...host import Host
from ...session.site_files import FileOpened
from ..files.sending import send_entry
from ..problems import Handle
from .origin import SANDBOX, SitesOrigin

PATH = "/p/{slug:[a-z0-9-]{1,63}}/{path:.*}"
FOLDER = "/p/{slug:[a-z0-9-]{1,63}}"
_hashed = re.compile(r"[.-](?=[A-Za-z0-9_-]*[0-9])[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$").search
"""A name that has a hash of its content in it, as bundlers make them: `app-3f9c1b2a.js`."""
_YEAR = "public, max-age=31536000, immutable"
_PLAIN = "<!doctype html><title>Not found</title><p>There is nothing here.</p>"


def published_door(host: Host, origin: SitesOrigin) -> Handle:
    """The handler of `PATH`."""
    apart = {} if origin.apart else {"Content-Security-Policy": SANDBOX}
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        # A page whose origin is its own has to be let in to its own modules and fonts; everybody may read them anyway.
        "Access-Control-Allow-Origin": "*",
        **apart,
    }

    async def serve(request: web.Request) -> web.StreamResponse:
        slug, path = request.match_info["slug"], request.match_info["path"]
        try:
            session_id, found = await host.detours.publisher.read(slug, path)
        except SatchelError as error:
            if error.code != "not_found":
                raise
            return _nothing(headers)
        if found.folder:
            return web.Response(status=308, headers={**headers, "Location": f"{request.rel_url.raw_path}/"})
        if found.file is None:
            return _nothing(headers)
        kept = _YEAR if found.status == 200 and _hashed(found.file.path) else "public, no-cache"
        opened = FileOpened(file=found.file, data=found.data)

        async def read(blob: int, start: int, length: int) -> bytes:
            return await host.detours.publisher.piece(session_id, blob, start, length)

        if found.status != 200:
            kept = "no-store"
        return await send_entry(request, opened, read, {**headers, "Cache-Control": kept}, status=found.status)

    return serve


def _nothing(headers: dict[str, str]) -> web.Response:
    return web.Response(
        status=404, text=_PLAIN, content_type="text/html", headers={**headers, "Cache-Control": "no-store"}
    )


async def to_folder(request: web.Request) -> web.StreamResponse:
    """`/p/slug` is `/p/slug/`."""
    return web.Response(status=308, headers={"Location": f"/p/{request.match_info['slug']}/"})
