"""The block rule for code fences, in lists and quotes too.

It is the library's rule with three additions: the exact place of the fence, whether it was closed, and the
counting of inner fences in a markdown fence (see `marks`). What a fence with one tag in it means is decided
in `tags`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.content.constructs import read_wrapped
from server.content.found import Draft
from server.content.marks import Depth, opening
from server.content.names import Info, file_of_first_line, file_of_label, read_info
from server.content.state import BlockState

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock


def fence_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a fence that opens at `start_line`; the token carries its draft in `meta["drafts"]`."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if state.src[begin : begin + 1] not in ("`", "~") or state.is_code_block(start_line):
        return False
    opened = opening(state.src[begin : state.eMarks[start_line]])
    if opened is None:
        return False
    if silent:
        return True
    assert isinstance(state, BlockState)
    marker, run, words = opened
    info = read_info(state.raw[begin + run : state.eMarks[start_line]])  # as the model wrote it, NUL included
    line, closed = _closing_line(state, start_line, end_line, Depth(marker, run, info))
    wrapped = read_wrapped(state, start_line, end_line, line)
    if wrapped is not None:
        drafts, state.line = wrapped
        token = state.push("artifact", "", 0)
        token.map = [start_line, state.line]
        token.meta = {"drafts": drafts}
        return True
    above = labels_above(state, start_line)
    state.line = line + closed
    token = state.push("fence", "code", 0)
    token.info = words
    token.content = state.getLines(start_line + 1, line, state.sCount[start_line], True)
    token.markup = marker * run
    token.map = [start_line, state.line]
    draft = draft_of_fence(info, token.content.removesuffix("\n"), above)
    if draft is not None:
        draft.start = begin
        draft.end = state.eMarks[max(state.line - 1, start_line)]
        draft.closed = closed or not state.at_end_of_text(state.line)
        token.meta = {"drafts": [draft]}
    return True


def _closing_line(state: BlockState, start_line: int, end_line: int, depth: Depth) -> tuple[int, bool]:
    """The line that closes the fence, or the first that no longer belongs to it, and whether it was closed."""
    src, marker = state.src, depth.marker
    line = start_line
    while True:
        line += 1
        if line >= end_line:
            return line, False
        begin = state.bMarks[line] + state.tShift[line]
        end = state.eMarks[line]
        if begin < end and state.sCount[line] < state.blkIndent:
            return line, False  # outdented: the list item ends, and the fence with it
        if begin >= len(src):
            return line, False
        if src[begin] == marker and not state.is_code_block(line) and depth.closes(src[begin:end]):
            return line, True


def labels_above(state: BlockState, line: int) -> tuple[str, bool]:
    """The line above a fence, or the one above a single blank line; and whether a blank line stands between."""
    above = state.text_of(line - 1) if line else ""
    if above.strip() or line < 2:
        return above, False
    return state.text_of(line - 2), True


def draft_of_fence(info: Info, content: str, above: tuple[str, bool]) -> Draft | None:
    """The draft of a fence; None where there is nothing in it. Its place is left to the caller."""
    if not content or content.isspace():
        return None
    filename = info.filename
    if filename is None:
        filename = file_of_first_line(content[: content.find("\n")] if "\n" in content else content)
    if filename is None and above[0]:
        filename = file_of_label(above[0], info.language, apart=above[1])
    return Draft(
        content=content,
        start=0,
        end=0,
        language=info.language,
        filename=filename,
        title=info.title,
        identifier=filename,
    )
