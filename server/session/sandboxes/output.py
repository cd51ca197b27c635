"""What a command says: kept up to so many bytes, half of them from its beginning and half from its end.

The end is kept in pieces, of which the oldest goes as soon as the others are enough: so no more is ever stored than the
limit and one piece, however much comes.
"""

import sqlite3
from typing import Any

from msgspec import Struct

from ...wire.events import SandboxOutput
from ...wire.resources import Stream

_COLUMNS = "seq, command, is_tail, stream, start, size, text"
_PIECES = 64
_SMALLEST = 256
"""Code points of a piece."""


class Kept(Struct, frozen=True):
    """How much of a command's output is kept, in bytes of UTF-8.

    Attributes:
        head: of the beginning.
        tail: of the end; None while the beginning goes on.
    """

    head: int
    tail: int | None


def keep_output(
    db: sqlite3.Connection, seq: int, command: int, stream: Stream, start: int, text: str, kept: Kept, limit: int
) -> Kept:
    """Stores what came.

    Args:
        command: its position.
        start: where the text begins in its stream, in code points.
        limit: bytes of both streams together.
    """
    half = limit // 2
    longest = max(_SMALLEST, limit // _PIECES)
    head, tail, rest = kept.head, kept.tail, text
    if tail is None:
        first = text.encode()[: half - head].decode(errors="ignore")
        head += _insert(db, seq, command, False, stream, start, first, longest)
        rest = text[len(first) :]
        start += len(first)
        if rest:
            tail = 0
    if tail is not None and rest:
        last = rest.encode()[-half:].decode(errors="ignore")
        tail += _insert(db, seq, command, True, stream, start + len(rest) - len(last), last, longest)
        tail = _trim(db, command, tail, half)
    return Kept(head, tail)


def _insert(
    db: sqlite3.Connection, seq: int, command: int, is_tail: bool, stream: Stream, start: int, text: str, longest: int
) -> int:
    size = 0
    for at in range(0, len(text), longest):
        piece = text[at : at + longest]
        values = (seq, command, is_tail, stream, start + at, len(piece.encode()), piece)
        db.execute(f"INSERT INTO command_output ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        size += values[5]
    return size


def _trim(db: sqlite3.Connection, command: int, tail: int, half: int) -> int:
    """Drops the oldest pieces that the end does not need."""
    gone: list[tuple[int]] = []
    for id_, size in db.execute(
        "SELECT id, size FROM command_output WHERE command = ? AND is_tail = 1 ORDER BY id", (command,)
    ):
        if tail - size < half:
            break
        gone.append((id_,))
        tail -= size
    db.executemany("DELETE FROM command_output WHERE id = ?", gone)
    return tail


def mark(omitted: int) -> str:
    """What stands where something was left out."""
    return f"\n[… {omitted} bytes left out …]\n"


def whole_text(db: sqlite3.Connection, command: int, stream: Stream, end: int, size: int) -> str:
    """What is kept of a stream, with a mark where something is missing.

    Args:
        end: code points of it that came; `size`: their bytes.
    """
    pieces = db.execute(
        "SELECT start, size, text FROM command_output WHERE command = ? AND stream = ? ORDER BY id", (command, stream)
    ).fetchall()
    omitted = size - sum(piece[1] for piece in pieces)
    said, at = list[str](), 0
    for start, _, text in pieces:
        if start > at:
            said.append(mark(omitted))
        said.append(text)
        at = start + len(text)
    if at < end:
        said.append(mark(omitted))
    return "".join(said)


def output_since(db: sqlite3.Connection, session_id: str, since: int) -> list[SandboxOutput]:
    """What is kept of what was said after a number."""
    rows: list[tuple[Any, ...]] = db.execute(
        "SELECT o.seq, c.id, o.stream, o.start, o.text FROM command_output o JOIN sandbox_commands c"
        " ON c.position = o.command WHERE o.seq > ? ORDER BY o.id",
        (since,),
    ).fetchall()
    return [
        SandboxOutput(command_id=id_, stream=stream, offset=start, text=text, seq=seq, session_id=session_id)
        for seq, id_, stream, start, text in rows
    ]
