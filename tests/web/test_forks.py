"""M9, A10: forks of a session, copies of it, copies of an artifact."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from server.errors import SatchelError
from server.handling.caller import SERVER, Caller
from server.session.copying import adopt
from server.wire.commands import (
    CopyArtifact,
    CopySession,
    CreateArtifact,
    CreateSession,
    ForkSession,
    GetArtifacts,
    GetSession,
    SessionUpdates,
    UpdateSession,
)

from ..client import Client, Frame
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, create, fence, heard_so_far, ok, refusal, removed, said, shown, update

ALICE, BOB = Caller("alice"), Caller("bob")


async def fork(client: Client, **fields: Any) -> Frame:
    reply = await ok(client, "fork_session", **fields)
    assert reply["type"] == "session_forked"
    session: Frame = reply["session"]
    return session


async def later(server: Server) -> None:
    server.clock.pass_seconds(1)


async def names(server: Server) -> list[str]:
    return sorted(path.name for path in (server.settings.folder / "sessions").iterdir())


def inside(path: Path, query: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


# forks


async def test_a_fork_is_a_session_of_its_own_with_the_current_branch(server: Server, client: Client) -> None:
    given = {"title": "T", "visibility": "public", "modelId": "m", "metadata": {"a": 1}}
    await ok(client, "update_session", updates=given)
    first = await said(client, "a", role="user")
    await said(client, "b", role="user")
    last = await said(client, "B", role="user", parentId=first)
    await later(server)
    seq, other = client.seq, await server.connect()
    session = await fork(client, newSessionId="s2", title="Other")
    origin = {"forkedFrom": {"sessionId": "s1", "messageId": last}}
    now = server.clock.now()
    assert session == given | {
        "id": "s2",
        "owner": "local",
        "title": "Other",
        "description": "",
        "visibility": "private",
        "sandboxId": None,
        "lastContext": None,
        "isActive": True,
        "isDeleted": False,
        "deletedAt": None,
        "metadata": {"a": 1} | origin,
        "createdAt": now,
        "updatedAt": now,
        "seq": seq + 1,
    }
    forked = await server.connect("s2")
    assert (await ok(forked, "get_session"))["session"] == session
    assert await shown(forked) == ["a", "B"]
    assert [one["length"] for one in (await ok(forked, "get_branches"))["branches"]] == [2]
    assert {message["sessionId"] for message in (await ok(forked, "get_messages"))["messages"]} == {"s2"}
    await said(forked, "c", role="user")
    assert await shown(client) == ["a", "B"]
    assert (await ok(client, "get_session"))["seq"] == seq
    assert await heard_so_far(other) == []


async def test_a_fork_at_a_message_has_its_branch_up_to_it(server: Server, client: Client) -> None:
    first = await said(client, "a", role="user")
    second = await said(client, "b", role="user")
    gone = await said(client, "gone", role="user")
    third = await said(client, "c", role="user")
    await said(client, "d", role="user")
    await said(client, "B", role="user", parentId=first)
    await ok(client, "delete_messages", messageIds=[gone])
    session = await fork(client, messageId=third)
    assert session["id"].startswith("chat_")
    assert session["metadata"]["forkedFrom"] == {"sessionId": "s1", "messageId": third}
    forked = await server.connect(session["id"])
    messages = (await ok(forked, "get_messages"))["messages"]
    assert [(one["content"], one["parentId"], one["active"]) for one in messages] == [
        ("a", None, True),
        ("b", first, True),
        ("c", second, True),
    ]
    path = await server.put_to_sleep(session["id"])
    assert len(inside(path, "SELECT 1 FROM chat_messages")) == 3
    assert b"gone" not in path.read_bytes()


async def test_a_fork_has_the_artifacts_as_they_were_at_its_message(server: Server, client: Client) -> None:
    first = await append(client, fence("python app.py", "one"))
    own = await create(client, "mine 1")
    await later(server)
    second = await append(client, fence("python app.py", "two") + fence("python late.py", "late"))
    deleted = await create(client, "there at first")
    await later(server)
    await update(client, second["artifacts"][0]["id"], updates={"content": "two, edited"})
    await update(client, own["id"], updates={"content": "mine 2"})
    await ok(client, "delete_artifact", artifactId=deleted["id"])
    await append(client, fence("python app.py", "three"))
    await create(client, "new")

    async def texts(message_id: str | None) -> dict[str, tuple[int, str]]:
        session = await fork(client, messageId=message_id)
        forked = await server.connect(session["id"])
        artifacts = (await ok(forked, "get_artifacts"))["artifacts"]
        for artifact in artifacts:
            versions = (await ok(forked, "get_artifact_versions", artifactId=artifact["id"]))["versions"]
            assert [one["version"] for one in versions] == [*range(artifact["version"], 0, -1)]
            assert versions[0]["createdAt"] == artifact["updatedAt"]
        return {one["id"]: (one["version"], one["content"]) for one in artifacts}

    app, late = [artifact["id"] for artifact in second["artifacts"]]
    assert await texts(first["messageId"]) == {app: (1, "one"), own["id"]: (1, "mine 1")}
    assert await texts(second["messageId"]) == {
        app: (2, "two"),
        late: (1, "late"),
        own["id"]: (1, "mine 1"),
        deleted["id"]: (1, "there at first"),
    }
    whole = await texts(None)
    assert (whole[app], whole[own["id"]]) == ((4, "three"), (2, "mine 2"))
    assert len(whole) == 4


async def test_a_fork_has_nothing_of_what_was_made_beside_its_branch(server: Server, client: Client) -> None:
    question = await said(client, "a", role="user")
    [first] = (await append(client, fence("python app.py", "one")))["artifacts"]
    other = await append(client, fence("python app.py", "two") + fence("css", "a { }"), parentId=question)
    one, two = await fork(client, messageId=first["messageId"]), await fork(client)
    forked = await server.connect(one["id"])
    [found] = (await ok(forked, "get_artifacts"))["artifacts"]
    assert (found["version"], found["content"]) == (1, "one")
    forked = await server.connect(two["id"])
    found, css = (await ok(forked, "get_artifacts"))["artifacts"]
    assert (found["version"], found["content"], found["messageId"]) == (2, "two", other["messageId"])
    assert css["content"] == "a { }"
    listed = (await ok(forked, "get_artifact_versions", artifactId=found["id"]))["versions"]
    assert [version["version"] for version in listed] == [2]
    path = await server.put_to_sleep(one["id"])
    kept = "SELECT message_id FROM message_artifacts"
    assert {*inside(path, kept)} <= {*inside(path, "SELECT id FROM chat_messages")}


async def test_a_fork_takes_no_room_for_what_does_not_come_along(server: Server, client: Client) -> None:
    first = await said(client, "a", role="user")
    await said(client, "x" * 200_000, role="user")
    session = await fork(client, messageId=first)
    path = await server.put_to_sleep(session["id"])
    assert path.stat().st_size < 200_000


async def test_a_fork_of_an_empty_session_is_a_session(client: Client) -> None:
    await ok(client, "get_session")
    session = await fork(client)
    assert (session["seq"], session["metadata"]) == (1, {"forkedFrom": {"sessionId": "s1", "messageId": None}})


async def test_a_fork_starts_its_counters_afresh(server: Server, client: Client) -> None:
    await append(client, "hello", "user", idempotencyKey="k")
    session = await fork(client)
    path = await server.put_to_sleep(session["id"])
    assert inside(path, "SELECT free_messages FROM change_counter") == [(0,)]
    assert inside(path, "SELECT * FROM receipts") == []


async def test_a_fork_at_an_unknown_message_makes_nothing(server: Server, client: Client) -> None:
    await append(client, "hello")
    reply = await client.ask("fork_session", messageId="none")
    assert refusal(reply) == ("not_found", "messageId")
    await server.put_to_sleep()
    assert await names(server) == ["s1.sqlite3"]


@pytest.mark.parametrize("taken", ["s1", "s2"])
async def test_a_session_that_is_there_is_never_written_over(server: Server, client: Client, taken: str) -> None:
    await append(client, "hello")
    await append(await server.connect("s2"), "mine")
    for type_ in ("fork_session", "copy_session"):
        for fields in ({}, {"idempotencyKey": "k"}):
            reply = await client.ask(type_, newSessionId=taken, **fields)
            assert refusal(reply) == ("conflict", "newSessionId")
    assert await shown(await server.connect("s2")) == ["mine"]


async def test_a_session_that_is_made_meanwhile_is_not_written_over(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await append(client, "hello")
    target = server.settings.folder / "sessions" / "s2.sqlite3"

    def adopt_late(*args: Any) -> Any:
        target.write_bytes(b"another's")
        return adopt(*args)

    monkeypatch.setattr("server.host.copying.adopt", adopt_late)
    assert refusal(await client.ask("fork_session", newSessionId="s2")) == ("conflict", "newSessionId")
    assert target.read_bytes() == b"another's"
    await server.put_to_sleep()
    assert await names(server) == ["s1.sqlite3", "s2.sqlite3"]


async def test_the_same_key_makes_one_fork(server: Server, client: Client) -> None:
    first = await said(client, "hello", role="user")
    pending = [await client.start("fork_session", idempotencyKey="k") for _ in range(3)]
    sessions = [(await reply)["session"] for reply in pending]
    await server.put_to_sleep(sessions[0]["id"])
    await append(client, "more")
    sessions.append(await fork(client, idempotencyKey="k"))
    assert sessions == sessions[:1] * 4
    for fields in ({"messageId": first}, {"title": "T"}):
        reply = await client.ask("fork_session", idempotencyKey="k", **fields)
        assert refusal(reply) == ("conflict", "idempotencyKey")
    assert (await fork(client, idempotencyKey="l"))["id"] != sessions[0]["id"]
    assert (await fork(client))["id"] != (await fork(client))["id"]


async def test_a_key_does_not_lead_to_a_session_that_took_the_place_of_its_fork(server: Server, client: Client) -> None:
    await append(client, "hello")
    session = await fork(client, idempotencyKey="k")
    forked = await server.connect(session["id"])
    await ok(forked, "delete_session", permanent=True)
    await removed(server, session["id"])
    await append(forked, "another")
    for _ in range(2):
        assert refusal(await client.ask("fork_session", idempotencyKey="k")) == ("conflict", "newSessionId")
    assert await shown(forked) == ["another"]


async def test_the_same_key_with_a_chosen_id_makes_one_fork(client: Client) -> None:
    await append(client, "hello")
    asked = {"newSessionId": "s2", "idempotencyKey": "k"}
    assert await fork(client, **asked) == await fork(client, **asked)


async def test_a_reply_that_is_being_written_ends_as_interrupted_in_a_fork(start: Start) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    client = await server.connect()
    await ok(client, "send_message", content="go")
    model.release()
    await client.hear("reply_delta")
    session = await fork(client)
    forked = await server.connect(session["id"])
    messages = (await ok(forked, "get_messages"))["messages"]
    assert [(one["content"], one["status"]) for one in messages] == [("go", "complete"), ("one ", "interrupted")]
    model.release_all()
    finished = await client.hear("reply_finished")
    assert (finished["message"]["content"], finished["message"]["status"]) == ("one two", "complete")
    assert await shown(forked) == ["go", "one "]


async def test_a_copy_that_fails_halfway_leaves_nothing(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await append(client, "hello")

    def fail(*args: Any) -> Any:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("server.host.copying.checkpoint", fail)
    assert (await client.ask("fork_session", newSessionId="s2"))["code"] == "unavailable"
    await server.put_to_sleep()
    assert await names(server) == ["s1.sqlite3"]
    monkeypatch.undo()
    assert (await fork(client, newSessionId="s2"))["id"] == "s2"


async def test_a_fork_is_whole_before_it_has_its_name(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await append(client, "hello")
    seen: list[list[str]] = []

    def put(fresh: Path, path: Path) -> bool:
        seen.append(sorted(one.name for one in fresh.parent.glob(f"{path.name}*")))
        assert inside(fresh, "SELECT id FROM session") == [("s2",)]
        return False

    monkeypatch.setattr("server.host.copying.put_in_place", put)
    await client.ask("fork_session", newSessionId="s2")
    [[fresh]] = seen
    assert fresh.startswith("s2.sqlite3.new-")


async def test_an_unknown_session_is_not_made_by_forking_it(server: Server) -> None:
    for command in (ForkSession(), CopySession(), CopyArtifact(artifact_id="a", to_user="bob")):
        with pytest.raises(SatchelError, match="no session"):
            await server.host.ask("s1", command, ALICE)
    assert await names(server) == []


# copies of sessions


async def test_a_copy_has_all_that_was_there_and_nothing_deleted(server: Server, client: Client) -> None:
    question = await said(client, "a", role="user")
    gone = await said(client, "private thought", role="user")
    await said(client, "b", role="user")
    await append(client, fence("python app.py", "one"), parentId=question)
    [artifact] = (await append(client, fence("python app.py", "two")))["artifacts"]
    await ok(client, "delete_messages", messageIds=[gone])
    await ok(client, "delete_artifact", artifactId=(await create(client, "private draft"))["id"])
    await ok(client, "create_component", name="Card", componentId="c1")
    await ok(client, "create_component", name="private card", componentId="c2")
    await ok(client, "delete_component", componentId="c2")
    await ok(client, "create_interaction", prompt="Why?")
    reply = await ok(client, "copy_session", newSessionId="s2")
    assert reply["type"] == "session_copied"
    assert reply["session"]["metadata"] == {"copiedFrom": {"sessionId": "s1"}}
    copy = await server.connect("s2")
    found = (await ok(copy, "get_branches"))["branches"]
    assert [(one["preview"][:3], one["length"]) for one in found] == [("b", 2), ("```", 3)]
    [found] = (await ok(copy, "get_artifacts"))["artifacts"]
    assert found == artifact | {"sessionId": "s2"}
    assert (await ok(copy, "get_artifact", artifactId=found["id"], version=1))["artifact"]["content"] == "one"
    assert [one["id"] for one in (await ok(copy, "get_components"))["components"]] == ["c1"]
    assert (await ok(copy, "get_interactions"))["total"] == 1
    path = await server.put_to_sleep("s2")
    assert b"private " not in path.read_bytes()


async def test_a_public_session_is_copied_by_anyone_and_given_to_anyone(server: Server) -> None:
    host = server.host
    await host.ask("s1", CreateSession(title="A"), ALICE)
    with pytest.raises(SatchelError, match="no session"):
        await host.ask("s1", CopySession(), BOB)
    await host.ask("s1", UpdateSession(updates=SessionUpdates(visibility="public")), ALICE)
    with pytest.raises(SatchelError, match="Only its owner"):
        await host.ask("s1", ForkSession(), BOB)
    await host.ask("s1", CopySession(new_session_id="s2"), BOB)
    await host.ask("s1", CopySession(new_session_id="s3", to_user="carol"), BOB)
    for session_id, owner, other in (("s2", BOB, ALICE), ("s3", Caller("carol"), BOB)):
        found: Any = await host.ask(session_id, GetSession(), owner)
        assert (found.session.owner, found.session.visibility) == (owner.user, "private")
        with pytest.raises(SatchelError, match="no session"):
            await host.ask(session_id, GetSession(), other)


async def test_the_same_key_of_another_user_makes_another_copy(server: Server) -> None:
    host = server.host
    await host.ask("s1", CreateSession(visibility="public"), ALICE)
    command = CopySession(idempotency_key="k", to_user="carol")
    copies: list[Any] = [await host.ask("s1", command, caller) for caller in (ALICE, BOB, ALICE)]
    ids = [copy.session.id for copy in copies]
    assert ids[0] == ids[2] != ids[1]


# copies of artifacts


async def test_an_artifact_is_copied_into_another_session(server: Server, client: Client) -> None:
    artifact = await create(client, "a\n", metadata={"a": 1}, description="D", language="text")
    await update(client, artifact["id"], updates={"content": "b\n"})
    other = await server.connect("s2")
    await append(other, "hello")
    await heard_so_far(other)
    reply = await ok(client, "copy_artifact", artifactId=artifact["id"], toSessionId="s2")
    assert (reply["type"], reply["sessionId"], "seq" in reply) == ("artifact_copied", "s1", False)
    copy = reply["artifact"]
    origin = {"sessionId": "s1", "artifactId": artifact["id"], "version": 2}
    assert copy == artifact | {
        "id": copy["id"],
        "sessionId": "s2",
        "messageId": None,
        "content": "b\n",
        "version": 1,
        "seq": 2,
        "metadata": {"a": 1, "copiedFrom": origin},
    }
    [told] = await heard_so_far(other)
    assert (told["type"], told["artifact"], told["seq"]) == ("artifact_created", copy, 2)


async def test_an_artifact_for_another_user_comes_in_a_session_named_after_it(server: Server) -> None:
    host = server.host
    made: Any = await host.ask("s1", CreateArtifact(artifact_type="code", title="Notes", content="a"), ALICE)
    command = CopyArtifact(artifact_id=made.artifact.id, to_user="bob", idempotency_key="k")
    copies: list[Any] = [await host.ask("s1", command, ALICE) for _ in range(2)]
    assert copies[0] == copies[1]
    session_id = copies[0].artifact.session_id
    found: Any = await host.ask(session_id, GetSession(), BOB)
    assert (found.session.title, found.session.owner) == ("Notes", "bob")
    artifacts: Any = await host.ask(session_id, GetArtifacts(), BOB)
    assert artifacts.artifacts == [copies[0].artifact]
    with pytest.raises(SatchelError, match="no session"):
        await host.ask(session_id, GetSession(), ALICE)


async def test_an_artifact_is_copied_once_for_a_key_although_it_changes(client: Client) -> None:
    artifact = await create(client, "a\n")
    asked = {"artifactId": artifact["id"], "toSessionId": "s1", "idempotencyKey": "k"}
    first = await ok(client, "copy_artifact", **asked)
    await update(client, artifact["id"], updates={"content": "b\n"})
    assert (await ok(client, "copy_artifact", **asked))["artifact"] == first["artifact"]
    assert len((await ok(client, "get_artifacts"))["artifacts"]) == 2


@pytest.mark.parametrize("where", [{}, {"toSessionId": "s2", "toUser": "bob"}])
async def test_an_artifact_goes_to_one_place(client: Client, where: dict[str, str]) -> None:
    artifact = await create(client)
    reply = await client.ask("copy_artifact", artifactId=artifact["id"], **where)
    assert refusal(reply) == ("invalid", "toSessionId")


async def test_nothing_is_copied_to_a_user_who_can_have_no_account(server: Server, client: Client) -> None:
    artifact = await create(client)
    for type_, fields in (("copy_session", {}), ("copy_artifact", {"artifactId": artifact["id"]})):
        assert refusal(await client.ask(type_, toUser="\U0001f600" * 100, **fields)) == ("invalid", "toUser")
    await server.put_to_sleep()
    assert await names(server) == ["s1.sqlite3"]


async def test_an_unknown_artifact_is_not_copied(server: Server, client: Client) -> None:
    await append(client, "hello")
    reply = await client.ask("copy_artifact", artifactId="none", toSessionId="s2")
    assert refusal(reply) == ("not_found", "artifactId")
    await server.put_to_sleep()
    assert await names(server) == ["s1.sqlite3"]


async def test_what_the_other_session_says_is_the_answer(server: Server, client: Client) -> None:
    artifact = await create(client)
    other = await server.connect("s2")
    await append(other, "hello")
    await ok(other, "delete_session")
    reply = await client.ask("copy_artifact", artifactId=artifact["id"], toSessionId="s2")
    assert refusal(reply) == ("conflict", "sessionId")
    hers: Any = await server.host.ask("s3", CreateArtifact(artifact_type="code", title="a", content="a"), ALICE)
    await server.host.ask("s4", CreateSession(), BOB)
    with pytest.raises(SatchelError, match="no session 's4'"):
        await server.host.ask("s3", CopyArtifact(artifact_id=hers.artifact.id, to_session_id="s4"), ALICE)


async def test_many_forks_at_once_are_many_sessions(server: Server, client: Client) -> None:
    await append(client, "hello")
    replies: list[Any] = await asyncio.gather(*(server.host.ask("s1", ForkSession(), SERVER) for _ in range(10)))
    assert len({reply.session.id for reply in replies}) == 10
