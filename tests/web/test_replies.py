"""M3, and what M2 says of the model's messages."""

import pytest

from server.assistant import Finished, Reasoning, ToolCall

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, besides, fence, hear_reply_up_to, heard_so_far, of_type, reply_to, stored, text_in, types

# send


async def test_every_client_hears_the_reply_and_each_thing_that_is_stored(server: Server, client: Client) -> None:
    other = await server.connect()
    words = "Look:\n\n" + fence("python app.py", "a = 1") + "\n" + fence("css style.css", "a { b: c }") + "Done."
    accepted = await client.ask("send_message", content=f"/echo {words}")
    by_origin = await client.hear_until("reply_finished")
    by_other = await other.hear_until("reply_finished")
    [added] = of_type(by_other, "message_added")
    assert besides(by_other, "message_added") == by_origin
    assert added["message"] == await stored(client, accepted["messageId"])
    [started] = of_type(by_origin, "reply_started")
    assert (started["replyId"], started["messageId"]) == (accepted["replyId"], accepted["messageId"])
    assert text_in(by_origin) == words
    made = [frame["artifact"] for frame in of_type(by_origin, "artifact_created")]
    assert [artifact["title"] for artifact in made] == ["app.py", "style.css"]
    assert made == (await client.ask("get_artifacts"))["artifacts"]
    finished = by_origin[-1]
    assert finished["artifacts"] == made
    assert finished["message"] == await stored(client, accepted["replyId"])
    assert finished["message"]["messageType"] == added["message"]["messageType"] == "text"
    assert (finished["message"]["content"], finished["message"]["status"]) == (words, "complete")
    assert finished["message"]["parentId"] == accepted["messageId"]
    seqs = [frame["seq"] for frame in by_other]
    assert seqs == sorted(seqs)


async def test_the_pieces_of_a_reply_say_where_they_begin(start: Start) -> None:
    model = SteppedModel("Größe 📏 ", "ist ", "alles")
    client = await (await start(model=model)).connect()
    await client.ask("send_message", content="hi")
    end = 0
    for piece in model.pieces:
        model.release()
        [delta] = of_type(await hear_reply_up_to(client, end + len(str(piece))), "reply_delta")
        assert (delta["offset"], delta["text"]) == (end, piece)
        assert "saved" not in delta
        end += len(str(piece))
    model.release()
    assert (await client.hear("reply_finished"))["message"]["content"] == model.text


async def test_a_reply_that_is_being_written_shows_what_was_said_so_far(start: Start) -> None:
    model = SteppedModel("one ", "two")
    client = await (await start(model=model)).connect()
    accepted = await client.ask("send_message", content="hi")
    model.release()
    await hear_reply_up_to(client, 4)
    message = await stored(client, accepted["replyId"])
    assert (message["content"], message["status"]) == ("one ", "streaming")
    model.release(2)
    assert (await client.hear("reply_finished"))["message"]["status"] == "complete"


async def test_a_server_that_goes_down_keeps_what_was_said_in_a_file_that_is_whole(start: Start) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model, drain_seconds=2)
    client = await server.connect()
    accepted = await client.ask("send_message", content="hi")
    model.release()
    await hear_reply_up_to(client, 4)
    await server.stop()
    assert [path.name for path in server.settings.folder.glob("sessions/*")] == ["s1.sqlite3"]
    again = await start(folder=server.settings.folder)
    message = await stored(await again.connect(), accepted["replyId"])
    assert (message["content"], message["status"]) == ("one ", "interrupted")


async def test_the_model_is_told_the_conversation(start: Start) -> None:
    model = SteppedModel("fine")
    client = await (await start(model=model)).connect()
    await append(client, "Be kind.", "system")
    model.release_all()
    await reply_to(client, "how are you?")
    model.release_all()
    await reply_to(client, "and now?")
    assert [(turn.role, turn.content) for turn in model.requests[1].turns] == [
        ("system", "Be kind."),
        ("user", "how are you?"),
        ("assistant", "fine"),
        ("user", "and now?"),
    ]


