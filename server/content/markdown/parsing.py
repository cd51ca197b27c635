"""The parser: CommonMark with the tables, strikethrough, task lists and bare addresses of GitHub's Markdown.

https://github.github.com/gfm/
"""

from functools import cache
from typing import Final

from markdown_it import MarkdownIt

from server.content.markdown.addresses import may_stand
from server.content.markdown.linking import link_addresses
from server.content.markdown.tasks import mark_tasks
from server.content.markdown.writing import Colourless, Writer

DEEPEST: Final = 60
"""Levels of lists, quotes and brackets in each other; what is deeper is left out."""


@cache
def parser(*, colours: bool) -> MarkdownIt:
    """The parser, with the writer of its tokens. It keeps nothing from one text to the next."""
    found = MarkdownIt("commonmark", {"maxNesting": DEEPEST}, renderer_cls=Writer if colours else Colourless)
    found.enable(["table", "strikethrough"])
    found.disable("html_block")  # it would keep the Markdown within from being read
    found.validateLink = may_stand  # type: ignore[method-assign]
    found.core.ruler.push("addresses", link_addresses)
    found.core.ruler.push("tasks", mark_tasks)
    return found
