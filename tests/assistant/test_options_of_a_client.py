"""How a client wants to be answered reaches the model's server, in the words of chat completions."""

from typing import Any

from server.assistant.openai import OpenAIModel

from ..conftest import Start
from ..rest.calls import call
from .provider import Provider, chunk

DONE = b"data: [DONE]\n\n"


async def test_a_chat_completion_goes_on_with_its_options_and_without_what_no_model_needs(
    provider: Provider, model: OpenAIModel, start: Start
) -> None:
    for words in ("One.", "Two."):
        provider.answers(provider.streams(chunk(words), chunk(None, "stop"), DONE))
    server = await start(model=model)

    async def ask(content: str, **options: Any) -> None:
        body = {"model": "some", "messages": [{"role": "user", "content": content}], "user": "s1", **options}
        reply = await call(server, "POST", "/v1/chat/completions", body)
        assert reply.status == 200, reply.data

    await ask("hello", temperature=0.25, max_tokens=7, stop=["END"], store=True, n=1)
    await ask("again")
    first, second = provider.asked
    assert (first["temperature"], first["max_tokens"], first["stop"]) == (0.25, 7, ["END"])
    assert not {"store", "n", "user"} & set(first)
    assert "temperature" not in second


async def test_a_message_over_the_websocket_has_them_in_its_metadata(
    provider: Provider, model: OpenAIModel, start: Start
) -> None:
    provider.answers(provider.streams(chunk("One."), chunk(None, "stop"), DONE))
    client = await (await start(model=model)).connect()
    options = {"temperature": 1.5, "stream": False, "messages": []}
    await client.ask("send_message", content="hello", metadata={"modelOptions": options})
    await client.hear("reply_finished")
    [asked] = provider.asked
    assert (asked["temperature"], asked["stream"]) == (1.5, True)
    assert [turn["content"] for turn in asked["messages"]] == ["hello"]
