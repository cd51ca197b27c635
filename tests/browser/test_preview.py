"""Previews run what a model wrote where it reaches nothing: no data, no network, no word with the page."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, Route, expect

from server.web.pages import door
from server.web.pages.files import FOLDER, Files

from ..client import Client
from ..conftest import Server
from .column import Column, make
from .conftest import OpenContext
from .guard import Guard

needs_packages = pytest.mark.skipif(
    not Files(FOLDER, "").has_packages, reason="The packages are not here: make previews."
)


async def shown(page: Page, served: Server, client: Client, kind: str, text: str, language: str = "") -> Column:
    await make(client, kind, "shown", text, language)
    return await Column(page).open(served.url)


# each type


async def test_html_runs(page: Page, served: Server, client: Client) -> None:
    text = "<!doctype html><style>h1{color:rgb(1,2,3)}</style><h1>Page</h1><script>document.title='x';"
    column = await shown(
        page, served, client, "html", text + "document.body.append('scripted ' + document.compatMode)</script>"
    )
    await expect(column.frame.get_by_text("scripted CSS1Compat")).to_be_visible()
    await expect(column.frame.get_by_role("heading")).to_have_css("color", "rgb(1, 2, 3)")


async def test_svg_is_an_image_whose_scripts_do_not_run(page: Page, served: Server, client: Client) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="red"/>'
    column = await shown(page, served, client, "svg", text + "<script>console.log('ran')</script></svg>")
    image = column.frame.locator("img")
    await expect(image).to_be_visible()
    assert await image.evaluate("(image) => image.naturalWidth") == 40
    await expect(column.log).to_be_hidden()


async def test_svg_that_is_none_says_so(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "svg", "<svg><rect></svg>")
    await expect(column.frame.get_by_role("alert")).to_contain_text("not an SVG image")


async def test_css_dresses_a_sample(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "css", "h1 { color: rgb(4, 5, 6) }")
    await expect(column.frame.get_by_role("heading", name="A heading")).to_have_css("color", "rgb(4, 5, 6)")


async def test_javascript_shows_its_console_and_its_error(
    page: Page, served: Server, client: Client, guard: Guard
) -> None:
    guard.allow("the end")
    text = "console.log('one', {two: [3]});\nconsole.warn(4n);\nthrow new Error('the end');\n"
    column = await shown(page, served, client, "javascript", text)
    lines = column.log.get_by_role("listitem")
    await expect(lines).to_have_text(['one { "two": [ 3 ] }', "warn4n", "errorError: the endline 3"])
    await expect(column.button("Console · 3 lines · 1 error")).to_have_attribute("aria-expanded", "true")
    await column.button("Reload the preview").click()
    await expect(lines).to_have_count(3)


async def test_markdown_is_read(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "markdown", "# Heading\n\n<script>alert(1)</script>**bold**\n")
    await expect(column.body.get_by_role("heading", name="Heading")).to_be_visible()
    await expect(column.body.locator("strong")).to_have_text("bold")
    await expect(column.body.locator("script")).to_have_count(0)


async def test_json_unfolds(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "json", '{"a": {"b": {"c": 1}}, "d": []}')
    await expect(column.body.get_by_text("c: 1")).to_be_hidden()
    await column.body.locator("summary", has_text="b:").click()
    await expect(column.body.get_by_text("c: 1")).to_be_visible()


@pytest.mark.parametrize(("kind", "language"), [("mermaid", "mermaid"), ("code", "latex")])
async def test_what_can_not_be_drawn_is_code_with_a_sentence(
    page: Page, served: Server, client: Client, kind: str, language: str
) -> None:
    column = await shown(page, served, client, kind, "a --> b\n", language)
    await expect(column.body.get_by_text("is shown as code here")).to_be_visible()
    await expect(column.code).to_contain_text("a --> b")


COMPONENT = """\
import { useState } from "react";
import type { FC } from "react";

interface Props { step?: number }

