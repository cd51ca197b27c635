"""M2, M4, M5: messages as they are stored, announced, paged and deleted."""

from typing import Any

import pytest

from ..client import Client, Frame
from ..conftest import Server
from .frames import append, fence, heard_so_far, of_type, reply_to, types

PARTS: list[Frame] = [
    {"type": "text", "text": "Here "},
    {"type": "reasoning", "text": "They want a picture."},
    {"type": "tool-call", "toolCallId": "t1", "toolName": "draw", "input": {"of": ["a", 1, None]}},
    {"type": "tool-result", "toolCallId": "t1", "output": {"ok": True}, "error": None},
    {"type": "file", "mediaType": "image/png", "url": "https://example.com/a.png", "filename": "a.png"},
    {"type": "data", "name": "weather", "data": {"celsius": 21.5}},
    {"type": "text", "text": "it is."},
]


async def five_messages(client: Client) -> list[str]:
    ids = [f"m{number}" for number in range(1, 6)]
    for number, message_id in enumerate(ids):
        await append(client, f"text of {message_id}", "assistant" if number % 2 else "user", messageId=message_id)
    return ids


async def page(client: Client, **fields: Any) -> list[str]:
    reply = await client.ask("get_messages", **fields)
    assert reply["total"] == 5
    return [message["id"] for message in reply["messages"]]


# what a message is


async def test_a_message_has_every_field_that_was_given(server: Server, client: Client) -> None:
    await append(client, "first", "user", messageId="before")
    reply = await client.ask(
        "append_message",
        role="user",
        content="look",
        messageType="note",
        metadata={"from": "phone", "deep": {"a": [1, 2.5, None, True]}},
        attachments=[{"name": "a.png", "size": 3}, "plain"],
        paymentId="pay_1",
    )
    message = (await client.ask("get_message", messageId=reply["messageId"]))["message"]
    assert message == {
        "id": reply["messageId"],
        "sessionId": "s1",
        "parentId": "before",
        "role": "user",
        "content": "look",
        "parts": [{"type": "text", "text": "look"}],
        "attachments": [{"name": "a.png", "size": 3}, "plain"],
        "messageType": "note",
        "metadata": {"from": "phone", "deep": {"a": [1, 2.5, None, True]}},
        "paymentId": "pay_1",
        "status": "complete",
        "active": True,
        "createdAt": server.clock.now(),
        "seq": message["seq"],
        "position": message["seq"],
    }


async def test_what_is_not_given_of_a_message_has_plain_defaults(client: Client) -> None:
    reply = await append(client, "hi", "user")
    message = (await client.ask("get_message", messageId=reply["messageId"]))["message"]
    assert message["messageType"] == "text"
    assert (message["metadata"], message["attachments"]) == ({}, [])
    assert (message["parentId"], message["paymentId"], message["status"]) == (None, None, "complete")


@pytest.mark.parametrize("role", ["user", "assistant", "system", "tool"])
async def test_every_role_may_speak(client: Client, role: str) -> None:
    reply = await append(client, "words", role)
    assert (await client.ask("get_message", messageId=reply["messageId"]))["message"]["role"] == role


async def test_another_role_is_refused_by_name(client: Client) -> None:
    reply = await client.ask("append_message", role="robot", content="beep")
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "role")


async def test_typed_parts_come_back_as_they_were_and_their_texts_make_the_content(client: Client) -> None:
    reply = await client.ask("append_message", role="assistant", parts=PARTS)
    message = (await client.ask("get_message", messageId=reply["messageId"]))["message"]
    assert message["parts"] == PARTS
    assert message["content"] == "Here it is."


async def test_a_part_of_an_unknown_type_is_refused_by_its_place(client: Client) -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "smell", "text": "b"}]
    reply = await client.ask("append_message", role="user", parts=parts)
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "parts[1].type")


async def test_a_part_without_a_type_is_refused_by_its_place(client: Client) -> None:
    reply = await client.ask("append_message", role="user", parts=[{"text": "a"}])
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "parts[0].type")
    assert "append_message" not in reply["message"]


@pytest.mark.parametrize("said", [{}, {"content": "a", "parts": [{"type": "text", "text": "a"}]}])
async def test_a_message_has_either_content_or_parts(client: Client, said: Frame) -> None:
    for kind, fields in (("append_message", {"role": "user"}), ("send_message", {})):
        reply = await client.ask(kind, **fields, **said)
        assert (reply["code"], reply["details"]["field"]) == ("invalid", "content")
    assert (await client.ask("get_messages"))["total"] == 0


async def test_a_client_may_bring_the_id_of_its_message_but_not_twice(client: Client) -> None:
    assert (await append(client, "a", "user", messageId="mine"))["messageId"] == "mine"
    reply = await client.ask("append_message", role="user", content="b", messageId="mine")
    assert (reply["code"], reply["details"]["field"]) == ("conflict", "messageId")


# append


async def test_an_appended_message_is_told_to_others_with_its_artifacts(server: Server, client: Client) -> None:
    other = await server.connect()
    await client.ask("update_session", updates={"title": "Named"})
    await heard_so_far(other)
    reply = await append(client, fence("python app.py", "a = 1") + "\n" + fence("css", "a { color: red }"))
    added, *created = await heard_so_far(other)
    message = (await client.ask("get_message", messageId=reply["messageId"]))["message"]
    assert added == {"type": "message_added", "sessionId": "s1", "seq": message["seq"], "message": message}
    assert types(created) == ["artifact_created", "artifact_created"]
    assert [frame["artifact"] for frame in created] == reply["artifacts"]
    assert [frame["seq"] for frame in created] == [message["seq"] + 1, message["seq"] + 2]
    assert reply["seq"] == message["seq"] + 2
    assert (await client.ask("get_artifacts"))["artifacts"] == reply["artifacts"]
    assert await heard_so_far(client) == []


