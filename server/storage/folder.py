"""Where the files are: `sessions_data/sessions/<id>.sqlite3`."""

import os
from pathlib import Path

from ..errors import SatchelError
from ..wire.ids import is_session_id

SUFFIX = ".sqlite3"


class Folder:
    """A folder of session files.

    Args:
        root: the data folder; `sessions/` in it is made when needed.
    """

    def __init__(self, root: Path) -> None:
        self.sessions = root / "sessions"

    def prepare(self) -> None:
        """Makes the folder and removes what a crash left half made.

        Raises:
            SatchelError: `unavailable` where it can't be written.
        """
        try:
            self.sessions.mkdir(parents=True, exist_ok=True)
            for half in self.sessions.glob(f"*{SUFFIX}.new-*"):
                if not _is_running(half.name.rpartition(".new-")[2]):
                    half.unlink(missing_ok=True)
        except OSError as error:
            raise SatchelError(
                "unavailable",
                f"The data folder {self.sessions} can't be used: {error.strerror}. Name another with --data or DATA=.",
                {"reason": "unreadable"},
            ) from None

    def path(self, session_id: str) -> Path:
        return self.sessions / f"{session_id}{SUFFIX}"

    def ids(self) -> list[str]:
        """The ids of all sessions here, last changed first."""
        if not self.sessions.is_dir():
            return []
        found = [p for p in self.sessions.glob(f"*{SUFFIX}") if is_session_id(p.name.removesuffix(SUFFIX))]
        found.sort(key=_changed, reverse=True)
        return [path.name.removesuffix(SUFFIX) for path in found]


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