export default function Counter({ step = 2 }: Props) {
  const [count, setCount] = useState<number>(0);
  return <button onClick={() => setCount(count + step)}>count {count}</button>;
}
"""


@needs_packages
@pytest.mark.parametrize(
    "text",
    [
        COMPONENT,
        (
            "const { useState } = React;\nfunction Part() { return <i>part</i> }\nfunction App() {\n  const [n, set] = "
            "useState(0);\n  return <><Part /><button onClick={() => set(n + 2)}>count {n}</button></>;\n}\n"
        ),
        (
            'import * as React from "react";\nexport const App = () => {\n  const [n, set] = React.useState(0);\n'
            "  return <button onClick={() => set(n + 2)}>count {n}</button>;\n};\n"
        ),
    ],
    ids=["default", "last", "named"],
)
async def test_a_component_runs(page: Page, served: Server, client: Client, text: str) -> None:
    column = await shown(page, served, client, "react-component", text, "tsx")
    await column.frame.get_by_role("button", name="count 0").click()
    await expect(column.frame.get_by_role("button", name="count 2")).to_be_visible()


@needs_packages
async def test_packages_that_are_not_there_are_named(page: Page, served: Server, client: Client) -> None:
    text = 'import { Star } from "lucide-react";\nimport d3 from "d3";\nexport default () => <Star d={d3} />;\n'
    column = await shown(page, served, client, "react-component", text, "tsx")
    alert = column.frame.get_by_role("alert")
    await expect(alert).to_contain_text("imports “lucide-react” and “d3”, which the preview does not have")


@needs_packages
@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("export default function App() {\n  return <p>\n}\n", "SyntaxError", 2),
        ("export default function App() {\n  const nothing = null;\n\n  return <p>{nothing.at}</p>;\n}\n", "null", 4),
        ("const a = 1;\n\nundefinedThing();\nexport default () => null;\n", "undefinedThing is not defined", 3),
    ],
    ids=["compiling", "rendering", "loading"],
)
async def test_an_error_says_its_line(
    page: Page, served: Server, client: Client, guard: Guard, text: str, words: str, line: int
) -> None:
    guard.allow("null", "undefinedThing")
    column = await shown(page, served, client, "react-component", text, "tsx")
    alert = column.frame.get_by_role("alert")
    await expect(alert).to_contain_text(words)
    await expect(alert).to_contain_text(re.compile(rf"[Ll]ine {line}|\({line}:"))


async def test_without_the_packages_it_is_code_and_says_why(page: Page, served: Server, client: Client) -> None:
    async def without(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, json=await answer.json() | {"previews": False})

    await page.context.route("**/files.json", without)
    column = await shown(page, served, client, "react-component", COMPONENT, "tsx")
    await expect(column.body.get_by_text("Run “make previews” there")).to_be_visible()
    await expect(column.code).to_contain_text("useState")


# what is kept from it


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere() -> AsyncIterator[tuple[str, list[str]]]:
    """Another server, and what it was asked."""
    asked: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        return web.Response(text="heard", headers={"Access-Control-Allow-Origin": "*"})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield "http://{}:{}".format(*runner.addresses[0][:2]), asked
    await runner.cleanup()


ATTEMPTS = """
const told = {};
const attempt = async (name, run) => {
  try { told[name] = `did: ${await run()}`; } catch (error) { told[name] = `failed: ${error.name}`; }
};
const late = () => new Promise((_, no) => setTimeout(() => no(new Error("late")), 2000));
const soon = (promise) => Promise.race([promise, late()]);
const loads = (tag, set) => soon(new Promise((yes, no) => {
  const element = document.createElement(tag);
  element.onload = () => yes("loaded");
  element.onerror = () => no(new Error("blocked"));
  set(element);
  document.documentElement.append(element);
}));
(async () => {
  await attempt("cookie", () => document.cookie || "empty");
  await attempt("set cookie", () => { document.cookie = "a=b"; });
  await attempt("localStorage", () => localStorage.length);
  await attempt("sessionStorage", () => sessionStorage.length);
  await attempt("indexedDB", () => soon(new Promise((yes, no) => {
    const opened = indexedDB.open("satchel");
    opened.onsuccess = yes;
    opened.onerror = () => no(opened.error);
  })));
  await attempt("caches", () => caches.keys());
  await attempt("parent document", () => parent.document.title);
  await attempt("parent storage", () => parent.localStorage.length);
  await attempt("top document", () => top.document.body);
  await attempt("frame element", () => frameElement.id);
  await attempt("api", () => soon(fetch("OWN/api/sessions")));
  await attempt("elsewhere", () => soon(fetch("ELSE/fetch")));
  await attempt("xhr", () => soon(new Promise((yes, no) => {
    const request = new XMLHttpRequest();
    request.onload = yes;
    request.onerror = () => no(new Error("blocked"));
    request.open("GET", "ELSE/xhr");
    request.send();
  })));
  await attempt("socket", () => soon(new Promise((yes, no) => {
    const socket = new WebSocket("OWN/ws/s1".replace("http", "ws"));
    socket.onopen = yes;
    socket.onerror = () => no(new Error("blocked"));
  })));
  await attempt("events", () => soon(new Promise((yes, no) => {
    const source = new EventSource("ELSE/events");
    source.onopen = yes;
    source.onerror = () => no(new Error("blocked"));
  })));
  await attempt("image", () => loads("img", (image) => { image.src = "ELSE/image"; }));
  await attempt("script", () => loads("script", (script) => { script.src = "ELSE/script"; }));
  await attempt("style", () => loads("link", (link) => { link.rel = "stylesheet"; link.href = "ELSE/style"; }));
  await attempt("popup", () => { if (open("ELSE/popup") === null) throw new Error("blocked"); });
  await attempt("worker", () => soon(new Promise((yes, no) => {
    const worker = new Worker("OWN/service-worker.js");
    worker.onerror = () => no(new Error("blocked"));
  })));
  await attempt("top navigation", () => { top.location = "ELSE/top"; });
  await attempt("beacon", () => { if (!navigator.sendBeacon("ELSE/beacon")) throw new Error("blocked"); });
  const form = document.body.appendChild(document.createElement("form"));
  form.action = "ELSE/form";
  form.submit();
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.src = "ELSE/frame";
  const report = document.body.appendChild(document.createElement("pre"));
  report.id = "report";
  report.textContent = JSON.stringify(told);
})();
"""


async def attempts(page: Page, served: Server, client: Client, guard: Guard, other: str) -> dict[str, str]:
    guard.allow(".*")  # each refusal is a line of the console
    text = ATTEMPTS.replace("OWN", served.url).replace("ELSE", other)
    column = await shown(page, served, client, "html", f"<!doctype html><body><script>{text}</script>")
    report = column.frame.locator("#report")
    await expect(report).not_to_be_empty()
    found: dict[str, str] = await report.evaluate("(element) => JSON.parse(element.textContent)")
    return found


async def test_every_way_out_is_closed(
    page: Page, served: Server, client: Client, guard: Guard, elsewhere: tuple[str, list[str]]
) -> None:
    other, asked = elsewhere
    found = await attempts(page, served, client, guard, other)
    did = {name: said for name, said in found.items() if not said.startswith("failed")}
    # A beacon says only that it was queued; whether it left, the other server knows.
    assert did.keys() <= {"beacon"}, did
    assert asked == []
    assert page.url.startswith(served.url)
    assert len(page.context.pages) == 1
    column = Column(page)
    await column.view("Code")
    await expect(column.code).to_contain_text("attempt")


async def test_the_sandbox_alone_keeps_the_data(
    page: Page,
    served: Server,
    client: Client,
    guard: Guard,
    elsewhere: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the policy of the frame's document gone, the attribute of the frame still holds."""
    monkeypatch.setattr(door, "preview_policy", lambda *_: "default-src * 'unsafe-inline' 'unsafe-eval'")
    found = await attempts(page, served, client, guard, elsewhere[0])
    for name in ("cookie", "localStorage", "indexedDB", "parent document", "top document", "popup", "top navigation"):
        assert found[name].startswith("failed"), (name, found[name])


