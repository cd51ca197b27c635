"""A11: a user groups artifacts of several sessions under a name."""

from collections.abc import Callable
from typing import Any

import pytest

from server.errors import SatchelError
from server.wire.commands import (
    AddToCollection,
    CollectionUpdates,
    Command,
    CreateCollection,
    DeleteCollection,
    GetCollection,
    GetCollections,
    RemoveFromCollection,
    UpdateCollection,
)
from server.wire.resources import Collection

from .account import ADA, NOON, AccountFile, artifact, deleted, session, told


@pytest.fixture
def herbs(account: AccountFile) -> str:
    """The id of a collection, beside two sessions with an artifact each."""
    account.index(
        told("s1", artifact("Mint", "x", "a1", "doc")),
        told("s2", artifact("Sage", "x", "a2", "python", "py")),
    )
    made: str = account.ask(CreateCollection(name="Herbs", description="green"), ADA).collection.id
    return made


def items(account: AccountFile, id: str) -> list[tuple[str, str, str, str]]:
    found: Collection = account.ask(GetCollection(collection_id=id), ADA).collection
    assert found.artifacts is not None
    assert found.artifact_count == len(found.artifacts)
    return [(item.session_id, item.artifact_id, item.title, item.type) for item in found.artifacts]


def add(id: str, session_id: str, artifact_id: str) -> AddToCollection:
    return AddToCollection(collection_id=id, session_id=session_id, artifact_id=artifact_id)


def test_artifacts_of_several_sessions_are_added_and_removed(account: AccountFile, herbs: str) -> None:
    account.ask(add(herbs, "s1", "a1"), ADA)
    account.now += 1
    assert account.ask(add(herbs, "s2", "a2"), ADA).collection.artifact_count == 2
    assert items(account, herbs) == [("s1", "a1", "Mint", "doc"), ("s2", "a2", "Sage", "python")]
    account.ask(RemoveFromCollection(collection_id=herbs, session_id="s1", artifact_id="a1"), ADA)
    assert items(account, herbs) == [("s2", "a2", "Sage", "python")]


def test_what_is_in_already_is_not_added_again(account: AccountFile, herbs: str) -> None:
    first = account.ask(add(herbs, "s1", "a1"), ADA)
    account.now += 5
    seq = account.seq
    assert account.ask(add(herbs, "s1", "a1"), ADA) == first
    assert account.seq == seq
    assert len(items(account, herbs)) == 1


def test_names_can_be_changed_and_the_last_changed_comes_first(account: AccountFile, herbs: str) -> None:
    account.now += 1
    other = account.ask(CreateCollection(name="Trees"), ADA).collection
    assert [c.name for c in account.ask(GetCollections(), ADA).collections] == ["Trees", "Herbs"]
    account.now += 1
    updates = CollectionUpdates(name="Spices")
    changed = account.ask(UpdateCollection(collection_id=herbs, updates=updates), ADA).collection
    assert (changed.name, changed.description, changed.updated_at) == ("Spices", "green", account.now)
    assert changed.seq > other.seq
    assert [c.name for c in account.ask(GetCollections(), ADA).collections] == ["Spices", "Trees"]


def test_a_deleted_collection_takes_no_artifact_with_it(account: AccountFile, herbs: str) -> None:
    account.ask(add(herbs, "s1", "a1"), ADA)
    assert account.ask(DeleteCollection(collection_id=herbs), ADA).collection_id == herbs
    assert account.ask(GetCollections(), ADA).collections == []
    assert account.rows()["entries"]


def test_artifacts_that_were_deleted_are_left_out_until_they_are_restored(account: AccountFile, herbs: str) -> None:
    account.ask(add(herbs, "s1", "a1"), ADA)
    account.ask(add(herbs, "s2", "a2"), ADA)
    account.index(told("s1", deleted("artifact", "a1"), since=1))
    assert [item[1] for item in items(account, herbs)] == ["a2"]
    account.index(told(session("s2", is_deleted=True, deleted_at=NOON), since=1))
    assert items(account, herbs) == []
    account.index(told("s1", artifact("Mint tea", "x", "a1"), since=2), told("s2", since=1, upto=2))
    assert [item[2] for item in items(account, herbs)] == ["Mint tea", "Sage"]


def test_artifacts_of_a_session_that_is_gone_leave_the_collection_for_good(account: AccountFile, herbs: str) -> None:
    account.ask(add(herbs, "s1", "a1"), ADA)
    account.index(told("s1", gone=True))
    account.index(told("s1", artifact("Mint", "x", "a1")))
    assert items(account, herbs) == []


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (lambda made: add(made, "s3", "a1"), "not_found", "sessionId"),
        (lambda made: add(made, "s1", "a2"), "not_found", "artifactId"),
        (lambda _: add("nothing", "s1", "a1"), "not_found", "collectionId"),
        (lambda _: GetCollection(collection_id="nothing"), "not_found", "collectionId"),
        (lambda _: DeleteCollection(collection_id="nothing"), "not_found", "collectionId"),
        (
            lambda made: RemoveFromCollection(collection_id=made, session_id="s1", artifact_id="a1"),
            "not_found",
            "artifactId",
        ),
        (lambda made: UpdateCollection(collection_id=made, updates=CollectionUpdates()), "invalid", "updates"),
    ],
)
def test_what_is_not_there_is_named(
    account: AccountFile, herbs: str, command: Callable[[str], Command], code: str, field: str
) -> None:
    before = list(account.db.iterdump())
    with pytest.raises(SatchelError) as error:
        account.ask(command(herbs), ADA)
    details: Any = error.value.details
    assert (error.value.code, details["field"]) == (code, field)
    assert list(account.db.iterdump()) == before


def test_a_collection_is_made_once_however_often_it_is_asked_with_one_key(account: AccountFile) -> None:
    command = CreateCollection(name="Herbs", idempotency_key="k")
    assert account.ask(command, ADA) == account.ask(command, ADA)
    assert len(account.ask(GetCollections(), ADA).collections) == 1
    with pytest.raises(SatchelError) as error:
        account.ask(CreateCollection(name="Trees", idempotency_key="k"), ADA)
    assert error.value.code == "conflict"


def test_other_connections_of_the_user_hear_of_changes(account: AccountFile) -> None:
    outcome = account.run(CreateCollection(name="Herbs"), ADA).outcome
    assert outcome is not None
    assert list(outcome.others) == [outcome.reply]
    assert outcome.reply.seq is None  # it would look like the seq of the session that the connection is about
