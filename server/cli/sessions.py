"""The sessions of a data folder, as the command line reaches them: the file itself where it is at rest, and the server
that has it open otherwise. Either way they are asked with the same commands.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from ..errors import SatchelError
from ..handling.caller import SERVER
from ..handling.context import Access, Context, Mark
from ..session.handlers import handle
from ..storage.files import snapshot, sync_folder, unavailable
from ..storage.folder import Folder
from ..wire.commands import Command
from ..wire.events import Frame
from ..wire.ids import is_session_id
from .address import url_from
from .reading import read
from .screen import status

if TYPE_CHECKING:
    from .running import RunningServer

T = TypeVar("T")
Ask = Callable[[Command], Frame]


class Sessions:
    """What a command reads.

    Args:
        root: the data folder.
        url: the server that may have files of it open, as the user named it; see `url_from`.
    """

    def __init__(self, root: Path, url: str | None) -> None:
        self.folder = Folder(root)
        self._url = url
        self._server: RunningServer | None = None

    def __enter__(self) -> "Sessions":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.__exit__(kind, error, trace)

    def path(self, session_id: str) -> Path:
        """Raises SatchelError: `not_found`."""
        path = self.folder.path(session_id)
        if not is_session_id(session_id) or not path.exists():
            raise self._not_found(session_id)
        return path

    def _not_found(self, session_id: str) -> SatchelError:
        return SatchelError(
            "not_found",
            f"There is no session {session_id!r} in {self.folder.sessions}; `satchel list` names them, "
            "and --data names another folder.",
        )

    def look(self, session_id: str, work: Callable[[Ask], T]) -> T:
        """Runs `work` with a way to ask the session; only reading commands may be asked.

        Raises:
            SatchelError: `not_found`; `unavailable`, with the reason.
        """
        path = self.path(session_id)
        try:
            return read(path, lambda db: work(lambda command: handle(db, command, _context(session_id)).reply))
        except FileNotFoundError:
            raise self._not_found(session_id) from None  # it was deleted just now
        except SatchelError as error:
            server = self._server_of(session_id, path, error)
            return work(lambda command: server.ask(session_id, command))

    def read(self, session_id: str, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `work` with a connection to the session's file where it is at rest, and else to what its server gives
        of it; it may be run again, and must change nothing. Raises as `look` does.
        """
        path = self.path(session_id)
        try:
            return read(path, work)
        except FileNotFoundError:
            raise self._not_found(session_id) from None
        except SatchelError as error:
            if (error.details or {}).get("reason") != "locked":
                raise
        with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
            copy = Path(folder) / path.name
            with status("Copying it from its server"):
                self.copy(session_id, copy)
            return read(copy, work)

    def copy(self, session_id: str, target: Path) -> None:
        """Puts a copy of the session's file as it is now at `target`, where nothing may be; whole or not at all.

        Raises:
            SatchelError: as `look` does.
        """
        path = self.path(session_id)
        fresh = target.with_name(f"{target.name}.new-{os.getpid()}")
        try:
            try:
                read(path, lambda db: _snapshot_over(db, fresh))
            except FileNotFoundError:
                raise self._not_found(session_id) from None
            except SatchelError as error:
                self._server_of(session_id, path, error).download(session_id, fresh)
            fresh.rename(target)
            sync_folder(target.parent)
        except OSError as error:
            raise SatchelError("unavailable", f"{target} can't be written: {error.strerror}.") from None
        finally:
            fresh.unlink(missing_ok=True)

    def _server_of(self, session_id: str, path: Path, error: SatchelError) -> "RunningServer":
        """The server that has the file open, if that is why it could not be read."""
        if (error.details or {}).get("reason") != "locked":
            raise error
        from .running import RunningServer

        if self._server is None:
            self._server = RunningServer(url_from(self._url))
        if not path.exists() or not self._server.has(session_id, path.stat().st_ino):
            raise unavailable(
                "locked",
                f"Session {session_id} is open in another process, and {self._server.url} is not its server; "
                "name its server with --url.",
            )
        return self._server


def _snapshot_over(db: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)  # of a first try, in which the file was changed
    snapshot(db, target)


def _context(session_id: str) -> Context:
    return Context(session_id, 0, 0, SERVER, "", Access(""), Mark())
