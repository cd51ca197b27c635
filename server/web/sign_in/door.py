"""From a request to a caller.

Loads what reads tokens, which is 9 MB of cryptography, only for a server that has sign-in.
"""

from typing import TYPE_CHECKING

from aiohttp import web

from ...actor.clock import Clock
from ...config import Settings
from ...errors import SatchelError
from ...handling.caller import Caller
from .claims import Token
from .credentials import check_offer, in_handshake, in_header
from .refusal import no_token

if TYPE_CHECKING:
    from .tokens import Tokens

LOCAL = Caller("local", everywhere=True)
"""The one user of a server without sign-in."""


class SignIn:
    """Who asks. A door calls `caller` where somebody unknown may be welcome, and `require` where not.

    Attributes:
        on: whether there is sign-in at all; without it everybody is the one local user.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.on = settings.sign_in
        self._tokens = _tokens(settings, clock) if self.on else None

    async def caller(self, request: web.Request, *, handshake: bool = False) -> Caller | None:
        """Who sent a request; None for somebody without a token.

        Args:
            handshake: it opens a WebSocket, for which a browser can set no header: the token may stand elsewhere.

        Raises:
            SatchelError: `unauthenticated` for a token that won't do; `unavailable`; `invalid`, see `check_offer`.
        """
        if handshake:
            check_offer(request)
        if not self.on:
            return LOCAL
        text = in_handshake(request) if handshake else in_header(request)
        return None if text is None else caller_of(await self.verify(text))

    async def require(self, request: web.Request, *, handshake: bool = False) -> Caller:
        """Who sent a request; raises as `caller` does, and `unauthenticated` where there is no token."""
        caller = await self.caller(request, handshake=handshake)
        if caller is None:
            raise no_token()
        return caller

    async def verify(self, text: str) -> Token:
        """What a token says.

        Raises:
            SatchelError: `unauthenticated`; `unavailable`; `invalid` where there is no sign-in.
        """
        if self._tokens is None:
            raise SatchelError("invalid", "This server has no sign-in, so it takes no tokens: everybody is one user.")
        return await self._tokens.verify(text)

    async def close(self) -> None:
        if self._tokens is not None:
            await self._tokens.close()


def _tokens(settings: Settings, clock: Clock) -> "Tokens":
    from .tokens import Tokens

    return Tokens(settings, clock)


def caller_of(token: Token) -> Caller:
    return Caller(token.user, admin=token.admin, expires_at=token.expires_at)
