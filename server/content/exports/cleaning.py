"""Text that any file can hold: no character that XML forbids, no half of a surrogate pair."""

from __future__ import annotations

import re
from typing import Final

# XML 1.0, production 2 (https://www.w3.org/TR/xml/#charsets), and the C1 controls and DEL, which it discourages.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def cleaned(text: str) -> str:
    """The text with a visible mark for each character that can't be kept, and lines that end in a line feed."""
    return _FORBIDDEN.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


_STRONG: Final = re.compile(
    "[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2c00-\ud7ff\uf900-\ufaff]|[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def is_right_to_left(text: str) -> bool:
    """Whether the first letter is of a script that is written from right to left (https://unicode.org/reports/tr9/,
    rule P2)."""
    found = _STRONG.search(text[:1000])
    return found is not None and _RIGHT_TO_LEFT.match(found[0]) is not None
