"""W4: a published page can do nothing with the session of whoever visits it, in a real browser."""

import socket

import aiohttp
import pytest
from playwright.async_api import Page

from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer
from .conftest import Launch
from .guard import Guard
from .test_sign_in import fresh

pytestmark = pytest.mark.service_worker  # a page may try to have one

PROBE = """<!doctype html><title>Mine</title><body><script type="module" src="./side.js"></script><script>
const attempt = async (run) => {
  try { return String(await run()); } catch (error) { return "refused: " + error.name; }
};
const api = "API";
window.attempts = (async () => ({
  origin: await attempt(() => self.origin),
  cookie: await attempt(() => document.cookie),
  setCookie: await attempt(() => { document.cookie = "evil=1; path=/"; return document.cookie; }),
  storage: await attempt(() => localStorage.getItem("satchel") ?? "empty"),
  databases: await attempt(() => new Promise((done, fail) => {
    const opening = indexedDB.open("satchel");
    opening.onsuccess = () => done(opening.result.objectStoreNames.length);
    opening.onerror = () => fail(opening.error);
  })),
  caches: await attempt(async () => (await caches.keys()).length),
  worker: await attempt(async () => Boolean(await navigator.serviceWorker.register("./sw.js", {scope: "/"}))),
  chats: await attempt(async () => (await fetch(api + "/api/chats", {credentials: "include"})).status),
  change: await attempt(async () => (await fetch(api + "/api/chats", {
    method: "POST", credentials: "include", headers: {"Content-Type": "text/plain"}, body: '{"id": "evil"}'})).status),
  opener: await attempt(() => window.opener ? window.opener.document.title : "none"),
  parent: await attempt(() => window.parent === window ? "none" : window.parent.document.title),
  page: await attempt(async () => {
    const frame = document.createElement("iframe");
    frame.src = api + "/";
    document.body.append(frame);
    await new Promise((done) => { frame.onload = done; });
    return frame.contentWindow.document.title;
  }),
  socket: await attempt(() => new Promise((done) => {
    const socket = new WebSocket(api.replace("http", "ws") + "/ws/secret");
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
  })),
}))();
</script>"""
SIDE = "document.body.dataset.side = 'there'"
EXPECTED = r"blocked by CORS policy|net::ERR_FAILED|WebSocket connection to|frame-ancestors|max scope allowed|favicon"
"""What Chromium writes of attempts that fail; what they came to is asserted."""


async def publish(api_url: str, files: dict[str, str], headers: dict[str, str] | None = None) -> str:
    async with aiohttp.ClientSession(api_url, headers=headers) as http:
        async with http.post("/api/sites", json={"sessionId": "secret", "files": files}) as made:
            assert made.status == 201, await made.text()
            site = (await made.json())["site"]["id"]
        async with http.post(f"/api/sites/{site}/publish", json={"slug": "mine"}) as published:
            assert published.status == 200, await published.text()
            return str((await published.json())["site"]["publishedUrl"])


def refused(found: dict[str, str]) -> None:
    """Whatever it tried came to nothing."""
    assert found["cookie"] in ("", "refused: SecurityError")
    assert found["storage"] in ("empty", "refused: SecurityError")
    assert found["databases"] in ("0", "refused: SecurityError")
    assert found["caches"] in ("0", "refused: SecurityError", "refused: ReferenceError")
    assert found["worker"] == "refused: SecurityError"
    assert found["chats"] == "refused: TypeError"
    assert found["change"] == "refused: TypeError"
    assert found["opener"] in ("none", "refused: SecurityError")
    assert found["parent"] == "none"
    assert found["page"].startswith("refused")
    assert found["socket"] == "refused"


async def visit(page: Page, url: str) -> dict[str, str]:
    await page.goto(url)
    found: dict[str, str] = await page.evaluate("window.attempts")
    await page.wait_for_selector("body[data-side=there]")  # its own module came, whatever its origin
    return found


