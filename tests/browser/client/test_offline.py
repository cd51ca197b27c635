"""Changes without a network: kept before they are shown, sent once, in order, whatever happens in between."""

from typing import Any

from playwright.async_api import BrowserContext

from ...client import Client
from ...conftest import Server
from ..conftest import Launch
from ..guard import Guard
from .conftest import OpenTab, Wire

TEN = [f"number {number}" for number in range(10)]


async def stored(client: Client) -> list[str]:
    """What the server has, in its order."""
    return [message["content"] for message in (await client.ask("get_messages", limit=1000))["messages"]]


async def test_ten_changes_offline_a_reload_and_each_is_there_once(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    tab = await open_tab(served)
    await tab.keep_files()
    await tab.begin_send("before")
    await tab.until("session.status.state === 'saved'")
    await context.set_offline(True)
    await tab.until("session.status.state === 'offline'")
    await tab.begin_send(*TEN)
    assert await tab.contents() == ["before", *TEN]
    assert await tab.run("return session.status") == {"state": "offline", "changes": 10}
    await tab.open()
    assert await tab.contents() == ["before", *TEN]
    assert await tab.run("return [session.status, client.status]") == [{"state": "offline", "changes": 10}] * 2
    await context.set_offline(False)
    await tab.until("session.status.state === 'saved'")
    assert await stored(client) == ["before", *TEN]
    assert await tab.contents() == ["before", *TEN]
    assert await tab.run("return [client.outbox.length, session.view.pending.size]") == [0, 0]


async def test_a_session_that_was_open_once_opens_without_a_network(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    await client.ask("send_message", content="write a counter component")
    await client.hear("reply_finished")
    tab = await open_tab(served)
    await tab.keep_files()
    await tab.until("session.view.artifacts.length === 1")
    seen = await tab.run(
        "await session.keepNow(); const {messages, artifacts} = session.view; return {messages, artifacts}"
    )
    await context.set_offline(True)
    await tab.open()
    assert await tab.run("const {messages, artifacts} = session.view; return {messages, artifacts}") == seen
    assert await tab.run("return session.view.complete") is False
    await client.ask("append_message", role="user", content="meanwhile")
    await context.set_offline(False)
    await tab.until("session.view.messages.length === 3 && session.view.complete")


async def test_what_the_server_has_forgotten_is_forgotten(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    tab = await open_tab(served)
    await tab.begin_send("one", "two")
    await tab.until("session.status.state === 'saved'")
    await tab.run("await session.keepNow()")
    await served.put_to_sleep()
    served.settings.folder.joinpath("sessions", "s1.sqlite3").unlink()
    await (await served.connect()).ask("append_message", role="user", content="another life")
    await tab.open()
    await tab.until("session.view.complete")
    assert await tab.contents() == ["another life"]
    await tab.run("await session.keepNow()")
    await tab.keep_files()
    await context.set_offline(True)
    await tab.open()
    assert await tab.contents() == ["another life"]


async def test_a_change_whose_answer_got_lost_with_the_server_is_made_once(
    launch: Launch, open_tab: OpenTab, wire: Wire, guard: Guard
) -> None:
    guard.allow_offline()
    guard.allow("1011")
    server = await launch()
    tab = await open_tab(server)
    lost: list[dict[str, Any]] = []

    def lose(frame: dict[str, Any]) -> bool:
        if frame["type"] == "message_appended" and not lost:
            lost.append(frame)
            wire.closed = True
            server.lives[-1].kill()
        return wire.closed

    wire.lose = lose
    await tab.begin_send("once")
    await tab.until("!client.online")
    assert lost
    assert await tab.run("return session.status.state") == "offline"
    await server.kill()
    await server.start()
    wire.closed = False
    await tab.until("session.status.state === 'saved'")
    assert await tab.contents() == ["once"]
    assert [frame["idempotencyKey"] for frame in wire.changes()] == [wire.changes()[0]["idempotencyKey"]] * 2
    found = await tab.run("return (await session.ask({type: 'get_messages'})).messages.map((one) => one.content)")
    assert found == ["once"]


async def test_what_was_being_sent_in_a_crash_is_sent_again_and_made_once(
    served: Server, client: Client, open_tab: OpenTab, wire: Wire, guard: Guard
) -> None:
    guard.allow("1011")
    tab = await open_tab(served)
    wire.lose = lambda frame: frame["type"] == "message_appended"
    await tab.begin_send("once")
    await wire.change_is_under_way()
    await tab.page.goto("about:blank")
    wire.lose = lambda frame: False
    await tab.open()
    await tab.until("session.status.state === 'saved'")
    assert await stored(client) == ["once"] == await tab.contents()
    assert len({frame["idempotencyKey"] for frame in wire.changes()}) == 1 < len(wire.changes())


async def test_saved_is_never_said_before_the_server_has_said_so(
    served: Server, client: Client, open_tab: OpenTab, wire: Wire
) -> None:
    tab = await open_tab(served)
    await tab.until("session.view.complete")
    wire.hold = lambda frame: frame["type"] == "message_appended"
    await tab.run(
        """window.states = [];
        const look = () => states.push(session.status.state, client.status.state);
        for (const name of ["status", "change", "outbox"]) session.addEventListener(name, look);
        const change = session.change({type: "append_message", role: "user", content: "hello"});
        look();
        await change;
        look();"""
    )
    await client.hear("message_added")
    await client.ask("create_artifact", artifactType="code", title="a", content="")  # the tab goes on hearing
    await tab.until("session.view.artifacts.length === 1")
    assert set(await tab.run("return states")) == {"saving"}
    before = await tab.run("return Date.now()")
    wire.release()
    await tab.until("session.status.state === 'saved' && client.status.state === 'saved'")
    at = await tab.run("return [session.status.at, client.status.at]")
    assert at[0] == at[1] >= before
