"""Tables in a PDF: columns as wide as their content wants, the header on each page, and every row on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fpdf.fonts import FontFace

from server.content.exports.cleaning import is_right_to_left
from server.content.exports.document import Grid, Inline, Run, plain
from server.content.exports.limits import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_COLUMNS: Final = 12
"""Beside each other; rows of more are told one column below the other."""
LONGEST_HEADER: Final = 400
"""Characters of the heading of one column."""
_LINES: Final = 30
"""Of one cell; a longer one goes on in the next row."""


def draw_table(paper: Any, grid: Grid, shown: Callable[[str], str], warnings: list[str]) -> None:
    """Draws a table below what is there, in the font that is set.

    Args:
        shown: a text without the letters that no font has.
    """
    kept = shortened(grid.rows, warnings)
    rows = [[shown(plain(cell)) for cell in row] for row in kept]
    paper.ln(0.8)
    if len(rows[0]) > MOST_COLUMNS:
        _tell(paper, rows)
    else:
        _draw(paper, rows, [[_link(cell) for cell in row] for row in kept], grid.aligns, warnings)
    if len(kept) < len(grid.rows):
        paper.cell(0, 6, f"… {len(grid.rows) - len(kept):,} more rows", new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)


def _draw(
    paper: Any, rows: list[list[str]], links: list[list[str]], aligns: tuple[str, ...], warnings: list[str]
) -> None:
    widths = _widths(rows, paper.epw)
    paper.set_draw_color(205, 209, 215)
    paper.set_fill_color(255, 255, 255)
    letter = paper.get_string_width("n")
    rooms = [max(1, int((width - 3) / letter)) for width in widths]
    font = paper.font_size
    with paper.table(
        align="LEFT",
        width=paper.epw,
        col_widths=widths,
        line_height=font * 1.4,
        text_align="LEFT",
        v_align="TOP",
        padding=(1.1, 1.5),
        headings_style=FontFace(emphasis="BOLD", fill_color=(240, 241, 244)),
    ) as table:
        for number, (cells, leads) in enumerate(zip(rows, links, strict=True)):
            for pieces in _cut(cells, rooms) if number else [cells]:
                row = table.row()
                for text, link, align in zip(pieces, leads, aligns, strict=True):
                    side = align.upper() or ("RIGHT" if is_right_to_left(text) else "LEFT")
                    row.cell(text if number else _headed(text, warnings), align=side, link=link or None)


def _headed(text: str, warnings: list[str]) -> str:
    """The header stands on every page: one that is as high as that leaves no room for a row."""
    if len(text) <= LONGEST_HEADER:
        return text
    warnings.append(f"A heading of a column has {len(text):,} characters; the PDF has the first {LONGEST_HEADER}.")
    return f"{text[:LONGEST_HEADER]}…"


def _cut(cells: list[str], rooms: list[int]) -> list[list[str]]:
    """A row as several where a cell would be higher than a page."""
    columns = [_pieces(text, room) for text, room in zip(cells, rooms, strict=True)]
    height = max(map(len, columns))
    return [[column[at] if at < len(column) else "" for column in columns] for at in range(height)]


def _pieces(text: str, room: int) -> list[str]:
    if len(text) <= room * 4 and text.count("\n") < _LINES // 2:
        return [text]
    pieces: list[str] = []
    for line in text.split("\n"):
        most = room * _LINES // 2  # half the room: words do not fill their lines
        pieces += _between_words(line, most)
    joined = [pieces[0]]
    for piece in pieces[1:]:
        lines = sum(len(line) // max(1, room // 2) + 1 for line in (*joined[-1].split("\n"), *piece.split("\n")))
        if lines <= _LINES:
            joined[-1] += f"\n{piece}"
        else:
            joined.append(piece)
    return joined


def _between_words(line: str, most: int) -> list[str]:
    """A line in parts of at most so many letters: who searches the file, or copies from it, finds whole words."""
    parts: list[str] = []
    while len(line) > most:
        space = line.rfind(" ", most // 2, most)
        end = most if space < 0 else space + 1
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]


def _tell(paper: Any, rows: list[list[str]]) -> None:
    header = rows[0]
    for number, row in enumerate(rows[1:], 1):
        paper.set_font(style="B")
        paper.multi_cell(paper.epw, paper.font_size * 1.4, f"Row {number}", new_x="LMARGIN", new_y="NEXT")
        paper.set_font(style="")
        for name, text in zip(header, row, strict=True):
            if text:
                line = f"{name}: {text}"
                paper.multi_cell(
                    paper.epw, paper.font_size * 1.4, line, align="L", new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR"
                )
        paper.ln(1.5)


def _widths(rows: list[list[str]], whole: float) -> list[float]:
    """The room that is there, shared out by how long what stands in a column is, within bounds."""
    wanted = []
    for column in zip(*rows[:200], strict=True):
        lengths = sorted(max(map(len, text.split("\n"))) for text in column)
        typical = lengths[len(lengths) * 9 // 10]
        word = max((len(word) for text in column[:50] for word in text.split()), default=1)
        wanted.append(min(max(typical, min(word, 18) + 1, 4), 60))
    return [whole * share / sum(wanted) for share in wanted]


def _link(cell: tuple[Inline, ...]) -> str:
    """Where a cell leads, if it leads to one place."""
    links = {part.link for part in cell if isinstance(part, Run) and part.text.strip()}
    return links.pop() if len(links) == 1 else ""
