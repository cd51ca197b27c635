"""PDF by fpdf2: A4, page numbers, shaped text, Arabic and Hebrew from right to left."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from fpdf import FPDF, XPos, YPos
from PIL import Image

from server.content.exports.cleaning import is_right_to_left
from server.content.exports.document import (
    Block,
    Code,
    Grid,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Run,
    plain,
    said_in,
)
from server.content.exports.document import Rule as Line
from server.content.exports.pdf_fonts import BODY, CODE, MISSING, Fonts
from server.content.exports.pdf_tables import draw_table

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE: Final = 10.5
"""Points."""
_HEADINGS: Final = (20, 16, 13.5, 12, 11, 10.5)
_MARGIN: Final = 20
"""Millimetres, as are all lengths here."""
_INDENT: Final = 7
_DEEPEST: Final = 10
_CODE_SIZE: Final = 8.5
_PIXEL: Final = 25.4 / 96
_HIGHEST: Final = 200
_MOST_PIXELS: Final = 30_000_000
_BACKWARDS: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SHAPED: Final = re.compile("[\u0300-\u036f\u0590-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters that look different beside others. Shaping makes a text several times slower to set."""
_MARKS: Final = re.compile(r"(\*\*|__|~~|--)")
_INK, _FAINT, _LINK, _GROUND, _EDGE = (31, 35, 43), (95, 103, 115), (11, 87, 208), (244, 245, 247), (200, 204, 210)


