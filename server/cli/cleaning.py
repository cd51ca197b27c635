"""One session's file lets go of what is too old, as when it goes to sleep in a server, until nothing is left."""

import sqlite3
import tempfile
import time
from pathlib import Path

from msgspec import Struct, field

from ..errors import SatchelError
from ..handling.caller import SERVER
from ..handling.cleaning import Cleaned, CleanUp, Removed, Retention
from ..handling.context import Context, Mark
from ..session import SCHEMA
from ..session.handlers import handle
from ..session.sessions import keep, keep_mark, load
from ..storage.database import transaction
from ..storage.files import Connection, checkpoint, open_file, unavailable
from .owner import has_owner
from .reading import explained, read


class Result(Struct):
    """Attributes:
    owner: whose the session is.
    removed: by kind.
    given_back: bytes by which the file becomes smaller.
    """

    owner: str = ""
    removed: dict[str, Removed] = field(default_factory=dict)
    given_back: int = 0


def clean(path: Path, session_id: str, rules: Retention) -> Result:
    """Cleans a file that no server has open.

    Raises:
        FileNotFoundError: nothing is there.
        SatchelError: `unavailable`, with the reason `locked` where a server has it open; what was done stays done.
    """
    try:
        if has_owner(path):
            raise unavailable("locked", f"{path.name} is open in another process.")
        db = open_file(path, SCHEMA)
        try:
            result = _clean(db, session_id, rules)
            checkpoint(db)
        finally:
            db.close()
    except (SatchelError, sqlite3.Error, OSError) as error:
        raise explained(error, path.name) from error
    return result


def rehearse(path: Path, session_id: str, rules: Retention) -> Result:
    """What `clean` would do, done to a copy: not a byte of the file changes. Raises as `clean` does."""

    def work(db: sqlite3.Connection) -> Result:
        with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
            copy = Path(folder) / path.name
            target = sqlite3.connect(copy)
            try:
                db.backup(target)
            finally:
                target.close()
            return clean(copy, session_id, rules)

    return read(path, work)


def _clean(db: Connection, session_id: str, rules: Retention) -> Result:
    now = int(time.time() * 1000)
    loaded = load(db, session_id, "local", now)
    result, more = Result(loaded.access.owner), loaded.access.state != "gone"
    seq, access, mark = loaded.seq, loaded.access, loaded.mark
    while more:
        context = Context(session_id, now, seq, SERVER, "", access, mark, retention=rules)
        with transaction(db):
            done = handle(db, CleanUp(asleep=True), context).reply
            assert isinstance(done, Cleaned)
            if context.seq != seq:
                keep(db, context)
            if done.removed:  # whoever keeps the index is told the file's new size, under the number that it knows
                keep_mark(db, Mark(mark.index, min(mark.seq, max(0, context.seq - 1))))
        seq, access, more = context.seq, context.access, done.more
        _add(result, done)
    return result


def _add(result: Result, done: Cleaned) -> None:
    for kind, removed in done.removed.items():
        total = result.removed.setdefault(kind, Removed())
        total.rows += removed.rows
        total.bytes += removed.bytes
    result.given_back += done.given_back
