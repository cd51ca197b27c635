"""Contents of files, each once: by its SHA-256, compressed where that makes it smaller."""

import hashlib
import sqlite3
from typing import BinaryIO

import zstandard
from msgspec import Struct

from ...errors import SatchelError
from ...storage.files import unavailable

COMPRESSED_FROM = 128
"""Bytes; below that nothing is won."""
COMPRESSED_TO = 8 * 1024 * 1024
"""Bytes; a compressed content is always unpacked whole."""
WORTH = 0.9
"""A content is kept compressed if that takes no more than this part of it: pictures and fonts stay as they are."""
_LEVEL = 9
_PROBE = 64 * 1024
PIECE = 1024 * 1024

NAMED_BY = (("tree_files", "blob"),)
"""Tables and columns that name contents: what none of them names is garbage."""


class Blob(Struct, frozen=True):
    """A content that is stored.

    Attributes:
        id: its row.
        hash: SHA-256, in hexadecimal.
        size: bytes.
    """

    id: int
    hash: str
    size: int


def store_bytes(db: sqlite3.Connection, data: bytes) -> Blob:
    """Stores a content, unless it is there."""
    digest = hashlib.sha256(data).digest()
    known = _find(db, digest)
    if known is not None:
        return known
    encoding, kept = "", data
    if COMPRESSED_FROM <= len(data) <= COMPRESSED_TO and _is_worth_it(data):
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
        if len(packed) <= len(data) * WORTH:
            encoding, kept = "zstd", packed
    cursor = db.execute(
        "INSERT INTO blobs (hash, size, encoding, data) VALUES (?, ?, ?, ?)", (digest, len(data), encoding, kept)
    )
    assert cursor.lastrowid is not None
    return Blob(cursor.lastrowid, digest.hex(), len(data))


def store_file(db: sqlite3.Connection, source: BinaryIO, size: int, sha256: str) -> Blob:
    """Stores a content of which the size and the hash are known, a piece at a time where it is large."""
    known = _find(db, bytes.fromhex(sha256))
    if known is not None:
        return known
    if size <= COMPRESSED_TO:
        return store_bytes(db, source.read(size))
    cursor = db.execute(
        "INSERT INTO blobs (hash, size, encoding, data) VALUES (?, ?, '', zeroblob(?))",
        (bytes.fromhex(sha256), size, size),
    )
    assert cursor.lastrowid is not None
    with db.blobopen("blobs", "data", cursor.lastrowid) as target:
        while piece := source.read(PIECE):
            target.write(piece)
    return Blob(cursor.lastrowid, sha256, size)


def _is_worth_it(data: bytes) -> bool:
    """Whether the beginning of a content gets smaller: a look that is quick for what is packed already."""
    head = data[:_PROBE]
    return len(zstandard.ZstdCompressor(level=1).compress(head)) <= len(head) * WORTH


def _find(db: sqlite3.Connection, digest: bytes) -> Blob | None:
    row = db.execute("SELECT id, size FROM blobs WHERE hash = ?", (digest,)).fetchone()
    return None if row is None else Blob(row[0], digest.hex(), row[1])


def read_bytes(db: sqlite3.Connection, blob: int, start: int = 0, length: int | None = None) -> bytes:
    """A content, or a part of it.

    Raises:
        SatchelError: `not_found` for one that was removed; `unavailable` for one that is damaged.
    """
    row = db.execute("SELECT size, encoding FROM blobs WHERE id = ?", (blob,)).fetchone()
    if row is None:
        raise SatchelError("not_found", "The content of this file is not kept any more.")
    size, encoding = row
    end = size if length is None else min(size, start + length)
    if encoding == "":
        with db.blobopen("blobs", "data", blob, readonly=True) as source:
            source.seek(min(start, size))
            return bytes(source.read(max(0, end - start)))
    packed = db.execute("SELECT data FROM blobs WHERE id = ?", (blob,)).fetchone()[0]
    try:
        whole = zstandard.ZstdDecompressor().decompress(packed, max_output_size=size)
    except zstandard.ZstdError as error:
        raise unavailable("damaged", f"The content {blob} is damaged ({error}); restore a copy of the file.") from None
    return whole[start:end]


def collect_garbage(db: sqlite3.Connection) -> tuple[int, int]:
    """Removes the contents that nothing names. Called in a transaction; the space is free for what comes next.

    Returns:
        How many they were, and their bytes as they were stored.
    """
    named = " UNION ALL ".join(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL" for table, column in NAMED_BY)
    garbage = f"id NOT IN ({named})"
    count, size = db.execute(f"SELECT count(*), coalesce(sum(length(data)), 0) FROM blobs WHERE {garbage}").fetchone()
    if count:
        db.execute(f"DELETE FROM blobs WHERE {garbage}")
    return count, size
