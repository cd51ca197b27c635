"""A9: full-text search over all of a user's sessions, ranked, with snippets and filters."""

import pytest

from server.account import endings, ranking, search
from server.content.search_text import MARK, UNMARK
from server.errors import SatchelError
from server.handling.changes import Entry
from server.wire.commands import Search
from server.wire.resources import SearchResult

from .account import NOON, AccountFile, artifact, message, session, told


def results(account: AccountFile, query: str, **fields: object) -> list[SearchResult]:
    found: list[SearchResult] = account.ask(Search(query=query, **fields)).results  # type: ignore[arg-type]
    return found


def ids(account: AccountFile, query: str, **fields: object) -> list[str]:
    return [result.id for result in results(account, query, **fields)]


@pytest.fixture
def garden(account: AccountFile) -> AccountFile:
    account.index(
        told(
            session("s1", title="Roses", created_at=NOON),
            message("How do I plant a red rose?", "m1", NOON + 1),
            message("Dig a hole; the red rose likes the sun. Café crème.", "m2", NOON + 2, role="assistant"),
            artifact("Watering plan", "monday: water\ntuesday: rest", "a1", type="table", at=NOON + 3),
        ),
        told(
            session("s2", title="Python", created_at=NOON + 86_400_000),
            message("Write code that waters a rose", "m3", NOON + 86_400_001),
            artifact("water.py", "def water(rose): ...", "a2", "python", "py", NOON + 86_400_002),
            artifact("water.sh", "echo rose", "a3", "code", "c++", NOON + 86_400_003),
        ),
    )
    return account


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rose", ["a2", "a3", "m1", "m2", "m3", "s1"]),
        ("ro", []),
        ('"rose"', ["a2", "a3", "m1", "m2", "m3"]),
        ("RED ROSE", ["m1", "m2"]),
        ('"red rose"', ["m1", "m2"]),
        ('"rose red"', []),
        ("cafe creme", ["m2"]),
        ("rose -red", ["a2", "a3", "m3", "s1"]),
        ('rose -"red rose" -type:python -code', ["a3", "s1"]),
        ("wat", ["a1", "a2", "a3", "m3"]),
        ("wat* tues*", ["a1"]),
        ("water", ["a1", "a2", "a3", "m3"]),
        ("WATERI", ["a1"]),
        ("waterfall", []),
        ("-water* rose session:s2", []),
        ("rose type:python", ["a2"]),
        ("type:python type:table", ["a1", "a2"]),
        ("language:python", ["a2"]),
        ("language:py", ["a2"]),
        ("language:c++", ["a3"]),
        ("rose session:s1", ["m1", "m2", "s1"]),
        ("rose after:2026-01-02", ["a2", "a3", "m3"]),
        ("rose before:2026-01-02", ["m1", "m2", "s1"]),
        ("after:2026-01-01 before:2026-01-02 -rose", ["a1", "s1"]),
        ("-rose", ["a1", "s1", "s2"]),
        ("nothing", []),
        ("", ["a1", "a2", "a3", "m1", "m2", "m3", "s1", "s2"]),
        ("🎉", ["a1", "a2", "a3", "m1", "m2", "m3", "s1", "s2"]),
    ],
)
def test_what_a_query_finds(garden: AccountFile, query: str, found: list[str]) -> None:
    assert set(ids(garden, query)) == set(found)


def test_a_beginning_of_very_many_words_finds_them_all(garden: AccountFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "MOST", 2)
    assert set(ids(garden, "water")) == {"a1", "a2", "a3", "m3"}
    assert ids(garden, "water", kind="artifact")[0] == "a3"  # of those with it in their title the newest


def test_fields_of_the_request_filter_as_words_of_the_query_do(garden: AccountFile) -> None:
    assert ids(garden, "rose", kind="artifact", language="py") == ["a2"]
    assert ids(garden, "rose", artifact_type="python") == ["a2"]
    assert ids(garden, "rose type:table", artifact_type="python") == []
    assert set(ids(garden, '"rose"', session_id="s1")) == {"m1", "m2"}
    assert ids(garden, '"rose"', since=NOON + 2, until=NOON + 2) == ["m2"]
    assert ids(garden, '"rose" after:2026-01-02', until=NOON + 86_400_001) == ["m3"]


def test_a_user_cannot_say_the_word_of_a_filter(garden: AccountFile) -> None:
    [(facets,)] = garden.db.execute("SELECT facets FROM entries WHERE id = 'a2'")
    for word in facets.split():
        assert ids(garden, f'"{word}"') == []


def test_with_nothing_but_filters_the_newest_come_first(garden: AccountFile) -> None:
    assert ids(garden, "session:s1") == ["a1", "m2", "m1", "s1"]
    assert [result.score for result in results(garden, "session:s1")] == [0.0] * 4


def test_a_title_weighs_more_than_a_text_and_a_better_fit_scores_higher(account: AccountFile) -> None:
    account.index(
        told(
            "s1",
            artifact("tulip", "nothing else", "title"),
            artifact("x", "tulip tulip " + "word " * 20, "twice", at=NOON + 1),
            artifact("x", "tulip " + "word " * 60, "once", at=NOON + 2),
            *(message("filler") for _ in range(20)),
        )
    )
    found = results(account, "tulip ")
    assert [result.id for result in found] == ["title", "twice", "once"]
    assert found[0].score > found[1].score > found[2].score > 0


