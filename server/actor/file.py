"""The session's file while its actor is awake: opened when needed, closed after a failure, tended when it is busy.

Nothing else in the process opens it.
"""

import sqlite3
from collections.abc import Callable, Container
from functools import partial
from pathlib import Path

import structlog

from ..session import SCHEMA
from ..session.handler import Caller, Context
from ..session.replies import broken_replies, close_replies
from ..session.sessions import keep_seq, load
from ..storage.database import Database, transaction
from ..storage.files import Connection, create_file, empty_file, snapshot
from ..storage.wal import due, tend
from ..storage.workers import Workers
from ..wire.events import Frame
from .clock import Clock
from .mailbox import Envelope
from .transaction import Committed, run_batch

log = structlog.get_logger()

SERVER = Caller("", trusted=True)


class SessionFile:
    """One file and the last `seq` in it.

    Args:
        path: made, with its first row, where nothing is.
        owner: whose session a new one is.
        model: the name of the model that answers where none is named.
        longest_log: bytes of its log past which it is cut.
    """

    def __init__(
        self, session_id: str, path: Path, owner: str, workers: Workers, clock: Clock, model: str, longest_log: int
    ) -> None:
        self.path = path
        self._session_id = session_id
        self._owner = owner
        self._workers = workers
        self._clock = clock
        self._model = model
        self._longest_log = longest_log
        self._database: Database | None = None
        self._seq = 0
        self._commits = 0

    @property
    def is_open(self) -> bool:
        return self._database is not None

    async def open(self, running: Container[str]) -> list[Frame]:
        """Opens it, if it is not.

        Args:
            running: replies that are being written in this process; others that never ended end as interrupted.

        Returns:
            What everyone hears of those.

        Raises:
            SatchelError, sqlite3.Error, OSError: it can't be opened; it is left as it was.
        """
        told: list[Frame] = []
        if self._database is None:
            await self._connect(partial(self._prepare, running=running, told=told))
        return told

    async def run(self, batch: list[Envelope], running: Container[str]) -> tuple[list[Frame], Committed]:
        """Runs a batch as one transaction; when this returns it is on disk. Opens the file before, in the same hop.

        Returns:
            What everyone hears of the opening, as from `open`, and what became of the batch.

        Raises:
            Exception: what made opening or the batch fail; nothing of it was done.
        """
        told: list[Frame] = []
        done: list[Committed] = []
        if self._database is None:

            def prepare(db: Connection) -> None:
                self._prepare(db, running=running, told=told)
                done.append(self._run_batch(db, batch))

            await self._connect(prepare)
        else:
            done.append(await self._database.run(partial(self._run_batch, batch=batch)))
        self._seq = done[0].seq
        return told, done[0]

    async def _connect(self, prepare: Callable[[Connection], None]) -> None:
        database = Database(self.path, SCHEMA, self._workers, prepare, lambda: create_file(self.path, _fresh_file()))
        await database
        self._database = database
        self._commits = 0

    def _prepare(self, db: Connection, running: Container[str], told: list[Frame]) -> None:
        """On a thread, on a fresh connection: reads what is needed to go on, and ends broken replies."""
        now = self._clock.now()
        loaded = load(db, self._session_id, self._owner, now)
        self._seq = loaded.seq
        broken = broken_replies(db, running) if loaded.streaming else []
        if broken:
            context = Context(self._session_id, now, loaded.seq, SERVER, self._model)
            with transaction(db):
                told.extend(close_replies(db, context, broken))
                keep_seq(db, context.seq, now)
            self._seq = context.seq

    def _run_batch(self, db: Connection, batch: list[Envelope]) -> Committed:
        return run_batch(db, batch, self._session_id, self._seq, self._clock.now(), self._model)

    async def tend(self) -> None:
        """Keeps the log short; called after each batch that changed something, once its clients know."""
        self._commits += 1
        if self._database is None or not due(self._commits):
            return
        try:
            await self._database.run(partial(tend, path=self.path, commits=self._commits, most=self._longest_log))
        except (sqlite3.Error, OSError) as error:  # everything is committed; only the log stays long
            log.warning("log_not_tended", session=self._session_id, error=str(error))

    async def snapshot(self, target: Path) -> None:
        """Copies it to `target`, whole."""
        assert self._database is not None
        await self._database.run(lambda db: snapshot(db, target))

    async def close(self) -> None:
        """Closes it, if it is open: then it is whole and nothing stands beside it."""
        database, self._database = self._database, None
        if database is not None:
            await database.close()


_empty: list[bytes] = []


def _fresh_file() -> bytes:
    if not _empty:
        _empty.append(empty_file(SCHEMA))
    return _empty[0]
