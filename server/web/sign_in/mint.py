"""Tokens that this server signs itself, with its secret."""

from typing import Any

import jwt

from ...config import Settings
from .claims import ADMIN, Token
from .refusal import refusal
from .tokens import OWN

DAY = 86_400


def first_claims(settings: Settings, user: str, now: int, lifetime: int, *, admin: bool = False) -> dict[str, Any]:
    """What a new token says.

    Args:
        now: Unix seconds.
        lifetime: seconds.
    """
    claims: dict[str, Any] = {"sub": user, "iat": now, "auth_time": now, "exp": now + lifetime}
    if settings.jwt_issuer is not None:
        claims["iss"] = settings.jwt_issuer
    if settings.jwt_audience is not None:
        claims["aud"] = settings.jwt_audience
    if admin:
        claims["scope"] = ADMIN
    return claims


def fresh_claims(settings: Settings, token: Token, now: int) -> dict[str, Any]:
    """What the next token of the same user says: the same, for longer. When they signed in is carried on.

    Args:
        now: Unix seconds.

    Raises:
        SatchelError: `unauthenticated`, where that was too long ago.
    """
    claims = token.claims
    signed_in = next((claims[name] for name in ("auth_time", "iat") if _is_number(claims.get(name))), now)
    if now >= signed_in + settings.refresh_days * DAY:
        raise refusal("over", "You signed in too long ago for a token to be refreshed: sign in again.")
    expires = max(now + settings.token_ttl, token.expires_at // 1000)  # asking for more never gives less
    return claims | {"iat": now, "auth_time": signed_in, "exp": expires}


def sign(claims: dict[str, Any], secret: str) -> str:
    return jwt.encode(claims, secret, OWN)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
