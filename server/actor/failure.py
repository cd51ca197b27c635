"""What those who asked are told when a whole batch has failed, and what the log says of it."""

import sqlite3
from pathlib import Path

import structlog

from ..errors import SatchelError, internal_error
from ..storage.files import explain, unavailable
from ..wire.codec import error_packet
from .mailbox import Envelope

log = structlog.get_logger()


def failure(error: Exception, name: str, path: Path) -> SatchelError:
    """Logs it, too.

    Args:
        name: of the actor.
        path: its file.
    """
    match error:
        case SatchelError():
            told = error
        case sqlite3.Error():
            told = explain(error, path.name)
        case OSError():  # neither to be opened nor to be made: a link that leads nowhere
            told = unavailable("unreadable", f"{path.name} can't be used: {error.strerror}; move it away.")
        case _:
            log.error("batch_failed", name=name, exc_info=error)
            return internal_error()
    log.error("file_unavailable", name=name, reason=told.details, error=str(error))
    return told


def answer_all(batch: list[Envelope], error: SatchelError, name: str) -> None:
    """Tells everybody who waits that nothing became of it."""
    packet = error_packet(error, name)
    for envelope in batch:
        envelope.client.answer(envelope.command.request_id, packet)
