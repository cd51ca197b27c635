"""Which entries match a query: the newest of them, by place."""

import itertools
import sqlite3

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..content.search_query import Query, filter_term, parse_query
from .endings import with_endings
from .entries import LATEST, first_place

MOST_LOOKED_AT = 10_000
"""Matches, those in sessions that don't count here included."""
MOST_FOR_SESSIONS = 5000
SOME = 500

AMONG = "FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
"""With the values of `among`: which of some places match. One statement for all of them, since FTS5 merges what begins
a word anew for each; and the places themselves are no business of FTS5's, which would search anew for each, too."""


class Found(Struct, frozen=True):
    """Attributes:
    places: of the newest matches, newest first, with the keys of their sessions.
    more: whether there are more.
    """

    places: dict[int, int]
    more: bool


def find(db: sqlite3.Connection, query: Query, most: int, *, deleted: bool = False) -> Found:
    """The newest entries that match, in sessions that are not deleted, or only in those that are."""
    hidden = {key for (key,) in db.execute("SELECT key FROM sessions WHERE is_deleted = 1")}
    if deleted and not hidden:
        return Found({}, more=False)
    first, last = range_of(query)
    rows = db.execute(
        "SELECT s.rowid, e.session FROM search s CROSS JOIN entries e INDEXED BY entries_sessions ON e.place = s.rowid"
        " WHERE s.search MATCH ? AND s.rowid BETWEEN ? AND ? ORDER BY s.rowid DESC LIMIT ?",
        (query.expression, first, last, MOST_LOOKED_AT),
    )
    places: dict[int, int] = {}
    looked_at = 0
    while len(places) <= most and (some := rows.fetchmany(SOME)):
        looked_at += len(some)
        places |= {place: session for place, session in some if (session in hidden) == deleted}
    more = len(places) > most or looked_at == MOST_LOOKED_AT
    return Found(dict(itertools.islice(places.items(), most)), more=more)


def among(expression: str, places: list[int]) -> tuple[str, int, int, str]:
    """The values for `AMONG`."""
    return expression, min(places), max(places), msgspec.json.encode(places).decode()


def range_of(query: Query) -> tuple[int, int]:
    """The lowest and the highest place of what was made in the query's time."""
    first = 0 if query.since is None else first_place(query.since)
    last = 2**63 if query.until is None or query.until >= LATEST else first_place(query.until + 1)
    return first, last - 1


def sessions_with(db: sqlite3.Connection, text: str, *, deleted: bool) -> set[int]:
    """The keys of sessions in whose title or description a query matches, or in one of the newest texts that match."""
    query = with_endings(db, parse_query(text))
    found = find(db, query, MOST_FOR_SESSIONS, deleted=deleted)
    sessions = set(found.places.values())
    if found.more:
        sessions |= _named(db, query, deleted=deleted)
    return sessions


def _named(db: sqlite3.Connection, query: Query, *, deleted: bool) -> set[int]:
    named = replace(query, filters=(*query.filters, (filter_term("kind", "session"),)))
    return set(find(db, named, MOST_FOR_SESSIONS, deleted=deleted).places.values())
