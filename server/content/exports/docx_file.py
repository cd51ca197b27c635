"""DOCX by python-docx, in the styles of its own template, so that whoever gets it can change how it looks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
)
from server.content.exports.document import Rule as Line
from server.content.exports.docx_styles import CODE, CODE_FONT, make_styles, restart_numbers, shade
from server.content.exports.limits import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIGN: Final = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_INDENT: Final = 6.3
"""Millimetres that a level of a list or a quote is further in."""
_DEEPEST: Final = 9
_WIDEST: Final = 160
"""Millimetres of an image."""


def docx_file(blocks: Iterable[Block], title: str, warnings: list[str]) -> bytes:
    """A document of these blocks.

    Args:
        title: in its properties.
        warnings: takes what could not be kept, as sentences.
    """
    document = Document()
    make_styles(document)
    document.core_properties.title = title[:255]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    _Writer(document, warnings).blocks(blocks, 0)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


class _Writer:
    """Of one document."""

    def __init__(self, document: Any, warnings: list[str]) -> None:
        self._document = document
        self._warnings = warnings

    def blocks(self, blocks: Iterable[Block], depth: int, style: str | None = None) -> None:
        for block in blocks:
            match block:
                case Heading(level=level, inlines=inlines):
                    self._paragraph(inlines, depth, f"Heading {level}")
                case Paragraph(inlines=inlines):
                    self._paragraph(inlines, depth, style)
                case Code(text=text):
                    self._code(text, depth)
                case Quote(blocks=inner):
                    self.blocks(inner, depth + 1, "Quote")
                case Listing():
                    self._listing(block, depth)
                case Grid():
                    self._grid(block)
                case Line():
                    self._line()

    def _paragraph(self, inlines: tuple[Inline, ...], depth: int, style: str | None) -> Any:
        paragraph = self._document.add_paragraph(style=style)
        if depth:
            paragraph.paragraph_format.left_indent = Mm(_INDENT * min(depth, _DEEPEST))
        self._say(paragraph, inlines)
        return paragraph

    def _code(self, text: str, depth: int) -> None:
        paragraph = self._document.add_paragraph(style=CODE)
        if depth:
            paragraph.paragraph_format.left_indent = Mm(_INDENT * min(depth, _DEEPEST))
        paragraph.add_run(text)

    def _listing(self, listing: Listing, depth: int) -> None:
        style = "List Number" if listing.first is not None else "List Bullet"
        numbers = None if listing.first is None else restart_numbers(self._document, listing.first)
        for item in listing.items:
            first, rest = (item[0], item[1:]) if item and isinstance(item[0], Paragraph) else (Paragraph(()), item)
            assert isinstance(first, Paragraph)
            paragraph = self._document.add_paragraph(style=style)
            layout = paragraph.paragraph_format
            layout.left_indent = Mm(_INDENT * min(depth + 1, _DEEPEST))
            layout.first_line_indent = Mm(-_INDENT)
            layout.space_after = Pt(3)
            if numbers is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = numbers
            self._say(paragraph, first.inlines)
            self.blocks(rest, depth + 1)

    def _grid(self, grid: Grid) -> None:
        rows = shortened(grid.rows, self._warnings)
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for number, (row, drawn) in enumerate(zip(rows, table.rows, strict=True)):
            for inlines, align, cell in zip(row, grid.aligns, drawn.cells, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                if align in _ALIGN:
                    paragraph.alignment = _ALIGN[align]
                self._say(paragraph, inlines, bold=number == 0)
                if number == 0:
                    shade(cell._tc.get_or_add_tcPr(), "EDEFF2")
            if number == 0:
                repeated = OxmlElement("w:tblHeader")
                drawn._tr.get_or_add_trPr().append(repeated)
        if len(rows) < len(grid.rows):
            self._paragraph((Run(f"… {len(grid.rows) - len(rows):,} more rows", italic=True),), 0, None)
        self._document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _line(self) -> None:
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "B0B4BA")):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        self._document.add_paragraph()._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def _say(self, paragraph: Any, inlines: tuple[Inline, ...], *, bold: bool = False) -> None:
        backwards = is_right_to_left(plain(inlines))
        if backwards:
            paragraph._p.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
                "w:jc", "w:outlineLvl", "w:rPr",
            )  # fmt: skip
        for part in inlines:
            if isinstance(part, Picture):
                self._picture(paragraph, part)
                continue
            run = paragraph.add_run(part.text)
            run.bold = True if part.bold or bold else None
            run.italic = True if part.italic else None
            run.font.strike = True if part.strike else None
            run.font.rtl = True if backwards else None
            if part.code:
                run.font.name = CODE_FONT
                shade(run._r.get_or_add_rPr(), "F1F2F4")
            if part.link:
                self._link(paragraph, run, part.link)

    def _link(self, paragraph: Any, run: Any, url: str) -> None:
        run.font.color.rgb = RGBColor(0x0B, 0x57, 0xD0)
        run.font.underline = True
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        link.append(run._r)

    def _picture(self, paragraph: Any, picture: Picture) -> None:
        if picture.data:
            try:
                shape = paragraph.add_run().add_picture(io.BytesIO(picture.data))
            except Exception:  # whatever a reader of images makes of broken ones
                self._warnings.append(f"An image could not be read: {picture.alt[:100] or 'it has no name'}.")
            else:
                if shape.width > Mm(_WIDEST):
                    shape.height = int(shape.height * Mm(_WIDEST) / shape.width)
                    shape.width = Mm(_WIDEST)
                return
        run = paragraph.add_run(f"[{picture.alt or 'image'}]")
        if picture.url:
            self._link(paragraph, run, picture.url)
