"""A kind of file that actors own: its schema, and what is done with it."""

import sqlite3
from collections.abc import Callable, Container, Iterable, Sequence

from msgspec import Struct

from ..storage.files import Connection
from ..storage.schema import Schema
from ..wire.commands import Command
from ..wire.events import Frame
from .caller import Caller
from .context import Access, Context, Loaded, Mark
from .outcome import Outcome


class Kind(Struct, frozen=True):
    """Plain functions over a file's connection.

    Attributes:
        load: called once on a file that was just opened, with its name, whose it becomes if it is fresh, and the time;
            gives a fresh file its first row.
        allow: raises `SatchelError` unless the caller may ask this of the file of that name.
        handle: does what a command asks, once however often it comes with the same key.
        keep: stores the counters of a batch in the batch's own transaction.
        unfinished: what an earlier process broke off, besides what still runs in this one.
        finish: ends that; gives what everyone hears.
        resume: what to go on with in a file that was just opened, at that time in Unix milliseconds.
        keep_mark: stores how far the file's changes are indexed.
    """

    schema: Schema
    load: Callable[[Connection, str, str, int], Loaded]
    allow: Callable[[Access, Command, Caller, str], None]
    handle: Callable[[sqlite3.Connection, Command, Context], Outcome]
    keep: Callable[[sqlite3.Connection, Context], None]
    unfinished: Callable[[sqlite3.Connection, Container[str]], list[str]]
    finish: Callable[[sqlite3.Connection, Context, Iterable[str]], list[Frame]]
    keep_mark: Callable[[sqlite3.Connection, Mark], None]
    resume: Callable[[Connection, int], Sequence[Struct]] = lambda _db, _now: ()
