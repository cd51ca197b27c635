"""Answers kept under their idempotency keys, in the transaction of the change itself."""

import hashlib
import sqlite3

from ..errors import SatchelError
from ..wire.codec import canonical, frame_from_json, frame_to_json
from ..wire.commands import Command
from ..wire.events import Frame
from .handler import Context


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
        "INSERT INTO receipts VALUES (?, ?, ?, ?)",
        (command.idempotency_key, _digest(command), frame_to_json(reply), context.now),
    )


def _digest(command: Command) -> bytes:
    return hashlib.sha256(canonical(command)).digest()
