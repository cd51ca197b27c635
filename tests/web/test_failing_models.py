"""M10, first half: a failing model loses neither the user's message nor what it had said."""

from server.errors import SatchelError

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import besides, fence, of_type, text_in


async def test_a_failing_model_loses_neither_the_message_nor_what_was_said(server: Server, client: Client) -> None:
    other = await server.connect()
    accepted = await client.ask("send_message", content="/fail")
    by_origin = await client.hear_until("reply_failed")
    by_other = await other.hear_until("reply_failed")
    assert besides(by_other, "message_added") == by_origin
    failed = by_origin[-1]
    assert (failed["replyId"], failed["error"]["code"]) == (accepted["replyId"], "upstream")
    assert failed["error"]["details"] == {"reason": "cut"}
    assert failed["message"]["status"] == "failed"
    assert failed["message"]["content"] == text_in(by_origin) != ""
    assert failed["message"]["metadata"]["error"] == failed["error"]
    await server.put_to_sleep()
    question, answer = (await client.ask("get_messages"))["messages"]
    assert (question["content"], question["status"]) == ("/fail", "complete")
    assert answer == failed["message"]


async def test_code_that_was_said_before_the_failure_is_an_artifact(start: Start) -> None:
    model = SteppedModel(fence("python app.py", "a = 1"), failure=SatchelError("upstream", "Gone."))
    client = await (await start(model=model)).connect()
    await client.ask("send_message", content="hi")
    model.release_all()
    heard = await client.hear_until("reply_failed")
    assert [frame["artifact"]["title"] for frame in of_type(heard, "artifact_created")] == ["app.py"]
    assert len((await client.ask("get_artifacts"))["artifacts"]) == 1


async def test_a_fault_in_a_model_fails_its_reply_and_tells_no_secrets(start: Start) -> None:
    model = SteppedModel(failure=RuntimeError("the key is 1234"))
    client = await (await start(model=model)).connect()
    await client.ask("send_message", content="hi")
    model.release()
    failed = await client.hear("reply_failed")
    assert failed["error"]["code"] == "internal"
    assert "1234" not in str(failed)
    assert (failed["message"]["content"], failed["message"]["status"]) == ("", "failed")
    assert (await client.ask("get_messages"))["total"] == 2


async def test_after_a_failure_the_reply_is_asked_for_again(start: Start) -> None:
    model = SteppedModel("half", failure=SatchelError("upstream", "Gone.", {"reason": "cut"}, retry_after=2))
    client = await (await start(model=model)).connect()
    accepted = await client.ask("send_message", content="hi")
    model.release_all()
    failed = await client.hear("reply_failed")
    assert failed["error"]["retryAfter"] == 2
    again = await client.ask("regenerate_reply", messageId=accepted["messageId"])
    assert again["type"] == "message_accepted"
    model.release_all()
    assert (await client.hear("reply_failed"))["replyId"] == again["replyId"]
    assert [message["id"] for message in (await client.ask("get_messages"))["messages"]] == [
        accepted["messageId"],
        again["replyId"],
    ]
