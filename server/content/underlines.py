"""The block rule for underlined headings, with a look ahead that saves most paragraphs the library's slow one.

The library's rule tries every way in which a paragraph may end at each of its lines, and the paragraph rule does
so again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markdown_it.rules_block.lheading import lheading as library_rule

from server.content.state import BlockState

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

_LINES_AHEAD: Final = 50


def underline_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read an underlined heading by the library's rule, where a line before the next blank one could underline it."""
    assert isinstance(state, BlockState)
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    outside = state.level == 0
    # Outside of containers the marks stay as they are, and what was looked at need not be looked at again.
    first = max(start_line + 1, state.seen_until) if outside else start_line + 1
    last = end_line if outside else min(end_line, first + _LINES_AHEAD)
    for line in range(first, last):
        begin = begins[line] + shifts[line]
        if begin >= ends[line]:
            return False
        if src[begin] in "-=":
            return library_rule(state, start_line, end_line, silent)
        if outside:
            state.seen_until = line + 1
    return last < end_line and library_rule(state, start_line, end_line, silent)
