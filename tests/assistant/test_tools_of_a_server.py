"""Tools with a real provider's protocol: what it is sent step by step, and what the session keeps of it."""

import json
from typing import Any

from server.assistant.openai import OpenAIModel

from ..conftest import Start
from .provider import Provider, chunk

DONE = b"data: [DONE]\n\n"


def calls(*pieces: dict[str, Any]) -> bytes:
    return chunk(None, tool_calls=[*pieces])


async def test_a_provider_is_sent_calls_and_results_as_it_documents_them(
    provider: Provider, model: OpenAIModel, start: Start
) -> None:
    content = json.dumps({"title": "Plan", "type": "doc", "content": "one"})
    provider.answers(
        provider.streams(
            chunk("I make one.", role="assistant"),
            calls(
                {"index": 0, "id": "c1", "type": "function", "function": {"name": "create_artifact", "arguments": ""}}
            ),
            calls({"index": 0, "function": {"arguments": content[:9]}}),
            calls({"index": 0, "function": {"arguments": content[9:]}}),
            chunk(None, "tool_calls"),
            DONE,
        ),
        provider.streams(chunk("Done."), chunk(None, "stop"), DONE),
    )
    client = await (await start(model=model, built_in_tools=True)).connect()
    await client.ask("send_message", content="A plan, please")
    step = (await client.hear("reply_finished"))["message"]
    last = (await client.hear("reply_finished"))["message"]
    assert [part["type"] for part in step["parts"]] == ["text", "tool-call"]
    assert (step["metadata"]["finishReason"], last["metadata"]["finishReason"]) == ("tool-calls", "stop")
    [made] = (await client.ask("get_artifacts"))["artifacts"]
    assert (made["title"], made["messageId"]) == ("Plan", step["id"])
    first, second = provider.asked
    assert [tool["function"]["name"] for tool in first["tools"]] == ["create_artifact", "update_artifact"]
    assert first["tools"] == second["tools"]
    schema = first["tools"][0]["function"]["parameters"]
    assert (schema["type"], schema["required"]) == ("object", ["title", "type", "content"])
    user, assistant, tool = second["messages"]
    assert user == {"role": "user", "content": "A plan, please"}
    assert assistant["content"] == "I make one."
    [call] = assistant["tool_calls"]
    assert (call["id"], json.loads(call["function"]["arguments"])) == ("c1", json.loads(content))
    assert (tool["role"], tool["tool_call_id"]) == ("tool", "c1")
    assert json.loads(tool["content"])["artifactId"] == made["id"]
