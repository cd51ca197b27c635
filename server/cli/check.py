"""`satchel check`: looks at every file of a data folder and says in one line what is wrong with which."""

import os
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ..errors import SatchelError
from ..storage.folder import SUFFIX
from ..wire.ids import is_session_id
from .reading import logs_of, read
from .screen import console, print_json, with_bar
from .sessions import Sessions
from .soundness import faults as _faults
from .words import counted, plain


class Finding(Struct, frozen=True, rename="camel"):
    """What there is to say of a file: a problem, or a note that all is well although it may not look so."""

    file: str
    reason: str
    message: str
    problem: bool = True


def check_sessions(sessions: Sessions, ids: Sequence[str], *, as_json: bool) -> bool:
    """Prints what is wrong; returns whether nothing is.

    Args:
        ids: the sessions to check; none means all, and whatever else stands in the folder.
    """
    paths = [sessions.path(session_id) for session_id in ids] or _all(sessions.folder.sessions)
    findings = [f for path in with_bar(paths, len(paths), "Checking") if (f := _check(sessions, path)) is not None]
    problems = [finding for finding in findings if finding.problem]
    checked = sum(path.name.endswith(SUFFIX) for path in paths)
    if as_json:
        print_json(
            {
                "checked": checked,
                "problems": [_plain(finding) for finding in problems],
                "notes": [_plain(finding) for finding in findings if not finding.problem],
            }
        )
        return not problems
    screen = console()
    for finding in findings:
        screen.print(plain(finding.message), style="red" if finding.problem else "dim")
    outcome = f"{counted(len(problems), 'problem')}" if problems else "no problem"
    screen.print(f"{counted(checked, 'file')} checked, {outcome}.", style="bold red" if problems else "bold green")
    return not problems


def _plain(finding: Finding) -> dict[str, str]:
    return {"file": finding.file, "reason": finding.reason, "message": finding.message}


def _all(folder: Path) -> list[Path]:
    """Everything in the folder but the logs of files that are there: those belong to their file."""
    if not folder.is_dir():
        return []
    names = {path.name for path in folder.iterdir()}
    return sorted(folder / name for name in names if not name.startswith(".") and _file_of_log(name) not in names)


def _file_of_log(name: str) -> str | None:
    """The file that a log or shared memory stands beside."""
    for suffix in ("-wal", "-shm", "-journal"):
        if name.endswith(SUFFIX + suffix):
            return name.removesuffix(suffix)
    return None


def _check(sessions: Sessions, path: Path) -> Finding | None:
    name = path.name
    if _file_of_log(name) is not None:
        told = f"{name} is the log of a file that is not here; bring {_file_of_log(name)} back, or delete it."
        return Finding(name, "orphan", told)
    if f"{SUFFIX}.new-" in name:
        told = f"{name} was left half made; delete it, or the server does when it starts next."
        return None if _is_being_made(name) else Finding(name, "half_made", told)
    if not name.endswith(SUFFIX):
        return Finding(name, "foreign", f"{name} is not a session's file; move it away.")
    if not is_session_id(name.removesuffix(SUFFIX)):
        told = f"{name} has a name that no session can have; rename it to 1 to 64 of A-Z a-z 0-9 _ - and {SUFFIX}."
        return Finding(name, "foreign", told)
    crashed = bool(logs_of(path))
    try:
        faults = read(path, _faults)
    except FileNotFoundError:
        return None  # deleted meanwhile
    except SatchelError as error:
        reason = (error.details or {}).get("reason", "failing")
        if isinstance(error.__cause__, sqlite3.Error) and reason == "damaged":
            return _damaged(name, [str(error.__cause__)])
        return _check_open(sessions, path) if reason == "locked" else Finding(name, reason, error.message)
    if faults:
        return _damaged(name, faults)
    if crashed:
        told = f"{name} has a log beside it: it is open, or a crash left it so. That is fine; the log is read first."
        return Finding(name, "log", told, problem=False)
    return None


def _is_being_made(name: str) -> bool:
    """Whether the process that writes it, whose number its name bears, is alive."""
    number = name.partition(f"{SUFFIX}.new-")[2].partition("-")[0]
    try:
        os.kill(int(number), 0)
    except PermissionError:
        return True
    except (ValueError, OSError):
        return False
    return True


def _damaged(name: str, faults: list[str]) -> Finding:
    first = " ".join(faults[0].split())
    return Finding(name, "damaged", f"{name} is damaged ({first}); restore a copy.")


def _check_open(sessions: Sessions, path: Path) -> Finding:
    """A file that a server has open is checked by what the server copies: that reads every row of it."""
    name = path.name
    with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
        copy = Path(folder) / name
        try:
            sessions.copy(name.removesuffix(SUFFIX), copy)
            faults = read(copy, _faults)
        except SatchelError as error:
            if (error.details or {}).get("reason") == "locked":
                told = f"{name} is open in another process, so it was not checked; name its server with --url."
                return Finding(name, "open", told, problem=False)
            if error.code == "unauthenticated":
                told = f"{name} is open in a server, so it was not checked. {error.message}"
                return Finding(name, "open", told, problem=False)
            return Finding(name, (error.details or {}).get("reason", "failing"), f"{name}: {error.message}")
    if faults:
        return _damaged(name, faults)
    return Finding(name, "open", f"{name} is open in a server; the copy that it gave is sound.", problem=False)
