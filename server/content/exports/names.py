"""Names of files that every system takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NOT_IN_A_NAME: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
"""https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file"""
_LONGEST: Final = 120
"""Characters without the extension; in UTF-8 a name may have 255 bytes on most systems."""


def file_name(title: str, extension: str) -> str:
    """A name for a file of that title: never a path, never hidden, never a device."""
    stem = _NOT_IN_A_NAME.sub(" ", unicodedata.normalize("NFC", title.encode(errors="replace").decode()))
    stem = " ".join(stem.split()).strip(" .")
    if stem.lower().endswith(f".{extension}"):
        stem = stem[: -len(extension) - 1].rstrip(" .")
    while len(stem) > _LONGEST or len(stem.encode()) > 240 - len(extension):
        stem = stem[:-1].rstrip(" .")
    if not stem:
        stem = "untitled"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{extension}"


def apart(name: str, taken: set[str]) -> str:
    """The name, with a number where another file has it, in whatever case; it is taken from then on."""
    stem, _, extension = name.rpartition(".")
    number, chosen = 1, name
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem} ({number}).{extension}"
    taken.add(chosen.casefold())
    return chosen
