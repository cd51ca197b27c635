"""What a token says, once its signature is known to be right."""

import math
from typing import Any

from msgspec import Struct

from ...config import Settings
from .refusal import refusal

ADMIN = "satchel:admin"
LONGEST_USER = 128
LAST_SECOND = 253_402_300_799
"""The end of the year 9999: what comes later has no ISO 8601 date."""


class Token(Struct, frozen=True):
    """A token that holds now.

    Attributes:
        expires_at: Unix milliseconds.
        own: made with this server's secret, and not by an issuer elsewhere.
        claims: all that it says.
    """

    user: str
    admin: bool
    expires_at: int
    own: bool
    claims: dict[str, Any]


def read_claims(claims: dict[str, Any], settings: Settings, now: int, *, own: bool) -> Token:
    """Checks what a token says.

    Args:
        now: Unix milliseconds.

    Raises:
        SatchelError: `unauthenticated`.
    """
    expires_at = _milliseconds(claims, "exp")
    if expires_at is None:
        raise refusal("claims", "The token has no exp: only tokens that end are taken.")
    leeway = round(settings.jwt_leeway * 1000)
    if now >= expires_at + leeway:
        raise refusal("expired", "The token has expired: refresh it before it does, or sign in again.")
    for name in ("nbf", "iat"):
        begins = _milliseconds(claims, name)
        if begins is not None and begins > now + leeway:
            raise refusal(
                "early", f"The token holds only later ({name}): check the clocks of its issuer and of this server."
            )
    if settings.jwt_issuer is not None and claims.get("iss") != settings.jwt_issuer:
        raise refusal("issuer", "The token is of another issuer (iss): sign in where this server expects it.")
    if settings.jwt_audience is not None and settings.jwt_audience not in _texts(claims.get("aud")):
        raise refusal("audience", "The token is for another audience (aud): get one that is for this server.")
    return Token(_user(claims), _is_admin(claims), expires_at, own, claims)


def user_problem(user: object) -> str | None:
    """Why this can't be a user's name; None if it can."""
    if not isinstance(user, str) or not 1 <= len(user) <= LONGEST_USER:
        return f"has to be a text of 1 to {LONGEST_USER} characters"
    return None if user.isprintable() else "may not hold control characters or others that can't be printed"


def _user(claims: dict[str, Any]) -> str:
    user = claims.get("sub")
    if (problem := user_problem(user)) is not None:
        raise refusal("claims", f"The token does not say whose it is: sub {problem}.")
    return str(user)


def _milliseconds(claims: dict[str, Any], name: str) -> int | None:
    """A NumericDate, seconds since 1970 with or without a fraction: https://www.rfc-editor.org/rfc/rfc7519#section-2"""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise refusal("claims", f"The token's {name} is not a number of seconds.")
    if not 0 <= value <= LAST_SECOND:
        raise refusal("claims", f"The token's {name} is no time between 1970 and 9999.")
    return round(value * 1000)


def _is_admin(claims: dict[str, Any]) -> bool:
    scope = claims.get("scope")
    return ADMIN in (scope.split(" ") if isinstance(scope, str) else ()) or ADMIN in _texts(claims.get("roles"))


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
