"""Answers kept under their idempotency keys, in the transaction of the change itself."""

import hashlib
import sqlite3

from ..errors import SatchelError
from ..wire.codec import canonical, frame_from_json, frame_to_json
from ..wire.commands import Command
from ..wire.events import Frame
from .cleaning import Share, Tally, before
from .context import Context
from .outcome import Handler, Outcome


def earlier_reply(db: sqlite3.Connection, command: Command) -> Frame | None:
    """The reply that this very change got before, or None.

    Raises:
        SatchelError: `conflict` where the key was used for another change.
    """
    row = db.execute("SELECT request, reply FROM receipts WHERE key = ?", (command.idempotency_key,)).fetchone()
    if row is None:
        return None
    if row[0] != _digest(command):
        raise SatchelError(
            "conflict",
            "This idempotency key was used for another change; use a fresh key for each change.",
            {"field": "idempotencyKey"},
        )
    return frame_from_json(row[1])


def keep_reply(db: sqlite3.Connection, command: Command, reply: Frame, context: Context) -> None:
    db.execute(
        "INSERT INTO receipts (key, request, created_at, reply) VALUES (?, ?, ?, ?)",
        (command.idempotency_key, _digest(command), context.now, frame_to_json(reply)),
    )


def expire_receipts(db: sqlite3.Connection, context: Context, tally: Tally) -> None:
    """Removes answers that are older than they are kept: the same change would be done again then."""
    limit = before(context.now, context.retention.receipts_days)
    if limit is None:
        return
    share = Share(tally, "receipts")
    gone: list[tuple[int]] = []
    # In the order in which they came, so that the first that is young enough ends it: there may be very many.
    for row, created_at, size in db.execute(
        "SELECT rowid, created_at, length(CAST(reply AS BLOB)) FROM receipts ORDER BY rowid"
    ):
        if created_at >= limit or not share.take(size):
            break
        gone.append((row,))
    db.executemany("DELETE FROM receipts WHERE rowid = ?", gone)


def _digest(command: Command) -> bytes:
    return hashlib.sha256(canonical(command)).digest()


def once(db: sqlite3.Connection, command: Command, context: Context, handler: Handler) -> Outcome:
    """Runs a command's handler once, however often the command is sent with the same idempotency key."""
    if command.idempotency_key is None:
        return handler(db, command, context)
    if not command.changes:
        raise SatchelError("invalid", "idempotencyKey is for changes only.", {"field": "idempotencyKey"})
    earlier = earlier_reply(db, command)
    if earlier is not None:
        return Outcome(earlier)
    outcome = handler(db, command, context)
    keep_reply(db, command, outcome.reply, context)
    return outcome
