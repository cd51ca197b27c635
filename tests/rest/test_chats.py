"""C5, M6, M7: chats over REST, in the shapes that existing clients use."""

import pytest

from ..conftest import Server
from .calls import artifact, call, chat

FIELDS = {
    "id", "owner", "title", "description", "visibility", "modelId", "sandboxId", "lastContext", "isActive", "isDeleted",
    "deletedAt", "metadata", "createdAt", "updatedAt", "seq",
}  # fmt: skip


async def say(server: Server, content: str, session: str = "s1") -> str:
    """Appends a message; its id."""
    said = await call(server, "POST", f"/api/chats/{session}/messages", {"role": "user", "content": content})
    assert said.status == 201, said.body
    return str(said.body["messageId"])


# make and find


async def test_a_chat_is_made_with_the_id_that_it_is_given(server: Server) -> None:
    made = await call(server, "POST", "/api/chats", {"id": "mine", "title": "T", "modelId": "m"})
    assert (made.status, made.headers["Location"]) == (201, "/api/chats/mine")
    assert set(made.body) == {"success", "chat"}
    shown = made.body["chat"]
    assert set(shown) == FIELDS
    assert (shown["id"], shown["title"], shown["modelId"], shown["deletedAt"]) == ("mine", "T", "m", None)
    again = await call(server, "POST", "/api/chats", {"id": "mine", "title": "Other"})
    assert (again.status, again.body["chat"]["title"]) == (200, "T")
    assert "Location" not in again.headers


async def test_a_chat_without_an_id_gets_one(server: Server) -> None:
    ids = {(await call(server, "POST", "/api/chats")).body["chat"]["id"] for _ in range(3)}
    assert len(ids) == 3


async def test_a_repeat_with_the_same_key_finds_the_same_chat(server: Server) -> None:
    made = [await call(server, "POST", "/api/chats", {"title": "T"}, Idempotency_Key=key) for key in ("a", "a", "b")]
    assert [reply.status for reply in made] == [201, 201, 201]
    first, again, other = [reply.body["chat"]["id"] for reply in made]
    assert first == again != other


async def test_a_chat_is_fetched_with_a_page_of_its_messages(server: Server) -> None:
    await chat(server)
    for content in ("one", "two", "three"):
        await say(server, content)
    found = await call(server, "GET", "/api/chats/s1?messageLimit=2&messageOffset=1&order=desc")
    assert set(found.body) == {"success", "chat", "messages", "pagination"}
    assert set(found.body["chat"]) == FIELDS
    assert [message["content"] for message in found.body["messages"]] == ["two", "one"]
    assert found.body["messages"][0]["createdAt"] == "2027-01-15T08:00:00.000Z"
    assert found.body["pagination"] == {"limit": 2, "offset": 1, "total": 3}


async def test_a_chat_is_fetched_without_its_messages(server: Server) -> None:
    await artifact(server)
    found = await call(server, "GET", "/api/chats/s1/session")
    assert (set(found.body), set(found.body["chat"])) == ({"success", "chat"}, FIELDS)


# lists


async def test_chats_are_listed_newest_first(server: Server) -> None:
    for name in ("a", "b", "c"):
        await chat(server, name, title=f"Chat {name}")
        server.clock.pass_seconds(60)
    listed = (await call(server, "GET", "/api/chats?limit=2&offset=1")).body
    assert set(listed) == {"success", "chats", "pagination"}
    assert [shown["id"] for shown in listed["chats"]] == ["b", "a"]
    assert listed["pagination"] == {"limit": 2, "offset": 1, "total": 3}
    assert listed["chats"][0]["createdAt"] == "2027-01-15T08:01:00.000Z"


async def test_a_list_bears_statistics_where_they_are_asked_for(server: Server) -> None:
    await chat(server)
    await say(server, "hello")
    listed = (await call(server, "GET", "/api/chats?includeStats=true")).body
    assert set(listed["stats"]) == {"totalChats", "activeChats", "deletedChats", "totalMessages"}
    assert listed["stats"]["totalMessages"] == 1
    assert (await call(server, "GET", "/api/statistics")).body == {"statistics": listed["stats"]}


async def test_the_deleted_are_listed_apart(server: Server) -> None:
    await chat(server, "kept")
    await chat(server, "lost")
    await call(server, "DELETE", "/api/chats/lost")
    assert [shown["id"] for shown in (await call(server, "GET", "/api/chats")).body["chats"]] == ["kept"]
    assert [shown["id"] for shown in (await call(server, "GET", "/api/chats/deleted")).body["chats"]] == ["lost"]


async def test_the_recent_are_those_of_the_last_day(server: Server) -> None:
    await chat(server)
    recent = (await call(server, "GET", "/api/chats/recent")).body
    assert [shown["id"] for shown in recent["chats"]] == ["s1"]
    refused = await call(server, "GET", "/api/chats/recent?since=2027-01-01")
    assert refused.refused == (400, "invalid", "since")


# change


async def test_a_chat_is_changed_by_what_is_named(server: Server) -> None:
    await artifact(server)
    changed = await call(server, "PATCH", "/api/chats/s1", {"title": "T", "lastContext": [1], "isActive": False})
    assert set(changed.body) == {"success", "chat"}
    shown = changed.body["chat"]
    assert (shown["title"], shown["lastContext"], shown["isActive"], shown["description"]) == ("T", [1], False, "")


