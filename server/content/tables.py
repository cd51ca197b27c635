"""GFM tables: the rows as they were written, and the table written back with all its cells.

The library's rule decides what a table is; it drops the cells by which a row is longer than the header, so the
rows are read once more from their own lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markdown_it.rules_block.table import table as library_rule

from server.content.found import Draft
from server.content.state import BlockState

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

# Past this many cells a table is not widened to its longest row: one long row must not multiply a long table.
_CELL_LIMIT: Final = 65_536


def table_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a table by the library's rule; the opening token carries its draft in `meta["drafts"]`."""
    first_token = len(state.tokens)
    if not library_rule(state, start_line, end_line, silent):
        return False
    if silent:
        return True
    assert isinstance(state, BlockState)
    rows = [state.text_of(line) for line in range(start_line, state.line)]
    state.tokens[first_token].meta = {
        "drafts": [
            Draft(
                content=normal_table(rows),
                start=state.bMarks[start_line] + state.tShift[start_line],
                end=state.eMarks[state.line - 1],
                language="markdown",
                kind="table",
            )
        ]
    }
    return True


def normal_table(rows: list[str]) -> str:
    """Write a table's source lines (header, delimiter, rows) back with equally many cells in every row."""
    aligns = [_delimiter(cell) for cell in cells_of(rows[1])]
    cells = [cells_of(row) for row in [rows[0], *rows[2:]]]
    width = max(len(row) for row in cells)
    if width * len(cells) > _CELL_LIMIT:
        width = len(cells[0])
    for row in cells:
        row.extend([""] * (width - len(row)))
    aligns.extend(["---"] * (width - len(aligns)))
    return "\n".join("| " + " | ".join(row) + " |" for row in [cells[0], aligns, *cells[1:]])


def cells_of(row: str) -> list[str]:
    r"""Split a row at its pipes; `\|` is no split, in inline code neither, and stays escaped."""
    cells: list[str] = []
    pending = ""
    for piece in row.strip().split("|"):
        if piece.endswith("\\"):
            pending += piece + "|"
            continue
        cells.append((pending + piece).strip())
        pending = ""
    if pending:
        cells.append(pending[:-1].strip())
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _delimiter(cell: str) -> str:
    return (":" if cell.startswith(":") else "") + "---" + (":" if cell.endswith(":") and len(cell) > 1 else "")


def header_of(table: str) -> str:
    """The header cells of a written-back table as one line, for a title."""
    return ", ".join(cell for cell in cells_of(table.partition("\n")[0]) if cell)
