"""Full-text search over a user's sessions: titles, messages, artifacts, titles of sites."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from ..content.search_query import Query, filter_term, parse_query
from ..content.search_snippet import LENGTH, snippet
from ..content.search_text import MARK, UNMARK, Facet, shown
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import Search
from ..wire.events import SearchResults
from ..wire.resources import SearchResult
from .endings import with_endings
from .finding import AMONG, among, find
from .ranking import rank

MOST_RANKED = 2000

_SHOWN = (
    "SELECT e.kind, s.id, s.title, e.id, e.title, substr(e.body, 1, ?), e.created_at, e.role, e.type, e.language,"
    " e.message_id FROM entries e JOIN sessions s ON s.key = e.session WHERE e.place = ?"
)


def search(db: sqlite3.Connection, command: Search, context: Context) -> Outcome:
    """Of the newest `MOST_RANKED` matches those that fit best; of equals the newest."""
    query = _with_fields(with_endings(db, parse_query(command.query)), command)
    found = find(db, query, MOST_RANKED)
    scores = rank(db, query, list(found.places))
    best = sorted(found.places, key=lambda place: (-scores[place], -place))
    page = best[command.offset : command.offset + command.limit]
    marked = _marked(db, query, page)
    rows = ((place, db.execute(_SHOWN, (LENGTH + 1, place)).fetchone()) for place in page)
    results = [_result(row, scores[place], marked.get(place)) for place, row in rows if row is not None]
    return Outcome(SearchResults(results=results, total=len(found.places), more=found.more))


def _with_fields(query: Query, command: Search) -> Query:
    """The query, and what the fields of the command ask besides."""
    fields: tuple[tuple[Facet, str | None], ...] = (
        ("kind", command.kind),
        ("session", command.session_id),
        ("type", command.artifact_type),
        ("language", command.language),
    )
    filters = [(filter_term(kind, value),) for kind, value in fields if value is not None]
    return replace(
        query,
        filters=(*query.filters, *filters),
        since=max((time for time in (query.since, command.since) if time is not None), default=None),
        until=min((time for time in (query.until, command.until) if time is not None), default=None),
    )


def _result(row: tuple[Any, ...], score: float, found: str | None) -> SearchResult:
    kind, session_id, session_title, id_, title, beginning, created_at, role, type_, language, message_id = row
    return SearchResult(
        kind=kind,
        session_id=session_id,
        session_title=session_title,
        id=id_,
        title=shown(title),
        snippet=snippet(beginning if found is None else found),
        score=score,
        created_at=created_at,
        role=role or None,
        type=type_ or None,
        language=language or None,
        message_id=message_id,
    )


def _marked(db: sqlite3.Connection, query: Query, places: list[int]) -> dict[int, str]:
    """The texts at some places, or the titles where those are empty, with marks around what was looked for."""
    if not places or not query.words:
        return {}
    marked = f"SELECT rowid, highlight(search, 1, '{MARK}', '{UNMARK}'), highlight(search, 0, '{MARK}', '{UNMARK}')"
    expression = query.expression
    rows: Iterable[tuple[int, str, str]]
    if any(term.beginning or term.endings for term in query.words):  # FTS5 looks all of these up in each statement
        rows = db.execute(f"{marked} {AMONG}", among(expression, places))
    else:
        one = f"{marked} FROM search WHERE search MATCH ? AND rowid = ?"
        rows = (row for place in places for row in db.execute(one, (expression, place)))
    return {place: body or title for place, body, title in rows}
