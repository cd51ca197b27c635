"""Trees of files and their versions. A file's row is valid for a range of versions, so that a version costs no more
than what it changes, and what a tree was at any version can be read.

A tree is a number: 0 is the session's project, any other the `position` of a site.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from msgspec import Struct

from ...errors import SatchelError
from ...handling.context import FileRules
from .blobs import Blob
from .media import check_type, media_type_of
from .paths import check_together

PROJECT = 0
_ENTRIES = (
    "SELECT f.path, f.blob, lower(hex(b.hash)), b.size, f.media_type"
    " FROM tree_files f JOIN blobs b ON b.id = f.blob WHERE tree = :tree"
)
_NOW = "to_version IS NULL"
_THEN = "from_version <= :version AND (to_version IS NULL OR to_version > :version)"


class Entry(Struct, frozen=True):
    """A file of a tree.

    Attributes:
        blob: the row of its content.
        hash: SHA-256 of that, in hexadecimal.
        size: bytes.
        given_type: the media type that it was given; None: what its name says.
    """

    path: str
    blob: int
    hash: str
    size: int
    given_type: str | None = None

    @property
    def media_type(self) -> str:
        return self.given_type or media_type_of(self.path)


def entry_of(path: str, blob: Blob, given_type: str | None = None) -> Entry:
    """A file that is about to stand in a tree."""
    return Entry(path, blob.id, blob.hash, blob.size, None if given_type == media_type_of(path) else given_type)


def entries_now(db: sqlite3.Connection, tree: int) -> dict[str, Entry]:
    """The newest version, by path, in the order of the paths."""
    rows = db.execute(f"{_ENTRIES} AND {_NOW} ORDER BY path", {"tree": tree})
    return {row[0]: Entry(*row) for row in rows}


def entries_at(db: sqlite3.Connection, tree: int, version: int) -> dict[str, Entry]:
    """The same of any version."""
    rows = db.execute(f"{_ENTRIES} AND {_THEN} ORDER BY path", {"tree": tree, "version": version})
    return {row[0]: Entry(*row) for row in rows}


def entry_at(db: sqlite3.Connection, tree: int, path: str, version: int | None = None) -> Entry | None:
    """One file, of the newest version or of any."""
    values = {"tree": tree, "path": path, "version": version}
    row = db.execute(f"{_ENTRIES} AND path = :path AND {_NOW if version is None else _THEN}", values).fetchone()
    return None if row is None else Entry(*row)


class Plan(Struct, frozen=True):
    """What a change makes of the newest version of a tree.

    Attributes:
        files: all of the new version.
        put: those that are new or other than they were.
        removed: paths that are not in it any more.
    """

    files: Mapping[str, Entry]
    put: list[Entry]
    removed: list[str]

    @property
    def changes(self) -> bool:
        return bool(self.put or self.removed)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files.values())


def plan(
    old: Mapping[str, Entry], put: Iterable[Entry], remove: Iterable[str], limits: FileRules, *, whole: bool = False
) -> Plan:
    """What becomes of a tree.

    Args:
        whole: `put` is all that there is to be.

    Raises:
        SatchelError: `invalid` for paths that can't stand side by side, and types that are not taken; `not_found` for
            a file to be removed that is not there; `too_large`.
    """
    new = {} if whole else dict(old)
    for path in remove:
        if new.pop(path, None) is None:
            raise SatchelError("not_found", f"There is no file {path!r} to remove.", {"field": "remove", "path": path})
    changed: list[Entry] = []
    for entry in put:
        new[entry.path] = entry
        if old.get(entry.path) != entry:
            _check_file(entry, limits)
            changed.append(entry)
    if len(new) > len(old) or whole:
        check_together(new)
    planned = Plan(new, changed, [path for path in old if path not in new])
    if len(new) > limits.files:
        raise _too_large(f"More than {limits.files} files", limits.files)
    if planned.put and planned.size > limits.tree_bytes:
        raise _too_large(f"More than {limits.tree_bytes} bytes in all files", limits.tree_bytes)
    return planned


def _check_file(entry: Entry, limits: FileRules) -> None:
    check_type(entry.media_type, limits.types, entry.path)
    if entry.size > limits.file_bytes:
        raise _too_large(f"{entry.path!r} has {entry.size} bytes, more than {limits.file_bytes}", limits.file_bytes)


def _too_large(told: str, limit: int) -> SatchelError:
    return SatchelError("too_large", f"{told}, is more than this server takes.", {"field": "files", "limit": limit})


def write(db: sqlite3.Connection, tree: int, version: int, planned: Plan) -> None:
    """Makes a plan the version `version`, which follows the newest one."""
    gone = [*planned.removed, *(entry.path for entry in planned.put)]
    db.executemany(
        "UPDATE tree_files SET to_version = ? WHERE tree = ? AND path = ? AND to_version IS NULL",
        [(version, tree, path) for path in gone],
    )
    db.executemany(
        "INSERT INTO tree_files (tree, path, from_version, blob, media_type) VALUES (?, ?, ?, ?, ?)",
        [(tree, entry.path, version, entry.blob, entry.given_type) for entry in planned.put],
    )


def forget_versions(db: sqlite3.Connection, tree: int, versions: Iterable[int]) -> None:
    """Forgets some versions, none of them the newest; contents that only they named are garbage then."""
    db.executemany("DELETE FROM tree_versions WHERE tree = ? AND version = ?", [(tree, gone) for gone in versions])
    db.execute(
        "DELETE FROM tree_files WHERE tree = ? AND to_version IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tree_versions v"
        " WHERE v.tree = tree_files.tree AND v.version >= from_version AND v.version < to_version)",
        (tree,),
    )


def forget_after(db: sqlite3.Connection, tree: int, version: int) -> None:
    """Forgets every version after one, which becomes the newest; all of them for 0."""
    db.execute("DELETE FROM tree_versions WHERE tree = ? AND version > ?", (tree, version))
    db.execute("DELETE FROM tree_files WHERE tree = ? AND from_version > ?", (tree, version))
    db.execute("UPDATE tree_files SET to_version = NULL WHERE tree = ? AND to_version > ?", (tree, version))
