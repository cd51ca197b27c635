"""HTML in one file: sanitised, highlighted, light or dark as the reader's system is; it loads nothing."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any, Final

import nh3
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from server.content.exports.cleaning import cleaned, is_right_to_left
from server.content.exports.reading import markdown, picture_in

_HIGHLIGHTED: Final = 200_000
"""Characters of code that are coloured; more stays plain."""
_TAGS: Final = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre"),
    *("q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "u", "ul", "var"),
}
_ATTRIBUTES: Final = {
    "*": {"class", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "style"},
    "details": {"open"},
}
_LOOK: Final = """
:root { color-scheme: light dark; --text: #1f232b; --ground: #fff; --soft: #f4f5f7; --line: #d9dce1; --link: #0b57d0;
  --faint: #5f6773 }
@media (prefers-color-scheme: dark) { :root { --text: #e4e6ea; --ground: #16181d; --soft: #22252c; --line: #3a3f49;
  --link: #8ab4f8; --faint: #a0a7b3 } }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.6 system-ui, "Segoe UI", Roboto,
  "Noto Sans", sans-serif; overflow-wrap: break-word }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .6em } main > :first-child { margin-top: 0 }
a { color: var(--link) } img { max-width: 100%; height: auto }
pre, code { font: .875em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace }
code { background: var(--soft); padding: .1em .3em; border-radius: 4px }
pre { background: var(--soft); padding: .9em 1em; border-radius: 8px; overflow-x: auto } pre code { padding: 0;
  background: none; font-size: 1em }
blockquote { margin: 1em 0; padding: 0 1em; border-left: 4px solid var(--line); color: var(--faint) }
.table { overflow-x: auto } table { border-collapse: collapse; margin: 1em 0 } th, td { border: 1px solid var(--line);
  padding: .4em .7em; text-align: start; vertical-align: top } th { background: var(--soft) }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0 }
@media print { main { max-width: none; padding: 0 } pre { white-space: pre-wrap } }
"""


def html_file(text: str, title: str, warnings: list[str]) -> bytes:
    """A page of a Markdown text.

    Args:
        warnings: takes what could not be kept, as sentences.
    """
    parser = markdown(html=True)
    parser.options["highlight"] = _highlighted
    body = parser.render(cleaned(text))
    left_out: list[str] = []
    body = nh3.clean(
        body,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        attribute_filter=lambda tag, name, value: _allowed(tag, name, value, left_out),
        link_rel="noopener noreferrer",
        filter_style_properties={"text-align"},  # on which side the cells of a column stand
    )
    if left_out:
        warnings.append(f"{len(left_out)} images lie elsewhere and are not in the file.")
    body = body.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
    direction = ' dir="rtl"' if is_right_to_left(text) else ""
    return (
        f'<!doctype html>\n<html{direction}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">\n'
        f"<title>{escape(cleaned(title))}</title>\n<style>{_LOOK}{_colors()}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ).encode()


def _allowed(tag: str, name: str, value: str, left_out: list[str]) -> str | None:
    if name == "src" and not picture_in(value):
        left_out.append(value)
        return None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def _highlighted(code: str, language: str, _attributes: str) -> str:
    if not language or len(code) > _HIGHLIGHTED:
        return ""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


@cache
def _colors() -> str:
    def styles(name: str) -> str:
        formatter: Any = HtmlFormatter(style=name)
        return "\n".join(line for line in formatter.get_style_defs("pre").splitlines() if "background" not in line)

    return f"{styles('tango')}\n@media (prefers-color-scheme: dark) {{\n{styles('github-dark')}\n}}\n"
