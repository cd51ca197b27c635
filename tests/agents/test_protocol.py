"""C7: the frames of the Agents chat protocol, one by one."""

from typing import Any

import aiohttp
import pytest

from server.assistant import Finished, Text
from server.assistant.faults import upstream

from ..conftest import Server, Start
from ..models import SteppedModel
from ..openai.test_tools import Steps, weather
from ..rest.calls import call
from ..web.tokens import SECRET, bearer, token
from .socket import AgentSocket, chunks_of, connect, said, user

NO_MCP: dict[str, Any] = {"prompts": [], "resources": [], "servers": {}, "tools": []}


async def opened(server: Server, *arguments: Any, **options: Any) -> AgentSocket:
    """One that has been told who it talks to."""
    socket = await connect(server, *arguments, **options)
    await socket.until(lambda frame: frame["type"] == "cf_agent_mcp_servers")
    return socket


async def history(server: Server, path: str = "satchel/s1", **headers: str) -> Any:
    async with server.http.get(f"{server.url}/agents/{path}/get-messages", headers=headers) as response:
        assert (response.status, response.content_type) == (200, "application/json")
        return await response.json()


async def test_a_client_is_told_who_it_talks_to(server: Server) -> None:
    socket = await connect(server)
    first, second = await socket.receive(), await socket.receive()
    assert first == {"type": "cf_agent_identity", "name": "s1", "agent": "satchel"}
    assert second == {"type": "cf_agent_mcp_servers", "mcp": NO_MCP}


async def test_state_follows_the_identity(server: Server) -> None:
    socket = await opened(server)
    await socket.send("cf_agent_state", state={"count": 1})
    await socket.send("rpc", id="1", method="x", args=[])
    assert (await socket.receive())["type"] == "rpc"  # who set it is not told
    late = await connect(server)
    frames = [await late.receive() for _ in range(3)]
    assert frames[0] == {"type": "cf_agent_identity", "name": "s1", "agent": "satchel", "stateFollows": True}
    assert frames[1] == {"type": "cf_agent_state", "state": {"count": 1}}


async def test_other_metadata_stay_when_state_is_set(server: Server) -> None:
    client = await server.connect("s1")
    await client.ask("update_session", updates={"metadata": {"mine": 1}})
    socket = await opened(server)
    await socket.send("cf_agent_state", state=2)
    await socket.send("rpc", id="1", method="x", args=[])
    await socket.receive()
    assert (await client.ask("get_session"))["session"]["metadata"] == {"mine": 1, "agentState": 2}


async def test_a_reply_comes_in_chunks_to_who_asked_and_to_the_others(server: Server) -> None:
    socket, other = await opened(server), await opened(server)
    await socket.chat("r1", user("/echo hello"))
    frames = await socket.reply("r1")
    await socket.send("rpc", id="1", method="x", args=[])
    assert (await socket.receive())["type"] == "rpc"  # its own message it is not told
    assert frames[-1] == {"type": "cf_agent_use_chat_response", "id": "r1", "body": "", "done": True}
    chunks = chunks_of(frames)
    assert [chunk["type"] for chunk in chunks] == [
        *("start", "start-step", "text-start", "text-delta", "text-end", "finish-step", "finish"),
    ]
    assert chunks[-1]["messageMetadata"]["finishReason"] == "stop"
    told = await other.until(lambda frame: frame.get("done"))
    assert told[0]["type"] == "cf_agent_chat_messages"
    assert told[0]["messages"][0]["parts"] == [{"type": "text", "text": "/echo hello", "state": "done"}]
    assert said([frame for frame in told if "body" in frame]) == "hello"
    assert [message["id"] for message in await history(server)] == ["u1", chunks[0]["messageId"]]


async def test_an_error_of_the_model_is_plain_text(start: Start) -> None:
    model = SteppedModel("one", failure=upstream("refused", "The model is down."))
    socket = await opened(await start(model=model))
    await socket.chat("r1", user("hi"))
    model.release_all()
    last = (await socket.reply("r1"))[-1]
    assert (last["body"], last["error"], last["done"]) == ("The model is down.", True, True)


async def test_a_request_that_is_wrong_is_answered(server: Server) -> None:
    socket = await opened(server)
    await socket.send("cf_agent_use_chat_request", id="r1", init={"method": "POST", "body": "no JSON"})
    [frame] = await socket.reply("r1")
    assert frame["error"]
    await socket.chat("r2")
    [frame] = await socket.reply("r2")
    assert "There is no message" in frame["body"]
    await socket.socket.send_str("no JSON")
    await socket.send("of_the_application", any="thing")
    await socket.send("rpc", id="1", method="x", args=[])
    assert (await socket.receive())["success"] is False  # it is still there


