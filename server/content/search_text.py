"""How texts stand in the index of full-text search, and the words that stand for what can be filtered by.

The index splits texts as SQLite's tokenizer unicode61 does: runs of letters and digits are words. Where a script puts
no spaces between words that makes one word of a whole sentence, so such characters are set apart, and a word of several
of them is looked for as a phrase.
"""

import re
from hashlib import blake2b
from typing import Literal

MARK, UNMARK = "\ue000", "\ue001"
"""Around what was found in a snippet."""
_APART = "\u200b"
_FACET = "\uf8ff"
"""Begins the words of filters. Private use: part of words to unicode61, and taken out of all texts."""

# Thai, Lao, Myanmar, Khmer, Hangul, Kana, and Han with its compatibility forms and supplementary planes
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
_borders = re.compile(f"(?<=[{_SPACELESS}])(?=\\w)|(?<=\\w)(?=[{_SPACELESS}])")
_spaceless = re.compile(f"[{_SPACELESS}]")
_unusable = re.compile("[\x00\ue000-\uf8ff]")

Facet = Literal["kind", "type", "language", "session"]


def indexed(text: str) -> str:
    """A text as it stands in the index, and as a query for it has to say it."""
    if text.isascii():
        return text.replace("\x00", " ")
    text = _unusable.sub(" ", text)
    return _borders.sub(_APART, text) if _spaceless.search(text) else text


def shown(text: str) -> str:
    """A piece of an indexed text as people see it."""
    return text.replace(_APART, "")


def facet(kind: Facet, value: str) -> str:
    """The word that an entry bears for one of its properties: no text holds such a word.

    The value is hashed, since it may hold what splits words: `c++`, say.
    """
    return f"{_FACET}{kind[0]}{blake2b(value.casefold().encode(), digest_size=8).hexdigest()}"
