"""Where in a request a token stands."""

from aiohttp import hdrs, web

from ...errors import SatchelError
from ..protocols import BEARER_PROTOCOL, JSON_PROTOCOL, MSGPACK_PROTOCOL
from .refusal import refusal


def in_header(request: web.Request) -> str | None:
    """The token of `Authorization: Bearer …`; None without one. Another scheme is somebody else's, a proxy's perhaps.

    Raises:
        SatchelError: `unauthenticated`, for more than one header or one with no token in it.
    """
    headers = request.headers.getall(hdrs.AUTHORIZATION, [])
    bearers = [rest for scheme, _, rest in (header.partition(" ") for header in headers) if scheme.lower() == "bearer"]
    if not bearers:
        return None
    token = bearers[0].strip(" ")
    if len(bearers) > 1 or not token or " " in token:
        raise refusal("malformed", "The header Authorization has to be one: Bearer TOKEN.")
    return token


def in_handshake(request: web.Request) -> str | None:
    """The token of a WebSocket's handshake: in the header, else in a subprotocol, else in the query.

    Raises:
        SatchelError: `unauthenticated`, as `in_header` does.
    """
    bearers = [one.removeprefix(BEARER_PROTOCOL) for one in _offered(request) if one.startswith(BEARER_PROTOCOL)]
    return in_header(request) or next(iter(bearers), None) or request.query.get("token") or None


def check_offer(request: web.Request) -> None:
    """A browser gives up where none of the subprotocols that it offers is chosen; and aiohttp then logs all of them.

    Raises:
        SatchelError: `invalid`, where the one with the token stands alone.
    """
    offered = _offered(request)
    if any(one.startswith(BEARER_PROTOCOL) for one in offered) and not {JSON_PROTOCOL, MSGPACK_PROTOCOL} & {*offered}:
        raise SatchelError(
            "invalid", f"Offer {JSON_PROTOCOL} or {MSGPACK_PROTOCOL} beside the subprotocol with the token."
        )


def _offered(request: web.Request) -> list[str]:
    """Of several lines only the first, since that is what aiohttp chooses from."""
    return [one.strip() for one in request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")]