async def test_a_sandboxed_page_can_not_use_the_visitors_session(page: Page, served: Server, guard: Guard) -> None:
    """The API's own origin: the visitor has the page open there, with a session, storage and a database of it."""
    guard.allow(EXPECTED)
    files = {"index.html": PROBE.replace("API", served.url), "side.js": SIDE, "sw.js": ""}
    url = await publish(served.url, files)
    await page.goto(f"{served.url}/?session=secret")
    await page.evaluate("() => { localStorage.satchel = 'secret'; document.cookie = 'a=secret; path=/' }")
    found = await visit(page, served.url + url)
    assert found["origin"] == "null"
    refused(found)
    assert found["setCookie"].startswith("refused")
    names = {path.name for path in (served.settings.folder / "sessions").iterdir()}
    assert not any(name.startswith("evil") for name in names)


async def test_a_page_that_opens_or_frames_a_published_one_is_out_of_its_reach(
    page: Page, served: Server, guard: Guard
) -> None:
    guard.allow(EXPECTED)
    script = """<!doctype html><title>Mine</title><script>
      const attempt = (run) => { try { return String(run()); } catch (error) { return "refused: " + error.name; } };
      const other = window.opener ?? window.parent;
      other.postMessage({title: attempt(() => other.document.title), href: attempt(() => other.location.href),
        stored: attempt(() => other.localStorage.satchel)}, "*");
    </script>"""
    url = served.url + await publish(served.url, {"index.html": script})
    await page.goto(f"{served.url}/health")  # of the API's origin, without a policy of its own
    for how in (
        "window.open(url)",
        "document.body.append(Object.assign(document.createElement('iframe'), {src: url}))",
    ):
        told = await page.evaluate(
            "([url, how]) => new Promise((done) => { onmessage = (event) => done([event.origin, event.data]);"
            " new Function('url', how)(url); })",
            [url, how],
        )
        refusal = "refused: SecurityError"
        assert told == ["null", {"title": refusal, "href": refusal, "stored": refusal}]


async def test_a_page_of_another_port_can_not_use_the_visitors_session(
    page: Page, launch: Launch, guard: Guard
) -> None:
    """That origin is a real one, with a storage of its own, in which nothing of the application's is."""
    guard.allow(EXPECTED)
    port = free_port()
    server = await launch(sites_port=port)
    guard.serve(f"http://127.0.0.1:{port}")
    files = {"index.html": PROBE.replace("API", server.url), "side.js": SIDE, "sw.js": ""}
    url = await publish(server.url, files)
    assert url == f"http://127.0.0.1:{port}/p/mine/"
    await page.goto(f"{server.url}/?session=secret")
    await page.evaluate("() => { localStorage.satchel = 'secret' }")
    found = await visit(page, url)
    assert found["origin"] == f"http://127.0.0.1:{port}"
    refused(found)
    assert not list((server.folder / "sessions").glob("evil*"))


async def test_with_sign_in_a_published_page_has_no_token_to_use(page: Page, start: Start, guard: Guard) -> None:
    guard.allow(EXPECTED)
    server = await start(jwt_secret=SECRET)
    files = {"index.html": PROBE.replace("API", server.url), "side.js": SIDE, "sw.js": ""}
    url = await publish(server.url, files, bearer(fresh("alice")))
    await page.goto(f"{server.url}/health")
    await page.evaluate("() => { localStorage.satchel = 'secret' }")
    refused(await visit(page, server.url + url))


async def test_a_page_that_a_script_makes_of_its_address_is_there_until_it_is_unpublished(
    page: Page, served: Server, guard: Guard
) -> None:
    guard.allow(r"404")
    router = "<base href=/p/mine/><h1></h1><script src=app.js></script>"
    files = {"index.html": router, "app.js": "document.querySelector('h1').textContent = location.pathname"}
    url = served.url + await publish(served.url, files)
    await page.goto(f"{url}a/deep/page")
    assert await page.inner_text("h1") == "/p/mine/a/deep/page"
    async with aiohttp.ClientSession(served.url) as http, http.get("/api/sites") as response:
        site = (await response.json())["sites"][0]["id"]
    async with aiohttp.ClientSession(served.url) as http, http.post(f"/api/sites/{site}/unpublish") as response:
        assert response.status == 200
    for path in ("", "a/deep/page", "app.js"):
        answer = await page.goto(url + path)
        assert answer is not None
        assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
