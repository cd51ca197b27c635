"""`GET /metrics`, for Prometheus, and the counting of requests."""

import hmac
import time

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from ..config import Settings, is_loopback
from ..errors import SatchelError
from ..metrics import Metrics
from .problems import Handle

PATH = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


def metrics_door(metrics: Metrics, settings: Settings) -> Handle:
    """For whoever bears the token, or, where there is none, for this machine itself and nobody behind a proxy on it."""

    async def show(request: web.Request) -> web.Response:
        _check(request, settings.metrics_token)
        response = web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})
        response.headers["Cache-Control"] = "no-store"
        return response

    return show


def _check(request: web.Request, token: str | None) -> None:
    if token is not None:
        kind, _, said = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(said.strip().encode(), token.encode()):
            raise SatchelError("unauthenticated", "/metrics wants the token of SATCHEL_METRICS_TOKEN as a Bearer.")
    elif not is_loopback(request.remote or "") or any(name in request.headers for name in _FORWARDED):
        raise SatchelError("forbidden", "/metrics answers this machine only; SATCHEL_METRICS_TOKEN opens it to others.")


def counting(metrics: Metrics) -> Middleware:
    """The outermost middleware: counts every request by its route, and how long it took unless it is a WebSocket."""

    @web.middleware
    async def count(request: web.Request, handler: Handle) -> web.StreamResponse:
        begun, status = time.perf_counter(), 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        else:
            return response
        finally:
            resource = request.match_info.route.resource
            route = resource.canonical if resource is not None else "none"
            metrics.requests[request.method if request.method in hdrs.METH_ALL else "other", route, str(status)] += 1
            if status != 101:
                metrics.request_seconds.labels(route).observe(time.perf_counter() - begun)

    return count
