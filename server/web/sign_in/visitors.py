"""Who comes to a door: a user, whoever holds a link, or somebody unknown."""

from aiohttp import web

from ...errors import SatchelError
from ...handling.caller import Caller
from ...host import Host
from ...wire.ids import is_session_id
from .door import SignIn
from .refusal import no_token

ANONYMOUS = Caller("", may_create=False)
"""Somebody without a token, who may read what is public."""
_UNKNOWN = web.RequestKey("unknown", bool)


class Visitors:
    """What doors ask."""

    def __init__(self, sign_in: SignIn, host: Host) -> None:
        self._sign_in = sign_in
        self._host = host

    async def caller(self, request: web.Request, *, handshake: bool = False) -> Caller:
        """Who sent a request. `?link=` behind a session's address makes whoever it is a reader of that session.

        Args:
            handshake: it opens a WebSocket.

        Raises:
            SatchelError: `unauthenticated` for a token that won't do; `not_found` for a link that leads nowhere (any
                more); `unavailable`.
        """
        caller = await self._sign_in.caller(request, handshake=handshake)
        session_id, link = session_named(request), request.query.get("link")
        if session_id is not None and link is not None and is_session_id(session_id):
            return await self._host.admission.holder_of(link, session_id)
        if caller is None:
            if session_id is None or not is_session_id(session_id):
                raise no_token()
            request[_UNKNOWN] = True
            return ANONYMOUS
        return caller

    async def user(self, request: web.Request) -> Caller:
        """Who sent a request that is about their own account; raises as `caller` does, and for nobody."""
        return await self._sign_in.require(request)


def session_named(request: web.Request) -> str | None:
    """The session that a request's path names, by the id of a site in it perhaps."""
    session_id, site_id = request.match_info.get("session_id"), request.match_info.get("site_id")
    return site_id.partition(".")[0] if session_id is None and site_id is not None else session_id


def for_the_unknown(request: web.Request, error: SatchelError) -> SatchelError:
    """What somebody without a token is told instead of an error: to sign in, whether or not there is such a thing."""
    if request.get(_UNKNOWN) and error.code in ("not_found", "forbidden", "unauthenticated"):
        return no_token()
    return error
