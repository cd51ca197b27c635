"""What a model asks of tools, stored with the reply whatever it is."""

import pytest

from server.assistant import ToolCall

from ..conftest import Start
from ..models import SteppedModel


@pytest.mark.parametrize("arguments", ["[" * 5000 + "]" * 5000, "[" * 500 + "]" * 500, "not json", '{"n": 1'])
async def test_a_reply_ends_whatever_a_tool_is_called_with(start: Start, arguments: str) -> None:
    model = SteppedModel("Hm.", ToolCall(0, "call_1", "search", arguments))
    client = await (await start(model=model)).connect()
    model.release_all()
    await client.ask("send_message", content="hi")
    finished = await client.hear("reply_finished")
    assert finished["message"]["status"] == "complete"
    assert finished["message"]["parts"][-1] == {
        "type": "tool-call",
        "toolCallId": "call_1",
        "toolName": "search",
        "input": arguments,
    }
