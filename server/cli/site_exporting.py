"""`satchel site export SITE [TARGET]`."""

import os
import sqlite3
import zipfile
from pathlib import Path

from ..content.exports.names import file_name
from ..errors import SatchelError
from ..handling.caller import SERVER
from ..handling.context import Access, Context, Mark
from ..session.files.blobs import read_bytes
from ..session.files.media import is_text
from ..session.sites import entries_of, find_site
from .screen import print_json
from .sessions import Sessions
from .words import counted, size

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that the format can say: the same files make the same archive."""


def export_site(sessions: Sessions, site_id: str, target: Path | None, version: int | None, *, as_json: bool) -> None:
    """Writes a ZIP archive of a site's files.

    Args:
        target: a file that is not there yet, or a folder; None means the current folder.

    Raises:
        SatchelError: `not_found`; `conflict` where something stands at the target; `unavailable`.
    """
    session_id, point, _ = site_id.partition(".")
    if not point:
        raise SatchelError("not_found", f"There is no site {site_id!r}; `satchel site list` names them.")
    title = sessions.read(session_id, lambda db: find_site(db, _context(session_id), site_id)[0].title)
    chosen = target or Path()
    if chosen.is_dir():
        chosen /= file_name(title or "site", "zip")
    if chosen.exists():
        raise SatchelError("conflict", f"{chosen} is there already; move it away, or name another target.")
    if not chosen.parent.is_dir():
        raise SatchelError("invalid", f"There is no folder {chosen.parent}; make it, or name another target.")
    fresh = chosen.with_name(f"{chosen.name}.new-{os.getpid()}")
    try:
        files = sessions.read(session_id, lambda db: _write(db, session_id, site_id, version, fresh))
        fresh.rename(chosen)
    except OSError as error:
        raise SatchelError("unavailable", f"{chosen} can't be written: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
    bytes_ = chosen.stat().st_size
    if as_json:
        print_json({"file": str(chosen), "size": bytes_, "files": files})
    else:
        print(f"{chosen}  {counted(files, 'file')}  {size(bytes_)}")


def _write(db: sqlite3.Connection, session_id: str, site_id: str, version: int | None, target: Path) -> int:
    """Returns how many files there are."""
    site, tree = find_site(db, _context(session_id), site_id)
    entries = entries_of(db, site, tree, version).values()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED if is_text(entry.media_type) else zipfile.ZIP_STORED
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, read_bytes(db, entry.blob))
    return len(entries)


def _context(session_id: str) -> Context:
    return Context(session_id, 0, 0, SERVER, "", Access(""), Mark())
