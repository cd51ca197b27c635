"""The letters of a PDF: FiraGO (Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai, Georgian), Fira Mono, Noto's
symbols, and for Chinese, Japanese and Korean what the machine has.

The first ones come with `pymupdf-fonts`, under the SIL Open Font License; only the letters that are used are embedded.
"""

from __future__ import annotations

import logging
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pymupdf_fonts
from fontTools.ttLib import TTFont

from server.content.exports.cleaning import REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of each font that is older than its newest form

BODY: Final = "body"
CODE: Final = "code"
_STYLES: Final = {
    (BODY, ""): "figo",
    (BODY, "B"): "figbo",
    (BODY, "I"): "figit",
    (BODY, "BI"): "figbi",
    (CODE, ""): "fimo",
    (CODE, "B"): "fimbo",
}
_FALLBACKS: Final = ("fimo", "symbol2", "math", "symbol1", "notos", "music")
_INSTALLED: Final = (
    "opentype/noto/NotoSansCJK-Regular.ttc",
    "noto-cjk/NotoSansCJK-Regular.ttc",
    "google-noto-cjk/NotoSansCJK-Regular.ttc",
    "google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "truetype/droid/DroidSansFallbackFull.ttf",
    "truetype/wqy/wqy-zenhei.ttc",
    "truetype/wqy/wqy-microhei.ttc",
    "opentype/ipafont-gothic/ipag.ttf",
    "truetype/nanum/NanumGothic.ttf",
)
"""Below the folders of fonts, as Debian and Fedora name them."""
_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
MISSING: Final = "\N{WHITE VERTICAL RECTANGLE}"
"""Stands for a letter that no font has."""


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """fpdf2 reads fonts from files. It goes with the process."""
    return tempfile.TemporaryDirectory(prefix="satchel-fonts-")


@cache
def _path(code: str) -> Path:
    path = Path(_folder().name) / f"{code}.ttf"
    path.write_bytes(pymupdf_fonts.myfont(code))
    return path


class Fonts:
    """Of one document: loads what its text needs.

    Attributes:
        missing: letters that no font has.
    """

    def __init__(self, pdf: Any, text: Iterable[str]) -> None:
        self._pdf = pdf
        self.missing: set[str] = set()
        for (family, style), code in _STYLES.items():
            pdf.add_font(family, style, _path(code))
        wanted = {letter for piece in text for letter in piece if letter > "~"} - {REPLACEMENT} | {MISSING}
        wanted -= _letters(_path(_STYLES[BODY, ""]))
        families = [BODY]
        for path in filter(
            None, (_installed(code) if "/" in code else _path(code) for code in (*_FALLBACKS, *_INSTALLED))
        ):
            if wanted and not wanted.isdisjoint(_letters(path)):
                families.append(f"fallback{len(families)}")
                pdf.add_font(families[-1], "", path)
                wanted -= _letters(path)
        pdf.set_fallback_fonts(families, exact_match=False)
        self.missing = {letter for letter in wanted if letter.isprintable() and letter not in _SILENT}
        self._table = dict.fromkeys(map(ord, wanted)) | dict.fromkeys(map(ord, self.missing), MISSING)

    def shown(self, text: str) -> str:
        """The text with a mark for each letter that no font has."""
        return text.translate(self._table) if self._table else text

    def close(self) -> None:
        """Closes their files; the document is written by then."""
        for font in self._pdf.fonts.values():
            font.close()


_SILENT: Final = {"\ufe0f", "\ufe0e", "\u200b", "\u200c", "\u200d", "\ufeff"}
"""Choose how the letter beside them looks, and may be missing."""


@cache
def _installed(name: str) -> Path | None:
    return next((path for folder in _FOLDERS if (path := folder / name).is_file()), None)


@cache
def _letters(path: Path) -> frozenset[str]:
    """What a font has; of a collection its first."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
