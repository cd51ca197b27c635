"""Where the files are: `sessions_data/sessions/<id>.sqlite3` and `sessions_data/users/<user>.sqlite3`."""

import os
from pathlib import Path
from urllib.parse import quote, unquote

from ..errors import SatchelError
from ..wire.ids import is_session_id
from .files import sync_folder

SUFFIX = ".sqlite3"
_DOOMED = ".doomed"
LONGEST_NAME = 200
"""Characters; the name of a file may have 255 bytes, with what stands beside it."""


class Folder:
    """A folder of session files, and of the files of their users.

    Args:
        root: the data folder; `sessions/` and `users/` in it are made when needed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sessions = root / "sessions"
        self.users = root / "users"

    def prepare(self) -> None:
        """Makes the folder and removes what a crash left half made, or left of what was to be removed.

        Raises:
            SatchelError: `unavailable` where it can't be written.
        """
        try:
            for folder in (self.sessions, self.users):
                folder.mkdir(parents=True, exist_ok=True)
                for half in folder.glob(f"*{SUFFIX}.new-*"):
                    if not _is_running(half.name.rpartition(".new-")[2]):
                        half.unlink(missing_ok=True)
            for doomed in self.sessions.glob(f"*{SUFFIX}{_DOOMED}"):
                self.remove(doomed.name.removesuffix(f"{SUFFIX}{_DOOMED}"))
        except OSError as error:
            raise SatchelError(
                "unavailable",
                f"The data folder {self.sessions} can't be used: {error.strerror}. Name another with --data or DATA=.",
                {"reason": "unreadable"},
            ) from None

    def path(self, session_id: str) -> Path:
        return self.sessions / f"{session_id}{SUFFIX}"

    def account_path(self, user: str) -> Path:
        """Where a user's account is: what can't stand in a file's name is written as in a URL.

        Raises:
            SatchelError: `invalid` for an id that is too long for that.
        """
        name = quote(user, safe="@+=,")
        if len(name) > LONGEST_NAME:
            raise SatchelError("invalid", "The id of this user is too long for the name of a file.", {"field": "sub"})
        return self.users / f"{name}{SUFFIX}"

    def account_users(self) -> list[str]:
        """The users that have an account here."""
        return sorted(unquote(path.name.removesuffix(SUFFIX)) for path in self.users.glob(f"*{SUFFIX}"))

    def unindexed(self) -> list[str]:
        """Sessions whose last changes may be in no index: those that a crash left open, and all where there is none."""
        if not any(self.users.glob(f"*{SUFFIX}")):
            return self.ids()
        logs = self.sessions.glob(f"*{SUFFIX}-wal")
        return [name for path in logs if is_session_id(name := path.name.removesuffix(f"{SUFFIX}-wal"))]

    def fresh_path(self, session_id: str) -> Path:
        """Where a session's file can be made before it is put in place: what a crash leaves there is removed."""
        path = self.path(session_id)
        return path.with_name(f"{path.name}.new-{os.getpid()}-{os.urandom(8).hex()}")

    def doom(self, session_id: str) -> None:
        """Notes on the disk that a session's file has to go, whatever happens before it is removed."""
        self._note(session_id).touch()
        sync_folder(self.sessions)

    def remove(self, session_id: str) -> None:
        """Removes a session's file, and what stands beside it."""
        _remove(self.path(session_id))
        self._note(session_id).unlink(missing_ok=True)

    def remove_account(self, user: str) -> None:
        """Removes a user's account, and what stands beside it."""
        _remove(self.account_path(user))

    def _note(self, session_id: str) -> Path:
        path = self.path(session_id)
        return path.with_name(f"{path.name}{_DOOMED}")

    def ids(self) -> list[str]:
        """The ids of all sessions here, last changed first."""
        if not self.sessions.is_dir():
            return []
        found = [p for p in self.sessions.glob(f"*{SUFFIX}") if is_session_id(p.name.removesuffix(SUFFIX))]
        found.sort(key=_changed, reverse=True)
        return [path.name.removesuffix(SUFFIX) for path in found]


def _remove(path: Path) -> None:
    for part in (path, path.with_name(f"{path.name}-wal")):
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def _is_running(maker: str) -> bool:
    """Whether the process that makes a file is alive: its number begins the last part of the name."""
    number = maker.partition("-")[0]
    if not number.isdecimal() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except OSError:
        return False
    return True


def _changed(path: Path) -> float:
    times = []
    for candidate in (path, path.with_name(path.name + "-wal")):
        try:
            times.append(candidate.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)
