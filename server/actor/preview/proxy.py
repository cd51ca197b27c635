"""All that a browser reaches while it makes a picture: a proxy that answers for one page, and refuses everything else.

It lives for one job, on a port that the system chooses, and knows nothing of the application: no sign-in, no API.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import unquote, urlsplit

from aiohttp import web
from msgspec import Struct

from ...errors import SatchelError
from .browser import PAGE

MOST_REQUESTS = 2000
MOST_BYTES = 128 * 1024 * 1024
"""Of all that one page loads."""
_REFUSED = "Nothing but the page itself can be reached from a preview."


class Served(Struct, frozen=True):
    """What stands at a path."""

    status: int = 404
    media_type: str = "text/plain"
    data: bytes = b""
    folder: bool = False
    """The path is one, so it needs a slash."""


Serve = Callable[[str], Awaitable[Served]]
"""The path, decoded, without the slash that it begins with."""


@asynccontextmanager
async def proxy(serve: Serve) -> AsyncIterator[int]:
    """The port at which it listens."""
    left = [MOST_REQUESTS, MOST_BYTES]

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        left[0] -= 1
        asked = request.raw_path
        if not asked.startswith(PAGE) or request.method not in ("GET", "HEAD") or min(left) < 0:
            return web.Response(status=403, text=_REFUSED)
        path = unquote(urlsplit(asked).path)
        try:
            found = await serve(path.removeprefix("/"))
        except SatchelError:
            return web.Response(status=404)
        left[1] -= len(found.data)
        if found.folder:
            return web.Response(status=308, headers={"Location": f"{urlsplit(asked).path}/"})
        headers = {"Content-Type": found.media_type, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return web.Response(status=found.status, body=found.data, headers=headers)

    runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
