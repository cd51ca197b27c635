"""Puts a copy of a session's file into the data folder: checked, whole or not at all, and never over another."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ..errors import SatchelError
from ..session import SCHEMA
from ..session.document import from_document
from ..session.sessions import rename
from ..storage.database import transaction
from ..storage.files import Connection, check_file, checkpoint, not_made, open_file, put_in_place, unavailable
from ..storage.folder import SUFFIX, Folder
from ..wire.ids import UserId, is_session_id
from .reading import LOGS, at_rest, copy_with_logs, explained
from .soundness import check_readable, check_sound

GONE = 2
"""In `session.is_deleted`: deleted for good."""


class Imported(Struct, frozen=True, rename="camel"):
    """A session that came into the folder.

    Attributes:
        source: the file it came from.
        size: bytes.
    """

    id: str
    owner: str
    title: str
    source: str
    size: int


def files_in(source: Path) -> list[Path]:
    """The file itself; of a folder the session files in it, or in its `sessions/` where it is a data folder.

    Raises:
        SatchelError: `not_found`.
    """
    if not source.is_dir():
        return [source]
    folder = source / "sessions" if (source / "sessions").is_dir() else source
    found = sorted(folder.glob(f"*{SUFFIX}"))
    if not found:
        raise SatchelError("not_found", f"There is no session file (…{SUFFIX}) in {folder}.")
    return found


def check_owner(folder: Folder, owner: str) -> None:
    """Raises SatchelError: `invalid` for a text that is no user's id."""
    try:
        msgspec.convert(owner, UserId)
        folder.account_path(owner)
    except (msgspec.ValidationError, SatchelError):
        raise SatchelError("invalid", f"--owner {owner!r} is no user's id: 1 to 128 plain characters.") from None


def import_file(folder: Folder, source: Path, session_id: str | None, owner: str | None) -> Imported:
    """Puts a copy of a session's file into the folder, at this version's schema; the file itself stays as it is.

    Args:
        session_id: what the session is called here; None leaves it its own id.
        owner: whose it becomes; None leaves it whose it is.

    Raises:
        SatchelError: `not_found`; `unavailable`, with the reason; `conflict` where a session has the id.
    """
    fresh = folder.sessions / f"import{SUFFIX}.new-{os.getpid()}"
    try:
        if _is_json(source):
            _write(source, fresh)
        else:
            at_rest(source, lambda: _copy(source, fresh))
        made = _make_ready(fresh, source, session_id, owner)
        _put(fresh, folder.path(made.id), source)
    except FileNotFoundError:
        raise SatchelError("not_found", f"There is no file {source}.") from None
    except (SatchelError, sqlite3.Error) as error:
        raise _about(source, fresh, explained(error, source.name)) from error
    except OSError as error:
        raise not_made(error, source.name) from error
    finally:
        for part in _parts(fresh):
            part.unlink(missing_ok=True)
    return made


def _is_json(source: Path) -> bool:
    if not source.is_file():
        return False
    with source.open("rb") as file:
        return file.read(64).lstrip()[:1] == b"{"


def _write(source: Path, fresh: Path) -> None:
    """A file of what a text says; raises SatchelError: `invalid`."""
    fresh.unlink(missing_ok=True)
    SCHEMA.build(fresh)
    db = open_file(fresh, SCHEMA)
    try:
        with transaction(db):
            from_document(db, source.read_bytes())
    except SatchelError as error:
        raise SatchelError(error.code, f"{source.name}: {error.message}", error.details) from None
    finally:
        db.close()


def _copy(source: Path, fresh: Path) -> None:
    check_file(source, SCHEMA)
    for part in _parts(fresh):  # of a first try, in which the file was changed
        part.unlink(missing_ok=True)
    copy_with_logs(source, fresh)


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", *LOGS, "-shm")]


def _make_ready(fresh: Path, source: Path, session_id: str | None, owner: str | None) -> Imported:
    """Brings the copy to what a server opens: migrated, checked, under its name, in no index, without a log."""
    db = open_file(fresh, SCHEMA)
    try:
        check_sound(db, source.name)
        own_id = _own_id(db, source.name)
        chosen = session_id or own_id
        if not is_session_id(chosen):
            raise SatchelError("invalid", f"{chosen[:100]!r} can't be a session's id; name one with --as.")
        if chosen != own_id:
            rename(db, chosen)
        with transaction(db):
            db.execute("UPDATE change_counter SET index_id = '', indexed = 0")
            if owner is not None:
                db.execute("UPDATE session SET owner = ?", (owner,))
        check_readable(db, chosen, source.name)
        belongs, title = db.execute("SELECT owner, title FROM session").fetchone()
        if not checkpoint(db):
            raise unavailable("failing", f"{source.name} could not be copied whole; try again.")
    finally:
        db.close()
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    return Imported(chosen, belongs, title, str(source), fresh.stat().st_size)


def _own_id(db: Connection, name: str) -> str:
    rows = db.execute("SELECT id, is_deleted FROM session").fetchall()
    if len(rows) != 1 or db.execute("SELECT count(*) FROM change_counter").fetchone() != (1,):
        raise unavailable("damaged", f"{name} holds {len(rows)} sessions instead of one; take another copy.")
    if rows[0][1] == GONE:
        raise SatchelError("conflict", f"{name} is a session that was deleted for good, so it is not taken in.")
    return str(rows[0][0])


def _put(fresh: Path, path: Path, source: Path) -> None:
    session_id = path.name.removesuffix(SUFFIX)
    if any(part.exists() for part in _parts(path)[1:]) and not path.exists():
        # SQLite would take it for the log of this file, and play it back.
        raise SatchelError("conflict", f"The log of an earlier session {session_id} lies in {path.parent}; delete it.")
    if path.exists() and source.exists() and path.samefile(source):
        raise SatchelError("conflict", f"{source} is session {session_id} here; a copy needs a name: --as ID.")
    if not put_in_place(fresh, path):
        raise SatchelError(
            "conflict",
            f"There is a session {session_id} here already. Take this one in under another name with --as ID, "
            "or delete that one for good first.",
        )


def _about(source: Path, fresh: Path, error: Exception) -> Exception:
    """The error in terms of the file that was named, not of its copy."""
    if not isinstance(error, SatchelError):
        return error
    return SatchelError(error.code, error.message.replace(fresh.name, source.name), error.details)


def sources_of(named: Sequence[Path], session_id: str | None) -> list[Path]:
    """All files that were named, each once; raises SatchelError: `not_found`, or `invalid` for several under one id."""
    files = list(dict.fromkeys(file for source in named for file in files_in(source)))
    if session_id is None:
        return files
    if len(files) != 1:
        raise SatchelError("invalid", f"--as names one session, and here are {len(files)} files.")
    if not is_session_id(session_id):
        raise SatchelError("invalid", f"--as {session_id[:100]!r}: an id is 1 to 64 of A-Z a-z 0-9 _ and -.")
    return files
