"""ZIP archives that somebody brings: looked through before anything of them is unpacked.

The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from ...errors import SatchelError
from ...handling.context import FileRules
from .paths import check_path, check_together

MOST_RATIO = 200
"""So many times its packed size a file may have; text has 3 to 20."""
HARMLESS = 1024 * 1024
"""Bytes up to which a file may have any ratio."""
_LONGEST_ENTRY = 2048
"""Bytes that an entry of the directory takes at most, more or less."""
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_END = 22 + 65_535
_LEFT_OUT = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Member(Struct, frozen=True):
    """A file in an archive: what it is called there, and the path that it gets."""

    name: str
    path: str


def check_archive(archive: Path, rules: FileRules) -> list[Member]:
    """What is in an archive, after everything that could do harm was refused.

    Raises:
        SatchelError: `invalid`; `too_large`.
    """
    _check_directory(archive, rules.files)
    try:
        with zipfile.ZipFile(archive) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir() and not _is_left_out(info.orig_filename)]
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise _no_zip(str(error)) from None
    if len(infos) > rules.files:
        raise _too_large(f"The archive holds more than {rules.files} files")
    members: dict[str, Member] = {}
    total = 0
    for info in infos:
        path = check_path(info.orig_filename)
        _check_member(info, path, rules)
        total += info.file_size
        if path in members:
            raise SatchelError("invalid", f"The archive holds {path!r} twice.", {"field": "body", "path": path})
        members[path] = Member(info.filename, path)
    if total > rules.tree_bytes:
        raise _too_large(f"The files in the archive have more than {rules.tree_bytes} bytes")
    check_together(members)
    return list(members.values())


def _check_directory(archive: Path, files: int) -> None:
    """Looks at what the end of an archive says of its directory, which is read whole otherwise: of a million entries,
    say."""
    with archive.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LONGEST_END - 20))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise _no_zip("it has no directory")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if count == 0xFFFF or tail[max(0, at - 20) : at].startswith(_LOCATOR) or length > (files + 100) * _LONGEST_ENTRY:
        raise _too_large(f"The archive says that it holds far more than {files} files")


def _is_left_out(name: str) -> bool:
    return name.startswith(_LEFT_OUT[0]) or name.rpartition("/")[2] in _LEFT_OUT


def _check_member(info: zipfile.ZipInfo, path: str, rules: FileRules) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise _refused(path, "is a link or a device, not a file")
    if info.flag_bits & 1:
        raise _refused(path, "is encrypted")
    if info.compress_type not in _METHODS:
        raise _refused(path, "is packed in another way than deflate")
    if info.file_size > rules.file_bytes:
        raise _too_large(f"{path!r} has {info.file_size} bytes, more than {rules.file_bytes}")
    if info.file_size > HARMLESS and info.file_size > info.compress_size * MOST_RATIO:
        raise _too_large(f"{path!r} is packed more than {MOST_RATIO} times, as only a bomb is")


def unpacked(archive: Path, members: Sequence[Member]) -> Iterator[tuple[str, bytes]]:
    """The files of an archive that was checked, one at a time.

    Raises:
        SatchelError: `invalid` for one that is damaged.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for member in members:
                yield member.path, opened.read(member.name)  # never more than it said: the library counts
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise _no_zip(str(error)) from None


def _no_zip(told: str) -> SatchelError:
    return SatchelError("invalid", f"This is no ZIP archive that can be read: {told}.", {"field": "body"})


def _refused(path: str, told: str) -> SatchelError:
    return SatchelError("invalid", f"{path!r} in the archive {told}; leave it out.", {"field": "body", "path": path})


def _too_large(told: str) -> SatchelError:
    return SatchelError("too_large", f"{told}; that is more than is taken here.", {"field": "body"})
