"""XLSX by XlsxWriter: values of their types, and nothing that the text could have turned into a formula or a link."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from server.content.exports.table import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.content.exports.table import Table

# https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
MOST_CHARACTERS: Final = 32_767
_LARGEST: Final = 10**15
_MEASURED: Final = 500
"""Rows by which the widths of columns are chosen."""
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def xlsx_file(tables: Sequence[Table], warnings: list[str]) -> bytes:
    """A workbook with a sheet for each table, its header frozen.

    Args:
        warnings: takes what could not be kept, as sentences.
    """
    written = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": False,
    }
    with xlsxwriter.Workbook(written, options) as book:
        names: set[str] = set()
        writer = _Writer(book, warnings)
        for table in tables:
            writer.write(book.add_worksheet(_sheet_name(table.name, names)), table)
    return written.getvalue()


class _Writer:
    """Of one workbook."""

    def __init__(self, book: Any, warnings: list[str]) -> None:
        self._book = book
        self._warnings = warnings
        self._formats: dict[str, Any] = {}
        self._header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._cut = 0

    def write(self, sheet: Any, table: Table) -> None:
        rows = table.rows
        if len(rows) > MOST_ROWS:
            self._warnings.append(f"A sheet has {MOST_ROWS:,} rows at most: {len(rows) - MOST_ROWS:,} were left out.")
        width = len(rows[0]) if rows else 0
        if width > MOST_COLUMNS:
            self._warnings.append(
                f"A sheet has {MOST_COLUMNS:,} columns at most: {width - MOST_COLUMNS:,} are missing."
            )
        for column, size in enumerate(_widths(rows)[:MOST_COLUMNS]):
            sheet.set_column(column, column, size)
        if rows:
            sheet.freeze_panes(1, 0)
        for number, row in enumerate(islice(rows, MOST_ROWS)):
            for column, value in enumerate(row[:MOST_COLUMNS]):
                if number == 0:
                    self._text(sheet, 0, column, "" if value is None else str(value), self._header)
                else:
                    self._value(sheet, number, column, value)
        if self._cut:
            self._warnings.append(f"A cell has {MOST_CHARACTERS:,} characters at most: {self._cut} were cut.")

    def _value(self, sheet: Any, row: int, column: int, given: Any) -> None:
        value = typed(given) if isinstance(given, str) else given
        match value:
            case None | "":
                pass
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float() if -_LARGEST < value < _LARGEST:
                digits = len(given.strip().partition(".")[2]) if isinstance(given, str) else 0
                sheet.write_number(row, column, value, self._format("0." + "0" * digits) if digits else None)
            case datetime() if value.year >= 1900:
                sheet.write_datetime(row, column, value, self._format("yyyy-mm-dd hh:mm:ss"))
            case date() if value.year >= 1900:
                sheet.write_datetime(row, column, value, self._format("yyyy-mm-dd"))
            case _:
                text = given if isinstance(given, str) else str(given)
                self._text(sheet, row, column, text, self._wrapped if "\n" in text else None)

    def _text(self, sheet: Any, row: int, column: int, text: str, look: Any) -> None:
        if len(text) > MOST_CHARACTERS:
            self._cut += 1
            text = text[: MOST_CHARACTERS - 1] + "…"
        sheet.write_string(row, column, text, look)

    def _format(self, shape: str) -> Any:
        if shape not in self._formats:
            self._formats[shape] = self._book.add_format({"num_format": shape})
        return self._formats[shape]

    @property
    def _wrapped(self) -> Any:
        if "" not in self._formats:
            self._formats[""] = self._book.add_format({"text_wrap": True, "valign": "top"})
        return self._formats[""]


def _widths(rows: Sequence[Sequence[Any]]) -> list[float]:
    """Of each column, in characters: as wide as what stands in it, within what fits on a screen."""
    widths = [0] * (len(rows[0]) if rows else 0)
    for row in rows[:_MEASURED]:
        for column, value in enumerate(row):
            longest = max(map(len, str(value).split("\n", 20)[:20])) if value is not None else 0
            widths[column] = max(widths[column], longest)
    return [min(max(width + 2, 8), 60) for width in widths]


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes: 31 characters, none of `[]:*?/\\`, no apostrophe at an end, unlike any other."""
    name = _NOT_IN_A_NAME.sub(" ", wanted).strip(" '")[:31].strip(" '")
    if not name or name.lower() == "history":
        name = f"Table {len(taken) + 1}"
    number, plain = 1, name
    while name.lower() in taken:
        number += 1
        name = f"{plain[: 31 - len(str(number)) - 1]} {number}"
    taken.add(name.lower())
    return name
