"""The language of search: what a person types becomes an expression that FTS5 always understands."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.content.search_query import MOST_TERMS, Query, Term, filter_term, parse_query
from server.content.search_text import indexed
from server.errors import SatchelError

from ..properties.profiles import examples

DAY = 1_767_225_600_000
"""2026-01-01T00:00:00Z"""


def words(text: str) -> list[str]:
    return [term.expression for term in parse_query(text).words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("red", ['"red"*']),
        ("red roses", ['"red"', '"roses"*']),
        ("red* roses", ['"red"*', '"roses"*']),
        ('"red roses"', ['"red roses"']),
        ('red "old garden"', ['"red"*', '"old garden"']),
        ('"old gar"*', ['"old gar"*']),
        ("r", ['"r"']),
        ("r* ab*", ['"r"', '"ab"']),
        ("foo.bar", ['"foo.bar"*']),
        ("red red", ['"red"*']),
        ("AND OR NOT NEAR(a b)", ['"AND"', '"OR"', '"NOT"', '"NEAR(a"', '"b)"']),
        ('un"closed', ['"un closed"*']),
        ('"', []),
        ("- + * ( ) : ^ 🎉", []),
        ("title:x body:y http://z.org", ['"title:x"', '"body:y"', '"http://z.org"*']),
        ("red type:python", ['"red"*']),
        ("type:", ['"type:"*']),
    ],
)
def test_words_phrases_and_beginnings(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_what_must_not_be_there() -> None:
    query = parse_query('red -blue -"dark green" -type:python')
    assert query.words == (Term("red", beginning=True),)
    assert query.without == (Term("blue"), Term("dark green"), filter_term("type", "python"))
    assert query.expression.startswith('("red"*) NOT ("blue" OR "dark green" OR ')


def test_the_same_filter_twice_means_either_and_different_ones_mean_both() -> None:
    query = parse_query("type:python TYPE:html language:py session:s1")
    assert query.filters == (
        (filter_term("type", "python"), filter_term("type", "html")),
        (filter_term("language", "python"),),
        (filter_term("session", "s1"),),
    )
    assert query.words == ()


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("after:2026-01-01", DAY, None),
        ("before:2026-01-01", None, DAY - 1),
        ("after:2026-01-01 before:2026-01-02", DAY, DAY + 86_400_000 - 1),
        ("after:2026-01-01T01:00", DAY + 3_600_000, None),
        ("after:2026-01-01T01:00:00+01:00", DAY, None),
        ("after:2026-01-01T00:00:00Z", DAY, None),
        ("after:2025-01-01 after:2026-01-01", DAY, None),
        ("after:1900-01-01", 0, None),
        ("before:0001-01-01T00:00+14:00", None, -1),
    ],
)
def test_dates_are_utc_and_before_leaves_its_moment_out(text: str, since: int | None, until: int | None) -> None:
    query = parse_query(text)
    assert (query.since, query.until, query.words) == (since, until, ())


@pytest.mark.parametrize("date", ["2026-02-30", "yesterday", "2026", "2026-01-01T25:00"])
def test_a_date_that_there_is_not_is_refused_and_named(date: str) -> None:
    with pytest.raises(SatchelError) as error:
        parse_query(f"red before:{date}")
    assert (error.value.code, error.value.details) == ("invalid", {"field": "query"})
    assert date in error.value.message


def test_scripts_without_spaces_are_looked_for_as_phrases() -> None:
    assert words("日本語") == ['"日\u200b本\u200b語"']
    assert indexed("abc日本語def") == "abc\u200b日\u200b本\u200b語\u200bdef"
    assert indexed("ไทย 한국") == "ไ\u200bท\u200bย 한\u200b국"
    assert indexed("naïve café") == "naïve café"


def test_only_the_first_words_count() -> None:
    query = parse_query(" ".join(f"w{n}" for n in range(500)))
    assert len(query.words) == MOST_TERMS


@pytest.fixture(scope="module")
def fts() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE search USING fts5"
        " (title, body, facets, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    db.execute("INSERT INTO search VALUES ('A title', 'and a body', 'x')")
    yield db
    db.close()


PIECES = st.sampled_from(
    [
        *('"', "-", "*", "AND", "OR", "NOT", "NEAR(", ")", "(", "^", ":", "{title}", "+", "\x00", "'", ";", "--"),
        *("type:", "-type:x", "before:", "after:1-1-1", "a", "b*", "word", '"c d"', "-e", "日本", "🎉"),
        *("\u200b", "\ue000", "\uf8ff", "\ud800"),
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=1000),
    st.lists(PIECES).map(" ".join),
    st.lists(PIECES).map("".join),
)


@given(text=TEXTS)
@example(text="-a " * 333)
@example(text="a* " * 333)
@example(text='"' * 1000)
@example(text="日" * 1000)
@example(text="-" * 999 + "x")
@examples(500)
def test_no_text_is_a_syntax_error(fts: sqlite3.Connection, text: str) -> None:
    try:
        query = parse_query(text)
    except SatchelError as error:
        if error.details == {"field": "query"}:  # an impossible date
            return
        raise
    fts.execute("SELECT rowid FROM search WHERE search MATCH ?", (query.expression,)).fetchall()
    for part in (Query(words=query.words), Query(words=query.without)):
        fts.execute("SELECT bm25(search) FROM search WHERE search MATCH ?", (part.expression,)).fetchall()