def test_where_words_are_common_titles_go_first_and_then_the_newest(
    account: AccountFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "COMMON", 3)
    account.index(
        told(
            "s1",
            artifact("tulip", "old", "title"),
            *(message("tulip tulip", f"m{n}", NOON + 9 - n) for n in range(4)),
            artifact("x", "tulip once, and a fern", "fern", at=NOON + 20),
        )
    )
    assert ids(account, "tulip ") == ["title", "fern", "m0", "m1", "m2", "m3"]
    assert ids(account, '"tulip tulip"') == ["m0", "m1", "m2", "m3"]
    assert ids(account, "tulip fern ") == ["fern"]
    assert results(account, "tulip fern ")[0].score > 0


def test_a_snippet_shows_on_one_line_what_was_found(garden: AccountFile) -> None:
    [result] = results(garden, "tuesday")
    assert (result.title, result.snippet) == ("Watering plan", f"monday: water {MARK}tuesday{UNMARK}: rest")
    assert (result.kind, result.type, result.session_title, result.message_id) == ("artifact", "table", "Roses", "m0")
    [result] = results(garden, "cafe")
    assert f"{MARK}Café{UNMARK} crème" in result.snippet
    assert (result.kind, result.role, result.type) == ("message", "assistant", None)
    [result] = results(garden, "python", kind="session")
    assert (result.id, result.title, result.snippet) == ("s2", "Python", f"{MARK}Python{UNMARK}")
    [result] = results(garden, "watering")
    assert result.snippet == "monday: water tuesday: rest"
    assert results(garden, "session:s1 kind", kind="artifact") == []


def test_a_snippet_of_a_long_text_shows_the_place_with_the_most_different_words(account: AccountFile) -> None:
    text = "fern " + "word " * 300 + "a fern beside the moss here " + "word " * 300 + "moss"
    account.index(told("s1", message(text, "m1")))
    [result] = results(account, "fern moss ")
    assert f"a {MARK}fern{UNMARK} beside the {MARK}moss{UNMARK} here word" in result.snippet
    assert result.snippet.startswith("…")
    assert result.snippet.endswith("…")
    assert len(result.snippet) < 300


@pytest.mark.timeout(60)  # the snippets of FTS5 take minutes for it
def test_a_very_long_text_full_of_what_was_looked_for_is_shown(account: AccountFile) -> None:
    account.index(told("s1", message("the cat sat on a mat and " * 10_000, "m1")))
    [result] = results(account, "the a mat ")
    assert f"{MARK}the{UNMARK} cat sat" in result.snippet


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("東京の天気は晴れです", "天気"),
        ("東京の天気は晴れです", "東京 晴れ"),
        ("ภาษาไทยง่ายมาก", "ไทย"),
        ("한국어문장", "국어"),
        ("使用Python编程", "python"),
        ("使用Python编程", "编程"),
    ],
)
def test_words_inside_of_scripts_without_spaces_are_found(account: AccountFile, text: str, query: str) -> None:
    account.index(told(session(title=text), message(text, "m1")))
    found = results(account, query, kind="message")
    assert [result.id for result in found] == ["m1"]
    assert found[0].snippet.replace(MARK, "").replace(UNMARK, "") == text
    assert found[0].session_title == text
    assert results(account, query, kind="session")[0].title == text
    assert ids(account, "気天 ") == []


def test_only_the_newest_matches_are_ranked_and_it_says_that_there_are_more(
    account: AccountFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    account.index(told("s1", *(message("fern " * (9 - n), f"m{n}", NOON + n) for n in range(5))))
    reply = account.ask(Search(query="fern "))
    assert {result.id for result in reply.results} == {"m2", "m3", "m4"}
    assert (reply.total, reply.more) == (3, True)
    reply = account.ask(Search(query="fern ", until=NOON + 2))
    assert (reply.total, reply.more) == (3, False)


def test_pages_of_results_follow_each_other(account: AccountFile) -> None:
    account.index(told("s1", *(message("fern", f"m{n}", NOON + n) for n in range(5))))
    assert ids(account, "fern ", limit=2) == ["m4", "m3"]
    assert ids(account, "fern ", limit=2, offset=2) == ["m2", "m1"]
    assert ids(account, "fern ", limit=2, offset=4) == ["m0"]
    assert ids(account, "fern ", limit=0) == []
    assert account.ask(Search(query="fern ", limit=2, offset=4)).total == 5


def test_what_is_in_deleted_sessions_is_not_found_until_they_are_restored(garden: AccountFile) -> None:
    gone = session("s1", title="Roses", created_at=NOON, is_deleted=True, deleted_at=NOON + 9)
    garden.index(told(gone, since=3, upto=4))
    assert set(ids(garden, "rose")) == {"m3", "a2", "a3"}
    assert ids(garden, "session:s1") == []
    garden.index(told(session("s1", title="Roses", created_at=NOON), since=4, upto=5))
    assert set(ids(garden, '"rose"')) == {"m1", "m2", "m3", "a2", "a3"}


def test_an_impossible_date_is_named(account: AccountFile) -> None:
    with pytest.raises(SatchelError) as error:
        account.ask(Search(query="rose before:2026-13-01"))
    assert (error.value.code, error.value.details) == ("invalid", {"field": "query"})


def test_an_entry_without_a_type_has_none(account: AccountFile) -> None:
    account.index(told("s1", Entry("artifact", "a1", NOON, title="t", text="fern")))
    [result] = results(account, "fern")
    assert (result.type, result.language, result.role, result.message_id) == (None, None, None, None)
