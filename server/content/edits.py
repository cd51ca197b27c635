"""Edits of an artifact's content: each passage `old` is replaced by `new`.

A model quotes from memory, so white space and quotation marks may differ from what stands in the content.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.content.found import Edit

_WORD: Final = re.compile(r"\S+")
# One character for one, so that offsets stay: curly and low quotes, primes, and the backtick's acute twin.
_QUOTES: Final = str.maketrans("‘’‚‛′´“”„‟″", "''''''" + '"' * 5)  # noqa: RUF001 these are the quotes


def apply_edits(content: str, edits: Sequence[Edit]) -> tuple[str, list[Edit]]:
    """Apply the edits one after the other; returns the new content and the edits that could not be placed.

    An `old` that stands there exactly once is replaced. Where it does not stand there exactly, one that differs
    in white space or in straight and curly quotes is replaced, if there is only one. A passage that stands in
    several places is not guessed at. An empty `old` appends `new` on a line of its own.
    """
    left: list[Edit] = []
    for edit in edits:
        changed = _apply(content, edit)
        if changed is None:
            left.append(edit)
        else:
            content = changed
    return content, left


def _apply(content: str, edit: Edit) -> str | None:
    if not edit.old:
        joint = "\n" if content and not content.endswith("\n") and not edit.new.startswith("\n") else ""
        return content + joint + edit.new
    first = content.find(edit.old)
    if first >= 0:
        if content.find(edit.old, first + 1) >= 0:
            return None
        return content[:first] + edit.new + content[first + len(edit.old) :]
    # White space that differs in amount, then white space that is there or not: `f( x )` for `f(x)`.
    for joint in (" ", ""):
        spans = _tolerant_spans(content, edit.old, joint)
        if len(spans) == 1:
            begin, end = spans[0]
            return content[:begin] + _fitted(content, begin, edit) + content[end:]
        if spans:
            return None
    return None


def _tolerant_spans(content: str, old: str, joint: str) -> list[tuple[int, int]]:
    """Up to two places where `old` stands when runs of white space are all `joint` and quotes are straight."""
    wanted = joint.join(old.translate(_QUOTES).split())
    if not wanted:
        return []
    straight = content.translate(_QUOTES)
    flat = joint.join(straight.split())
    hit = flat.find(wanted)
    if hit < 0:
        return []
    words = [(word.start(), word[0]) for word in _WORD.finditer(straight)]
    begins: list[int] = []
    position = 0
    for _, word in words:
        begins.append(position)
        position += len(word) + len(joint)

    def original(offset: int) -> int:
        place = bisect_right(begins, offset) - 1
        return words[place][0] + offset - begins[place]

    spans: list[tuple[int, int]] = []
    while hit >= 0 and len(spans) < 2:
        spans.append((original(hit), original(hit + len(wanted) - 1) + 1))
        hit = flat.find(wanted, hit + 1)
    return spans


def _fitted(content: str, begin: int, edit: Edit) -> str:
    """`new` without the outer white space that `old` had too, and indented as the passage is that it replaces."""
    old, new = edit.old, edit.new
    lead = content[content.rfind("\n", 0, begin) + 1 : begin]
    own = old[: len(old) - len(old.lstrip())].rpartition("\n")[2]
    if old[0].isspace() or not lead.strip():
        new = new.lstrip()
    if old[-1].isspace():
        new = new.rstrip()
    missing = lead.removesuffix(own) if not lead.strip() and lead.endswith(own) else ""
    if missing and "\n" in new:
        first, *rest = new.split("\n")
        new = "\n".join([first, *(missing + line if line.strip() else line for line in rest)])
    return new