async def test_while_a_reply_is_written_no_other_is_begun(start: Start) -> None:
    model = SteppedModel("one")
    client = await (await start(model=model)).connect()
    accepted = await client.ask("send_message", content="hi")
    refused = await client.ask("send_message", content="and?")
    assert (refused["code"], refused["details"]["replyId"]) == ("conflict", accepted["replyId"])
    deleted = await client.ask("delete_messages", messageIds=[accepted["replyId"]])
    assert deleted["code"] == "conflict"
    model.release_all()
    await client.hear("reply_finished")
    assert (await client.ask("get_messages"))["total"] == 2


# what a reply's message says of itself


async def test_a_finished_reply_says_how_it_was_made(start: Start) -> None:
    model = SteppedModel("one ", "two", end=Finished("stop", "stepped-2026", 30, 12, 42))
    server = await start(model=model)
    client = await server.connect()
    await client.ask("send_message", content="hi", modelId="stepped-latest", metadata={"reasoningEffort": "high"})
    model.release()
    await hear_reply_up_to(client, 4)
    server.clock.pass_seconds(1.5)
    model.release(2)
    message = (await client.hear("reply_finished"))["message"]
    assert message["metadata"] == {
        "modelId": "stepped-2026",
        "reasoningEffort": "high",
        "tokens": {"input": 30, "output": 12, "total": 42},
        "finishReason": "stop",
        "streamDuration": 1500,
    }
    assert (model.requests[0].model, model.requests[0].reasoning_effort) == ("stepped-latest", "high")


async def test_the_model_is_the_messages_or_the_sessions_or_the_servers(start: Start) -> None:
    model = SteppedModel()
    client = await (await start(model=model)).connect()
    model.release(3)
    await reply_to(client, "a")
    await client.ask("update_session", updates={"modelId": "of-session"})
    await reply_to(client, "b")
    await reply_to(client, "c", modelId="of-message")
    assert [request.model for request in model.requests] == [None, "of-session", "of-message"]
    replies = (await client.ask("get_messages"))["messages"][1::2]
    assert [message["metadata"]["modelId"] for message in replies] == ["stepped", "of-session", "of-message"]


async def test_reasoning_and_tool_calls_are_parts_of_the_reply(start: Start) -> None:
    calls = (ToolCall(0, "t1", "look_up", '{"word"'), ToolCall(0, None, None, ': "a"}'))
    model = SteppedModel(Reasoning("They want a word."), "I look ", "it up.", *calls)
    client = await (await start(model=model)).connect()
    model.release_all()
    heard = await reply_to(client, "hi")
    assert "".join(frame["text"] for frame in of_type(heard, "reasoning_delta")) == "They want a word."
    message = heard[-1]["message"]
    assert message["content"] == "I look it up."
    assert message["parts"] == [
        {"type": "reasoning", "text": "They want a word."},
        {"type": "text", "text": "I look it up."},
        {"type": "tool-call", "toolCallId": "t1", "toolName": "look_up", "input": {"word": "a"}},
    ]


async def test_a_model_that_stops_at_its_limit_says_so(start: Start) -> None:
    model = SteppedModel("on and on", end=Finished("length", None, None, None, None))
    client = await (await start(model=model)).connect()
    model.release_all()
    message = (await reply_to(client, "hi"))[-1]["message"]
    assert message["status"] == "complete"
    assert message["metadata"] == {"modelId": "stepped", "finishReason": "length", "streamDuration": 0}


# cancel


