"""Several tabs of one browser: one sends, all know what waits and what was saved, and none is needed."""

from playwright.async_api import BrowserContext

from ...client import Client
from ...conftest import Server
from ..guard import Guard
from .conftest import OpenTab, Wire
from .test_offline import TEN, stored


async def test_what_one_tab_changes_the_other_shows_without_a_flicker(
    served: Server, client: Client, open_tab: OpenTab
) -> None:
    one, other = await open_tab(served), await open_tab(served)
    await other.until("session.view.complete")
    await other.run(
        """window.seen = [];
        session.addEventListener("change", () => seen.push(session.view.messages.map((one) => one.content).join()));"""
    )
    await one.begin_send("a", "b", "c")
    await other.until("session.view.messages.length === 3 && session.view.pending.size === 0")
    await one.until("session.status.state === 'saved'")
    await other.until("session.status.state === 'saved'")
    seen = await other.run("return seen")
    assert [now for now, before in zip(seen, ["", *seen], strict=False) if not now.startswith(before)] == []
    assert await stored(client) == ["a", "b", "c"]
    messages = "return session.view.messages"
    assert await one.run(messages) == await other.run(messages)


async def test_a_tab_that_does_not_send_learns_that_its_change_is_saved(served: Server, open_tab: OpenTab) -> None:
    await open_tab(served)
    other = await open_tab(served)
    saved = await other.run(
        """const change = await session.change({type: "append_message", role: "user", content: "hi"});
        return (await change.saved).type"""
    )
    assert saved == "message_appended"
    refused = await other.run(
        """const change = await session.change({type: "delete_messages", messageIds: ["nobody"]});
        return change.saved.catch((error) => error.code)"""
    )
    assert refused == "not_found"
    assert await other.run("return session.status.state") == "failed"


async def test_another_tab_goes_on_where_the_sending_one_is_closed(
    served: Server, client: Client, open_tab: OpenTab, wire: Wire
) -> None:
    one, other = await open_tab(served), await open_tab(served)
    held: list[str] = []

    def third(frame: dict[str, object]) -> bool:
        held.append("x") if frame["type"] == "message_appended" else None
        return len(held) == 3

    wire.hold = third
    await one.begin_send(*TEN)
    await other.until("session.outbox.length === 8")
    await one.page.close()
    wire.hold = lambda frame: False
    await other.until("session.outbox.length === 0 && session.status.state === 'saved'")
    assert await stored(client) == TEN == await other.contents()


async def test_a_conflict_is_decided_in_any_tab(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    made = await client.ask("create_artifact", artifactType="code", title="a", content="0")
    one, other = await open_tab(served), await open_tab(served)
    await one.until("session.view.artifacts.length === 1")
    await context.set_offline(True)
    await one.run(
        """await session.change({type: "update_artifact", artifactId: given, updates: {content: "mine"}})""",
        made["artifact"]["id"],
    )
    await client.ask("update_artifact", artifactId=made["artifact"]["id"], updates={"content": "theirs"})
    await context.set_offline(False)
    await other.until("session.status.state === 'conflict'")
    await other.run("await session.resolve(session.outbox[0].id, 'mine')")
    await one.until("session.status.state === 'saved' && session.view.artifacts[0].version === 3")
    await other.until("session.status.state === 'saved' && session.view.artifacts[0].content === 'mine'")


async def test_a_change_of_a_session_that_is_closed_by_then_is_in_its_backup(
    served: Server, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    tab = await open_tab(served)
    await tab.keep_files()
    await tab.begin_send("before")
    await tab.until("session.status.state === 'saved'")
    await context.set_offline(True)
    await tab.begin_send("late")
    await tab.run("session.close()")
    await context.set_offline(False)
    await tab.until("client.status.state === 'saved'")
    await tab.run("await client.waiting.settled()")
    await context.set_offline(True)
    await tab.open()
    assert await tab.contents() == ["before", "late"]
    assert await tab.run("return client.outbox.length") == 0


async def test_signing_out_asks_forgets_and_ends_the_other_tabs(
    served: Server, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    one, other = await open_tab(served), await open_tab(served)
    await one.begin_send("kept")
    await one.until("session.status.state === 'saved'")
    await one.run("await client.keepDraft('s1', 'half a sen')")
    assert await other.run("return client.draft('s1')") == "half a sen"
    await context.set_offline(True)
    await one.begin_send("unsent")
    await other.run("client.addEventListener('signedout', ({detail}) => { window.reason = detail.reason; })")
    asked = await one.run(
        """const asked = [];
        const stays = await client.signOut((unsent) => { asked.push(unsent[0].command.content); return false; });
        return [stays, asked, client.outbox.length, (await indexedDB.databases()).length]"""
    )
    assert asked == [False, ["unsent"], 1, 1]
    assert await one.run("return client.signOut(() => true)") is True
    assert await one.run("return (await indexedDB.databases()).length") == 0
    assert await other.until("window.reason") == "elsewhere"
    assert await other.run("return [client.online, client.outbox.length]") == [False, 0]


async def test_a_tab_of_an_older_version_says_that_it_has_to_be_loaded_anew(served: Server, open_tab: OpenTab) -> None:
    old = await open_tab(served)
    await old.begin_send("kept")
    await old.until("session.status.state === 'saved'")
    await old.run(
        """await new Promise((resolve, reject) => {
          const request = indexedDB.open(client.name, 99);
          request.onsuccess = () => { request.result.close(); resolve(); };
          request.onerror = reject;
        })"""
    )
    refused = "return session.change({type: 'touch_session'}).catch((error) => [error.code, error.message])"
    code, message = await old.run(refused)
    assert code == "outdated"
    assert "reload" in message
    assert await old.run("return client.kept") is False
    await old.page.reload()
    assert "outdated" in await old.page.evaluate(
        "import('/client.js').then(({connect}) => connect()).then(() => '', (error) => error.code)"
    )
