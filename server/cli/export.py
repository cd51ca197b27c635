"""`satchel export SESSION [TARGET] [--at POINT]`."""

import os
import sqlite3
import time
from pathlib import Path

from ..errors import SatchelError
from ..session.copying import Adoption
from ..storage.folder import SUFFIX
from ..web.rest.times import Instant, read_time
from ..wire.commands import RestoreSessionAt
from .sessions import Sessions
from .words import size


def export_session(sessions: Sessions, session_id: str, target: Path | None, at: str | None = None) -> None:
    """Copies a session's file, as it is at this moment or as it was.

    Args:
        target: a file that is not there yet, or a folder; None means the current folder.
        at: a `seq`, or a time of ISO 8601.

    Raises:
        SatchelError: `not_found`; `conflict` where something stands at the target; `unavailable`.
    """
    sessions.path(session_id)
    chosen = target or Path()
    if chosen.is_dir():
        chosen /= f"{session_id}{SUFFIX}"
    if chosen.exists():
        raise SatchelError("conflict", f"{chosen} is there already; move it away, or name another target.")
    if not chosen.parent.is_dir():
        raise SatchelError("invalid", f"There is no folder {chosen.parent}; make it, or name another target.")
    if at is None:
        sessions.copy(session_id, chosen)
    else:
        _copy_at(sessions, session_id, chosen, _point(session_id, at))
    print(f"{chosen}  {size(chosen.stat().st_size)}")


def _point(session_id: str, at: str) -> RestoreSessionAt:
    if at.isascii() and at.isdecimal() and len(at) < 16:
        return RestoreSessionAt(seq=int(at), into=session_id)
    try:
        return RestoreSessionAt(time=read_time(Instant, at), into=session_id)
    except ValueError:
        told = f"--at {at!r} is neither a seq nor a time; say 17, or 2027-01-15T08:00:00Z."
        raise SatchelError("invalid", told, {"field": "--at"}) from None


def _copy_at(sessions: Sessions, session_id: str, target: Path, point: RestoreSessionAt) -> None:
    from ..host.copying import make_session  # a whole server's worth of modules

    whole = target.with_name(f"{target.name}.at-{os.getpid()}")
    try:
        sessions.copy(session_id, whole)
        owner = _owner(whole)
        adoption = Adoption(point, session_id, session_id, owner, time.time_ns() // 1_000_000)
        if make_session(whole, target, adoption) is None:
            raise SatchelError("conflict", f"{target} is there already; move it away, or name another target.")
    finally:
        for part in (whole, whole.with_name(f"{whole.name}-wal")):
            part.unlink(missing_ok=True)


def _owner(path: Path) -> str:
    db = sqlite3.connect(path)
    try:
        return str(db.execute("SELECT owner FROM session").fetchone()[0])
    finally:
        db.close()
