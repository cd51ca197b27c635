"""`POST /v1/chat/completions`, by the client that OpenAI publishes for JavaScript."""

from ..clients.node import run_in_node
from ..conftest import Server
from ..packages import CLIENTS
from ..rest.calls import call


async def test_a_conversation(server: Server) -> None:
    heard = await run_in_node(CLIENTS / "openai" / "conversation.mjs", "openai/package.json", server.url)
    assert (heard["whole"], heard["session"], heard["reason"]) == ("hello", "node", "stop")
    assert heard["chunks"] > 3  # it came in pieces
    assert heard["tokens"] > 0
    assert heard["before"]
    assert "The demo model broke off" in heard["broke"]
    assert heard["refused"] == {"status": 400, "param": "messages", "type": "invalid_request_error"}
    assert heard["models"] == ["demo", "satchel"]
    found = (await call(server, "GET", "/api/chats/node/messages")).body["messages"]
    assert [message["role"] for message in found] == ["user", "assistant"] * 2
    assert found[-1]["content"] == heard["streamed"]
    made = (await call(server, "GET", "/api/chats/node/artifacts")).body["artifacts"]
    assert [artifact["title"] for artifact in made] == ["Counter.tsx"]
