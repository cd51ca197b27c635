"""What a statement gave, as a table for people, as CSV or as JSON."""

import base64
import csv
import sys

from rich.table import Table
from rich.text import Text

from .screen import console
from .statement import Rows, Value
from .words import counted, one_line, plain, size

MOST_SHOWN = 1000
"""Rows that a terminal shows; rich measures every cell before it draws the first."""
WIDEST = 200


def print_table(found: Rows) -> None:
    """Aligned, one line a row; where the window is too narrow the widest columns are cut first."""
    screen = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for number, name in enumerate(found.columns):
        numbers = all(isinstance(row[number], int | float | None) for row in found.rows)
        table.add_column(_line(name), justify="right" if numbers else "left")
    for row in found.rows:
        table.add_row(*map(_cell, row))
    screen.print(table)
    if found.more:
        screen.print(f"… and {counted(found.more, 'row')} more: --csv or --json gives all.", style="dim")


def _cell(value: Value) -> Text:
    match value:
        case None:
            return _line("null", "dim")
        case bytes():
            return _line(f"<{size(len(value))}>", "dim")
        case _:
            return _line(str(value))


def _line(text: str, style: str = "") -> Text:
    # The text itself is not wrapped, but the column may be: rich takes width from such columns by their width, and
    # from others as much from each, until the narrow ones are gone.
    return Text(one_line(text, WIDEST), style, no_wrap=True, overflow="ellipsis")


def print_csv(found: Rows) -> None:
    """As RFC 4180 has it, but for the ends of lines; null is empty, bytes are base64."""
    clean = plain if sys.stdout.isatty() else str
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(clean, found.columns))
    writer.writerows([clean(_field(value)) for value in row] for row in found.rows)
    sys.stdout.flush()


def _field(value: Value) -> str:
    match value:
        case None:
            return ""
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return str(value)


def objects(found: Rows) -> list[dict[str, Value]]:
    """A row as an object; bytes become base64, whole numbers stay exact."""
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]
