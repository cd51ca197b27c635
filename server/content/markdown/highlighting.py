"""Code to HTML in which every word has a class that says what it is: Pygments' short names."""

from functools import lru_cache
from html import escape
from typing import Any, Final

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

LARGEST: Final = 64 * 1024
"""Characters; what is longer is shown without colours."""
CLASSES: Final = frozenset(name for name in STANDARD_TYPES.values() if name)
"""All that a word can have."""
_ALSO: Final = {"svg": "xml", "svelte": "html", "csv": "", "plaintext": "", "mdx": "markdown", "jsonl": "json"}
"""Names that models use and Pygments does not know."""
_formatter: Final = HtmlFormatter(nowrap=True)


def highlighted(code: str, language: str) -> str:
    """The code with its words in spans; as it is where the language is not known."""
    lexer = _lexer(_ALSO.get(language, language)) if len(code) <= LARGEST else None
    return escape(code, quote=False) if lexer is None else str(highlight(code, lexer, _formatter))


@lru_cache(maxsize=256)
def _lexer(language: str) -> Any:
    if not language:
        return None
    try:
        # As it was written: with its empty lines, and with a line's end only where there is one.
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
