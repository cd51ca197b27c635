"""A10: a link lets whoever has its secret read, until it expires or is revoked."""

from typing import Any

import pytest

from server.account.asking import LinkResolved, ResolveLink
from server.errors import SatchelError
from server.wire.commands import CreateLink, GetLinks, RevokeLink
from server.wire.resources import Link

from .account import ADA, NOON, AccountFile, artifact, session, told


@pytest.fixture
def linked(account: AccountFile) -> AccountFile:
    account.index(told("s1", artifact("Plan", "x", "a1")), told("s2"))
    return account


def create(account: AccountFile, **fields: Any) -> Link:
    link: Link = account.ask(CreateLink(**({"session_id": "s1"} | fields)), ADA).link
    return link


def resolve(account: AccountFile, secret: str | None) -> LinkResolved:
    assert secret is not None
    resolved: LinkResolved = account.ask(ResolveLink(secret=secret))
    return resolved


def test_a_secret_leads_to_its_session_or_artifact(linked: AccountFile) -> None:
    whole = create(linked)
    part = create(linked, artifact_id="a1", expires_at=NOON + 1000)
    found = resolve(linked, whole.token)
    assert (found.link_id, found.linked_session, found.artifact_id, found.expires_at) == (whole.id, "s1", None, None)
    found = resolve(linked, part.token)
    assert (found.linked_session, found.artifact_id, found.expires_at) == ("s1", "a1", NOON + 1000)


def test_the_secret_is_said_once_and_stands_nowhere(linked: AccountFile) -> None:
    done = linked.run(CreateLink(session_id="s1", idempotency_key="k"), ADA)
    assert done.outcome is not None
    reply: Any = done.outcome.reply
    token = reply.link.token
    assert len(token) == 43
    assert [other.link.token for other in done.outcome.others] == [None]  # type: ignore[attr-defined]
    assert [link.token for link in linked.ask(GetLinks(), ADA).links] == [None]
    assert not any(token in line for line in linked.db.iterdump())
    again = linked.ask(CreateLink(session_id="s1", idempotency_key="k"), ADA).link
    assert (again.id, again.token) == (reply.link.id, None)
    assert len(linked.ask(GetLinks(), ADA).links) == 1
    assert resolve(linked, token).linked_session == "s1"


def test_no_two_secrets_are_the_same(linked: AccountFile) -> None:
    assert len({create(linked).token for _ in range(20)}) == 20


def leads_nowhere(account: AccountFile, secret: str | None) -> None:
    with pytest.raises(SatchelError) as error:
        resolve(account, secret)
    assert error.value.code == "not_found"


def test_an_unknown_an_expired_and_a_revoked_one_lead_nowhere_all_alike(linked: AccountFile) -> None:
    said = []
    expiring, revoked = create(linked, expires_at=NOON + 1000), create(linked)
    linked.ask(RevokeLink(link_id=revoked.id), ADA)
    linked.now += 999
    resolve(linked, expiring.token)
    linked.now += 1
    for secret in ("unknown", "\ud800", "", expiring.token, revoked.token):
        with pytest.raises(SatchelError) as error:
            resolve(linked, secret)
        said.append((error.value.code, error.value.message))
    assert len(set(said)) == 1


def test_a_link_is_revoked_for_good(linked: AccountFile) -> None:
    link = create(linked)
    revoked = linked.ask(RevokeLink(link_id=link.id), ADA).link
    linked.now += 5
    assert linked.ask(RevokeLink(link_id=link.id), ADA).link == revoked
    assert revoked.revoked_at == NOON
    assert linked.ask(GetLinks(), ADA).links == [revoked]


def test_links_are_listed_newest_first_and_by_session(linked: AccountFile) -> None:
    made = [create(linked).id, create(linked, session_id="s2").id, create(linked).id]
    assert [link.id for link in linked.ask(GetLinks(), ADA).links] == made[::-1]
    assert [link.id for link in linked.ask(GetLinks(session_id="s2"), ADA).links] == [made[1]]


def test_links_of_a_session_that_is_gone_go_with_it(linked: AccountFile) -> None:
    link = create(linked)
    kept = create(linked, session_id="s2")
    linked.index(told("s1", gone=True))
    assert [found.id for found in linked.ask(GetLinks(), ADA).links] == [kept.id]
    leads_nowhere(linked, link.token)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"session_id": "s3"}, "not_found", "sessionId"),
        ({"session_id": "deleted"}, "not_found", "sessionId"),
        ({"artifact_id": "a2"}, "not_found", "artifactId"),
        ({"expires_at": NOON}, "invalid", "expiresAt"),
        ({"expires_at": 0}, "invalid", "expiresAt"),
    ],
)
def test_a_link_to_what_is_not_there_or_from_the_past_is_refused(
    linked: AccountFile, fields: dict[str, Any], code: str, field: str
) -> None:
    linked.index(told(session("deleted", is_deleted=True)))
    with pytest.raises(SatchelError) as error:
        create(linked, **fields)
    assert (error.value.code, (error.value.details or {})["field"]) == (code, field)
    assert linked.ask(GetLinks(), ADA).links == []


def test_only_the_server_itself_resolves_links(linked: AccountFile) -> None:
    with pytest.raises(SatchelError) as error:
        linked.ask(ResolveLink(secret=create(linked).token or ""), ADA)
    assert error.value.code == "forbidden"


def test_a_link_that_is_not_there_can_not_be_revoked(linked: AccountFile) -> None:
    with pytest.raises(SatchelError) as error:
        linked.ask(RevokeLink(link_id="nothing"), ADA)
    assert error.value.code == "not_found"