async def test_an_etag_tells_the_chat_and_all_that_is_in_it(server: Server) -> None:
    made = await artifact(server)
    first = (await call(server, "GET", "/api/chats/s1/session")).headers["ETag"]
    known = await call(server, "GET", "/api/chats/s1/session", If_None_Match=first)
    assert (known.status, known.data) == (304, b"")
    await call(server, "PATCH", f"/api/chats/s1/artifacts/{made['id']}", {"content": "b"})
    second = await call(server, "GET", "/api/chats/s1/session", If_None_Match=first)
    assert second.status == 200
    assert second.headers["ETag"] != first
    assert second.headers["ETag"].partition("-")[0] == first.partition("-")[0]


async def test_a_change_is_refused_where_the_chat_itself_has_changed(server: Server) -> None:
    await chat(server, title="one")
    etag = (await call(server, "GET", "/api/chats/s1/session")).headers["ETag"]
    await say(server, "that is no change of the chat itself")
    changed = await call(server, "PATCH", "/api/chats/s1", {"title": "two"}, If_Match=etag)
    assert changed.status == 200
    stale = await call(server, "PATCH", "/api/chats/s1", {"title": "three"}, If_Match=etag)
    assert stale.refused[:2] == (412, "precondition_failed")
    assert stale.body["details"]["current"] == changed.body["chat"]


async def test_a_chat_is_deleted_and_restored(server: Server) -> None:
    await chat(server)
    deleted = await call(server, "DELETE", "/api/chats/s1")
    assert (deleted.status, set(deleted.body)) == (200, {"success", "message"})
    shown = (await call(server, "GET", "/api/chats/s1/session")).body["chat"]
    assert (shown["isDeleted"], shown["deletedAt"]) == (True, "2027-01-15T08:00:00.000Z")
    restored = await call(server, "POST", "/api/chats/s1/restore")
    assert (restored.status, restored.body["chat"]["isDeleted"]) == (200, False)


async def test_a_chat_is_deleted_for_good_where_that_is_asked(server: Server) -> None:
    await chat(server)
    deleted = await call(server, "DELETE", "/api/chats/s1?permanent=true")
    assert "for good" in deleted.body["message"]
    assert (await call(server, "POST", "/api/chats/s1/restore")).refused[:2] == (404, "not_found")


async def test_a_chat_is_touched(server: Server) -> None:
    await chat(server)
    server.clock.pass_seconds(60)
    touched = await call(server, "POST", "/api/chats/s1/touch")
    assert touched.body["chat"]["updatedAt"] == "2027-01-15T08:01:00.000Z"


@pytest.mark.parametrize("how", ["fork", "copy"])
async def test_a_second_chat_is_made_of_one(server: Server, how: str) -> None:
    await chat(server)
    await say(server, "hello")
    made = await call(server, "POST", f"/api/chats/s1/{how}", {"newSessionId": "s2", "title": "Second"})
    assert (made.status, made.headers["Location"]) == (201, "/api/chats/s2")
    assert (made.body["chat"]["id"], made.body["chat"]["title"]) == ("s2", "Second")
    messages = (await call(server, "GET", "/api/chats/s2/messages")).body["messages"]
    assert [message["content"] for message in messages] == ["hello"]


async def test_several_changes_are_one(server: Server) -> None:
    create = {"type": "create_artifact", "artifactType": "code", "title": "A", "content": ""}
    rename = {"type": "update_session", "updates": {"title": "Renamed"}}
    done = await call(server, "POST", "/api/chats/s1/batch", {"commands": [create, rename]}, Idempotency_Key="k")
    assert set(done.body) == {"success", "seq", "replies"}
    assert [frame["type"] for frame in done.body["replies"]] == ["artifact_created", "session_updated"]
    again = await call(server, "POST", "/api/chats/s1/batch", {"commands": [create, rename]}, Idempotency_Key="k")
    assert again.body == done.body
    missing = {"type": "delete_artifact", "artifactId": "nobody"}
    refused = await call(server, "POST", "/api/chats/s1/batch", {"commands": [create, missing]})
    assert refused.refused[:2] == (404, "not_found")
    assert refused.body["details"]["index"] == 1
    assert len((await call(server, "GET", "/api/chats/s1/artifacts")).body["artifacts"]) == 1


async def test_a_chat_that_has_moved_on_is_not_deleted_by_who_saw_it_before(server: Server) -> None:
    made = await call(server, "POST", "/api/chats", {"id": "s1", "title": "A"})
    seen = made.headers["ETag"]
    await call(server, "PATCH", "/api/chats/s1", {"title": "B"})
    stale = await call(server, "DELETE", "/api/chats/s1", If_Match=seen)
    assert stale.refused[:2] == (412, "precondition_failed")
    assert stale.body["details"]["current"]["title"] == "B"
    fresh = (await call(server, "GET", "/api/chats/s1/session")).headers["ETag"]
    assert (await call(server, "DELETE", "/api/chats/s1", If_Match=fresh)).status == 200
