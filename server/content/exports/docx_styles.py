"""What python-docx's template lacks: a style for code, numbers that begin anew, shading."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

CODE: Final = "Code Block"
CODE_FONT: Final = "Consolas"
BODY_FONT: Final = "Calibri"


def make_styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = BODY_FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    code = styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = normal
    code.font.name, code.font.size = CODE_FONT, Pt(9)
    code.paragraph_format.space_after = Pt(8)
    shade(code.element.get_or_add_pPr(), "F1F2F4")
    quote = styles["Quote"]
    quote.font.color.rgb = RGBColor(0x55, 0x5B, 0x65)
    for level, size in enumerate((20, 16, 14, 12, 11, 11), 1):
        heading = styles[f"Heading {level}"]
        heading.font.size, heading.font.name = Pt(size), BODY_FONT
        heading.font.color.rgb = RGBColor(0x1F, 0x23, 0x2B)
        heading.paragraph_format.space_before = Pt(14 if level < 4 else 10)
        heading.paragraph_format.space_after = Pt(4)


def shade(properties: Any, color: str) -> None:
    """Colours the ground of a paragraph's, a run's or a cell's properties; `color` is RRGGBB."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", color)):
        shading.set(qn(f"w:{name}"), value)
    if properties.tag == qn("w:pPr"):
        properties.insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    else:
        properties.append(shading)


def restart_numbers(document: Any, first: int) -> int:
    """A numbering of its own for one list, which begins where it says; its id."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element
    known = numbering.num_having_numId(style.pPr.numPr.numId.val)
    made = numbering.add_num(known.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(max(first, 0))
    return int(made.numId)