async def test_the_policy_alone_keeps_the_data_and_the_network(
    page: Page, served: Server, client: Client, guard: Guard, elsewhere: tuple[str, list[str]]
) -> None:
    """With the frame's attribute gone, the policy of its document still holds, since it says `sandbox` as well."""

    async def without(route: Route) -> None:
        answer = await route.fetch()
        text, removed = re.subn(r'sandbox:\s*"allow-scripts",', "", await answer.text())
        assert removed == 1
        await route.fulfill(response=answer, body=text)

    await page.context.route("**/view/artifact/frame.js", without)
    found = await attempts(page, served, client, guard, elsewhere[0])
    assert await page.locator("#artifacts iframe").get_attribute("sandbox") is None
    for name in ("cookie", "localStorage", "indexedDB", "parent document", "api", "elsewhere", "popup", "image"):
        assert found[name].startswith("failed"), (name, found[name])
    assert elsewhere[1] == []


async def test_forged_messages_do_nothing(page: Page, served: Server, client: Client) -> None:
    text = """<script>
      for (const kind of ["ready", "show", "pong", "change", "update_artifact", "artifact", "session", "token", "log"])
        for (const target of [parent, top]) target.postMessage({kind, type: kind, id: "x", level: "<b>", text: {},
          html: "<b>x", command: {type: "delete_session"}, content: "forged", detail: {}}, "*");
      for (const odd of [null, 1, "x", [], {kind: {}}]) parent.postMessage(odd, "*");
      const line = {kind: "log", level: "error", text: "<img src=x>".repeat(99)};
      for (let i = 0; i < 2000; i += 1) parent.postMessage(line, "*");
      document.body.append("done");
    </script>"""
    column = await shown(page, served, client, "html", f"<!doctype html><body>{text}")
    await expect(column.frame.get_by_text("done")).to_be_visible()
    await expect(column.log.get_by_role("listitem")).to_have_count(500)
    await expect(column.log.locator("img")).to_have_count(0)
    artifacts = (await client.ask("get_artifacts"))["artifacts"]
    assert [(one["content"], one["version"]) for one in artifacts] == [(f"<!doctype html><body>{text}", 1)]


