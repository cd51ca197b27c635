"""Tokens to HTML: what differs from the library's own writing."""

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from server.content.markdown.addresses import is_picture
from server.content.markdown.highlighting import highlighted
from server.content.markdown.linking import WITHIN_LINK

BARE: Final = ("br", "kbd", "sub", "sup", "mark", "u", "ins", "details", "summary")
"""Tags that models write in Markdown and that do nothing. Only without attributes."""
_bare = re.compile(rf"</?(?:{'|'.join(BARE)})\s*/?>", re.IGNORECASE)
_word = re.compile(r"[\w+#.-]{1,40}")
_align = re.compile(r"text-align:(left|center|right)")


class Writer(RendererHTML):
    """One for a parser. The names of its methods are the types of tokens."""

    colours = True

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        said = tokens[idx].content
        return said.lower() if _bare.fullmatch(said) else escapeHtml(said)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        found = _word.match(tokens[idx].info.strip())
        return _code(tokens[idx].content, found[0].lower() if found else "", colours=self.colours)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _code(tokens[idx].content, "", colours=False)

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        # It scrolls by itself, and who has no mouse reaches it to scroll it.
        return '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _cell(tokens[idx])

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _cell(tokens[idx])

    def task(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return '<input type="checkbox" disabled ' + (
            'checked aria-label="Done"> ' if tokens[idx].meta["done"] else 'aria-label="To do"> '
        )

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        href = str(tokens[idx].attrGet("href") or "")
        title = tokens[idx].attrGet("title")
        if is_picture(href):
            return "<a>"
        return f'<a href="{escapeHtml(href)}"' + (f' title="{escapeHtml(str(title))}">' if title else ">")

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A picture from elsewhere is a link: to load it would tell its server what a model put into the address."""
        token = tokens[idx]
        source = str(token.attrGet("src") or "")
        said = self.renderInlineAsText(token.children, options, env) if token.children else ""
        if is_picture(source):
            return f'<img src="{escapeHtml(source)}" alt="{escapeHtml(said)}">'
        shown = escapeHtml(said.strip() or source)
        return shown if token.meta.get(WITHIN_LINK) else f'<a href="{escapeHtml(source)}">{shown}</a>'


class Colourless(Writer):
    """For code that is not to be highlighted."""

    colours = False


def _code(code: str, language: str, *, colours: bool) -> str:
    named = f' data-language="{escapeHtml(language)}"' if language else ""
    shown = highlighted(code, language) if colours else escapeHtml(code)
    return f'<pre class="code"{named} tabindex="0"><code>{shown}</code></pre>\n'


def _cell(token: Token) -> str:
    found = _align.fullmatch(str(token.attrGet("style") or ""))
    return f'<{token.tag} align="{found[1]}">' if found else f"<{token.tag}>"
