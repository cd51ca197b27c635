"""`satchel reindex`: everything derived anew, from the session files alone."""

import asyncio
from pathlib import Path

from ..config import Settings
from ..errors import SatchelError
from ..host.reindexing import Fault, Report, reindex
from ..log import configure
from ..storage.folder import SUFFIX, Folder
from .address import url_from
from .limits import raise_file_limit
from .owner import has_owner
from .running import RunningServer
from .screen import bar, console, print_json
from .words import counted, plain


def reindex_folder(settings: Settings, url: str | None, user: str | None, *, as_json: bool) -> bool:
    """Rebuilds the derived part of every account, or of one user's. Returns whether nothing was left out.

    Raises:
        SatchelError: `conflict` where a server uses the folder; `not_found` for a user of whom nothing is there.
    """
    folder = Folder(settings.folder)
    total = len(folder.ids())
    _refuse_beside_a_server(folder, url)
    if user is not None and not total and not folder.account_path(user).exists():
        raise SatchelError("not_found", f"There is neither a session nor an account in {settings.folder}.")
    if not total and not folder.account_users():
        report = Report(0, [], [])
    else:
        configure("critical", "console")  # what fails is told at the end
        raise_file_limit()
        with bar(total, "Indexing") as advance:
            try:
                report = asyncio.run(reindex(settings, user, advance))
            except KeyboardInterrupt:
                told = "Stopped: lists and search lack sessions until `satchel reindex` has run to its end."
                raise SatchelError("unavailable", told) from None
    _print(report, as_json=as_json)
    return not report.faults


def _refuse_beside_a_server(folder: Folder, url: str | None) -> None:
    """A server that sleeps has nothing open, so it is asked as well, at the address where it would be."""
    busy = next((path for path in _files(folder) if _is_open(path)), None)
    ids = folder.ids()[:1]
    if busy is None and ids:
        with RunningServer(url_from(url)) as server:
            path = folder.path(ids[0])
            busy = path if path.exists() and _has(server, ids[0], path) else None
    if busy is not None:
        raise SatchelError(
            "conflict",
            f"A server uses {folder.sessions.parent} ({busy.name} is its). Stop it, and reindex then. There is mostly "
            "no need: what a running server's index lacks of a session it adds when that session is next used.",
        )


def _files(folder: Folder) -> list[Path]:
    return [*folder.users.glob(f"*{SUFFIX}"), *map(folder.path, folder.ids())]


def _is_open(path: Path) -> bool:
    try:
        return has_owner(path)
    except OSError:
        return False  # whatever can't be opened becomes a fault


def _has(server: RunningServer, session_id: str, path: Path) -> bool:
    try:
        return server.has(session_id, path.stat().st_ino)
    except SatchelError:
        return False  # it does not let us in, so it can't be told from another


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        problems = [{"kind": fault.kind, "name": fault.name, "message": fault.message} for fault in report.faults]
        print_json({"accounts": report.accounts, "sessions": len(report.indexed), "problems": problems})
        return
    screen = console()
    for fault in report.faults:
        screen.print(plain(_line(fault)), style="red")
    told = f"{counted(len(report.indexed), 'session')} of {counted(report.accounts, 'user')} indexed"
    faults = f", {counted(len(report.faults), 'problem')}" if report.faults else ""
    screen.print(f"{told}{faults}.", style="bold red" if report.faults else "bold green")


def _line(fault: Fault) -> str:
    if fault.kind == "session":
        return f"Session {fault.name} is left out: {fault.message}"
    return f"Sessions of user {fault.name!r} are left out: {fault.message}"
