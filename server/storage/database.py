"""One open file, on the shared threads: `run` is one hop to a thread, however much is done there."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from .files import Connection, checkpoint, open_file
from .reader import needs_writing, open_reader
from .schema import Schema
from .workers import Workers

T = TypeVar("T")


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """Commits at the end; takes everything back when an exception passes."""
    try:
        db.begin()
        yield
        db.finish()
    except BaseException:
        db.undo()
        raise


class Database(aiosqlite.Connection):
    """The one connection to a file.

    Args:
        path: the file.
        schema: what it must be of, or is migrated to.
        workers: the threads to run on.
        prepare: run on the fresh connection, in the same hop as the opening; once more, where the first was for
            reading alone and something had to be written.
        create: makes the file where there is none, in that hop too.
        reading: nothing has to be written for now, so it is opened for reading alone where it can be.
    """

    def __init__(  # see below
        self,
        path: Path,
        schema: Schema,
        workers: Workers,
        prepare: Callable[[Connection], None],
        create: Callable[[], object],
        *,
        reading: bool = False,
    ) -> None:
        def prepared(db: Connection) -> Connection:
            try:
                prepare(db)
            except BaseException:
                db.close()
                raise
            return db

        def connect() -> Connection:
            turn = workers.turn
            try:
                with turn.taken():
                    reader = open_reader(path, schema, turn) if reading else None
                    db = reader or open_file(path, schema, turn)
            except FileNotFoundError:
                create()
                reader, db = None, open_file(path, schema, turn)
            try:
                return prepared(db)
            except sqlite3.OperationalError as error:
                if reader is None or not needs_writing(error):
                    raise
            return prepared(open_file(path, schema, turn))

        # What aiosqlite's own constructor does, without the thread that it makes for each connection: see `workers`.
        self._running = True
        self._connection: Any = None
        self._connector = connect
        self._iter_chunk_size = 64
        self._tx: Any = workers
        self._thread: Any = workers

    @property
    def reads_only(self) -> bool:
        """Whether it has to be opened anew before anything is written."""
        return self._connection.lock is not None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` with the connection on a thread; its exceptions come back here."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        db: Connection = self._connection
        self._tx.put_nowait((future, lambda: work(db)))
        return await future

    async def close(self, last: Callable[[Connection], None] | None = None) -> None:
        """Writes the log back and closes: then the file is whole and nothing stands beside it.

        Args:
            last: run before, in the same hop; it raises nothing.
        """
        if self._connection is None:
            return
        db, self._connection = self._connection, None
        self._running = False

        def finish() -> None:
            if last is not None:
                last(db)
            # Where this fails the log stays beside the file and is read at the next opening: nothing is lost.
            if db.lock is None:
                with suppress(sqlite3.Error):
                    checkpoint(db)
            with suppress(sqlite3.Error):
                db.close()

        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, finish))
        await future

    def stop(self) -> None:
        """Called by aiosqlite when connecting failed. There is no thread to end."""
        self._running = False
