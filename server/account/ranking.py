"""Which of the matches fit best: by bm25, where words tell one text from another.

FTS5's bm25 counts all texts that hold a word before it ranks the first of them, so its price is that of the commonest
word, which says least: a word in more than half of all texts weighs nothing at all. Words in more than `COMMON` entries
are therefore no part of it. Where there are no others, what has them in its title goes first, then what is newest.
"""

import re
import sqlite3

import msgspec

from ..content.search_query import Query, Term, filter_term
from .endings import may_have_endings
from .finding import AMONG, among

COMMON = 10_000
FEW = 200
"""Matches whose titles are looked at one by one."""
MOST_ENDINGS = 24
"""What so many words begin with says little, and bm25 takes its time for each."""
TITLE_WEIGHT, BODY_WEIGHT = 10.0, 1.0

_TITLED = (filter_term("kind", "session"), filter_term("kind", "artifact"), filter_term("kind", "site"))
"""Messages have no title; to pass them over is less work than to look for one."""
_word = re.compile(r"[^\W_]+")


def rank(db: sqlite3.Connection, query: Query, places: list[int]) -> dict[int, float]:
    """The score of each place, higher is better.

    Args:
        places: matches of the query, newest first.
    """
    if not places or not query.words:
        return dict.fromkeys(places, 0.0)
    telling = tuple(term for term in query.words if not _is_common(db, term))
    if not telling:
        titled = _with_words_in_title(db, query, places)
        return {place: float(place in titled) for place in places}
    scores = dict(
        db.execute(
            f"SELECT rowid, -bm25(search, {TITLE_WEIGHT}, {BODY_WEIGHT}, 0) {AMONG}",
            among(Query(words=telling).expression, places),
        )
    )
    return {place: scores.get(place, 0.0) for place in places}


def _with_words_in_title(db: sqlite3.Connection, query: Query, places: list[int]) -> set[int]:
    words = f"title : ({' OR '.join(term.expression for term in query.words)})"
    if len(places) > FEW:
        expression = f"{Query(filters=(*query.filters, _TITLED)).expression} AND {words}"
        return {place for (place,) in db.execute(f"SELECT rowid {AMONG}", among(expression, places))}
    # Few matches in a long time: to look at each costs less than to go through all titles of that time.
    titled = db.execute(
        "SELECT place FROM entries WHERE place IN (SELECT value FROM json_each(?)) AND title != ''",
        (msgspec.json.encode(places).decode(),),
    ).fetchall()
    one = "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?"
    return {place for (place,) in titled if db.execute(one, (words, place)).fetchone()}


def _is_common(db: sqlite3.Connection, term: Term) -> bool:
    """Whether more than `COMMON` entries have a word, or one that it stands for; of a phrase, all its words."""
    if term.endings or (term.beginning and may_have_endings(term)):
        known = 0 < len(term.endings) <= MOST_ENDINGS
        return not known or any(_is_in_many(db, Term(word)) for word in term.endings)
    words = _word.findall(term.text)
    if len(words) < 2:
        return _is_in_many(db, term)
    return all(_is_in_many(db, Term(word)) for word in dict.fromkeys(words))


def _is_in_many(db: sqlite3.Connection, term: Term) -> bool:
    found = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", (term.expression, COMMON + 1)
    )
    return bool(found.fetchone()[0] > COMMON)
