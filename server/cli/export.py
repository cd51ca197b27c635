"""`satchel export SESSION [TARGET]`."""

from pathlib import Path

from ..errors import SatchelError
from ..storage.folder import SUFFIX
from .sessions import Sessions
from .words import size


def export_session(sessions: Sessions, session_id: str, target: Path | None) -> None:
    """Copies a session's file, as it is at this moment.

    Args:
        target: a file that is not there yet, or a folder; None means the current folder.

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
    sessions.copy(session_id, chosen)
    print(f"{chosen}  {size(chosen.stat().st_size)}")
