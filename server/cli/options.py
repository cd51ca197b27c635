"""What several commands take, and the completion of it. Loads nothing but typer."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from ..config import settings_from
from ..errors import SatchelError

if TYPE_CHECKING:
    from ..config import Settings
    from .sessions import Sessions


def session_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids that a shell offers for SESSION: those in the data folder, last changed first, each once.

    A mistake on the command line is no reason to write into somebody's prompt: then there are none.
    """
    from ..storage.folder import Folder

    params = ctx.params
    try:
        folder = Folder(settings_from(os.environ, data=params.get("data")).folder)
        ids = folder.ids()
    except (SatchelError, OSError):
        return []
    named = params.get("session") or ()
    return [one for one in ids if one.startswith(incomplete) and one not in named]


Data = Annotated[
    str | None,
    typer.Option(help="Folder of the sessions' files. [SATCHEL_DATA, sessions_data]", show_default=False),
]
Url = Annotated[
    str | None,
    typer.Option(help="Address of the running server. [SATCHEL_URL, http://127.0.0.1:8321]", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, for scripts.")]
SessionArgument = Annotated[
    str,
    typer.Argument(metavar="SESSION", help="Id of the session.", show_default=False, autocompletion=session_ids),
]


def settings(data: str | None) -> "Settings":
    """The settings of the environment, with the folder that was named."""
    return settings_from(os.environ, data=data)


def sessions(data: str | None, url: str | None) -> "Sessions":
    """What the reading commands read."""
    from .sessions import Sessions

    return Sessions(settings(data).folder, url)