@pytest.mark.parametrize("probe", [{}, {"probeId": "p1"}])
async def test_a_resume_request_is_answered_when_nothing_is_written(server: Server, probe: dict[str, str]) -> None:
    socket = await opened(server)
    await socket.send("cf_agent_stream_resume_request", **probe)
    assert await socket.receive() == {"type": "cf_agent_stream_resume_none", "reason": "idle", **probe}


async def test_who_comes_in_the_middle_hears_nothing_until_ready_and_then_all(start: Start) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    socket = await opened(server)
    await socket.chat("r1", user("hi"))
    model.release()
    heard = await socket.until(lambda frame: "one " in frame.get("body", ""))
    late = await connect(server)
    offer = await late.receive()
    assert offer["type"] == "cf_agent_stream_resuming"  # before who it talks to
    await late.until(lambda frame: frame["type"] == "cf_agent_mcp_servers")
    model.release()
    await socket.until(lambda frame: "two " in frame.get("body", ""))
    await late.send("cf_agent_stream_resume_request", probeId="p1")
    assert await late.receive() == {"type": "cf_agent_stream_resuming", "id": offer["id"], "probeId": "p1"}
    assert [message["id"] for message in await history(server)] == ["u1"]
    await late.send("cf_agent_stream_resume_ack", id=offer["id"])
    replayed = await late.until(lambda frame: frame.get("replayComplete"))
    assert all(frame["replay"] for frame in replayed)
    assert chunks_of(replayed[:-1])[0] == chunks_of(heard[:1])[0]
    assert said(replayed) == "one two "
    model.release(2)
    live = await late.reply(offer["id"])
    assert said(live) == "three"
    assert not any("replay" in frame for frame in live)


async def test_who_says_so_too_late_is_told_all_at_once(start: Start) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    socket = await opened(server)
    await socket.chat("r1", user("hi"))
    model.release()
    await socket.until(lambda frame: "one " in frame.get("body", ""))
    late = await connect(server)
    offer = await late.receive()
    model.release(2)
    await socket.reply("r1")
    await late.send("cf_agent_stream_resume_ack", id=offer["id"])
    replayed = await late.reply(offer["id"])
    assert said(replayed) == "one two"
    assert (replayed[-1]["done"], replayed[-1]["replay"]) == (True, True)


async def test_who_never_says_so_has_the_reply_at_its_end(start: Start) -> None:
    model = SteppedModel("one")
    server = await start(model=model)
    socket = await opened(server)
    await socket.chat("r1", user("hi"))
    model.release()
    await socket.until(lambda frame: "one" in frame.get("body", ""))
    late = await opened(server)
    model.release()
    frame = await late.receive()
    assert (frame["type"], len(frame["messages"])) == ("cf_agent_chat_messages", 2)


async def test_a_reply_is_cancelled_by_any_of_its_names(start: Start) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    socket, other = await opened(server), await opened(server)
    for asked, stops in (("r1", socket), ("r2", other)):
        await socket.chat(asked, user("hi", asked))
        model.release()
        names = {}
        for one in (socket, other):
            names[one] = (await one.until(lambda frame: "one " in frame.get("body", "")))[-1]["id"]
        await stops.send("cf_agent_chat_request_cancel", id="another")
        await stops.send("cf_agent_chat_request_cancel", id=names[stops])
        for one in (socket, other):
            assert chunks_of(await one.reply(names[one]))[-1]["type"] == "abort"


async def test_a_tools_result_goes_on_when_it_is_asked_for(start: Start) -> None:
    model = Steps([Text("Let me look."), *weather()], [Text("Sunny.")])
    server = await start(model=model)
    socket, other = await opened(server), await opened(server)
    await socket.chat("r1", user("How is it?"), clientTools=[{"name": "weather"}])
    first = chunks_of(await socket.reply("r1"))
    assert [chunk["type"] for chunk in first if "tool" in chunk["type"]][-1] == "tool-input-available"
    await other.until(lambda frame: frame.get("done"))
    result = {"toolCallId": "call_Ulm", "toolName": "weather", "output": {"sun": True}, "autoContinue": True}
    await socket.send("cf_agent_tool_result", **result)
    await socket.send("cf_agent_stream_resume_request", probeId="p1")
    offer = (await socket.until(lambda frame: frame["type"] == "cf_agent_stream_resuming"))[-1]
    assert offer["probeId"] == "p1"
    await socket.send("cf_agent_stream_resume_ack", id=offer["id"])
    frames = await socket.reply(offer["id"])
    assert all(frame["continuation"] for frame in frames)
    assert said(frames) == "Let me look.Sunny."
    told = await other.until(lambda frame: frame.get("done"))
    assert said([frame for frame in told if "body" in frame]) == "Sunny."
    [_, answer] = await history(server)
    assert answer["id"] == first[0]["messageId"]
    assert [part["type"] for part in answer["parts"]] == ["step-start", "text", "tool-weather", "step-start", "text"]


