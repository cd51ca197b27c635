"""The application: which path leads to which door."""

import msgspec
from aiohttp import web

from .. import __version__
from ..config import Settings
from ..host import Host
from ..session.handler import Caller
from .export import PATH as EXPORT_PATH
from .export import export_door
from .problems import Handle, guard, problems
from .websocket import WebSocketDoor

LOCAL = Caller("local")
"""The one user of the local mode."""


def make_app(settings: Settings, host: Host) -> web.Application:
    """The doors of a host that is open. The host is closed before the sockets are, so that running work is answered."""
    door = WebSocketDoor(host, settings, LOCAL)
    app = web.Application(middlewares=[problems, guard(settings)])
    app.router.add_get("/ws/{session_id}", door.handle)
    app.router.add_get("/ws", door.handle)
    app.router.add_get(EXPORT_PATH, export_door(host, settings, LOCAL))
    app.router.add_get("/health", _health(host))
    app.router.add_get("/", _welcome)

    async def shut_down(_app: web.Application) -> None:
        await host.close()
        await door.close()

    app.on_shutdown.append(shut_down)
    return app


def _health(host: Host) -> Handle:
    async def health(_request: web.Request) -> web.Response:
        return _json({"status": "ok", "version": __version__, "awake": host.awake})

    return health


async def _welcome(request: web.Request) -> web.Response:
    return _json(
        {
            "name": "Satchel",
            "version": __version__,
            "websocket": f"ws://{request.host}/ws/{{sessionId}}",
            "try": "satchel chat",
        }
    )


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
