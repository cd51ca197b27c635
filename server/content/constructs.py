"""Whole constructs at a place of the block parser's state: a tag, a directive, a thought, and where each ends.

A closing that is missing must not swallow what follows: see `bodies.kept_without_closing`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from server.content.bodies import drafts_of, kept_without_closing
from server.content.marks import read_fence
from server.content.openers import (
    ARTIFACT_NAMES,
    ARTIFACT_TAGS,
    THOUGHT_TAGS,
    Opener,
    read_directive_opener,
    read_tag_opener,
)

if TYPE_CHECKING:
    from server.content.found import Draft
    from server.content.state import BlockState

_OPENING: Final = rf"<(?:{ARTIFACT_NAMES})\s"
_NEXT_OPENING: Final = re.compile(_OPENING, re.IGNORECASE)
_NEXT_DIRECTIVE: Final = re.compile(r"\n[ \t>]*:{3,}[ \t]*artifact[ \t]*\{", re.IGNORECASE)
_DIRECTIVE_END: Final = re.compile(r"^ {0,3}:{3,}[ \t]*$", re.MULTILINE)
_STRAY_THEN_END: Final = re.compile(r"\s*?(?:\n[ \t]*`{3,}[ \t]*)?\s*?\n {0,3}:{3,}[ \t]*(?=\n|\Z)")
_REST_OF_LINE: Final = re.compile(r"[ \t]*(?:\n|\Z)")
_FENCE_AHEAD: Final = re.compile(r"\s*?\n([ \t]*)(?=```|~~~)")
# The closing of a tag, or an opening at the beginning of a line, which says that the closing is missing.
_ENDS: Final = {name: re.compile(rf"</{name}\s*>|\n[ \t>]*{_OPENING}", re.IGNORECASE) for name in ARTIFACT_TAGS}
_THOUGHT_ENDS: Final = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in THOUGHT_TAGS}


class Construct(msgspec.Struct, frozen=True):
    """A construct that was read: its artifacts, the offset where it ends, whether it was closed."""

    drafts: list[Draft]
    end: int
    closed: bool


def read_tag(state: BlockState, at: int, end_line: int, *, begins_line: bool) -> Construct | None:
    """Read the artifact or thought that opens at `at`, or None where nothing that counts opens there.

    In the middle of a line a tag counts when it is closed, or when it ends the line; a tag without attributes
    counts when it is closed. A thought without an end reaches to the end of its container, but only from the
    beginning of a line.
    """
    opener = read_tag_opener(state.raw, at)
    if opener is None or opener.name == "boltaction":
        return None
    limit = state.eMarks[end_line - 1]
    if opener.is_thought:
        begin, end = _search(state, opener.name, _THOUGHT_ENDS[opener.name], opener.end)
        if 0 <= begin < limit:
            return Construct([], end, closed=True)
        return Construct([], limit, closed=False) if begins_line else None
    begin, end = _search(state, opener.name, _ENDS[opener.name], opener.end)
    if begin >= 0 and end <= limit and state.src[begin] == "<":
        body = _body(state, opener.end, begin)
        return Construct(_placed(state, opener, body, at, begin, end, closed=True), end, closed=True)
    if not opener.attributes or not (begins_line or _REST_OF_LINE.match(state.src, opener.end)):
        return None
    return _read_unclosed(state, opener, at, end_line)


def _read_unclosed(state: BlockState, opener: Opener, at: int, end_line: int) -> Construct | None:
    following, _ = _search(state, "opening", _NEXT_OPENING, opener.end)
    stop = state.eMarks[_container_end(state, opener.end, end_line)]
    if 0 <= following < stop:
        stop = following
    body = _body(state, opener.end, stop)
    if not body or body.isspace():
        return Construct([], opener.end, closed=False)
    kept = kept_without_closing(opener, body)
    end = _locate(state, opener.end, stop, body, kept.length)
    body = body[: kept.length]
    return Construct(_placed(state, opener, body, at, stop, end, closed=kept.whole), end, closed=False)


def read_directive(state: BlockState, line: int, end_line: int) -> Construct | None:
    """Read the `:::artifact{…}` that begins a line.

    It ends with `:::`. A fence in it is read first, so that a `:::` inside the fence is content, unless the
    fence has no end before the `:::` has; one stray run of backticks before the `:::` is passed over.
    """
    at = state.bMarks[line] + state.tShift[line]
    opener = read_directive_opener(state.raw, at, state.eMarks[line])
    if opener is None:
        return None
    stop = state.eMarks[_container_end(state, opener.end, end_line)]
    following, _ = _search(state, "directive", _NEXT_DIRECTIVE, opener.end)
    if 0 <= following < stop:
        stop = following
    body = _body(state, opener.end, stop)
    first, last, whole, closed = _directive_body(opener, body)
    end = _locate(state, opener.end, stop, body, last)
    drafts = drafts_of(opener, body[:first], closed=whole)
    for draft in drafts:
        draft.start, draft.end = at, end
    return Construct(drafts, end, closed=closed)


def _directive_body(opener: Opener, body: str) -> tuple[int, int, bool, bool]:
    """Where the content of a directive ends, where the directive ends, whether the content is whole, and closed."""
    ahead = _FENCE_AHEAD.match(body)
    fence = read_fence(body, ahead.end()) if ahead else None
    if fence is not None and fence.closed and (end := _STRAY_THEN_END.match(body, fence.end)):
        return fence.end, end.end(), True, True
    if closing := _DIRECTIVE_END.search(body):
        return closing.start(), closing.end(), True, True
    if fence is not None:
        return fence.end, fence.end, fence.closed, False
    kept = kept_without_closing(opener, body)
    return kept.length, kept.length, kept.whole, False


def read_wrapped(state: BlockState, start_line: int, end_line: int, fence_end: int) -> tuple[list[Draft], int] | None:
    """The one construct that a fence holds, and the first line after the fence; None for an ordinary fence.

    `fence_end` is the line that closes the fence by CommonMark. A construct with a fence of its own reaches
    past it; then the outer fence is a stray one, or ends with the next bare run of marks.
    """
    line = state.skipEmptyLines(start_line + 1)
    if line >= end_line:
        return None
    at = state.bMarks[line] + state.tShift[line]
    if state.src[at : at + 1] == "<":
        construct = read_tag(state, at, end_line, begins_line=True)
    elif state.src.startswith(":::", at):
        construct = read_directive(state, line, end_line)
    else:
        return None
    if construct is None or not construct.closed or len(construct.drafts) == 0:
        return None
    last = state.line_at(construct.end)
    if state.raw[construct.end : state.eMarks[last]].strip():
        return None
    after = state.skipEmptyLines(last + 1)
    if last < fence_end and after < fence_end:
        return None  # the fence goes on after the construct: it shows it, and is an artifact of its own
    if last > fence_end and not _begins_with_fence(state, at, last):
        return None
    if after < end_line and _bare_run(state.text_of(after)) and state.sCount[after] >= state.blkIndent:
        after += 1
    else:
        after = last + 1
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[after - 1]
    if len(construct.drafts) == 1:
        construct.drafts[0].start, construct.drafts[0].end = begin, end
    return construct.drafts, after


def _begins_with_fence(state: BlockState, at: int, last: int) -> bool:
    line = state.skipEmptyLines(state.line_at(at) + 1)
    return line <= last and state.text_of(line).startswith(("```", "~~~"))


def _bare_run(text: str) -> bool:
    text = text.strip(" \t")
    return len(text) >= 3 and (not text.strip("`") or not text.strip("~"))


def _search(state: BlockState, key: str, pattern: re.Pattern[str], begin: int) -> tuple[int, int]:
    """The next match after `begin` in the whole text, each stretch of which is searched only once for each key."""
    known = state.memory.get(key)
    if known is None or begin < known[0] or (0 <= known[1] < begin):
        match = pattern.search(state.src, begin)
        known = (begin, match.start(), match.end()) if match else (begin, -1, -1)
        state.memory[key] = known
    return known[1], known[2]


def _container_end(state: BlockState, begin: int, end_line: int) -> int:
    """The last line that can belong to an unclosed construct: of its list item, or of the text."""
    if state.blkIndent:
        for line in range(state.line_at(begin) + 1, end_line):
            if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
                return line - 1
    return end_line - 1


def _body(state: BlockState, begin: int, stop: int) -> str:
    """The text between two offsets, without the indent and the marks of its containers."""
    first, last = state.line_at(begin), state.line_at(stop)
    if state.level == 0 or first >= last:
        return state.raw[begin:stop]
    final = state.getLines(last, last + 1, state.blkIndent, False)
    final = final[: max(0, len(final) - (state.eMarks[last] - stop))]
    inner = state.getLines(first + 1, last, state.blkIndent, True)
    return state.raw[begin : state.eMarks[first]] + "\n" + inner + final


def _locate(state: BlockState, begin: int, stop: int, body: str, offset: int) -> int:
    """The place in the source of an offset in a body: a container only ever strips the beginning of a line."""
    rest_of_line = body.find("\n", offset)
    if rest_of_line < 0:
        return stop - (len(body) - offset)
    line = state.line_at(begin) + body.count("\n", 0, offset)
    return state.eMarks[line] - (rest_of_line - offset)


def _placed(state: BlockState, opener: Opener, body: str, at: int, stop: int, end: int, *, closed: bool) -> list[Draft]:
    """The drafts of a tag's body with offsets in the source: those of the tag, or of each file in it."""
    drafts = drafts_of(opener, body, closed=closed)
    for draft in drafts:
        if opener.name == "boltartifact" and draft.filename and draft.identifier == draft.filename:
            begin = opener.end
            draft.start, draft.end = (_locate(state, begin, stop, body, place) for place in (draft.start, draft.end))
        else:
            draft.start, draft.end = at, end
    return drafts
