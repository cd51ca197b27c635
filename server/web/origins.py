"""Whose pages may use the server: its own, and those of the allowed origins, which browsers are told of (CORS).

No cookies are used anywhere, so no response is ever shared together with credentials.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import SplitResult, urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from ..config import Settings, is_loopback
from ..errors import SatchelError
from .pages.door import PUBLIC
from .problems import Handle
from .published.origin import PREFIX, SitesOrigin

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
MAY_SEND = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Range, Range, "
    # what OpenAI's client for browsers sends besides: https://github.com/openai/openai-node
    "X-Satchel-Session, X-Stainless-Arch, X-Stainless-Helper-Method, X-Stainless-Lang, X-Stainless-OS, "
    "X-Stainless-Package-Version, X-Stainless-Poll-Helper, X-Stainless-Retry-Count, X-Stainless-Runtime, "
    "X-Stainless-Runtime-Version, X-Stainless-Timeout"
)
MAY_READ = (
    "Accept-Ranges, Content-Range, ETag, Location, Retry-After, WWW-Authenticate, "
    "RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Satchel-Session"
)
SECONDS = "600"
"""How long a browser may remember what it was told."""


def origins(settings: Settings, sites: SitesOrigin) -> Middleware:
    """Keeps the pages of other websites out, and answers what a browser asks before it lets an allowed one in.

    A page from anywhere can open a WebSocket to this machine, so the `Origin` that a browser sends has to be ours; and
    a name that an attacker points at 127.0.0.1 is not ours either, so in the local mode `Host` has to be this machine.
    """

    allowed = settings.origins

    @web.middleware
    async def check(request: web.Request, handler: Handle) -> web.StreamResponse:
        published = request.path.startswith(PREFIX)
        if sites.asked(request):
            if not published or request.method not in ("GET", "HEAD"):
                raise SatchelError("not_found", "Only published sites are here.")
            return await handler(request)
        host = request.headers.get("Host", "")
        name = _split(f"//{host}").hostname or ""
        if settings.mode == "local" and not is_loopback(name):
            raise SatchelError("forbidden", f"This server answers on this machine only, not as {name or host!r}.")
        if published and sites.apart:
            return web.Response(status=308, headers={"Location": f"{sites.begins}{request.rel_url.raw_path_qs}"})
        origin = request.headers.get("Origin")
        if published and request.method in ("GET", "HEAD"):
            return await handler(request)  # what is published is for everybody, and its own pages have no origin
        known = origin is None or origin in allowed or _split(origin).netloc == host
        if not (known or _is_public(request)):
            raise SatchelError(
                "forbidden",
                f"Pages of {origin!r} may not use this server; SATCHEL_ALLOWED_ORIGINS lists who may.",
            )
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            told = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": MAY_SEND}
            return web.Response(status=204, headers=told | {"Access-Control-Max-Age": SECONDS})
        return await handler(request)

    return check


def share(settings: Settings) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Lets the pages of allowed origins read any response, an error's too. Called before its headers are sent."""
    allowed = settings.origins

    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        # A cache has to know, for a request without an origin too, that the answer to one with it is another.
        response.headers.add("Vary", "Origin")
        origin = request.headers.get("Origin")
        if origin in allowed:
            # What is open to all (`*`) stays so: who keeps it would refuse it to the next origin otherwise.
            response.headers.setdefault("Access-Control-Allow-Origin", origin)
            response.headers["Access-Control-Expose-Headers"] = MAY_READ

    return add_headers


def _is_public(request: web.Request) -> bool:
    """Whether it reads one of the page's files, which are everybody's."""
    resource = request.match_info.route.resource
    return request.method in ("GET", "HEAD") and resource is not None and resource.canonical in PUBLIC


def _split(address: str) -> SplitResult:
    """The parts of an address; none of one that is no address (`http://[`), which is nobody's."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")
