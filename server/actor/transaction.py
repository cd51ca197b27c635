"""A batch of commands as one transaction, on a thread with the file. Knows no event loop."""

import sqlite3
from collections.abc import Callable

import structlog
from msgspec import Struct

from ..errors import SatchelError, internal_error
from ..handling.context import Access, Context
from ..handling.kind import Kind
from ..handling.outcome import Outcome
from ..storage.files import Connection, unavailable
from ..wire.codec import Packet
from ..wire.commands import Command
from .mailbox import Envelope

log = structlog.get_logger()

Key = tuple[object, ...]

_STORE_FAILURES = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""Failures of the file rather than of a command: the whole batch fails, and the file is opened afresh."""


class Done(Struct, frozen=True):
    """What became of one command: its outcome, or its error."""

    outcome: Outcome | None
    reply: Packet | None
    error: SatchelError | None


class Committed(Struct, frozen=True):
    """What became of a batch that is on disk."""

    done: list[Done]
    seq: int
    access: Access
    changed: bool
    kept: dict[Key, Packet]
    """Replies that hold until the next change."""


def key_of(command: Command) -> Key | None:
    """Under what a reply may be kept: all fields that the answer depends on. None where it may not."""
    if not command.kept or command.idempotency_key is not None:
        return None
    return (type(command), *(getattr(command, field) for field in _own_fields(type(command))))


_fields: dict[type[Command], tuple[str, ...]] = {}


def _own_fields(command: type[Command]) -> tuple[str, ...]:
    names = _fields.get(command)
    if names is None:
        envelope = set(Command.__struct_fields__)
        names = _fields[command] = tuple(name for name in command.__struct_fields__ if name not in envelope)
    return names


class _LeftATraceError(Exception):
    """A command failed after it had changed something, and there was no savepoint to go back to."""


def run_batch(db: Connection, batch: list[Envelope], kind: Kind, context: Callable[[], Context]) -> Committed:
    """Runs each command in turn and commits once: when this returns, everything acknowledged is on disk.

    Most commands that fail do so before they change anything, so a savepoint around each is only made at a second try.

    Args:
        context: makes a fresh one for each try.

    Raises:
        sqlite3.Error: the file failed, nothing of the batch was done.
    """
    try:
        return _run_once(db, batch, kind, context(), savepoints=False)
    except _LeftATraceError:
        return _run_once(db, batch, kind, context(), savepoints=True)


def _run_once(db: Connection, batch: list[Envelope], kind: Kind, context: Context, *, savepoints: bool) -> Committed:
    seq = context.seq
    changes = any(envelope.command.changes for envelope in batch)
    kept: dict[Key, Packet] = {}
    try:
        if changes:
            db.begin()
        done = [_run(db, envelope, kind, context, kept, savepoint=savepoints) for envelope in batch]
        if context.seq != seq:
            kind.keep(db, context)
        if changes:
            db.finish()
    except BaseException:
        db.undo()
        raise
    return Committed(done, context.seq, context.access, context.seq != seq, kept)


def _run(
    db: Connection, envelope: Envelope, kind: Kind, context: Context, kept: dict[Key, Packet], *, savepoint: bool
) -> Done:
    command = envelope.command
    context.caller = envelope.caller
    try:
        kind.allow(context.access, command, context.caller, context.name)
    except SatchelError as error:
        return Done(None, None, error)
    key = key_of(command)
    if key is not None and (known := kept.get(key)) is not None:
        return Done(Outcome(known.frame), known, None)
    before, changes = (context.seq, context.access, context.free_messages), db.total_changes
    if savepoint:
        db.execute("SAVEPOINT command")
    try:
        outcome = kind.handle(db, command, context)
    except Exception as error:
        if isinstance(error, sqlite3.Error) and _store_failed(error):
            raise
        if savepoint:
            db.execute("ROLLBACK TO command")
            db.execute("RELEASE command")
        elif db.total_changes != changes:
            raise _LeftATraceError from error
        context.seq, context.access, context.free_messages = before
        return Done(None, None, _told(error, command, context))
    if savepoint:
        db.execute("RELEASE command")
    reply = Packet(outcome.reply)
    if context.seq != before[0]:
        kept.clear()
    elif key is not None:
        kept[key] = reply
    return Done(outcome, reply, None)


def _store_failed(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _STORE_FAILURES


def _told(error: Exception, command: Command, context: Context) -> SatchelError:
    match error:
        case SatchelError():
            return error
        case sqlite3.DataError() | OverflowError():
            return SatchelError("too_large", "A text is larger than a session's file can hold in one place.")
        case sqlite3.OperationalError() if "decode to UTF-8" in str(error):
            name = f"{context.name}.sqlite3"
            return unavailable("damaged", f"A text in {name} is damaged; `satchel check` says where; restore a copy.")
        case UnicodeEncodeError():
            return SatchelError("invalid", "A text holds half a surrogate pair, which UTF-8 can't carry.")
        case _:
            log.error("command_failed", type=type(command).__name__, name=context.name, exc_info=error)
            return internal_error()
