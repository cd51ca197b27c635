"""`/`, `/page/{version}/…`, `/client.js` and `/service-worker.js`: the page, its files, and its client."""

import msgspec
from aiohttp import web

from ...config import Settings
from ..documents import Document
from ..problems import Handle
from .accepting import prefers_html
from .files import FOLDER, Files
from .policy import ANYONE, NOBODY, WORKER, page_headers, preview_policy

FILE_PATH = "/page/{version}/{file}"
CLIENT_PATH = "/client.js"
PUBLIC = frozenset((FILE_PATH, CLIENT_PATH))
"""Routes, as the router calls them, that pages of any origin may GET."""
SHELL = "preview/shell.html"
FILE_LIST = "files.json"

_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_EACH_TIME = {"Cache-Control": "no-cache"}


def add_page(app: web.Application, settings: Settings, welcome: Handle) -> None:
    """Adds the page.

    Args:
        welcome: answers `/` to whoever wants no page.
    """
    sources = settings.preview_origins
    files = Files(FOLDER, preview_policy("", sources))
    app.router.add_get("/", _start(files, welcome))
    app.router.add_get("/page/{version}/{file:.+}", _file(files, sources))
    app.router.add_get(CLIENT_PATH, _client(files))
    app.router.add_get("/service-worker.js", _service_worker(files))


def _start(files: Files, welcome: Handle) -> Handle:
    document = files.filled("index.html")

    async def show(request: web.Request) -> web.StreamResponse:
        if prefers_html(request.headers.get("Accept", "")):
            response: web.StreamResponse = await document.respond(request, page_headers(request.host) | _ASK_EACH_TIME)
            response.headers["Vary"] = "Accept, Accept-Encoding"
            return response
        response = await welcome(request)
        response.headers["Vary"] = "Accept"
        response.headers.update(_ASK_EACH_TIME)
        return response

    return show


def _file(files: Files, sources: tuple[str, ...]) -> Handle:
    listed = {"version": files.version, "base": files.base, "files": files.offline(), "previews": files.has_packages}
    documents = files.documents | {FILE_LIST: Document(msgspec.json.encode(listed), "application/json")}

    async def show(request: web.Request) -> web.Response:
        name = request.match_info["file"]
        if request.match_info["version"] != files.version or name not in documents:
            raise web.HTTPNotFound
        headers = _FOR_GOOD | ANYONE
        if name == SHELL:
            headers |= {"Content-Security-Policy": preview_policy(request.host, sources)}
        elif name.endswith((".html", ".svg")):
            headers |= {"Content-Security-Policy": NOBODY}
        response = await documents[name].respond(request, headers)
        del response.headers["ETag"]  # nobody asks again for what is kept for good, and there are a hundred of them
        return response

    return show


def _client(files: Files) -> Handle:
    async def redirect(_request: web.Request) -> web.Response:
        headers = _ASK_EACH_TIME | ANYONE | {"Location": f"{files.base}/client.js"}
        return web.Response(status=302, headers=headers)

    return redirect


def _service_worker(files: Files) -> Handle:
    name = "service-worker.js"
    document = files.filled(name) if name in files.documents else None

    async def show(request: web.Request) -> web.Response:
        if document is None:
            raise web.HTTPNotFound
        return await document.respond(request, _ASK_EACH_TIME | {"Content-Security-Policy": WORKER})

    return show
