"""`POST /api/auth/refresh`: a token for a token."""

from datetime import UTC, datetime

import msgspec
from aiohttp import web

from ...actor.clock import Clock
from ...config import Settings
from ...errors import SatchelError
from ..problems import Handle
from .credentials import in_header
from .door import SignIn
from .refusal import no_token

PATH = "/api/auth/refresh"


def refresh_door(sign_in: SignIn, settings: Settings, clock: Clock) -> Handle:
    """The handler of `PATH`. Only tokens that were made with the server's secret can be refreshed here."""

    async def refresh(request: web.Request) -> web.Response:
        text = in_header(request)
        if text is None and sign_in.on:
            raise no_token()
        token = await sign_in.verify(text or "")
        if not token.own or settings.jwt_secret is None:
            raise SatchelError("invalid", "This token is of an issuer elsewhere: ask there for a fresh one.")
        from .mint import fresh_claims, sign  # see `door`

        claims = fresh_claims(settings, token, clock.now() // 1000)
        expires = datetime.fromtimestamp(claims["exp"], UTC).isoformat().replace("+00:00", "Z")
        answer = {
            "success": True,
            "token": sign(claims, settings.jwt_secret),
            "expiresAt": expires,
            "user": token.user,
        }
        return web.Response(
            body=msgspec.json.encode(answer), content_type="application/json", headers={"Cache-Control": "no-store"}
        )

    return refresh