async def test_a_cancelled_reply_keeps_what_was_said_and_is_marked_interrupted(start: Start) -> None:
    model = SteppedModel("Look:\n\n```python app.py\na = 1\n", "b = 2\n```\n")
    server = await start(model=model)
    client, other = await server.connect(), await server.connect()
    accepted = await client.ask("send_message", content="hi", metadata={"reasoningEffort": "low"}, modelId="m")
    model.release()
    said = text_in(await hear_reply_up_to(other, len(str(model.pieces[0]))))
    server.clock.pass_seconds(2)
    reply = await client.ask("cancel_reply", replyId=accepted["replyId"])
    assert (reply["type"], reply["replyId"]) == ("reply_cancelled", accepted["replyId"])
    heard = await other.hear_until("reply_cancelled")
    assert types(heard) == ["artifact_finished", "artifact_created", "reply_finished", "reply_cancelled"]
    assert heard[0]["interrupted"] is True
    message = await stored(client, accepted["replyId"])
    assert (message["status"], message["content"]) == ("interrupted", said)
    assert heard[2]["message"] == message
    assert message["metadata"] == {
        "modelId": "m",
        "reasoningEffort": "low",
        "finishReason": "other",
        "streamDuration": 2000,
    }
    [artifact] = (await client.ask("get_artifacts"))["artifacts"]
    assert (artifact["content"], artifact["metadata"]) == ("a = 1", {"interrupted": True})
    assert types(await heard_so_far(client))[-1] == "reply_finished"
    again = await client.ask("cancel_reply", replyId=accepted["replyId"])
    assert again["code"] == "conflict"
    model.release()
    assert (await stored(client, accepted["replyId"]))["content"] == said


async def test_a_cancelled_reply_keeps_the_last_words_too(start: Start) -> None:
    model = SteppedModel("one ", "two ", "three")
    client = await (await start(model=model)).connect()
    accepted = await client.ask("send_message", content="hi")
    model.release(2)
    await model.said(2)
    await client.ask("cancel_reply", replyId=accepted["replyId"])
    heard = await client.hear_until("reply_finished")
    assert text_in(heard) == heard[-1]["message"]["content"] == "one two "


async def test_any_client_may_cancel_and_the_next_message_is_answered(start: Start) -> None:
    model = SteppedModel("a", "b")
    server = await start(model=model)
    client, other = await server.connect(), await server.connect()
    accepted = await client.ask("send_message", content="hi")
    assert (await other.ask("cancel_reply", replyId=accepted["replyId"]))["type"] == "reply_cancelled"
    cancelled = await client.hear("reply_cancelled")
    assert cancelled["replyId"] == accepted["replyId"]
    model.release_all()
    assert text_in(await reply_to(client, "again")) == "ab"


async def test_what_is_no_reply_can_not_be_cancelled(client: Client) -> None:
    reply = await client.ask("cancel_reply", replyId="nobody")
    assert (reply["code"], reply["details"]["field"]) == ("not_found", "replyId")


# regenerate


@pytest.mark.parametrize("by", ["messageId", "replyId"])
async def test_a_regenerated_reply_takes_the_place_of_the_old_one_which_stays_readable(start: Start, by: str) -> None:
    model = SteppedModel("words")
    server = await start(model=model)
    client, other = await server.connect(), await server.connect()
    first = await client.ask("send_message", content="hi")
    model.release_all()
    await client.hear("reply_finished")
    await other.hear("reply_finished")
    second = await client.ask("regenerate_reply", messageId=first[by])
    assert second["messageId"] == first["messageId"]
    assert second["replyId"] != first["replyId"]
    model.release_all()
    for hearer in (client, other):
        left, *heard = await hearer.hear_until("reply_finished")
        assert (left["type"], left["message"]["id"]) == ("message_updated", first["replyId"])
        assert left["message"]["active"] is False
        assert types(heard) == ["reply_started", "reply_delta", "reply_finished"]
    branch = (await client.ask("get_messages"))["messages"]
    assert [message["id"] for message in branch] == [first["messageId"], second["replyId"]]
    old = await stored(client, first["replyId"])
    assert (old["content"], old["active"], old["parentId"]) == ("words", False, first["messageId"])
    assert [(turn.role, turn.content) for turn in model.requests[1].turns] == [("user", "hi")]


async def test_an_answer_to_nothing_can_not_be_regenerated(client: Client) -> None:
    alone = await append(client, "I begin")
    assert (await client.ask("regenerate_reply", messageId=alone["messageId"]))["code"] == "conflict"
    assert (await client.ask("regenerate_reply", messageId="nobody"))["code"] == "not_found"