async def test_a_result_that_comes_before_the_reply_is_over_is_kept_until_then(start: Start) -> None:
    model = SteppedModel(*weather(), end=Finished("tool-calls", None, None, None, None))
    server = await start(model=model)
    socket = await opened(server)
    await socket.chat("r1", user("How is it?"), clientTools=[{"name": "weather"}])
    model.release(3)
    await socket.until(lambda frame: "tool-input-delta" in frame.get("body", ""))
    result = {"toolCallId": "call_Ulm", "toolName": "weather", "output": "sun", "autoContinue": True}
    await socket.send("cf_agent_tool_result", **result)
    await socket.send("rpc", id="1", method="x", args=[])
    await socket.until(lambda frame: frame["type"] == "rpc")
    model.release()
    await socket.reply("r1")
    await socket.send("cf_agent_stream_resume_request", probeId="p1")
    await socket.until(lambda frame: frame["type"] == "cf_agent_stream_resuming")
    found = (await call(server, "GET", "/api/chats/s1/messages")).body["messages"]
    assert [message["role"] for message in found] == ["user", "assistant", "tool", "assistant"]


async def test_a_tools_result_without_going_on_is_kept(start: Start) -> None:
    model = Steps([*weather()], [])
    server = await start(model=model)
    socket, other = await opened(server), await opened(server)
    await socket.chat("r1", user("How is it?"), clientTools=[{"name": "weather"}])
    await socket.reply("r1")
    failed = {"toolCallId": "call_Ulm", "toolName": "weather", "state": "output-error", "errorText": "No window."}
    await socket.send("cf_agent_tool_result", **failed)
    updated = (await other.until(lambda frame: frame["type"] == "cf_agent_message_updated"))[-1]["message"]
    [part] = [part for part in updated["parts"] if part["type"] == "tool-weather"]
    assert (part["state"], part["errorText"]) == ("output-error", "No window.")
    assert len(model.requests) == 1


async def test_what_the_servers_own_tools_say_is_part_of_the_reply(start: Start) -> None:
    server = await start(built_in_tools=True)
    socket = await opened(server)
    given = '{"type": "markdown", "title": "Notes", "content": "x"}'
    await socket.chat("r1", user(f"/tool create_artifact {given}"))
    chunks = chunks_of(await socket.reply("r1"))
    kinds = [chunk["type"] for chunk in chunks]
    assert kinds.index("tool-input-available") < kinds.index("tool-output-available") < kinds.index("text-delta")
    assert kinds.count("start-step") == 2


async def test_a_reply_is_written_anew(server: Server) -> None:
    socket, other = await opened(server), await opened(server)
    await socket.chat("r1", user("/echo a"))
    await socket.reply("r1")
    await other.until(lambda frame: frame.get("done"))
    await socket.chat("r2", user("/echo a"), trigger="regenerate-message")
    assert said(await socket.reply("r2")) == "a"
    told = await other.until(lambda frame: frame.get("done"))
    assert [len(frame["messages"]) for frame in told if "messages" in frame] == [1]
    assert len((await call(server, "GET", "/api/chats/s1/branches")).body["branches"]) == 2


async def test_a_session_that_is_deleted_for_good_is_left(server: Server) -> None:
    socket = await opened(server)
    await socket.chat("r1", user("/echo a"))
    await socket.reply("r1")
    assert (await call(server, "DELETE", "/api/chats/s1?permanent=true")).status == 200
    assert (await socket.receive())["type"] == "cf_agent_chat_clear"
    assert (await socket.socket.receive()).data == 1008


# who may


async def test_what_is_anothers_is_as_if_it_were_not_there(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice, mallory = token("alice"), token("mallory")
    socket = await opened(server, query=f"&token={alice}")
    await socket.chat("r1", user("/echo secret"))
    await socket.reply("r1")
    assert len(await history(server, **bearer(alice))) == 2
    for path in ("satchel/s1", "satchel/nobodys"):
        assert await history(server, path, **bearer(mallory)) == []
    with pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
        await connect(server, query=f"&token={mallory}")
    with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
        await connect(server)
    async with server.http.get(f"{server.url}/agents/satchel/s1/get-messages") as response:
        assert response.status == 401


async def test_the_messages_of_allowed_origins_are_shared(start: Start) -> None:
    server = await start(allowed_origins="https://app.example.com")
    path = f"{server.url}/agents/satchel/s1/get-messages"
    async with server.http.get(path, headers={"Origin": "https://app.example.com"}) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    async with server.http.get(path, headers={"Origin": "https://elsewhere.example.com"}) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    ("path", "session"),
    [("chat/plan", "plan"), ("satchel/plan", "plan"), ("travel/plan", "travel--plan"), ("travel/a b", "agent-")],
)
async def test_a_name_stands_for_a_session(server: Server, path: str, session: str) -> None:
    socket = await opened(server, path)
    await socket.chat("r1", user("/echo hello"))
    await socket.reply("r1")
    chats = (await call(server, "GET", "/api/chats")).body["chats"]
    assert [chat["id"][: len(session)] for chat in chats] == [session]
