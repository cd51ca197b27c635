"""A client online: what is asked, said and heard."""

from playwright.async_api import BrowserContext

from server.assistant import ToolCall

from ...client import Client
from ...conftest import Server, Start
from ...models import SteppedModel
from ..guard import Guard
from .conftest import OpenTab, Wire


async def test_a_message_is_shown_answered_and_saved(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served)
    saved = await tab.run(
        """const change = await session.change({type: "send_message", content: "write a counter component"});
        const seen = session.view.messages.map((message) => message.content);
        return [seen, (await change.saved).type]"""
    )
    assert saved == [["write a counter component"], "message_accepted"]
    await tab.until("session.view.messages.length === 2 && session.view.messages[1].status === 'complete'")
    await tab.until("session.view.artifacts.length === 1 && session.status.state === 'saved'")


async def test_a_tab_hears_what_others_change(served: Server, client: Client, open_tab: OpenTab) -> None:
    tab = await open_tab(served)
    made = await client.ask("create_artifact", artifactType="code", title="a", content="x = 1\n")
    await tab.until("session.view.artifacts.length === 1")
    await client.ask("update_artifact", artifactId=made["artifact"]["id"], updates={"content": "x = 2\n"})
    await tab.until("session.view.artifacts[0].content === 'x = 2\\n'")


async def test_a_tab_hears_a_call_of_a_tool_grow(start: Start, open_tab: OpenTab) -> None:
    model = SteppedModel(ToolCall(0, "c1", "weather", '{"city":'), ToolCall(0, None, None, '"Oslo"}'))
    tab = await open_tab(await start(model=model))
    await tab.run(
        """window.calls = [];
        session.addEventListener("call", ({detail}) => calls.push([detail.phase, detail.text ?? ""]));
        await session.change({type: "send_message", content: "hi"})"""
    )
    for so_far in ('{"city":', '{"city":"Oslo"}'):
        model.release()
        await tab.until(f"[...session.view.replies.values()][0]?.calls[0]?.input === '{so_far}'")
    model.release()
    await tab.until("session.view.messages.at(-1).parts.some((part) => part.type === 'tool-call')")
    expected = [["started", ""], ["delta", '{"city":'], ["delta", '"Oslo"}'], ["finished", ""]]
    assert await tab.run("return calls") == expected


async def test_markdown_is_rendered_by_the_server_once_and_kept(
    served: Server, context: BrowserContext, open_tab: OpenTab, wire: Wire, guard: Guard
) -> None:
    guard.allow_offline()
    tab = await open_tab(served)
    await tab.keep_files()
    await tab.open()
    wire.sent.clear()
    each = "return (await Promise.all(given.map((text) => client.render([text])))).flat()"
    rendered = await tab.run(each, ["*a*", "b"])
    assert [html.strip() for html in rendered] == ["<p><em>a</em></p>", "<p>b</p>"]
    assert [frame["texts"] for frame in wire.sent if frame["type"] == "render_markdown"] == [["*a*", "b"]]
    await context.set_offline(True)
    await tab.open()
    assert await tab.run("return client.render(['*a*', 'c'])") == [rendered[0], None]
