"""CSV by RFC 4180, in UTF-8, in which no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Final

from server.content.exports.table import is_number

if TYPE_CHECKING:
    from server.content.exports.table import Table

# What spreadsheets take for the beginning of a formula, and its full-width forms:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
_EXPONENT: Final = re.compile(r"-\d+(?:\.\d+)?[eE][+-]?\d{1,3}")


def csv_file(table: Table) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode()


def _harmless(value: Any) -> str:
    """The text of a cell, behind an apostrophe where a spreadsheet would calculate with it. Negative numbers stay."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else str(value)
    if text.startswith(_FORMULA) and not (is_number(text) or _EXPONENT.fullmatch(text)):
        return f"'{text}"
    return text
