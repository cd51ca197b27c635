"""C3: a client that returns in the middle of a reply gets exactly what it missed of it, and the rest as it comes."""

from typing import Any

import pytest

from ..client import Frame
from ..conftest import Start
from ..models import SteppedModel
from .frames import hear_reply_up_to, heard_so_far, of_type, return_to, seqs, text_in, types

PIECES = ("Look:\n\n```python app.py\n", "one = 1\n", "two = 2\n", "```\nand\n\n```css\na {}\n", "```\nThat is it.")
ENDS = [len("".join(PIECES[:count])) for count in range(len(PIECES) + 1)]
LIVE = ("artifact_started", "artifact_delta", "artifact_finished")


def displayed(frames: list[Frame]) -> dict[int, str]:
    """What a page shows of the live artifacts after these frames."""
    contents: dict[int, str] = {}
    for frame in of_type(frames, *LIVE):
        match frame["type"]:
            case "artifact_started":
                assert frame["index"] not in contents
                contents[frame["index"]] = ""
            case "artifact_delta":
                assert frame["offset"] == len(contents[frame["index"]])
                contents[frame["index"]] += frame["text"]
    return contents


@pytest.mark.parametrize(
    ("left", "returned"),
    [(0, 1), (0, 3), (0, 5), (1, 1), (1, 2), (1, 4), (2, 2), (2, 3), (2, 5), (3, 3), (3, 4), (4, 4), (4, 5), (5, 5)],
)
async def test_a_client_that_returns_in_the_middle_of_a_reply_gets_exactly_the_rest(
    start: Start, left: int, returned: int
) -> None:
    model = SteppedModel(*PIECES)
    server = await start(model=model)
    leaver, witness = await server.connect(), await server.connect()
    accepted = await leaver.ask("send_message", content="hi")
    before = await heard_so_far(leaver)
    for piece in range(1, left + 1):
        model.release()
        before += await hear_reply_up_to(leaver, ENDS[piece])
    await leaver.close()
    for piece in range(left + 1, returned + 1):
        model.release()
        await hear_reply_up_to(witness, ENDS[piece])

    back, missed = await return_to(server, leaver.seq)
    assert text_in(missed) == model.text[ENDS[left] : ENDS[returned]]
    assert len(of_type(missed, "reply_delta")) == (returned > left)
    assert "reply_started" not in types(missed)
    model.release_all()
    rest = await back.hear_until("reply_finished")

    deltas = of_type(before + missed + rest, "reply_delta")
    ends = [0, *(frame["offset"] + len(frame["text"]) for frame in deltas)]
    assert [frame["offset"] for frame in deltas] == ends[:-1]
    assert text_in(deltas) == model.text == rest[-1]["message"]["content"]
    assert rest[-1]["message"]["id"] == accepted["replyId"]
    created = [frame["artifact"]["content"] for frame in of_type(rest, "artifact_created")]
    assert created == ["one = 1\ntwo = 2", "a {}"]
    assert displayed(before + missed + rest) == dict(enumerate(created))
    finished = of_type(before + missed + rest, "artifact_finished")
    assert [frame["index"] for frame in finished] == [0, 1]
    assert seqs(missed + rest) == sorted(seqs(missed + rest))


async def test_a_client_that_comes_anew_in_the_middle_of_a_reply_gets_all_of_it(start: Start) -> None:
    model = SteppedModel(*PIECES)
    server = await start(model=model)
    client = await server.connect()
    accepted = await client.ask("send_message", content="hi")
    model.release(2)
    await hear_reply_up_to(client, ENDS[2])
    fresh, missed = await return_to(server, 0)
    assert types(missed)[:2] == ["session_updated", "message_added"]
    assert of_type(missed, "reply_started")[0]["replyId"] == accepted["replyId"]
    assert text_in(missed) == model.text[: ENDS[2]]
    model.release_all()
    rest = await fresh.hear_until("reply_finished")
    assert text_in(missed + rest) == model.text
    assert displayed(missed + rest) == {0: "one = 1\ntwo = 2", 1: "a {}"}


async def test_a_reply_goes_on_while_nobody_is_there(start: Start) -> None:
    model = SteppedModel(*PIECES)
    server = await start(model=model)
    client = await server.connect()
    accepted = await client.ask("send_message", content="hi")
    model.release()
    await hear_reply_up_to(client, ENDS[1])
    await client.close()
    model.release_all()
    back = await server.connect(query=f"since={client.seq}")

    def ended(frame: Frame) -> bool:
        return frame["type"] in ("message_added", "reply_finished")

    message = (await back.hear(ended))["message"]
    assert (message["id"], message["content"]) == (accepted["replyId"], model.text)
    assert len((await back.ask("get_artifacts"))["artifacts"]) == 2


async def test_a_client_that_returns_after_the_reply_gets_the_finished_message_and_its_artifacts(start: Start) -> None:
    model = SteppedModel(*PIECES)
    server = await start(model=model)
    client, witness = await server.connect(), await server.connect()
    accepted = await client.ask("send_message", content="hi")
    model.release()
    await hear_reply_up_to(client, ENDS[1])
    await client.close()
    model.release_all()
    finished = await witness.hear("reply_finished")
    _, missed = await return_to(server, client.seq)
    assert types(missed) == ["artifact_created", "artifact_created", "message_added"]
    assert missed[-1]["message"] == finished["message"]
    assert finished["message"]["id"] == accepted["replyId"]


async def test_a_client_that_returns_after_a_cancelled_reply_gets_what_was_said(start: Start) -> None:
    model = SteppedModel(*PIECES)
    server = await start(model=model)
    client, witness = await server.connect(), await server.connect()
    accepted = await client.ask("send_message", content="hi")
    await heard_so_far(client)
    await client.close()
    model.release(2)
    await hear_reply_up_to(witness, ENDS[2])
    await witness.ask("cancel_reply", replyId=accepted["replyId"])
    _, missed = await return_to(server, client.seq)
    assert types(missed) == ["artifact_created", "message_added"]
    message: dict[str, Any] = missed[-1]["message"]
    assert (message["status"], message["content"]) == ("interrupted", model.text[: ENDS[2]])
