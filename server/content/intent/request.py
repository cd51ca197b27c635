"""Which part of a message is the request: its first paragraph or its last, without what is quoted or pasted.

Only the head and the tail of a message are looked at, so that a pasted megabyte costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec

_HEAD: Final = 4_000  # code points
_TAIL: Final = 2_000  # code points
_LAST_SENTENCES: Final = 4  # of the last paragraph; what stands before them is what the request is about
_FENCE: Final = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
# What people quote is not what they ask; the length is bounded so that a stray quote does not search the whole text.
_QUOTED: Final = re.compile(
    r"""(?<!\w)'[^'\n]{1,200}'(?!\w)|"[^"\n]{1,200}"|[“„][^”“\n]{1,200}[”“]"""
    r"|«[^»\n]{1,200}»|「[^」\n]{1,200}」|《[^》\n]{1,200}》"
)
_PARAGRAPH_END: Final = re.compile(r"\n[ \t]*\n")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|(?<=。)|(?<=[!?])(?=[\u3040-\u9fff])|\n")
_CODE_START: Final = re.compile(
    r"(?:def|class|import|from|return|function|const|let|var|public|int|void|SELECT)\b[^.!?]*[(){};=*]|</?[A-Za-z][^>]*>"
)
_PASTED_START: Final = re.compile(r"[<>{}\[\]#|@$/*-]|\d{4}-\d")  # of markup, of a list, of a line in a log


class Request(msgspec.Struct, frozen=True):
    """The sentences of the first and of the last paragraph, and whether code came along with them."""

    first: list[str]
    last: list[str]
    has_code: bool


def request_of(text: str) -> Request:
    """Find the request in a message of any length."""
    if len(text) > _HEAD + _TAIL:
        text = f"{_normal(text[:_HEAD])[:_HEAD]}\n\n{_normal(text[-_TAIL:])[-_TAIL:]}"
    else:
        text = _normal(text)
    said = _QUOTED.sub(" ", _FENCE.sub("\n\n", text))
    if not said.strip():
        said = text
    paragraphs = [paragraph for paragraph in _PARAGRAPH_END.split(said) if paragraph.strip()]
    first = _sentences(paragraphs[0]) if paragraphs else []
    last = _sentences(paragraphs[-1])[-_LAST_SENTENCES:] if paragraphs else []
    has_code = "```" in text or any(_is_code(line.strip()) for line in text.split("\n"))
    return Request(first, [] if last == first else last, has_code)


def _normal(text: str) -> str:
    """Full-width and typographic marks as plain ones, so that one rule reads both."""
    return unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\r\n", "\n")


def _sentences(paragraph: str) -> list[str]:
    pieces = [piece.strip() for piece in _SENTENCE_END.split(paragraph)]
    return [piece for piece in pieces if piece and not _PASTED_START.match(piece) and not _is_code(piece)]


def _is_code(line: str) -> bool:
    return line.endswith(("{", "}", ";")) or _CODE_START.match(line) is not None
