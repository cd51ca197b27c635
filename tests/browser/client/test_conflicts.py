"""What others have changed meanwhile, and what the server refuses: nothing is dropped, and the person decides."""

import pytest
from playwright.async_api import BrowserContext

from ...client import Client, Frame
from ...conftest import Server, Start
from ..guard import Guard
from .conftest import OpenTab, Tab

BEFORE = "one\ntwo\nthree\nfour\nfive\n"
MINE = "one\ntwo\nthree\nfour\nMINE\n"
THEIRS = "THEIRS\ntwo\nthree\nfour\nfive\n"


async def made(client: Client) -> Frame:
    reply = await client.ask("create_artifact", artifactType="code", title="a", content=BEFORE)
    artifact: Frame = reply["artifact"]
    return artifact


async def now(client: Client, artifact_id: str) -> tuple[int, str]:
    artifact = (await client.ask("get_artifact", artifactId=artifact_id))["artifact"]
    return artifact["version"], artifact["content"]


async def edit(tab: Tab, artifact_id: str, content: str) -> str:
    """Changes an artifact; the change's id."""
    change: str = await tab.run(
        """const [artifactId, content] = given;
        const change = await session.change({type: "update_artifact", artifactId, updates: {content}});
        return change.id""",
        [artifact_id, content],
    )
    return change


async def collide(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, theirs: str = THEIRS
) -> tuple[Tab, str, str]:
    """The tab edits an artifact offline, and somebody else does: the tab, the artifact's id, the change's."""
    artifact = (await made(client))["id"]
    tab = await open_tab(served)
    await tab.until("session.view.artifacts.length === 1")
    await context.set_offline(True)
    change = await edit(tab, artifact, MINE)
    await client.ask("update_artifact", artifactId=artifact, updates={"content": theirs})
    await context.set_offline(False)
    await tab.until("session.status.state === 'conflict'")
    waiting = await tab.run("return session.outbox[0]")
    assert (waiting["id"], waiting["state"], waiting["theirs"]["content"]) == (change, "conflict", theirs)
    assert await tab.run("return session.view.artifacts[0].content") == MINE
    return tab, artifact, change


@pytest.mark.parametrize(
    ("how", "version", "content"),
    [("mine", 3, MINE), ("theirs", 2, THEIRS), ("merge", 3, "THEIRS\ntwo\nthree\nfour\nMINE\n")],
)
async def test_a_conflict_ends_as_it_is_told(
    served: Server,
    client: Client,
    context: BrowserContext,
    open_tab: OpenTab,
    guard: Guard,
    how: str,
    version: int,
    content: str,
) -> None:
    guard.allow_offline()
    tab, artifact, change = await collide(served, client, context, open_tab)
    await tab.run("await session.resolve(given[0], given[1])", [change, how])
    await tab.until("session.status.state === 'saved' && session.view.pending.size === 0")
    assert await now(client, artifact) == (version, content)
    assert await tab.run("const {version, content} = session.view.artifacts[0]; return [version, content]") == [
        version,
        content,
    ]