class _Paper(FPDF):
    """Pages with a number at the foot."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(BODY, "", 8)
        self.set_text_color(*_FAINT)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="C")


def pdf_file(blocks: list[Block], title: str, warnings: list[str]) -> bytes:
    """A document of these blocks.

    Args:
        title: in its properties.
        warnings: takes what could not be kept, as sentences.
    """
    paper = _Paper(format="A4")
    paper.set_margins(_MARGIN, _MARGIN, _MARGIN)
    paper.set_auto_page_break(True, _MARGIN)
    paper.c_margin = 0
    said = [*said_in(blocks), "•…"]
    fonts = Fonts(paper, said)
    if fonts.missing:
        some = "".join(sorted(fonts.missing)[:20])
        warnings.append(f"{len(fonts.missing)} characters are in no font and show as {MISSING}: {some}")
    try:
        _shape(paper, shaped=any(map(_SHAPED.search, said)))
        paper.set_title(title[:255])
        paper.set_creator("Satchel")
        paper.add_page()
        _Writer(paper, fonts, warnings).blocks(blocks)
        return bytes(paper.output())
    finally:
        fonts.close()


def _shape(paper: Any, *, shaped: bool = True) -> None:
    """Begins anew with shaping: it would go on in the direction of the last letters."""
    paper.set_text_shaping(shaped)


class _Writer:
    """Of one document."""

    def __init__(self, paper: Any, fonts: Fonts, warnings: list[str]) -> None:
        self._paper = paper
        self._fonts = fonts
        self._warnings = warnings
        self._color = _INK

    def blocks(self, blocks: Iterable[Block], *, tight: bool = False) -> None:
        for block in blocks:
            match block:
                case Heading(level=level, inlines=inlines):
                    self._heading(level, inlines)
                case Paragraph(inlines=inlines):
                    self._paragraph(inlines, SIZE)
                    self._paper.ln(1 if tight else 2.4)
                case Code(text=text):
                    self._code(text)
                case Quote(blocks=inner):
                    self._quote(inner)
                case Listing():
                    self._listing(block)
                case Grid():
                    self._look(BODY, "", SIZE - 1.5)
                    draw_table(self._paper, block, self._fonts.shown, self._warnings)
                case Line():
                    self._line()

    def _look(self, family: str, style: str, size: float, color: tuple[int, int, int] | None = None) -> None:
        self._paper.set_font(family, style, size)
        self._paper.set_text_color(*(color or self._color))

    def _heading(self, level: int, inlines: tuple[Inline, ...]) -> None:
        paper, size = self._paper, _HEADINGS[level - 1]
        if paper.y > paper.t_margin + 1:
            paper.ln(3.5 if level < 3 else 2)
        if paper.will_page_break(size * 0.35 * 4):  # no heading stands alone at the foot of a page
            paper.add_page()
        text = self._fonts.shown(plain(inlines))
        paper.start_section(text[:200].replace("\n", " ") or "-", level=0)
        self._paragraph(inlines, size, bold=True)
        paper.ln(1.8)

    def _paragraph(self, inlines: tuple[Inline, ...], size: float, *, bold: bool = False) -> None:
        """Words that are drawn between the margins; images stand on lines of their own."""
        line: list[Run] = []
        for part in inlines:
            if isinstance(part, Run):
                line.append(part)
                continue
            if part.data:
                self._words(line, size, bold=bold)
                line = []
            if not part.data or not self._picture(part):
                line.append(Run(f"[{part.alt or 'image'}]", link=part.url))
        self._words(line, size, bold=bold)

    def _words(self, runs: list[Run], size: float, *, bold: bool) -> None:
        text = "".join(run.text for run in runs)
        if not text.strip():
            return
        if _BACKWARDS.search(text):
            self._both_ways(runs, text, size, bold=bold)
            return
        paper = self._paper
        with paper.text_columns(line_height=1.42, skip_leading_spaces=True) as columns:
            paragraph = columns.paragraph()
            for run in runs:
                style = ("B" if bold or run.bold else "") + ("I" if run.italic and not run.code else "")
                style += ("S" if run.strike else "") + ("U" if run.link else "")
                self._look(CODE if run.code else BODY, style, size * 0.92 if run.code else size)
                if run.link:
                    paper.set_text_color(*_LINK)
                paragraph.write(self._fonts.shown(run.text), link=run.link or None)
            columns.end_paragraph()

    def _both_ways(self, runs: list[Run], text: str, size: float, *, bold: bool) -> None:
        """Words of which some run from right to left. Only a cell orders them by the bidirectional algorithm."""
        self._look(BODY, "B" if bold else "", size)
        paper = self._paper
        paper.multi_cell(
            paper.epw,
            size * 0.3528 * 1.42,
            self._fonts.shown("".join(_marked(run) for run in runs)),
            align="R" if is_right_to_left(text) else "L",
            markdown=True,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        _shape(paper)

    def _picture(self, picture: Picture) -> bool:
        """False where it can't be read: then its words stand for it."""
        paper = self._paper
        try:
            with Image.open(io.BytesIO(picture.data)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise ValueError("it is too large")
                scale = min(_PIXEL, paper.epw / image.width, _HIGHEST / image.height)
                paper.image(image, x=paper.l_margin, w=image.width * scale, h=image.height * scale)
        except Exception:  # whatever a reader of images makes of broken ones
            self._warnings.append(f"An image could not be read: {picture.alt[:100] or 'it has no name'}.")
            return False
        paper.ln(2)
        return True

    def _code(self, text: str) -> None:
        """Lines are cut where the page ends: each letter is as wide as any other."""
        paper = self._paper
        self._look(CODE, "", _CODE_SIZE)
        paper.set_fill_color(*_GROUND)
        height, pad = _CODE_SIZE * 0.3528 * 1.45, 2.5
        most = max(10, int((paper.epw - 2 * pad) / paper.get_string_width("m")))
        paper.ln(0.8)
        if paper.will_page_break(height * 3):
            paper.add_page()
        self._cells(1.5, [""])
        shaping, paper.text_shaping = paper.text_shaping, None  # it would draw `!=` as one sign
        for line in self._fonts.shown(text.expandtabs(4)).split("\n"):
            if _SHAPED.search(line):
                paper.text_shaping = shaping
            step = most if line.isascii() else most // 2
            self._cells(height, [line[at : at + step] for at in range(0, len(line), step)] or [""], pad)
            paper.text_shaping = None
        paper.text_shaping = shaping
        self._cells(1.5, [""])
        paper.ln(3)

    def _cells(self, height: float, lines: list[str], pad: float = 0) -> None:
        paper = self._paper
        before, paper.c_margin = paper.c_margin, pad
        for line in lines:
            paper.cell(paper.epw, height, line, fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        paper.c_margin = before

    def _quote(self, inner: tuple[Block, ...]) -> None:
        paper = self._paper
        if paper.will_page_break(8):
            paper.add_page()
        left, color, page, top = paper.l_margin, self._color, paper.page, paper.y
        self._color = _FAINT
        self._shift(5)
        self.blocks(inner)
        last, bottom = paper.page, paper.y - 2
        paper.set_left_margin(left)
        self._color = color
        paper.set_draw_color(*_EDGE)
        with paper.local_context(line_width=0.9):
            for number in range(page, last + 1):
                paper.page = number
                start = top if number == page else paper.t_margin
                end = bottom if number == last else paper.h - paper.b_margin
                if end > start:
                    paper.line(left + 1, start, left + 1, end)
        paper.page = last
        paper.set_xy(left, bottom + 2)
        paper.ln(1)

    def _listing(self, listing: Listing) -> None:
        paper, left = self._paper, self._paper.l_margin
        for number, item in enumerate(listing.items):
            self._look(BODY, "", SIZE)
            if paper.will_page_break(SIZE * 0.3528 * 1.42 * 2):
                paper.add_page()
            mark = "•" if listing.first is None else f"{listing.first + number}."
            page, top = paper.page, paper.y
            self._shift(_INDENT)
            paper.set_xy(paper.l_margin - _INDENT, top)
            paper.cell(_INDENT - 2, SIZE * 0.3528 * 1.42, mark, align="R")
            paper.set_xy(paper.l_margin, top)
            self.blocks(item, tight=True)
            if paper.page == page and paper.y <= top:  # an empty item is a line high
                paper.set_y(top + SIZE * 0.3528 * 1.42)
            paper.set_left_margin(left)
            paper.set_x(left)
        paper.ln(1.4)

    def _shift(self, by: float) -> None:
        """Moves the left margin in, unless too little would be left of the line."""
        paper = self._paper
        if paper.l_margin + by <= _MARGIN + _INDENT * _DEEPEST:
            paper.set_left_margin(paper.l_margin + by)
        paper.set_x(paper.l_margin)

    def _line(self) -> None:
        paper = self._paper
        paper.ln(2)
        paper.set_draw_color(*_EDGE)
        paper.line(paper.l_margin, paper.y, paper.w - paper.r_margin, paper.y)
        paper.ln(4)


def _marked(run: Run) -> str:
    """A run as fpdf2's own marks have it."""
    text = run.text.strip()
    if not text:
        return run.text
    before, _, after = run.text.partition(text)
    text = _MARKS.sub(r"\\\1", text)
    for wanted, mark in ((run.bold, "**"), (run.italic, "__"), (run.strike, "~~")):
        if wanted:
            text = f"{mark}{text}{mark}"
    return f"{before}{text}{after}"
