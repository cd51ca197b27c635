"""Paths of files: what may be a name here is a name on every system that the files may go to."""

import unicodedata
from collections.abc import Iterable

from ...errors import SatchelError

LONGEST = 1000
"""Characters of a path."""
LONGEST_PART = 255
"""Bytes of a part, which is what most file systems can name."""
_NOT_IN_A_NAME = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Unicode categories: controls, halves of surrogate pairs, ends of lines and of paragraphs."""


def check_path(path: str, field: str = "path") -> str:
    """The path as it is kept: relative, parts divided by `/`, Unicode in its composed form (NFC).

    Raises:
        SatchelError: `invalid`, naming the path and what is wrong with it.
    """
    kept = unicodedata.normalize("NFC", path)
    wrong = _wrong(kept)
    if wrong is not None:
        shown = path[:100].encode("ascii", "backslashreplace").decode()
        raise SatchelError(
            "invalid", f"The path {shown!r} {wrong}; name files like src/app.js.", {"field": field, "path": shown}
        )
    return kept


def _wrong(path: str) -> str | None:
    if not path or len(path) > LONGEST:
        return f"has to have 1 to {LONGEST} characters"
    if any(unicodedata.category(character) in _NOT_IN_A_NAME for character in path):
        return "holds a character that no name can have"
    if "\\" in path:
        return "holds a backslash"
    if path.startswith("/") or path[1:2] == ":":
        return "is not relative"
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return f"has a part {part!r}"
        if len(part.encode()) > LONGEST_PART:
            return f"has a part of more than {LONGEST_PART} bytes"
    return None


def check_together(paths: Iterable[str], field: str = "files") -> None:
    """Checks paths that are to stand side by side.

    Raises:
        SatchelError: `invalid` for two that differ in case only, and for a file where a folder has to be.
    """
    files: dict[str, str] = {}
    for path in paths:
        first = files.setdefault(path.casefold(), path)
        if first != path:
            raise _clash(path, first, field)
    for folded, path in files.items():
        end = folded.find("/")
        while end >= 0:
            if (other := files.get(folded[:end])) is not None:
                raise _clash(path, other, field)
            end = folded.find("/", end + 1)


def _clash(path: str, other: str, field: str) -> SatchelError:
    return SatchelError(
        "invalid",
        f"{path!r} and {other!r} can't stand side by side where upper and lower case are the same; rename one.",
        {"field": field, "path": path, "other": other},
    )
