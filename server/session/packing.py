"""Contents of old versions of artifacts, where they are large: compressed once the version is not the current one any
more. Small ones stay text, because people read files with the `sqlite3` command.

Who takes rows from one table to another, or tells them as they are, does so with a copy that was unpacked before.
"""

import sqlite3

import zstandard

from ..handling.cleaning import Share, Tally
from ..storage.files import unavailable

LARGE = "length(content) > 16384 AND packed IS NULL"
"""Which are to be compressed: word for word what the index in the schema says, so that they are found by it."""
WORTH = 0.9
"""A content stays text unless its compressed form has no more than this part of its bytes."""
HEADER = 18
"""Bytes of a frame that are enough to know how many it holds:
https://www.rfc-editor.org/rfc/rfc8878#name-frame-header"""
_LEVEL = 9
_TEXT = b""
"""In `packed`: looked at, and stays text."""


def text_of(content: str, packed: bytes | None) -> str:
    """The text of a version.

    Raises:
        SatchelError: `unavailable` where it is damaged.
    """
    if not packed:
        return content
    try:
        return zstandard.ZstdDecompressor().decompress(packed).decode()
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        raise unavailable("damaged", f"The content of a version is damaged ({error}); restore a copy.") from None


def size_of(size: int, header: bytes | None) -> int:
    """Bytes of a version's text.

    Args:
        size: of `content`.
        header: the beginning of `packed`.
    """
    return int(zstandard.frame_content_size(header)) if header else size


def pack_versions(db: sqlite3.Connection, tally: Tally) -> None:
    """Compresses as many as one transaction should; what that saves is counted as removed."""
    share = Share(tally, "packedVersions")
    compress = zstandard.ZstdCompressor(level=_LEVEL).compress
    for artifact_id, version in db.execute(
        f"SELECT artifact_id, version FROM artifact_versions WHERE {LARGE}"
    ).fetchall():
        key = (artifact_id, version)
        [content] = db.execute(
            "SELECT content FROM artifact_versions WHERE artifact_id = ? AND version = ?", key
        ).fetchone()
        text = content.encode()
        packed = compress(text)
        if len(packed) > len(text) * WORTH:
            packed = _TEXT
        elif share.take(len(text) - len(packed)):
            content = ""
        else:
            return
        db.execute(
            "UPDATE artifact_versions SET content = ?, packed = ? WHERE artifact_id = ? AND version = ?",
            (content, packed, *key),
        )


def unpack_versions(db: sqlite3.Connection) -> None:
    """Makes all of them text, in a copy."""
    for artifact_id, version in db.execute(
        "SELECT artifact_id, version FROM artifact_versions WHERE packed IS NOT NULL"
    ).fetchall():
        key = (artifact_id, version)
        content, packed = db.execute(
            "SELECT content, packed FROM artifact_versions WHERE artifact_id = ? AND version = ?", key
        ).fetchone()
        db.execute(
            "UPDATE artifact_versions SET content = ?, packed = NULL WHERE artifact_id = ? AND version = ?",
            (text_of(content, packed), *key),
        )
