"""Markdown to HTML, over both doors: what is asked, what it may cost, and that it never holds up the server."""

import asyncio
import io

import msgspec
import pytest

from server.web.markdown import process
from server.web.markdown.process import RenderingProcess
from server.web.markdown.renderer import MOST_TEXT, Renderer

from ..client import Client
from ..conftest import Server, Start
from ..rest.calls import call
from .frames import ok, refusal
from .tokens import SECRET, bearer, token

ENDLESS = "```csharp\n" + "a\n\n" * 20_000 + "```"
"""Its highlighting would take hours."""


async def test_texts_become_html_in_their_order(client: Client) -> None:
    reply = await ok(client, "render_markdown", texts=["# One", "*two*", ""])
    assert reply["type"] == "markdown_rendered"
    assert reply["html"] == ["<h1>One</h1>\n", "<p><em>two</em></p>\n", ""]
    assert (await ok(client, "render_markdown", texts=[]))["html"] == []


async def test_rest_renders_the_same(server: Server) -> None:
    reply = await call(server, "POST", "/api/markdown", {"texts": ["**a**"]})
    assert (reply.status, reply.body) == (200, {"success": True, "html": ["<p><strong>a</strong></p>\n"]})
    assert (await call(server, "POST", "/api/markdown", {"texts": "a"})).refused == (400, "invalid", "texts")


async def test_it_works_on_a_connection_of_no_session_and_makes_none(server: Server) -> None:
    client = await server.connect(None)
    assert (await ok(client, "render_markdown", texts=["a"]))["html"] == ["<p>a</p>\n"]
    of_one = await server.connect("s1", query="events=off")
    await ok(of_one, "render_markdown", texts=["a"])
    assert not server.host.knows("s1")


async def test_whoever_is_not_signed_in_gets_nothing_rendered(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    assert (await call(server, "POST", "/api/markdown", {"texts": ["a"]})).status == 401
    client = await server.connect(headers=bearer(token()))
    assert (await ok(client, "render_markdown", texts=["a"]))["html"] == ["<p>a</p>\n"]


async def test_too_much_at_once_is_refused(server: Server, client: Client) -> None:
    large = ["ä" * (MOST_TEXT // 4), "ä" * (MOST_TEXT // 4), "a"]
    assert refusal(await client.ask("render_markdown", texts=large)) == ("too_large", "texts")
    assert refusal(await client.ask("render_markdown", texts=["a"] * 101)) == ("invalid", "texts")
    body = io.BytesIO(msgspec.json.encode({"texts": large}))
    headers = {"Content-Type": "application/json"}
    async with server.http.post(f"{server.url}/api/markdown", data=body, headers=headers) as refused:
        assert (refused.status, (await refused.json(content_type=None))["code"]) == (413, "too_large")


async def test_what_a_user_may_ask_over_rest_is_limited(start: Start) -> None:
    server = await start(requests_per_minute=2)
    client = await server.connect()
    for _ in range(5):  # a page asks as a reply grows
        await ok(client, "render_markdown", texts=["a"])
    statuses = [(await call(server, "POST", "/api/markdown", {"texts": ["a"]})).status for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_code_that_takes_for_ever_is_shown_without_colours_and_nobody_waits_for_it(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ok(client, "render_markdown", texts=["warm"])
    monkeypatch.setattr(process, "PATIENCE_SECONDS", 0.5)
    rendering = asyncio.ensure_future(client.ask("render_markdown", texts=[ENDLESS]))
    await ok(client, "get_session")  # the same connection goes on
    assert not rendering.done()
    [html] = (await rendering)["html"]
    assert html.startswith('<pre class="code" data-language="csharp" tabindex="0"><code>a\n\na\n\n')
    assert (await ok(client, "render_markdown", texts=["after"]))["html"] == ["<p>after</p>\n"]


async def test_more_renderings_than_may_be_under_way_are_all_answered(client: Client) -> None:
    replies = await asyncio.gather(*(client.ask("render_markdown", texts=[str(n)]) for n in range(40)))
    assert [reply["html"] for reply in replies] == [[f"<p>{n}</p>\n"] for n in range(40)]


async def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind(server: Server) -> None:
    leaver, other = await server.connect(), await server.connect()
    await leaver.start("render_markdown", texts=["# " + "word " * 50_000])
    await leaver.close()
    assert (await ok(other, "render_markdown", texts=["*b*"]))["html"] == ["<p><em>b</em></p>\n"]


# the process


async def test_a_process_that_dies_is_replaced() -> None:
    rendering = RenderingProcess()
    assert await rendering.render(b"a", colours=True) == b"<p>a</p>\n"
    assert rendering._process is not None
    rendering._process.kill()
    await rendering._process.wait()
    assert await rendering.render(b"b", colours=True) == b"<p>b</p>\n"
    await rendering.close()
    assert await rendering.render(b"c", colours=True) is None


async def test_whoever_stops_waiting_does_not_shift_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering = RenderingProcess()
    await rendering.render(b"warm", colours=True)
    first = asyncio.ensure_future(rendering.render(b"# " + b"word " * 50_000, colours=True))
    second = asyncio.ensure_future(rendering.render(b"second", colours=True))
    await asyncio.wait([first], timeout=0.001)
    first.cancel()
    assert await second == b"<p>second</p>\n"
    await rendering.close()


async def test_without_a_process_the_text_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_PROGRAM", "raise SystemExit")
    renderer = Renderer()
    assert await renderer.render(["<b>"]) == ['<pre class="code" tabindex="0"><code>&lt;b&gt;</code></pre>\n']
    await renderer.close()


async def test_what_was_rendered_is_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.markdown.renderer.MOST_KEPT", 100)
    renderer = Renderer()
    for text in ("a" * 40, "b" * 40, "a" * 40, "c" * 40):
        await renderer.render([text])
    assert [html[3] for html in renderer._kept.values()] == ["a", "c"]
    assert renderer._size == sum(map(len, renderer._kept.values())) <= 100
    await renderer.render(["d" * 500])
    assert (renderer._size, list(renderer._kept)) == (0, [])
    await renderer.close()
