"""What stands between an opening and its end: one text, several files, or edits.

A body is text without its container's indent; offsets here are offsets in the body.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from server.content.found import Draft, Edit
from server.content.kinds import type_and_language
from server.content.marks import Fence, read_fence
from server.content.openers import Opener, read_tag_opener

_ACTION_END: Final = re.compile(r"</boltAction\s*>", re.IGNORECASE)
_ACTION: Final = re.compile(r"<boltAction\s", re.IGNORECASE)
_EDIT_MARK: Final = re.compile(r"<(/?)(old_str|new_str)>")
_DOCUMENT_END: Final = {
    "html": re.compile(r"</html\s*>", re.IGNORECASE),
    "svg": re.compile(r"</svg\s*>", re.IGNORECASE),
}
_CODE_MARKS: Final = frozenset("{}();=<>[]\\|#")
_SENTENCE_ENDS: Final = (".", "!", "?", ":", "。", "！", "？", "：")  # noqa: RUF001 the full-width ones are meant
_FENCE_AHEAD: Final = re.compile(r"(?:[ \t]*\n)*([ \t]*)(?=```|~~~)")


class Kept(msgspec.Struct, frozen=True):
    """How much of the body of a construct without a closing belongs to it, and whether that is whole in itself."""

    length: int
    whole: bool


def drafts_of(opener: Opener, body: str, *, closed: bool) -> list[Draft]:
    """The artifacts of a body."""
    if opener.name == "boltartifact" and _ACTION.search(body):
        return _files(body)
    if (opener.get("type") or "").lower() == "update" and "<old_str" in body:
        edits = _edits(body)
        draft = _draft(opener, "", 0, len(body), closed=closed)
        draft.edits = edits
        return [draft] if edits else []
    content, fence = unwrap(body)
    if fence is not None and _is_document(opener) and fence.info.language not in ("", "md", "markdown"):
        content, fence = trim(body), None
    if not content:
        return []
    draft = _draft(opener, content, 0, len(body), closed=closed)
    if fence is not None:
        draft.language = draft.language or fence.info.language
        draft.filename = draft.filename or fence.info.filename
        draft.title = draft.title or fence.info.title
    draft.identifier = draft.identifier or draft.filename
    return [draft]


def kept_without_closing(opener: Opener, body: str) -> Kept:
    """How far a construct reaches whose closing is missing.

    In this order: a fence that the body begins with, to its end; an HTML or SVG document, to its last tag;
    a bolt artifact, to the end of its last file; Markdown, to the end; anything else, to the first paragraph
    after a blank line that reads like a sentence. The caller has already ended the body where the next opening
    or the end of the container stands.
    """
    ahead = _FENCE_AHEAD.match(body)
    fence = read_fence(body, ahead.end()) if ahead else None
    if fence is not None:
        return Kept(fence.end, fence.closed)
    mime = opener.get("type") or ""
    kind, _ = type_and_language(mime, opener.get("language") or "", opener.get("filename", "filepath"), body)
    if kind in _DOCUMENT_END and (last := _DOCUMENT_END[kind].search(body)):
        return Kept(last.end(), whole=True)
    if opener.name == "boltartifact" and (ends := list(_ACTION_END.finditer(body))):
        if _ACTION.search(body, ends[-1].end()) is None:
            return Kept(ends[-1].end(), whole=True)
        return Kept(len(body), whole=False)
    if kind in ("markdown", "doc"):
        return Kept(len(body), whole=False)
    return Kept(_prose_begins(body), whole=False)


def _prose_begins(body: str) -> int:
    """Where the first paragraph after a blank line begins that reads like a sentence; the length if none does."""
    position, after_blank, any_content = 0, False, False
    while position < len(body):
        end = body.find("\n", position)
        if end < 0:
            end = len(body)
        line = body[position:end]
        blank = not line.strip()
        if after_blank and any_content and not blank and reads_like_a_sentence(line):
            return position
        after_blank, any_content = blank, any_content or not blank
        position = end + 1
    return len(body)


def reads_like_a_sentence(line: str) -> bool:
    """Whether a line is prose rather than code: it begins like a sentence, ends like one and has no code in it."""
    first = line[0]
    if not (first.isupper() or (first.isalpha() and not first.isascii())):
        return False
    if not line.rstrip(" \t*_").endswith(_SENTENCE_ENDS) or not _CODE_MARKS.isdisjoint(line):
        return False
    return not first.isascii() or len(line.split()) >= 3


def trim(body: str) -> str:
    """A body without the blank lines around it; the first line keeps its indent."""
    body = body.rstrip()
    blank = len(body) - len(body.lstrip())
    return body[body.rfind("\n", 0, blank) + 1 :]


def unwrap(body: str) -> tuple[str, Fence | None]:
    """The content of a body: that of its fence if it is one fence and nothing else, otherwise all of it."""
    ahead = _FENCE_AHEAD.match(body)
    fence = read_fence(body, ahead.end()) if ahead else None
    if fence is None or ahead is None or not _only_stray_marks(body[fence.end :]):
        return trim(body), None
    content = body[fence.first : fence.last].removesuffix("\n")
    if indent := ahead[1]:
        content = "\n".join(line.removeprefix(indent) for line in content.split("\n"))
    return ("" if not content or content.isspace() else content), fence


def _only_stray_marks(rest: str) -> bool:
    rest = rest.strip()
    return not rest or (len(rest) >= 3 and not rest.strip("`"))


def _draft(opener: Opener, content: str, start: int, end: int, *, closed: bool) -> Draft:
    return Draft(
        content=content,
        start=start,
        end=end,
        language=(opener.get("language", "lang") or "").lower(),
        filename=opener.get("filename", "file", "filepath", "path"),
        title=opener.get("title"),
        identifier=opener.identifier,
        mime=opener.get("type") or "",
        closed=closed,
    )


def _is_document(opener: Opener) -> bool:
    return type_and_language(opener.get("type") or "", "", None, "")[0] in ("markdown", "doc")


def _files(body: str) -> list[Draft]:
    """The files of a bolt artifact; a shell or start action is no artifact."""
    drafts: list[Draft] = []
    action = _ACTION.search(body)
    while action is not None:
        opener = read_tag_opener(body, action.start())
        begin = opener.end if opener else action.end()
        following = _ACTION.search(body, begin)
        limit = following.start() if following else len(body)
        end = _ACTION_END.search(body, begin, limit)
        if opener is not None and (opener.get("type") or "file") == "file":
            whole = body[begin : end.start() if end else limit]
            kept = len(whole) if end else kept_without_closing(opener, whole).length
            drafts.extend(_file(opener, whole[:kept], action.start(), end.end() if end else begin + kept, bool(end)))
        action = following
    return drafts


def _file(opener: Opener, body: str, start: int, end: int, closed: bool) -> list[Draft]:
    path = opener.get("filepath", "path", "file")
    content, _ = unwrap(body)
    if not path or not content:
        return []
    return [Draft(content=content, start=start, end=end, filename=path, identifier=path, closed=closed)]


def _edits(body: str) -> tuple[Edit, ...]:
    """The complete pairs of an update; a pair that is cut off is left out."""
    edits: list[Edit] = []
    old: str | None = None
    opened: tuple[str, int] | None = None
    for mark in _EDIT_MARK.finditer(body):
        if not mark[1]:
            opened = opened or (mark[2], mark.end())
        elif opened is not None and opened[0] == mark[2]:
            text = body[opened[1] : mark.start()].removeprefix("\n").removesuffix("\n")
            if mark[2] == "old_str":
                old = text
            elif old is not None:
                edits.append(Edit(old, text))
                old = None
            opened = None
    return tuple(edits)
