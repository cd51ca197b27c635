"""The title of a session, from its first user message."""

from __future__ import annotations

import re
from typing import Final

from server.content.titles import cut

_NOTHING: Final = "New session"
_LINES: Final = 200  # a title is looked for in so many lines
_LINE_MARKS: Final = re.compile(r"^\s*(?:(?:#{1,6}|>|[-*+]|\d{1,9}[.)]|\[[ xX]\])(?:\s+|$))+|^[\s>]+")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s[^()]*)?\)|\[[^\[\]]*\])")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_EMPHASIS: Final = re.compile(r"[*`]+|~~+|(?<![^\W_])_+(?=\S)|(?<=\S)_+(?![^\W_])")


def title_from_text(text: str, limit: int = 60) -> str:
    """The first line with words, without its Markdown marks, cut at a word to at most `limit` code points.

    A line in a code fence is taken only where no other has words. Never empty: `New session` where there are
    no words at all. Raises nothing.
    """
    code_line = ""
    fence = ""
    longest = max(limit, 1) * 20
    for line in text[: _LINES * 1_000].split("\n", _LINES)[:_LINES]:
        words = line[:longest].strip()
        if words.startswith(("```", "~~~")):
            if not fence:
                fence = words[:3]
            elif words.startswith(fence):
                fence = ""
            continue
        if fence:
            code_line = code_line or (_squeezed(words) if _has_words(words) else "")
            continue
        plain = _squeezed(_without_marks(words))
        if _has_words(plain):
            return cut(plain, max(limit, 1))
    return cut(code_line, max(limit, 1)) if code_line else _NOTHING


def _without_marks(line: str) -> str:
    line = _LINE_MARKS.sub("", line)
    line = _LINK.sub(r"\1", line)
    line = _TAG.sub(" ", line)
    return _EMPHASIS.sub("", line).strip("#| \t")


def _has_words(line: str) -> bool:
    return any(character.isalnum() for character in line)


def _squeezed(line: str) -> str:
    return " ".join(line.split())