async def test_the_page_hears_its_own_frame_alone(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "html", "<!doctype html><p>own</p><script>console.log('said')</script>")
    await expect(column.element.get_by_text("Console · 1 line")).to_be_visible()
    await page.evaluate(
        "() => new Promise((done) => { addEventListener('message', () => setTimeout(done)); "
        "postMessage({kind: 'log', level: 'error', text: 'forged', line: 1}, '*'); })"
    )
    await expect(column.element.get_by_text("Console · 1 line")).to_be_visible()
    await expect(column.element.get_by_text("forged")).to_have_count(0)


async def test_the_shell_hears_nobody_but_the_page(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "html", "<!doctype html><p>own</p>")
    await expect(column.frame.get_by_text("own")).to_be_visible()
    # From within: the source is the frame itself.
    await column.frame.locator("p").evaluate(
        "() => new Promise((done) => { addEventListener('message', () => setTimeout(done)); "
        "postMessage({kind: 'grow', type: 'html', content: '<p>forged'}, '*'); })"
    )
    await expect(column.frame.get_by_text("own")).to_be_visible()


async def test_links_lead_nowhere(page: Page, served: Server, client: Client) -> None:
    column = await shown(page, served, client, "html", '<!doctype html><a href="https://example.com/">away</a>')
    await column.frame.get_by_role("link").click()
    await expect(column.element.get_by_text("Console · 1 line")).to_be_visible()
    await expect(column.frame.get_by_role("link")).to_be_visible()


async def test_an_endless_script_does_not_hang_the_page(
    own_browser: Browser, open_context: OpenContext, served: Server, client: Client
) -> None:
    page = await (await open_context(own_browser)).new_page()
    column = await shown(page, served, client, "html", "<!doctype html><p>x</p><script>for (;;) {}</script>")
    await expect(column.element.get_by_text("The preview does not answer.")).to_be_visible()
    await column.view("Code")
    await expect(column.code).to_contain_text("for (;;)")
    await column.view("Preview")
    await expect(column.element.get_by_text("did not answer when it ran last")).to_be_visible()
    answer: Any = await page.evaluate("1 + 1")
    assert answer == 2
