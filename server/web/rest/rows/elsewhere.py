"""What REST can do without a command, by doors of its own: it stands here so that the documents tell of it."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from ..route import Route, View
from ..told import as_it_is


class Renewed(Struct, rename="camel"):
    """A token for a token."""

    success: Literal[True]
    token: str
    expires_at: datetime
    user: str


class AccountDeleted(Struct):
    success: Literal[True]
    message: str


ROWS = (
    Route(
        method="GET",
        path="/api/account/export",
        tag="account",
        name="ExportAccount",
        served="elsewhere",
        media="application/zip",
        summary="Everything of whoever asks, as one archive.",
    ),
    Route(
        method="DELETE",
        path="/api/account",
        tag="account",
        name="DeleteAccount",
        view=View(AccountDeleted, as_it_is),
        served="elsewhere",
        summary="Deletes everything of whoever asks for good, chats included.",
    ),
    Route(
        method="POST",
        path="/api/auth/refresh",
        tag="account",
        name="RefreshToken",
        view=View(Renewed, as_it_is),
        served="elsewhere",
        summary="A fresh token for one that is still good and that this server made.",
    ),
)
