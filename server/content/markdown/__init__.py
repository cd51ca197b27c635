"""Markdown as a model writes it, to HTML that is safe to show.

    text ── parsing ── tokens ── writing ── HTML ── cleaning ── safe HTML
                                    │
                               highlighting

What a text holds of HTML is shown as what it is, text, but for a few bare tags. So all of the HTML is written here, and
what cleans it in the end is the second wall, not the first.
"""

from server.content.markdown.cleaning import clean
from server.content.markdown.parsing import parser
from server.content.markdown.plain import plain

__all__ = ["render"]


def render(text: str, *, colours: bool = True) -> str:
    """The HTML of a text, whatever it is; of one that is being written, too.

    It takes about a second for a megabyte, but the highlighting of some languages takes for ever with some texts: call
    it where it can be ended.

    Args:
        colours: whether code is highlighted.
    """
    try:
        return clean(str(parser(colours=colours).render(text)))
    except RecursionError:
        return plain(text)