async def test_an_appended_message_makes_the_same_artifacts_as_a_reply_of_the_same_words(server: Server) -> None:
    words = fence("python app.py", "a = 1") + "\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    asking, appending = await server.connect("asked"), await server.connect("appended")
    listening = await server.connect("appended")
    by_reply = of_type(await reply_to(asking, f"/echo {words}"), "artifact_created")
    await append(appending, words)
    by_append = of_type(await heard_so_far(listening), "artifact_created")
    own = {"id", "sessionId", "messageId", "seq"}
    seen = [
        [{name: value for name, value in frame["artifact"].items() if name not in own} for frame in frames]
        for frames in (by_reply, by_append)
    ]
    assert seen[0] == seen[1]
    assert [artifact["type"] for artifact in seen[0]] == ["python", "table"]


async def test_a_file_that_an_appended_message_changes_is_told_as_updated(server: Server, client: Client) -> None:
    first = await append(client, fence("python app.py", "a = 1"))
    other = await server.connect()
    second = await append(client, fence("python app.py", "a = 2"))
    told = await heard_so_far(other)
    assert types(told) == ["message_added", "artifact_updated"]
    assert told[1]["artifact"] == second["artifacts"][0]
    assert second["artifacts"][0]["id"] == first["artifacts"][0]["id"]


# paging


async def test_messages_page_by_limit_and_offset_in_either_order(client: Client) -> None:
    ids = await five_messages(client)
    assert await page(client) == ids
    assert await page(client, limit=2) == ["m1", "m2"]
    assert await page(client, limit=2, offset=2) == ["m3", "m4"]
    assert await page(client, limit=2, offset=4) == ["m5"]
    assert await page(client, offset=9) == []
    assert await page(client, order="desc", limit=2) == ["m5", "m4"]
    assert await page(client, order="desc", limit=2, offset=3) == ["m2", "m1"]
    assert await page(client, limit=0) == []


async def test_messages_page_by_cursor_in_either_direction(client: Client) -> None:
    await five_messages(client)
    assert await page(client, after="m2", limit=2) == ["m3", "m4"]
    assert await page(client, after="m5") == []
    assert await page(client, before="m4", limit=2) == ["m2", "m3"]
    assert await page(client, before="m4", limit=2, order="desc") == ["m3", "m2"]
    assert await page(client, after="m1", before="m5") == ["m2", "m3", "m4"]


async def test_pages_by_cursor_stay_where_they_were_while_messages_come(client: Client) -> None:
    await five_messages(client)
    first = (await client.ask("get_messages", order="desc", limit=2))["messages"]
    await append(client, "new", messageId="m6")
    reply = await client.ask("get_messages", order="desc", limit=2, before=first[-1]["id"])
    assert [message["id"] for message in reply["messages"]] == ["m3", "m2"]
    assert reply["total"] == 6


@pytest.mark.parametrize("cursor", ["before", "after"])
async def test_a_cursor_that_is_no_message_is_refused_by_name(client: Client, cursor: str) -> None:
    reply = await client.ask("get_messages", **{cursor: "nobody"})
    assert (reply["code"], reply["details"]["field"]) == ("not_found", cursor)


async def test_a_page_of_an_impossible_size_is_refused_by_name(client: Client) -> None:
    for field, value in (("limit", -1), ("limit", 1001), ("offset", -1), ("order", "random")):
        reply = await client.ask("get_messages", **{field: value})
        assert (reply["code"], reply["details"]["field"]) == ("invalid", field)


async def test_one_message_is_fetched_by_its_id(client: Client) -> None:
    await five_messages(client)
    message = (await client.ask("get_message", messageId="m3"))["message"]
    assert (message["id"], message["content"]) == ("m3", "text of m3")
    unknown = await client.ask("get_message", messageId="nobody")
    assert (unknown["code"], unknown["details"]["field"]) == ("not_found", "messageId")


# deleting


async def test_several_messages_are_deleted_in_one_call(server: Server, client: Client) -> None:
    await five_messages(client)
    other = await server.connect()
    reply = await client.ask("delete_messages", messageIds=["m2", "m4", "m2"])
    assert (reply["type"], reply["messageIds"]) == ("messages_deleted", ["m2", "m4"])
    left = await client.ask("get_messages")
    assert [message["id"] for message in left["messages"]] == ["m1", "m3", "m5"]
    assert left["total"] == 3
    assert (await client.ask("get_message", messageId="m2"))["code"] == "not_found"
    [told] = await heard_so_far(other)
    assert (told["type"], told["messageIds"], told["seq"]) == ("messages_deleted", ["m2", "m4"], reply["seq"])


async def test_deleting_an_unknown_message_deletes_nothing(server: Server, client: Client) -> None:
    ids = await five_messages(client)
    other = await server.connect()
    reply = await client.ask("delete_messages", messageIds=["m1", "nobody", "m2"])
    assert (reply["code"], reply["details"]["field"]) == ("not_found", "messageIds")
    assert await page(client) == ids
    assert await heard_so_far(other) == []
    assert (await client.ask("delete_messages", messageIds=[]))["code"] == "invalid"


async def test_deleted_messages_stay_deleted_over_a_sleep(server: Server, client: Client) -> None:
    await five_messages(client)
    await client.ask("delete_messages", messageIds=["m1"])
    await server.put_to_sleep()
    assert (await client.ask("get_messages"))["total"] == 4
