"""What is said to someone whose token won't do. Never a part of the token itself."""

import re
from typing import Literal

from ...errors import SatchelError

Reason = Literal[
    "missing",
    "malformed",
    "algorithm",
    "key",  # the issuer's keys have none that fits
    "signature",
    "claims",
    "issuer",
    "audience",
    "early",
    "expired",
    "over",  # signed in too long ago to be refreshed
]


def refusal(reason: Reason, message: str) -> SatchelError:
    """`unauthenticated`, with the reason for programs."""
    return SatchelError("unauthenticated", message, {"reason": reason})


def no_token() -> SatchelError:
    return refusal(
        "missing", "This server needs a token: sign in, and send it in the header Authorization as Bearer TOKEN."
    )


_UNFIT = re.compile(r'[^\x20-\x7e]|["\\]')


def challenge(error: SatchelError) -> str:
    """The header `WWW-Authenticate`; without an error for who brought no token.

    See https://www.rfc-editor.org/rfc/rfc6750#section-3
    """
    if (error.details or {}).get("reason") == "missing":
        return 'Bearer realm="satchel"'
    return f'Bearer realm="satchel", error="invalid_token", error_description="{_UNFIT.sub(" ", error.message)}"'
