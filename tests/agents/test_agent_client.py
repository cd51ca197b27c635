"""C7: `AgentClient`, as npm has it, without React."""

from ..clients.node import run_in_node
from ..conftest import Server
from ..packages import CLIENTS


async def test_a_client_without_react(server: Server) -> None:
    host = server.url.removeprefix("http://")
    met = await run_in_node(CLIENTS / "agents" / "client.mjs", "agents/package.json", host)
    assert met["identity"] == ["satchel", "plan"]
    assert met["chunks"][0] == "start"
    assert met["chunks"][-1] == "finish"
    assert met["states"] == [[{"count": 2}, "server"]]
    assert "no method 'addTask'" in met["called"]
    assert met["texts"] == ["/echo hello", "hello"]
