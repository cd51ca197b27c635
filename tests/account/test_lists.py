"""M7: the list of a user's sessions, and what is counted of it."""

from typing import Any

import pytest

from server.errors import SatchelError
from server.wire.commands import GetStatistics, ListSessions

from .account import NOON, AccountFile, artifact, message, session, told

HOUR = 3_600_000


def ids(account: AccountFile, **fields: Any) -> list[str]:
    return [found.id for found in account.ask(ListSessions(**fields)).sessions]


@pytest.fixture
def listed(account: AccountFile) -> AccountFile:
    def of(name: str, age: int, **fields: Any) -> Any:
        return session(name, updated_at=NOON - age * HOUR, created_at=NOON - 100 * HOUR, **fields)

    account.index(
        told(of("old", 48, title="Rose garden", model_id="large"), message_count=7),
        told(of("new", 1, description="About tulips", model_id="small"), message("red roses"), message_count=2),
        told(of("idle", 24, is_active=False, model_id="large"), artifact("Moss", "fern"), message_count=4),
        told(of("gone", 3, is_deleted=True, deleted_at=NOON, title="Deleted rose"), message_count=9),
    )
    return account


def test_the_last_changed_comes_first_and_deleted_ones_are_apart(listed: AccountFile) -> None:
    assert ids(listed) == ["new", "idle", "old"]
    assert ids(listed, deleted=True) == ["gone"]
    listed.index(told(session("old", updated_at=NOON, created_at=NOON - 100 * HOUR), since=0))
    assert ids(listed) == ["old", "new", "idle"]


def test_of_those_that_changed_at_once_the_order_is_the_same_each_time(account: AccountFile) -> None:
    account.index(told("b"), told("a"), told("c"))
    assert ids(account) == ["c", "b", "a"]


def test_pages_with_an_exact_total(listed: AccountFile) -> None:
    page = listed.ask(ListSessions(limit=1, offset=1))
    assert ([found.id for found in page.sessions], page.total) == (["idle"], 3)
    page = listed.ask(ListSessions(limit=5, offset=9))
    assert (page.sessions, page.total) == ([], 3)
    assert listed.ask(ListSessions(limit=0)).total == 3


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "active"}, ["new", "old"]),
        ({"status": "inactive"}, ["idle"]),
        ({"model_id": "large"}, ["idle", "old"]),
        ({"model_id": "large", "status": "active"}, ["old"]),
        ({"since": NOON - 24 * HOUR}, ["new", "idle"]),
        ({"until": NOON - 24 * HOUR}, ["idle", "old"]),
        ({"since": NOON - 24 * HOUR, "until": NOON - 2 * HOUR}, ["idle"]),
        ({"search": "rose"}, ["new", "old"]),
        ({"search": "rose garden"}, ["old"]),
        ({"search": "tulips"}, ["new"]),
        ({"search": "fern"}, ["idle"]),
        ({"search": "moss"}, ["idle"]),
        ({"search": "rose", "deleted": True}, ["gone"]),
        ({"search": "fern", "deleted": True}, []),
        ({"search": "fern", "status": "active"}, []),
        ({"search": "nothing"}, []),
        ({"search": "  "}, ["new", "idle", "old"]),
    ],
)
def test_filters(listed: AccountFile, fields: dict[str, Any], expected: list[str]) -> None:
    found = listed.ask(ListSessions(**fields))
    assert [summary.id for summary in found.sessions] == expected
    assert found.total == len(expected)


def test_a_title_is_found_however_many_newer_texts_hold_its_words(
    listed: AccountFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.account.finding.MOST_FOR_SESSIONS", 2)
    listed.index(told("loud", *(message("garden", at=NOON + n) for n in range(5))))
    assert set(ids(listed, search="garden ")) == {"loud", "old"}


def test_an_impossible_date_in_a_search_is_named(account: AccountFile) -> None:
    with pytest.raises(SatchelError) as error:
        account.ask(ListSessions(search="before:never"))
    assert error.value.code == "invalid"


def test_a_summary_shows_all_that_a_list_needs(account: AccountFile) -> None:
    account.index(
        told(
            session(title="T", metadata={"colour": {"a": [1, None]}}, visibility="public", sandbox_id="box", seq=3),
            preview="the last words",
            size=8192,
            message_count=5,
            artifact_count=2,
        )
    )
    [summary] = account.ask(ListSessions()).sessions
    assert (summary.metadata, summary.visibility, summary.sandbox_id) == ({"colour": {"a": [1, None]}}, "public", "box")
    assert (summary.preview, summary.size, summary.message_count, summary.artifact_count) == (
        "the last words",
        8192,
        5,
        2,
    )
    assert (summary.is_active, summary.is_deleted, summary.owner, summary.seq) == (True, False, "ada", 3)


def test_statistics(listed: AccountFile, account: AccountFile) -> None:
    statistics = listed.ask(GetStatistics()).statistics
    assert (statistics.total_chats, statistics.active_chats, statistics.deleted_chats) == (3, 2, 1)
    assert statistics.total_messages == 13
    assert listed.ask(ListSessions(include_stats=True)).statistics == statistics
    assert listed.ask(ListSessions()).statistics is None


def test_an_empty_account_has_statistics_too(account: AccountFile) -> None:
    statistics = account.ask(GetStatistics()).statistics
    assert (statistics.total_chats, statistics.total_messages) == (0, 0)
