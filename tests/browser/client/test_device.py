"""What a browser may do to what is kept: it keeps nothing, has no room, is slow, or has a clock that was set back."""

from playwright.async_api import BrowserContext

from ...client import Client
from ...conftest import Server
from ..guard import Guard
from .conftest import OpenTab, Tab
from .test_offline import stored


async def test_where_nothing_can_be_kept_it_works_and_says_so(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    await context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('private', 'InvalidStateError'); }"
    )
    tab = await open_tab(served)
    assert await tab.run("return client.kept") is False
    await tab.begin_send("one")
    await tab.until("session.status.state === 'saved'")
    await context.set_offline(True)
    await tab.begin_send("two")
    assert await tab.run("return session.status") == {"state": "offline", "changes": 1}
    await context.set_offline(False)
    await tab.until("session.status.state === 'saved'")
    assert await stored(client) == ["one", "two"]
    await tab.open()
    await tab.until("session.view.messages.length === 2")


async def test_where_there_is_no_room_the_change_is_refused_and_not_shown(
    served: Server, context: BrowserContext, guard: Guard
) -> None:
    guard.allow("favicon")
    tab = Tab(await context.new_page(), served.url)
    devtools = await context.new_cdp_session(tab.page)
    await devtools.send("Storage.overrideQuotaForOrigin", {"origin": served.url, "quotaSize": 500_000})
    await tab.open()
    refused = await tab.run(
        """const content = "x".repeat(4_000_000);
        return session.change({type: "append_message", role: "user", content}).then(
          () => null, (error) => [error.code, error.message, session.view.messages.length, session.status.state])"""
    )
    assert refused is not None
    assert refused[0] == "device_full"
    assert "free some space" in refused[1]
    assert refused[2:] == [0, "saved"]
    await tab.begin_send("fits")
    await tab.until("session.status.state === 'saved'")


async def test_a_clock_that_is_set_back_holds_nothing_up(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served)
    await tab.until("session.view.complete")
    await tab.run(
        """const now = Date.now;
        Date.now = () => now() - 86_400_000;
        session.change({type: "append_message", role: "user", content: "yesterday"});
        await until(() => session.status.state === "saved" && session.view.messages.length === 1);
        Date.now = () => now() - 172_800_000;
        session.change({type: "append_message", role: "user", content: "the day before"});"""
    )
    await tab.until("session.status.state === 'saved' && session.view.messages.length === 2")
    assert await tab.contents() == ["yesterday", "the day before"]


async def test_two_thousand_messages_are_told_in_a_few_changes(
    served: Server, client: Client, open_tab: OpenTab
) -> None:
    texts = [{"type": "append_message", "role": "user", "content": f"message {number} " * 20} for number in range(2000)]
    for at in range(0, 2000, 500):
        await client.ask("batch", commands=texts[at : at + 500])
    tab = await open_tab(served, None)
    assert await changes_at_opening(tab) < 20
    await tab.run("await session.keepNow(); session.close(); window.session = null")
    assert await changes_at_opening(tab) < 20


async def changes_at_opening(tab: Tab) -> int:
    """How often a view has to look anew until all 2,000 messages are there: each may cost it a frame."""
    await tab.run(
        """window.changes = 0;
        window.session = await client.session("s1");
        session.addEventListener("change", () => changes++);
        await new Promise((resolve) => {
          const look = () => session.view.complete ? resolve() : session.addEventListener("change", look, {once: true});
          look();
        })"""
    )
    assert await tab.run("return session.view.messages.length") == 2000
    return int(await tab.run("return changes"))


async def test_a_delta_changes_nothing_but_its_reply(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served)
    found = await tab.run(
        """const {State} = await import(performance.getEntriesByType("resource")
          .find((one) => one.name.endsWith("/client/state.js")).name);
        const state = new State("s1");
        for (let seq = 1; seq <= 100; seq++) {
          state.learn({type: "message_added", seq, message: {id: `${seq}`, seq, position: seq, active: true}});
        }
        state.learn({type: "reply_started", replyId: "r", messageId: "1", seq: 101});
        state.changed.clear();
        for (let offset = 0; offset < 400; offset += 2) {
          state.learn({type: "reply_delta", replyId: "r", offset, text: "ab", seq: 102 + offset});
        }
        return [state.changed.size, state.replies.get("r").text.length]"""
    )
    assert found == [0, 400]
