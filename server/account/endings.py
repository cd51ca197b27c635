"""Which words of the index a beginning stands for.

FTS5 keeps indexes of the beginnings of three and four letters. For a longer one it merges the lists of all words that
begin so, in each statement anew and before it finds the first: some 30 ms where one of them stands in half of all
texts. To name these words instead takes a tenth of a millisecond for each, and FTS5 then reads of their lists what it
needs.
"""

import sqlite3

from msgspec.structs import replace

from ..content.search_query import Query, Term

INDEXED = 4
"""Letters: see `prefix` in the schema."""
MOST = 64
"""Words; where more begin so, FTS5's way is the better one."""


def with_endings(db: sqlite3.Connection, query: Query) -> Query:
    """The query with the words that its beginnings stand for."""
    if not any(term.beginning for term in query.words + query.without):
        return query
    return replace(
        query,
        words=tuple(_with_endings(db, term) for term in query.words),
        without=tuple(_with_endings(db, term) for term in query.without),
    )


def may_have_endings(term: Term) -> bool:
    """Whether the index has no list of what begins so. How it writes letters beyond ASCII is for FTS5 to know."""
    return term.text.isascii() and term.text.isalnum() and len(term.text) > INDEXED


def _with_endings(db: sqlite3.Connection, term: Term) -> Term:
    if not (term.beginning and may_have_endings(term)):
        return term
    beginning = term.text.lower()
    found: list[str] = []
    sought = beginning
    while len(found) <= MOST:
        row = db.execute("SELECT term FROM search_words WHERE term >= ? LIMIT 1", (sought,)).fetchone()
        if row is None or not row[0].startswith(beginning):
            return replace(term, beginning=False, endings=tuple(found))
        found.append(row[0])
        sought = row[0] + "\x01"
    return term
