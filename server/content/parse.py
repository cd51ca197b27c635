"""The CommonMark pass: a text to the artifacts in it, in the order in which they stand.

Only the block rules run: no inline content is parsed. It is the measure of `plain`, the faster way before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from server.content.fences import fence_rule
from server.content.state import BlockState
from server.content.tables import table_rule
from server.content.tags import line_rule, middle_rule
from server.content.underlines import underline_rule

if TYPE_CHECKING:
    from server.content.found import Draft
    from server.content.source import Source


def _parser() -> MarkdownIt:
    # The preset gives up on the rest of a text at ten nested lists; a reply must not lose its code for an outline.
    parser = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table")
    ruler = parser.block.ruler
    ruler.at("fence", fence_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("table", table_rule, {"alt": ["paragraph", "reference"]})
    ruler.at("lheading", underline_rule)
    ruler.before("table", "artifact", line_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.before("lheading", "artifact_in_line", middle_rule, {"alt": ["paragraph", "reference"]})
    return parser


PARSER: Final = _parser()


def parsed_drafts(source: Source, begin: int = 0) -> list[Draft]:
    """The drafts from `begin` on, which must be the beginning of a line in no container. Linear in the length."""
    raw = source.raw[begin:] if begin else source.raw
    src = source.src[begin:] if begin and source.src is not source.raw else (raw if begin else source.src)
    state = BlockState(src, raw, PARSER, [])
    PARSER.block.tokenize(state, 0, state.lineMax)
    drafts: list[Draft] = [draft for token in state.tokens if token.meta for draft in token.meta.get("drafts", ())]
    for draft in drafts:
        draft.start += begin
        draft.end += begin
    return drafts
