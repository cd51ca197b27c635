"""What sessions say of themselves is taken in order, at least once, and the same however often."""

from server.account import entries as entries_module
from server.account.asking import GetUsage
from server.account.entries import EACH
from server.handling.changes import Entry
from server.wire.commands import ListSessions, Search
from server.wire.events import SessionListed, SessionUnlisted

from .account import NOON, AccountFile, artifact, deleted, message, session, told


def listed(account: AccountFile) -> list[str]:
    return [found.id for found in account.ask(ListSessions()).sessions]


def found(account: AccountFile, query: str) -> list[str]:
    return sorted(result.id for result in account.ask(Search(query=query)).results)


def test_what_a_session_tells_is_in_the_list_and_found(account: AccountFile) -> None:
    title = session(title="Roses", description="in the garden")
    assert account.index(told(title, message("red petals", "m1"), artifact("Plan", "dig a hole"))) == []
    [summary] = account.ask(ListSessions()).sessions
    assert (summary.title, summary.message_count, summary.artifact_count) == ("Roses", 1, 1)
    assert found(account, "petals ") == ["m1"]
    assert found(account, "plan ") == ["a1"]
    assert found(account, "roses ") == found(account, "garden ") == ["s1"]


def test_a_later_change_of_a_text_takes_the_place_of_what_was_known(account: AccountFile) -> None:
    account.index(told("s1", artifact("Old", "first words")))
    assert account.index(told("s1", artifact("New", "second words"), since=1, upto=2)) == []
    assert found(account, "first ") == found(account, "old ") == []
    assert found(account, "second ") == found(account, "new ") == ["a1"]
    account.check()


def test_a_deleted_text_is_found_no_more_and_one_that_is_restored_is(account: AccountFile) -> None:
    account.index(told("s1", artifact("Plan", "dig"), message("soil", "m1")))
    account.index(told("s1", deleted("artifact", "a1"), since=2))
    assert (found(account, "dig "), found(account, "soil ")) == ([], ["m1"])
    account.index(told("s1", artifact("Plan", "dig"), since=3))
    assert found(account, "dig ") == ["a1"]
    account.check()


def test_told_again_nothing_changes_and_nobody_hears(account: AccountFile) -> None:
    changes = told(session(title="Roses"), message("red"), free_messages=3)
    account.index(changes)
    rows, seq = account.rows(), account.seq
    assert account.heard(changes) == []
    assert account.rows() == rows
    later = told(session(title="Roses"), since=1, message_count=1, free_messages=3)
    assert account.heard(later) == []
    assert account.rows() == rows
    assert account.seq == seq + 1  # of the first, which told everything anew; the second told nothing
    account.check()


def test_a_session_of_which_less_is_known_than_it_thinks_is_behind_and_nothing_of_it_is_taken(
    account: AccountFile,
) -> None:
    assert account.index(told("s1", message("lost"), since=5), told("s2", message("kept", "m2"))) == ["s1"]
    assert listed(account) == ["s2"]
    assert account.index(told(session("s2", title="T"), message("far"), since=2)) == ["s2"]
    assert (found(account, "lost "), found(account, "far "), found(account, "kept ")) == ([], [], ["m2"])
    assert account.ask(ListSessions()).sessions[0].title == ""


def test_what_tells_from_the_beginning_replaces_everything_that_was_known(account: AccountFile) -> None:
    account.index(told("s1", message("one", "m1"), message("two", "m2"), artifact("A", "three")))
    assert account.index(told("s1", message("two", "m2"), upto=2)) == []
    assert (found(account, "one "), found(account, "two "), found(account, "three ")) == ([], ["m2"], [])
    assert account.index(told("s1", message("four"), since=3)) == ["s1"]
    account.check()


def test_a_session_that_went_back_to_an_older_state_has_to_tell_everything(account: AccountFile) -> None:
    account.index(told("s1", message("one"), upto=9))
    assert account.index(told("s1", message("other"), since=4, upto=6)) == ["s1"]
    assert found(account, "other ") == []


def test_after_a_crash_a_session_tells_in_pieces_again_what_is_known(account: AccountFile) -> None:
    account.index(told("s1", message("one", "m1"), message("two", "m2"), message("three", "m3")))
    assert account.index(told("s1", message("two", "m2"), since=1, upto=2, more=True)) == []
    assert account.index(told("s1", message("three", "m3"), since=2, upto=3)) == []
    assert account.index(told("s1", message("four", "m4"), since=3)) == []
    assert found(account, "") == ["m1", "m2", "m3", "m4", "s1"]


