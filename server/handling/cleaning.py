"""Retention: what an operator lets old files lose, and what became of it. Knows no kind of file."""

import sqlite3

from msgspec import Struct

from ..wire.commands import SessionCommand
from ..wire.events import Frame

DAY = 24 * 3600 * 1000
"""Milliseconds."""
MOST_ROWS = 500
MOST_BYTES = 32 * 1024 * 1024
"""Of one kind that go in one transaction, so that a session goes to sleep soon; the rest goes next time."""
MOST_PAGES = 4096
"""Of the file that are given back in one transaction."""
_LEFT = 256
"""Free pages that are worth a transaction in which nothing else is to be done."""


class Retention(Struct, frozen=True, kw_only=True):
    """How much is kept; None: all of it. A number of days is counted from when a thing was replaced, deleted, ended.

    Attributes:
        versions: of each artifact, the current one among them.
        snapshots: of the session's project, the latest among them.
        site_versions: of each site, the current one among them; the published one is kept besides.
        receipts_days: of answers to changes that bore an idempotency key.
        idle_days: after which a session that nobody changed is deleted; it can be restored.
        deleted_sessions_days: after which one that is deleted is deleted for good.
    """

    versions: int | None = None
    versions_days: float | None = None
    deleted_days: float | None = None
    snapshots: int | None = None
    snapshots_days: float | None = None
    site_versions: int | None = None
    site_versions_days: float | None = None
    jobs_days: float | None = None
    receipts_days: float | None = None
    idle_days: float | None = None
    deleted_sessions_days: float | None = None

    @property
    def looks_everywhere(self) -> bool:
        """Whether there is more to do than to let receipts expire, so that sleeping sessions are looked at too."""
        return any(getattr(self, name) is not None for name in self.__struct_fields__ if name != "receipts_days")


KEEP_ALL = Retention()


def before(now: int, days: float | None) -> int | None:
    """The moment before which a thing is too old; None where none is."""
    return None if days is None else now - round(days * DAY)


class Removed(Struct):
    """How many rows of a kind, and the bytes of what was in them."""

    rows: int = 0
    bytes: int = 0


class Tally:
    """What goes in one transaction, by kind.

    Attributes:
        more: whether something is left for the next one.
    """

    def __init__(self) -> None:
        self.removed: dict[str, Removed] = {}
        self.more = False

    def add(self, kind: str, rows: int, size: int) -> None:
        if rows:
            removed = self.removed.setdefault(kind, Removed())
            removed.rows += rows
            removed.bytes += size


class Share:
    """What of one kind may go in this transaction."""

    def __init__(self, tally: Tally, kind: str) -> None:
        self._tally = tally
        self._kind = kind
        self._rows = self._bytes = 0

    def take(self, size: int) -> bool:
        """Counts a row. False where it has to wait for the next time."""
        if self._rows >= MOST_ROWS or self._bytes >= MOST_BYTES:
            self._tally.more = True
            return False
        self._rows += 1
        self._bytes += size
        self._tally.add(self._kind, 1, size)
        return True


class CleanUp(SessionCommand, kw_only=True, frozen=True):
    """From the server itself, to a session or an account: let go of what is too old. None of it can come from a client.

    Attributes:
        asleep: the file was opened for this: a session that nobody uses may go as a whole.
    """

    asleep: bool = False


class Cleaned(Frame, kw_only=True):
    """What a file says to that.

    Attributes:
        given_back: bytes by which the file becomes smaller.
        more: whether the same again would find more to do.
    """

    removed: dict[str, Removed]
    given_back: int
    more: bool


class RetentionRan(Struct, frozen=True):
    """Effect: something was removed; who keeps an index has to look again."""

    removed: dict[str, Removed]
    given_back: int


def give_back(db: sqlite3.Connection, tally: Tally) -> int:
    """Gives free pages back to the disk, where the file was made so that it can be done. Called in a transaction.

    https://www.sqlite.org/pragma.html#pragma_incremental_vacuum

    Returns:
        Bytes; the file is so much smaller once its log is written back.
    """
    free, before_ = _pragma(db, "freelist_count"), _pragma(db, "page_count")
    if free < (1 if tally.removed else _LEFT) or _pragma(db, "auto_vacuum") != 2:  # INCREMENTAL
        return 0
    for _ in range(min(free, MOST_PAGES)):
        # A page each time, whatever number is named: it is a statement without columns, of which Python takes one step.
        db.execute("PRAGMA incremental_vacuum(1)")
    given_back = before_ - _pragma(db, "page_count")
    tally.more = tally.more or (given_back > 0 and _pragma(db, "freelist_count") > 0)
    return given_back * _pragma(db, "page_size")


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
