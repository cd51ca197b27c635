"""How much goes into a document that people read page by page. Spreadsheets take all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

MOST_ROWS: Final = 2_000
"""Of a table in a DOCX or a PDF."""
MOST_BYTES: Final = {"docx": 4_000_000, "pdf": 4_000_000, "html": 20_000_000}
"""Of text, in UTF-8; of the other formats the limit is that of the whole."""
LARGEST: Final = 64_000_000


def shortened(rows: Sequence[T], warnings: list[str]) -> Sequence[T]:
    """The rows that are shown; of others only their number is told."""
    if len(rows) - 1 <= MOST_ROWS:
        return rows
    warnings.append(
        f"A table shows its first {MOST_ROWS:,} of {len(rows) - 1:,} rows; export it as CSV or XLSX to have all."
    )
    return rows[: MOST_ROWS + 1]
