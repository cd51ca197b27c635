"""`satchel token create`: a token for trying out, without an issuer elsewhere."""

import re
import time

import msgspec

from ..config import HOW_TO_MAKE_ONE, Settings
from ..errors import SatchelError
from ..web.sign_in.claims import user_problem
from ..web.sign_in.mint import first_claims, sign

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST = 3660 * 86_400
"""Seconds: ten years."""


def create_token(settings: Settings, user: str, ttl: str, *, admin: bool, as_json: bool) -> None:
    """Prints a token and nothing else, so that a shell can keep it.

    Raises:
        SatchelError: `invalid`, with what to do.
    """
    if settings.jwt_secret is None:
        raise SatchelError(
            "invalid",
            "SATCHEL_JWT_SECRET is not set, and a token is signed with it. Set it here and for the server: "
            f"export SATCHEL_JWT_SECRET=$({HOW_TO_MAKE_ONE})",
        )
    if (problem := user_problem(user)) is not None:
        raise SatchelError("invalid", f"--user {problem}.", {"field": "user"})
    claims = first_claims(settings, user, int(time.time()), lifetime(ttl), admin=admin)
    token = sign(claims, settings.jwt_secret)
    if as_json:
        told = {"token": token, "user": user, "admin": admin, "expiresAt": claims["exp"] * 1000}
        print(msgspec.json.encode(told).decode())
    else:
        print(token)


def lifetime(text: str) -> int:
    """Seconds.

    Raises:
        SatchelError: `invalid`.
    """
    found = re.fullmatch(r"(\d{1,12})([smhd])", text, re.ASCII)
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if not 1 <= seconds <= LONGEST:
        raise SatchelError(
            "invalid", f"--ttl {text!r} is no time up to ten years; 45s, 30m, 12h and 1d are.", {"field": "ttl"}
        )
    return seconds
