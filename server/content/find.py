"""The authority: which artifacts stand in a text.

Joins the parts; the structure is found in `parse`, types in `kinds`, titles in `titles`.
"""

from __future__ import annotations

from server.content.found import Draft, Found
from server.content.kinds import artifact_type, type_and_language
from server.content.parse import parsed_drafts
from server.content.plain import plain_drafts
from server.content.source import Source
from server.content.titles import artifact_title


def find_artifacts(text: str) -> list[Found]:
    """Find the artifacts of a message in the order in which they stand in it.

    Takes any string, lone surrogates and NUL included, and raises nothing. Time is linear in the text's length.
    """
    source = Source(text)
    drafts, rest = plain_drafts(source.raw)
    if rest < len(source.raw):
        drafts.extend(parsed_drafts(source, rest))
    return [_found(draft, place, source) for place, draft in enumerate(drafts, 1)]


def _found(draft: Draft, place: int, source: Source) -> Found:
    kind = draft.kind
    if kind is None and draft.mime:
        kind, draft.language = type_and_language(draft.mime, draft.language, draft.filename, draft.content)
    elif kind is None:
        if not draft.language and draft.filename:
            _, draft.language = type_and_language("", "", draft.filename, "")
        kind = artifact_type(draft.language, draft.filename, draft.content)
    return Found(
        type=kind,
        title=artifact_title(draft, kind, place),
        content=draft.content,
        language=draft.language,
        identifier=draft.identifier,
        filename=draft.filename,
        interrupted=not draft.closed,
        edits=draft.edits,
        start=source.original(draft.start),
        end=source.original(draft.end),
    )