def test_the_newest_summary_is_heard_once(account: AccountFile) -> None:
    [frame] = account.heard(told(session(title="A")))
    assert isinstance(frame, SessionListed)
    assert frame.session.title == "A"
    assert frame.seq is None  # it would look like the seq of the session that the connection is about
    assert account.heard(told(session(title="A"), upto=1)) == []
    [frame] = account.heard(told(session(title="B"), since=1))
    assert isinstance(frame, SessionListed)
    assert frame.session.title == "B"


def test_a_session_that_is_gone_leaves_nothing_but_its_free_messages(account: AccountFile) -> None:
    account.index(told("s1", message("one"), free_messages=4), told("s2", message("two"), free_messages=1))
    gone = told("s1", gone=True, free_messages=5, upto=9)
    [frame] = account.heard(gone)
    assert frame == SessionUnlisted(session_id="s1")
    assert (listed(account), found(account, "one ")) == (["s2"], [])
    assert account.ask(GetUsage()).free_messages == 6
    assert account.heard(gone) == []
    assert account.ask(GetUsage()).free_messages == 6
    account.check()


def test_free_messages_of_a_session_that_was_gone_before_it_was_ever_indexed_count(account: AccountFile) -> None:
    assert account.index(told("s1", gone=True, free_messages=5)) == []
    account.index(told("s1", gone=True, free_messages=5))
    assert account.ask(GetUsage()).free_messages == 5


def test_another_session_of_the_same_id_counts_by_itself_and_one_that_comes_back_counts_once(
    account: AccountFile,
) -> None:
    account.index(told("s1", gone=True, free_messages=5))
    account.index(told(session(created_at=NOON + 1), free_messages=2))
    assert account.ask(GetUsage()).free_messages == 7
    account.index(told(session(created_at=NOON + 1), gone=True, free_messages=2))
    assert account.ask(GetUsage()).free_messages == 7
    account.index(told("s1", free_messages=5))
    assert account.ask(GetUsage()).free_messages == 7


def test_texts_of_one_millisecond_are_all_found(account: AccountFile) -> None:
    account.index(*(told(f"s{n}", *(message("same") for _ in range(50))) for n in range(4)))
    assert account.ask(Search(query="same ", limit=1)).total == 200
    account.index(told("s1"))
    account.index(told("s5", *(message("same") for _ in range(50))))
    assert account.ask(Search(query="same ", limit=1)).total == 200
    account.check()


def test_more_texts_than_one_millisecond_has_places_for_go_on_in_the_next(account: AccountFile) -> None:
    last = entries_module.first_place(NOON) + EACH - 1
    account.index(told("s1", message("first", "m1"), message("third", "m3", NOON + 1)))
    account.db.execute("UPDATE entries SET place = ? WHERE id = 'm1'", (last,))
    account.db.execute("INSERT INTO search (search) VALUES ('rebuild')")
    account.index(told("s1", message("second", "m2"), since=2))
    assert found(account, "second ") == ["m2"]
    assert account.db.execute("SELECT place FROM entries WHERE id = 'm2'").fetchone() == (last + 2,)


def test_any_time_of_creation_can_be_indexed(account: AccountFile) -> None:
    account.index(
        told("s1", message("word", "old", at=-5), message("word", "zero", at=0), message("word", "late", 2**53))
    )
    assert found(account, "word ") == ["late", "old", "zero"]
    assert [r.id for r in account.ask(Search(query="word ", until=NOON)).results] == ["zero", "old"]
    assert [r.id for r in account.ask(Search(query="word ", since=NOON)).results] == ["late"]


def test_a_text_whose_time_of_creation_changed_moves(account: AccountFile) -> None:
    account.index(told("s1", message("word", "m1", at=NOON)))
    account.index(told("s1", message("word", "m1", at=NOON + 5), since=1))
    assert found(account, "word ") == ["m1"]
    assert account.ask(Search(query="word ", until=NOON)).results == []
    account.check()


def test_a_session_in_one_batch_twice_ends_as_it_was_told_last(account: AccountFile) -> None:
    account.index(
        told("s1", message("one", "m1"), message("two", "m2")),
        told("s1", message("three", "m1"), deleted("message", "m2"), since=2),
    )
    assert (found(account, "one "), found(account, "two "), found(account, "three ")) == ([], [], ["m1"])
    account.check()


def test_strange_characters_in_texts_do_no_harm(account: AccountFile) -> None:
    entry = Entry("message", "m1", NOON, text="a\x00b \ue000mark\ue001 \uf8ffkind \u200b日本", role="user")
    account.index(told("s1", entry))
    [result] = account.ask(Search(query="mark ")).results
    assert result.snippet == "a b \ue000mark\ue001 kind 日本"
    account.check()
