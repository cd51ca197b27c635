"""C7: `useAgentChat`, as npm has it."""

from server.assistant import Reasoning, Text
from server.assistant.faults import upstream

from ..conftest import Server, Start
from ..models import SteppedModel
from ..openai.test_tools import Steps, weather
from ..rest.calls import call
from ..web.tokens import SECRET, bearer, token
from .conftest import Hooks
from .hook import is_quiet, texts_of


async def stored_in(server: Server, session: str = "s1") -> list[str]:
    found = await call(server, "GET", f"/api/chats/{session}/messages")
    return [message["content"] for message in found.body["messages"]]


async def test_a_conversation_of_several_turns(server: Server, hook_at: Hooks) -> None:
    hook = await hook_at(server)
    await hook.do("send", text="/echo one")
    await hook.says("/echo one", "one")
    await hook.do("send", text="/echo two")
    shown = await hook.says("/echo one", "one", "/echo two", "two")
    stored = (await call(server, "GET", "/api/chats/s1/messages")).body["messages"]
    assert [message["content"] for message in stored] == texts_of(shown)
    assert [message["id"] for message in stored] == [message["id"] for message in shown["messages"]]
    again = await hook_at(server)
    await again.says("/echo one", "one", "/echo two", "two")


async def test_a_reply_streams_with_what_the_model_thought(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel(Reasoning("hm"), "one ", "two")
    hook = await hook_at(await start(model=model))
    await hook.do("send", text="hi")
    model.release(2)
    shown = await hook.until(lambda shown: texts_of(shown) == ["hi", "one "])
    assert shown["status"] == "streaming"
    model.release(2)
    shown = await hook.says("hi", "one two")
    parts = [part["type"] for part in shown["messages"][1]["parts"]]
    assert parts == ["step-start", "reasoning", "text"]


async def test_a_reply_is_stopped(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    listener = await server.connect("s1", query="since=0")
    hook = await hook_at(server)
    await hook.do("send", text="hi")
    model.release()
    await hook.until(lambda shown: texts_of(shown) == ["hi", "one "])
    await hook.do("stop")
    finished = await listener.hear("reply_finished")
    assert (finished["message"]["status"], finished["message"]["content"]) == ("interrupted", "one ")
    await hook.says("hi", "one ")


async def test_a_reply_is_written_anew(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel("one")
    server = await start(model=model)
    hook = await hook_at(server)
    await hook.do("send", text="hi")
    model.release_all()
    first = await hook.says("hi", "one")
    await hook.do("regenerate")
    model.release_all()
    old = first["messages"][1]["id"]
    second = await hook.until(lambda shown: is_quiet(shown) and shown["messages"][-1]["id"] != old)
    assert texts_of(second) == ["hi", "one"]
    assert len((await call(server, "GET", "/api/chats/s1/branches")).body["branches"]) == 2


async def test_an_error_of_the_model_is_shown(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel("one", failure=upstream("refused", "The model is down."))
    hook = await hook_at(await start(model=model))
    await hook.do("send", text="hi")
    model.release()
    await hook.until(lambda shown: texts_of(shown) == ["hi", "one"])
    model.release()
    shown = await hook.until(lambda shown: shown["status"] == "error")
    assert (shown["error"], texts_of(shown)) == ("The model is down.", ["hi", "one"])
    await hook.do("send", text="again")
    model.release()
    await hook.until(lambda shown: texts_of(shown)[2:] == ["again", "one"])
    model.release()
    await hook.until(lambda shown: shown["status"] == "error")


async def test_a_reply_goes_on_after_a_reload_in_the_middle(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    first = await hook_at(server)
    await first.do("send", text="hi")
    model.release()
    await first.until(lambda shown: texts_of(shown) == ["hi", "one "])
    await first.stop()
    model.release()
    second = await hook_at(server)
    await second.until(lambda shown: texts_of(shown) == ["hi", "one two "])
    model.release(2)
    shown = await second.says("hi", "one two three")
    assert [part["type"] for part in shown["messages"][1]["parts"]] == ["step-start", "text"]


async def test_a_reply_goes_on_after_the_connection_was_lost(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel("one ", "two ", "three")
    hook = await hook_at(await start(model=model))
    await hook.do("send", text="hi")
    model.release()
    await hook.until(lambda shown: texts_of(shown) == ["hi", "one "])
    await hook.do("reconnect")
    model.release()
    await hook.until(lambda shown: texts_of(shown)[1:] == ["one two "])
    model.release(2)
    await hook.says("hi", "one two three")


async def test_a_reply_of_100_kilobytes(server: Server, hook_at: Hooks) -> None:
    hook = await hook_at(server)
    await hook.do("send", text="/long 100")
    shown = await hook.until(lambda shown: is_quiet(shown) and len(shown["messages"]) == 2)
    assert texts_of(shown) == await stored_in(server)
    assert len(texts_of(shown)[1]) >= 100 * 1024


async def test_a_tool_of_the_client_is_run_and_the_reply_goes_on(start: Start, hook_at: Hooks) -> None:
    model = Steps([*weather()], [*weather(0, "Rome")], [Text("Sunny in both.")])
    server = await start(model=model)
    hook = await hook_at(server)
    await hook.do("send", text="How is it?")
    shown = await hook.says("How is it?", "Sunny in both.")
    calls = [part for part in shown["messages"][1]["parts"] if part["type"] == "tool-weather"]
    assert [(part["state"], part["output"]["city"]) for part in calls] == [
        ("output-available", "Ulm"),
        ("output-available", "Rome"),
    ]
    assert [tool.name for tool in model.requests[0].tools] == ["weather"]
    roles = (await call(server, "GET", "/api/chats/s1/messages")).body["messages"]
    assert [message["role"] for message in roles] == ["user", "assistant", "tool", "assistant", "tool", "assistant"]
    again = await hook_at(server)
    assert (await again.says("How is it?", "Sunny in both."))["messages"][1]["id"] == shown["messages"][1]["id"]


async def test_code_in_a_reply_becomes_a_part_for_its_artifact(server: Server, hook_at: Hooks) -> None:
    hook = await hook_at(server)
    await hook.do("send", text="write a counter component")
    shown = await hook.until(lambda shown: is_quiet(shown) and len(shown["messages"]) == 2)
    made = [part["data"]["title"] for part in shown["messages"][1]["parts"] if part["type"] == "data-artifact"]
    assert made == ["Counter.tsx"]


async def test_only_what_the_client_clears_is_deleted(server: Server, hook_at: Hooks) -> None:
    hook, other = await hook_at(server), await hook_at(server)
    await hook.do("send", text="/echo one")
    await hook.says("/echo one", "one")
    await hook.do("setMessages", messages=[])
    await hook.says()
    extra = {"id": "mine", "role": "user", "parts": [{"type": "text", "text": "mine"}]}
    await hook.do("setMessages", messages=[extra])
    await other.says("/echo one", "one", "mine")
    assert await stored_in(server) == ["/echo one", "one", "mine"]
    await hook.do("clear")
    await other.says()
    assert await stored_in(server) == []


async def test_state_is_shared_and_kept(server: Server, hook_at: Hooks) -> None:
    hook, other = await hook_at(server), await hook_at(server)
    await hook.do("setState", state={"count": 1})
    await other.until(lambda shown: shown["state"] == {"count": 1} and shown["source"] == "server")
    late = await hook_at(server)
    await late.until(lambda shown: shown["state"] == {"count": 1})
    chat = (await call(server, "GET", "/api/chats/s1")).body["chat"]
    assert chat["metadata"]["agentState"] == {"count": 1}


async def test_a_method_that_is_called_is_refused_at_once(server: Server, hook_at: Hooks) -> None:
    hook = await hook_at(server)
    await hook.do("call", method="addTask")
    await hook.do("setState", state=1)  # so that something is shown after it
    await hook.until(lambda _: hook.called)
    assert "no method 'addTask'" in hook.called[0]["error"]


async def test_all_clients_show_the_same_live(start: Start, hook_at: Hooks) -> None:
    model = SteppedModel("one ", "two")
    server = await start(model=model)
    raw = await server.connect("s1", query="since=0")
    hook, other = await hook_at(server), await hook_at(server)
    await raw.ask("send_message", content="from a socket")
    model.release()
    for one in (hook, other):
        await one.until(lambda shown: texts_of(shown) == ["from a socket", "one "])
    model.release(2)
    for one in (hook, other):
        await one.says("from a socket", "one two")
    raw.events.clear()
    await hook.do("send", text="from a hook")
    model.release()
    assert (await raw.hear("message_added"))["message"]["content"] == "from a hook"
    await other.until(lambda shown: texts_of(shown)[2:] == ["from a hook", "one "])
    await raw.hear("reply_delta")
    model.release(2)
    assert (await raw.hear("reply_finished"))["message"]["content"] == "one two"
    for one in (hook, other):
        await one.says("from a socket", "one two", "from a hook", "one two")


async def test_what_is_said_through_the_other_doors_is_shown(server: Server, hook_at: Hooks) -> None:
    hook = await hook_at(server)
    message = {"id": "u1", "role": "user", "parts": [{"type": "text", "text": "/echo by useChat"}]}
    await call(server, "POST", "/api/chat", {"id": "s1", "messages": [message], "trigger": "submit-message"})
    await hook.says("/echo by useChat", "by useChat")
    asked = {"model": "demo", "messages": [{"role": "user", "content": "/echo by OpenAI"}], "user": "s1"}
    answer = await call(server, "POST", "/v1/chat/completions", asked)
    assert answer.body["choices"][0]["message"]["content"] == "by OpenAI"
    await hook.says("/echo by useChat", "by useChat", "/echo by OpenAI", "by OpenAI")


async def test_an_agent_of_another_name_is_a_session_of_its_own(start: Start, hook_at: Hooks) -> None:
    server = await start(jwt_secret=SECRET)
    hook = await hook_at(server, "plan", "travelAgent", token("alice"))
    await hook.do("send", text="/echo one")
    await hook.says("/echo one", "one")
    alice = bearer(token("alice"))
    found = await call(server, "GET", "/api/chats/travel-agent--plan/messages", **alice)
    assert [message["content"] for message in found.body["messages"]] == ["/echo one", "one"]
    late = await hook_at(server, "plan", "travelAgent", token("alice"))
    await late.says("/echo one", "one")
