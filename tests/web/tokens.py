"""Tokens as issuers make them, good ones and bad ones."""

import base64
from typing import Any

import jwt
import msgspec

SECRET = "a-secret-for-tests-and-for-nothing-else"
NOW = 1_800_000_000
"""Unix seconds: where the tests' clock stands at first."""


def claims(user: object = "alice", **more: Any) -> dict[str, Any]:
    """What a good token says; a claim that is None is left out."""
    said = {"sub": user, "iat": NOW, "exp": NOW + 3600, **more}
    return {name: value for name, value in said.items() if value is not None}


def token(user: object = "alice", *, secret: str = SECRET, alg: str = "HS256", **more: Any) -> str:
    return jwt.PyJWS().encode(msgspec.json.encode(claims(user, **more)), secret, alg)


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def part(value: Any) -> str:
    """A part of a token, whatever it is."""
    data = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
