"""An actor's file while it is awake: opened when needed, closed after a failure, tended when it is busy.

Nothing else in the process opens it. Until something has to be written it is open for reading alone.
"""

import sqlite3
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import structlog
from msgspec import Struct

from ..errors import SatchelError
from ..handling.caller import SERVER
from ..handling.cleaning import Retention
from ..handling.context import Access, Context, FileRules, Mark
from ..handling.kind import Kind
from ..storage.database import Database, transaction
from ..storage.files import Connection, create_file, empty_file, snapshot
from ..storage.schema import Schema
from ..storage.wal import due, tend
from ..storage.workers import Workers
from ..wire.events import Frame
from ..wire.resources import Tool
from .clock import Clock
from .mailbox import Envelope
from .transaction import Committed, run_batch

log = structlog.get_logger()


class ActorFile:
    """One file, the last `seq` in it, and who may do what with it.

    Args:
        path: made, with its first row, where nothing is.
        owner: whose file a new one is.
        model: the name of the model that answers where none is named.
        longest_log: bytes of its log past which it is cut.
        rules: for files.
        retention: what may be removed because it is old.
        artifacts: whether artifacts are made at all.
        tools: those that the server runs for the model.
    """

    def __init__(
        self,
        kind: Kind,
        name: str,
        path: Path,
        owner: str,
        workers: Workers,
        clock: Clock,
        model: str,
        longest_log: int,
        rules: FileRules,
        retention: Retention,
        *,
        artifacts: bool,
        tools: tuple[Tool, ...] = (),
    ) -> None:
        self.path = path
        self._kind = kind
        self._name = name
        self._owner = owner
        self._workers = workers
        self._clock = clock
        self._model = model
        self._longest_log = longest_log
        self._artifacts = artifacts
        self._tools = tools
        self._rules = rules
        self._retention = retention
        self._database: Database | None = None
        self._commits = 0
        self.resumed: Sequence[Struct] = ()
        """What the file asks to go on with since it was opened; whoever does so takes it from here."""
        self.seq = 0
        self.access = Access(owner)
        self.mark = Mark()
        """How far its changes are indexed; whoever indexes them says so here."""
        self._stored_mark = self.mark

    @property
    def is_open(self) -> bool:
        return self._database is not None

    @property
    def needs_no_cleaning(self) -> bool:
        """Whether it was only read, and no rules may say that something in it has become too old."""
        return self._reads_only and not self._retention.looks_everywhere

    @property
    def _reads_only(self) -> bool:
        return self._database is not None and self._database.reads_only

    async def open(self, running: Container[str]) -> list[Frame]:
        """Opens it, if it is not.

        Args:
            running: what goes on in this process; what else was never finished is ended.

        Returns:
            What everyone hears of that.

        Raises:
            SatchelError, sqlite3.Error, OSError: it can't be opened; it is left as it was.
        """
        told: list[Frame] = []
        if self._database is None:
            await self._connect(partial(self._prepare, running=running, told=told), reading=True)
        return told

    async def run(self, batch: list[Envelope], running: Container[str]) -> tuple[list[Frame], Committed]:
        """Runs a batch as one transaction; when this returns it is on disk. Opens the file before, in the same hop, as
        far as the batch needs it.

        Returns:
            What everyone hears of the opening, as from `open`, and what became of the batch.

        Raises:
            Exception: what made opening or the batch fail; nothing of it was done.
        """
        told: list[Frame] = []
        done: list[Committed] = []
        reading = not any(envelope.command.changes for envelope in batch)
        if self._database is None or (self._reads_only and not reading):

            def prepare(db: Connection) -> None:
                self._prepare(db, running=running, told=told)
                done.append(self._run_batch(db, batch))

            await self._connect(prepare, reading=reading)
        else:
            done.append(await self._database.run(partial(self._run_batch, batch=batch)))
        self.seq, self.access = done[0].seq, done[0].access
        return told, done[0]

    async def _connect(self, prepare: Callable[[Connection], None], *, reading: bool) -> None:
        reader, self._database = self._database, None
        if reader is not None:
            await reader.close()
        schema = self._kind.schema
        create = partial(create_file, self.path, _fresh(schema))
        database = Database(self.path, schema, self._workers, prepare, create, reading=reading)
        await database
        self._database = database
        self._commits = 0

    def _prepare(self, db: Connection, running: Container[str], told: list[Frame]) -> None:
        """On a thread, on a fresh connection: reads what is needed to go on, and ends what was broken off."""
        kind, now = self._kind, self._clock.now()
        loaded = kind.load(db, self._name, self._owner, now)
        if self.mark == self._stored_mark or loaded.seq != self.seq:
            self.mark = loaded.mark
        self._stored_mark = loaded.mark
        self.seq, self.access = loaded.seq, loaded.access
        self.resumed = kind.resume(db, now)
        broken = kind.unfinished(db, running) if loaded.unfinished else []
        if broken:
            context = self._context()
            with transaction(db):
                told.extend(kind.finish(db, context, broken))
                kind.keep(db, context)
            self.seq = context.seq

    def _context(self) -> Context:
        made = (self._name, self._clock.now(), self.seq, SERVER, self._model, self.access, self.mark)
        return Context(
            *made, artifacts=self._artifacts, rules=self._rules, retention=self._retention, tools=self._tools
        )

    def _run_batch(self, db: Connection, batch: list[Envelope]) -> Committed:
        return run_batch(db, batch, self._kind, self._context)

    async def tend(self) -> None:
        """Keeps the log short; called after each batch that changed something, once its clients know."""
        self._commits += 1
        if self._database is None or not due(self._commits):
            return
        try:
            await self._database.run(partial(tend, path=self.path, commits=self._commits, most=self._longest_log))
        except (sqlite3.Error, OSError) as error:  # everything is committed; only the log stays long
            log.warning("log_not_tended", name=self._name, error=str(error))

    def tell_again(self) -> None:
        """Something of it is other than its index was told, under the number that it knows: the size of the file."""
        self.mark = Mark(self.mark.index, min(self.mark.seq, max(0, self.seq - 1)))

    async def snapshot(self, target: Path) -> None:
        """Copies it to `target`, whole."""
        assert self._database is not None
        await self._database.run(lambda db: snapshot(db, target))

    async def close(self) -> None:
        """Closes it, if it is open: then it is whole and nothing stands beside it."""
        if self._reads_only and self.mark != self._stored_mark:
            with suppress(SatchelError, sqlite3.Error, OSError):
                await self._connect(lambda _: None, reading=False)
        database, self._database = self._database, None
        if database is not None:
            await database.close(self._keep_mark)

    def _keep_mark(self, db: Connection) -> None:
        """The last thing before the file is closed. Should it fail, they are indexed once more, which does no harm."""
        if self.mark != self._stored_mark:
            with suppress(sqlite3.Error), transaction(db):
                self._kind.keep_mark(db, self.mark)


@cache
def _fresh(schema: Schema) -> bytes:
    return empty_file(schema)
