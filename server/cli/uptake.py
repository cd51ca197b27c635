"""Has sessions whose files were put or changed here taken into lists and search at once."""

import asyncio
from collections.abc import Mapping
from typing import Literal

from ..config import Settings
from ..errors import SatchelError
from ..log import configure
from ..storage.folder import Folder
from ..wire.commands import GetSession
from .address import url_from
from .health import check_health
from .limits import raise_file_limit
from .owner import has_owner
from .screen import bar, with_bar

Uptake = Literal["server", "here", "later"]

SAID: dict[Uptake, str] = {
    "server": "The running server has it, and takes it into lists and search now.",
    "here": "It is in lists and search.",
    "later": "It comes into lists and search when it is next used: a server has the account open.",
}


def take_up(settings: Settings, url: str | None, owners: Mapping[str, str]) -> dict[str, Uptake]:
    """Wakes the sessions in the server that uses the folder, which indexes them; without one does it here.

    Args:
        owners: of each session.

    Returns:
        For each whether the server does it, it is done, or it is left to the next time that the session wakes.
    """
    told: dict[str, Uptake] = dict.fromkeys(owners, "later")
    folder = Folder(settings.folder)
    waking = _waken(folder, url_from(url), list(owners))
    told |= dict.fromkeys(waking, "server")
    if not waking:
        free = [session_id for session_id, owner in owners.items() if not _is_open(folder, owner)]
        told |= dict.fromkeys(_index(settings, free), "here")
    return told


def _waken(folder: Folder, url: str, session_ids: list[str]) -> list[str]:
    """The sessions that the server at this address has woken."""
    try:
        check_health(url)
    except SatchelError:
        return []
    from .running import RunningServer

    woken: list[str] = []
    with RunningServer(url) as server:
        for session_id in with_bar(session_ids, len(session_ids), "Telling the server"):
            try:
                if server.has(session_id, folder.path(session_id).stat().st_ino):
                    server.ask(session_id, GetSession())
                    woken.append(session_id)
            except (SatchelError, OSError):
                continue  # it does not let us in, or the session is gone again
    return woken


def _is_open(folder: Folder, user: str) -> bool:
    try:
        return has_owner(folder.account_path(user))
    except (OSError, SatchelError):
        return False


def _index(settings: Settings, session_ids: list[str]) -> list[str]:
    if not session_ids:
        return []
    from ..host.reindexing import index  # a whole server's worth of modules

    configure("critical", "console")  # what fails is told in the answer
    raise_file_limit()
    with bar(len(session_ids), "Indexing") as advance:
        report = asyncio.run(index(settings, session_ids, advance))
    return report.indexed
