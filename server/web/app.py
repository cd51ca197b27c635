"""The application: which path leads to which door."""

import msgspec
from aiohttp import web

from .. import __version__
from ..actor.clock import Clock
from ..config import Settings
from ..host import Host
from .agents.door import AgentsDoor
from .ai_sdk.door import AiSdkDoor
from .belongings import ACCOUNT as ACCOUNT_PATH
from .belongings import EXPORT as ARCHIVE_PATH
from .belongings import archive_door, deletion_door
from .docs.door import add_docs
from .export import PATH as EXPORT_PATH
from .export import export_door
from .files.archives import ArchiveDoors
from .files.door import FileDoors
from .files.previews import PATH as PREVIEW_PATH
from .files.previews import preview_door
from .job_files import PATH as JOB_FILE_PATH
from .job_files import job_file_door
from .markdown.renderer import Renderer
from .measuring import PATH as METRICS_PATH
from .measuring import counting, metrics_door
from .openai.door import OpenAIDoor
from .origins import origins, share
from .pages.door import add_page
from .problems import Handle, problems
from .published.door import FOLDER as PUBLISHED_FOLDER
from .published.door import PATH as PUBLISHED_PATH
from .published.door import published_door, to_folder
from .published.origin import SitesOrigin
from .rest.door import add_routes
from .sign_in.discretion import keep_tokens_out_of_the_log
from .sign_in.door import SignIn
from .sign_in.guests import Guests
from .sign_in.refresh import PATH as REFRESH_PATH
from .sign_in.refresh import refresh_door
from .sign_in.visitors import Visitors
from .websocket import WebSocketDoor

GUESTS = web.AppKey("GUESTS", Guests)


def make_app(settings: Settings, host: Host, clock: Clock | None = None) -> web.Application:
    """The doors of a host that is open. The host is closed before the sockets are, so that running work is answered."""
    clock = clock or Clock()
    keep_tokens_out_of_the_log()
    sign_in = SignIn(settings, clock)
    visitors = Visitors(sign_in, host)
    guests = Guests(sign_in, settings, clock)
    renderer = Renderer()
    door = WebSocketDoor(host, settings, visitors, guests, renderer.render)
    sites = SitesOrigin(settings)
    app = web.Application(
        middlewares=[counting(host.metrics), problems, origins(settings, sites)], client_max_size=settings.max_frame
    )
    app[GUESTS] = guests
    if settings.origins:
        app.on_response_prepare.append(share(settings))
    app.router.add_get("/ws/{session_id}", door.handle)
    app.router.add_get("/ws", door.handle)
    app.router.add_get(EXPORT_PATH, export_door(host, settings, visitors))
    app.router.add_get(JOB_FILE_PATH, job_file_door(host, visitors))
    app.router.add_post(REFRESH_PATH, refresh_door(sign_in, settings, clock))
    app.router.add_get(ARCHIVE_PATH, archive_door(host, visitors))
    app.router.add_delete(ACCOUNT_PATH, deletion_door(host, visitors))
    app.router.add_get(METRICS_PATH, metrics_door(host.metrics, settings))
    host.metrics.watch("connections", "WebSockets that are open.", lambda: door.connections() + agents.connections())
    app.router.add_get("/health", _health(host))
    add_page(app, settings, _welcome)
    app.router.add_get(PUBLISHED_PATH, published_door(host, sites))
    app.router.add_get(PUBLISHED_FOLDER, to_folder)
    files = FileDoors(host, settings, visitors)
    files.add_to(app)
    app.router.add_get(PREVIEW_PATH, preview_door(visitors, files))
    ArchiveDoors(host, settings, visitors, files, clock).add_to(app)
    agents = AgentsDoor(host, settings, visitors, guests)
    agents.add_to(app)
    ai_sdk = AiSdkDoor(host, settings, visitors, clock)
    ai_sdk.add_to(app)
    add_docs(app)
    completions = OpenAIDoor(host, settings, visitors, clock.now)
    completions.add_to(app)
    streams = add_routes(
        *(app, host, visitors.caller, host.gatekeeper.classify, renderer.render),
        now=clock.now,
        send_buffer=settings.send_buffer,
    )

    async def start_up(_app: web.Application) -> None:
        guests.open()

    async def shut_down(_app: web.Application) -> None:
        await host.close()
        streams.close()
        completions.close()
        ai_sdk.close()
        await door.close()
        await agents.close()
        await guests.close()
        await sign_in.close()
        await renderer.close()

    app.on_startup.append(start_up)
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
