"""The block rules for tags and directives: where in the blocks of a text one may begin.

A construct that begins a line interrupts a paragraph, as an HTML block does. One in the middle of a line is
found after all other blocks had their turn, and not in inline code.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from server.content.constructs import Construct, read_directive, read_tag
from server.content.inline_code import code_spans
from server.content.openers import read_tag_opener
from server.content.state import BlockState

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

    from server.content.found import Draft


def line_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read the constructs of a line that begins with one; the token carries the drafts in `meta["drafts"]`."""
    at = state.bMarks[start_line] + state.tShift[start_line]
    mark = state.src[at : at + 1]
    if mark not in ("<", ":") or state.is_code_block(start_line):
        return False
    assert isinstance(state, BlockState)
    if mark == "<":
        construct = read_tag(state, at, end_line, begins_line=True)
    else:
        construct = read_directive(state, start_line, end_line)
    if construct is None:
        return False
    return silent or _push(state, start_line, end_line, construct)


def middle_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read the constructs of a line that has one in its middle."""
    begin, end = state.bMarks[start_line], state.eMarks[start_line]
    if state.src.find("<", begin, end) < 0 or state.is_code_block(start_line):
        return False
    assert isinstance(state, BlockState)
    construct = _next_in_line(state, start_line, begin, end_line)
    if construct is None:
        return False
    return silent or _push(state, start_line, end_line, construct)


def _push(state: BlockState, start_line: int, end_line: int, construct: Construct) -> bool:
    drafts: list[Draft] = []
    following: Construct | None = construct
    while following is not None:
        drafts.extend(following.drafts)
        construct = following
        following = _next_in_line(state, state.line_at(construct.end), construct.end, end_line)
    state.line = max(state.line_at(construct.end), start_line) + 1
    token = state.push("artifact", "", 0)
    token.map = [start_line, state.line]
    token.meta = {"drafts": drafts}
    return True


def _next_in_line(state: BlockState, line: int, begin: int, end_line: int) -> Construct | None:
    """The next construct that opens in this line from `begin` on, outside inline code."""
    src, end = state.src, state.eMarks[line]
    at = src.find("<", begin, end)
    while at >= 0:
        adjacent = begin > state.bMarks[line] and not src[begin:at].strip()
        # A body may be long, so that inline code is looked at before it is read.
        if read_tag_opener(src, at) is not None and not _in_inline_code(state, line, at):
            construct = read_tag(state, at, end_line, begins_line=adjacent)
            if construct is not None:
                return construct
        at = src.find("<", at + 1, end)
    return None


def _in_inline_code(state: BlockState, line: int, at: int) -> bool:
    """Whether an offset stands in a code span of its own line. (A span over two lines is not looked for.)"""
    begin = state.bMarks[line]
    spans = state.code_spans.get(begin)
    if spans is None:
        spans = state.code_spans[begin] = code_spans(state.src[begin : state.eMarks[line]])
    place = bisect_right(spans, (at - begin, 0)) - 1
    return place >= 0 and spans[place][1] > at - begin
