"""The token that the command line brings to a server with sign-in: SATCHEL_TOKEN, and what is fetched for it."""

import os
import re

import aiohttp

from ..errors import SatchelError


def token_header() -> dict[str, str]:
    """What is sent along with every request; nothing without a token.

    Raises:
        SatchelError: `invalid`, for a text that is no token.
    """
    token = os.environ.get("SATCHEL_TOKEN", "").strip()
    if not token:
        return {}
    if re.fullmatch(r"[\w.=-]+", token, re.ASCII) is None:
        raise SatchelError("invalid", "SATCHEL_TOKEN is no token; one for trying out: satchel token create --user NAME")
    return bearer(token)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def not_signed_in(url: str) -> SatchelError:
    """What a person is told who has no token, or one that the server does not take."""
    begin = "does not take this token (any more)" if os.environ.get("SATCHEL_TOKEN") else "needs a token"
    return SatchelError(
        "unauthenticated",
        f"{url} {begin}: set SATCHEL_TOKEN. For trying out, where SATCHEL_JWT_SECRET is the server's: "
        "export SATCHEL_TOKEN=$(satchel token create --user NAME)",
    )


async def fresh_token(http: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> str | None:
    """A token for the one in the headers; None where the server gives none."""
    try:
        async with http.post(f"{url}/api/auth/refresh", headers=headers) as response:
            return str((await response.json())["token"]) if response.status == 200 else None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return None
