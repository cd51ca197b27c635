"""C5: messages, replies and what an editor keeps, over REST."""

from ..conftest import Server, Start
from ..models import SteppedModel
from .calls import call, component

MESSAGES = "/api/chats/s1/messages"
CODE = "Look:\n\n```python app.py\na = 1\n```\n"


async def test_a_message_is_stored_with_its_artifacts(server: Server) -> None:
    said = await call(server, "POST", MESSAGES, {"role": "assistant", "content": CODE})
    assert said.status == 201
    assert set(said.body) == {"success", "messageId", "artifacts"}
    assert said.headers["Location"] == f"{MESSAGES}/{said.body['messageId']}"
    [made] = said.body["artifacts"]
    assert (made["title"], made["createdAt"]) == ("app.py", "2027-01-15T08:00:00.000Z")
    found = (await call(server, "GET", said.headers["Location"])).body
    assert set(found) == {"success", "message"}
    assert found["message"]["content"] == CODE


async def test_messages_are_listed_by_page(server: Server) -> None:
    for content in ("one", "two", "three"):
        await call(server, "POST", MESSAGES, {"role": "user", "content": content})
    listed = (await call(server, "GET", f"{MESSAGES}?limit=2&order=desc")).body
    assert [message["content"] for message in listed["messages"]] == ["three", "two"]
    assert listed["pagination"] == {"limit": 2, "offset": 0, "total": 3}
    before = listed["messages"][1]["id"]
    listed = (await call(server, "GET", f"{MESSAGES}?before={before}")).body
    assert [message["content"] for message in listed["messages"]] == ["one"]


async def test_messages_are_deleted_one_by_one_and_together(server: Server) -> None:
    ids = [
        (await call(server, "POST", MESSAGES, {"role": "user", "content": str(number)})).body["messageId"]
        for number in range(4)
    ]
    one = await call(server, "DELETE", f"{MESSAGES}/{ids[0]}")
    assert one.body == {"success": True, "messageIds": ids[:1]}
    two = await call(server, "POST", f"{MESSAGES}/delete", {"messageIds": ids[1:3]})
    assert two.body == {"success": True, "messageIds": ids[1:3]}
    left = (await call(server, "GET", MESSAGES)).body["messages"]
    assert [message["id"] for message in left] == ids[3:]
    assert (await call(server, "DELETE", f"{MESSAGES}/{ids[0]}")).refused[:2] == (404, "not_found")


async def test_a_message_is_answered_by_the_model(server: Server) -> None:
    listener = await server.connect("s1", query="since=0")
    sent = await call(server, "POST", f"{MESSAGES}/send", {"content": "/echo hello"})
    assert sent.status == 202
    assert set(sent.body) == {"success", "messageId", "replyId"}
    await listener.hear("reply_finished")
    reply = (await call(server, "GET", f"{MESSAGES}/{sent.body['replyId']}")).body["message"]
    assert (reply["role"], reply["status"]) == ("assistant", "complete")


async def test_a_reply_is_cancelled(start: Start) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    sent = (await call(server, "POST", f"{MESSAGES}/send", {"content": "hi"})).body
    listener = await server.connect("s1", query="since=0")
    model.release()
    await listener.hear("reply_delta")
    cancelled = await call(server, "POST", f"/api/chats/s1/replies/{sent['replyId']}/cancel")
    assert cancelled.body == {"success": True, "replyId": sent["replyId"]}
    reply = (await call(server, "GET", f"{MESSAGES}/{sent['replyId']}")).body["message"]
    assert reply["status"] == "interrupted"


async def test_a_conversation_has_branches(server: Server) -> None:
    first = (await call(server, "POST", MESSAGES, {"role": "user", "content": "one"})).body["messageId"]
    for content in ("left", "right"):
        given = {"role": "assistant", "content": content, "parentId": first}
        await call(server, "POST", MESSAGES, given)
    branches = (await call(server, "GET", "/api/chats/s1/branches")).body["branches"]
    assert len(branches) == 2
    [left] = [branch["messageId"] for branch in branches if not branch["active"]]
    switched = await call(server, "POST", f"{MESSAGES}/{left}/switch")
    assert switched.body == {"success": True, "messageId": left}


# what an editor keeps


async def test_a_component_is_made_changed_and_deleted(server: Server) -> None:
    made = await component(server, jsxCode="<a/>", isCurrent=True)
    path = f"/api/chats/s1/components/{made['id']}"
    found = await call(server, "GET", path)
    assert (found.body, found.headers["ETag"]) == ({"success": True, "component": made}, f'"{made["seq"]}"')
    changed = await call(server, "PATCH", path, {"cssCode": "a {}"}, If_Match=found.headers["ETag"])
    assert (changed.status, changed.body["component"]["cssCode"]) == (200, "a {}")
    stale = await call(server, "PATCH", path, {"cssCode": ""}, If_Match=found.headers["ETag"])
    assert stale.refused[:2] == (412, "precondition_failed")
    assert stale.body["details"]["current"] == changed.body["component"]
    assert (await call(server, "DELETE", path, If_Match=found.headers["ETag"])).status == 412
    gone = await call(server, "DELETE", path, If_Match=changed.headers["ETag"])
    assert gone.body == {"success": True, "componentId": made["id"]}
    assert (await call(server, "GET", "/api/chats/s1/components")).body == {"success": True, "components": []}


async def test_interactions_are_listed_by_page(server: Server) -> None:
    for prompt in ("one", "two"):
        made = await call(server, "POST", "/api/chats/s1/interactions", {"prompt": prompt})
        assert (made.status, made.body["interaction"]["prompt"]) == (201, prompt)
    listed = (await call(server, "GET", "/api/chats/s1/interactions?limit=1")).body
    assert [found["prompt"] for found in listed["interactions"]] == ["one"]
    assert listed["pagination"] == {"limit": 1, "offset": 0, "total": 2}