async def test_what_cannot_be_merged_stays_a_conflict_that_says_where(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    theirs = BEFORE.replace("five", "FIVE")
    tab, artifact, change = await collide(served, client, context, open_tab, theirs)
    await tab.run("await session.resolve(given, 'merge')", change)
    await tab.until("session.outbox[0].state === 'conflict' && session.outbox[0].error.details.regions")
    assert await tab.run("return session.outbox[0].error.details.regions[0].yours") == "MINE\n"
    await tab.run("await session.resolve(given, 'mine')", change)
    await tab.until("session.status.state === 'saved'")
    assert await now(client, artifact) == (3, MINE)


async def test_changes_that_build_on_a_conflict_wait_for_it_and_others_do_not(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    tab, artifact, change = await collide(served, client, context, open_tab)
    await edit(tab, artifact, MINE + "six\n")
    await tab.begin_send("hello")
    await tab.until("session.outbox.length === 2")
    assert await now(client, artifact) == (2, THEIRS)
    assert (await client.ask("get_messages"))["total"] == 1
    await tab.run("await session.resolve(given, 'mine')", change)
    await tab.until("session.status.state === 'saved'")
    assert await now(client, artifact) == (4, MINE + "six\n")


async def test_edits_of_one_artifact_offline_follow_each_other(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    tab = await open_tab(served)
    await tab.until("session.view.complete")
    await context.set_offline(True)
    artifact = await tab.run(
        """await session.change({type: "create_artifact", artifactType: "code", title: "a", content: "0"});
        return session.view.artifacts[0].id"""
    )
    for content in ("1", "1", "2", "3"):
        await edit(tab, artifact, content)
    await context.set_offline(False)
    await tab.until("session.status.state === 'saved'")
    assert await now(client, artifact) == (4, "3")  # one of them changed nothing


async def test_components_that_change_in_other_fields_do_not_collide(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    await client.ask("create_component", componentId="c", name="a", jsxCode="<a/>", cssCode="a {}")
    tab = await open_tab(served)
    await tab.until("session.view.components.length === 1")
    await context.set_offline(True)
    change = """const change = await session.change({type: "update_component", componentId: "c", updates: given});
        return change.id"""
    await tab.run(change, {"cssCode": "b {}"})
    await client.ask("update_component", componentId="c", updates={"jsxCode": "<b/>"})
    await context.set_offline(False)
    await tab.until("session.status.state === 'saved'")
    found = (await client.ask("get_component", componentId="c"))["component"]
    assert (found["jsxCode"], found["cssCode"]) == ("<b/>", "b {}")
    await context.set_offline(True)
    last = await tab.run(change, {"cssCode": "c {}"})
    await client.ask("update_component", componentId="c", updates={"cssCode": "d {}"})
    await context.set_offline(False)
    await tab.until("session.status.state === 'conflict'")
    await tab.run("await session.resolve(given, 'mine')", last)
    await tab.until("session.status.state === 'saved'")
    assert (await client.ask("get_component", componentId="c"))["component"]["cssCode"] == "c {}"


async def test_a_refused_change_stays_and_is_shown_until_somebody_decides(
    served: Server, client: Client, open_tab: OpenTab
) -> None:
    tab = await open_tab(served)
    refused = await tab.run(
        """const said = {type: "append_message", role: "user", content: "hi", parentId: "nobody"};
        const change = await session.change(said);
        return change.saved.then(() => null, (error) => [error.code, error.message])"""
    )
    assert refused == ["not_found", "There is no message 'nobody' in this session."]
    await tab.begin_send("goes on")
    await tab.until("session.outbox.length === 1")
    status = await tab.run("const {state, changes, error} = session.status; return [state, changes, error.code]")
    assert status == ["failed", 1, "not_found"]
    await tab.page.reload()
    await tab.connect()
    assert await tab.run("return session.outbox.map((item) => [item.state, item.error.code])") == [
        ["attention", "not_found"]
    ]
    assert "hi" in await tab.contents()
    await client.ask("append_message", role="user", content="somebody", messageId="nobody")
    await tab.run("await session.retry(session.outbox[0].id)")
    await tab.until("session.status.state === 'saved'")
    assert await tab.contents() == ["goes on", "somebody", "hi"]


async def test_what_the_server_has_not_installed_is_not_tried_for_ever(start: Start, open_tab: OpenTab) -> None:
    tab = await open_tab(await start(chromium="/nowhere/chromium"))
    refused = await tab.run(
        """const page = {artifactType: "html", title: "a", content: "<p>", artifactId: "a1"};
        await session.change({type: "create_artifact", ...page});
        const change = await session.change({type: "create_preview", artifactId: "a1"});
        return change.saved.then(() => null, (error) => [error.code, error.details.reason])"""
    )
    assert refused == ["unavailable", "no_chromium"]
    assert await tab.run("return session.outbox.map((item) => item.state)") == ["attention"]


async def test_what_is_given_up_is_gone(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served)
    await tab.run(
        """await session.change({type: "append_message", role: "user", content: "hi", parentId: "nobody"});
        await until(() => session.status.state === "failed");
        await session.discard(session.outbox[0].id)"""
    )
    assert await tab.run("return [session.status.state, session.outbox.length]") == ["saved", 0]
    await tab.page.reload()
    await tab.connect()
    assert await tab.contents() == []


async def test_a_message_waits_for_the_reply_that_is_being_written(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served)
    await tab.begin_send("/echo one", "/echo two", "/echo three", type="send_message")
    await tab.until("session.view.messages.length === 6 && session.status.state === 'saved'")
    found = await tab.until("session.view.messages.every((one) => one.status === 'complete') && session.view.messages")
    assert [message["role"] for message in found] == ["user", "assistant"] * 3


async def test_a_limit_is_waited_for(start: Start, open_tab: OpenTab) -> None:
    server = await start(mailbox=1)
    tab = await open_tab(server)
    await tab.run(
        """for (let number = 0; number < 5; number++) {
          session.ask({type: "get_messages", limit: 1000}).catch(() => {});
          session.change({type: "append_message", role: "user", content: `${number}`});
        }"""
    )
    await tab.until("session.status.state === 'saved' && session.view.messages.length === 5")
    assert await tab.contents() == ["0", "1", "2", "3", "4"]
