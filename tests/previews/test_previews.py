"""W6: what a site or an artifact looks like, by a browser that reaches nothing but the page."""

import asyncio
import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from server.actor.preview import browser

from ..client import Client
from ..conftest import Server, Start
from ..rest.calls import Reply, artifact, call
from ..web.tokens import SECRET, bearer, token
from .conftest import browsers, over, until

RED, GREEN, BLUE = (255, 0, 0), (0, 128, 0), (0, 0, 255)
SITE = {
    "index.html": "<!doctype html><title>Shop</title><link rel=stylesheet href=/css/a.css>"
    "<script type=module src=./app.js></script>",
    "css/a.css": "html { background: url(../dot.svg) }",
    "dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='red' width='100%' height='100%'/></svg>",
    "app.js": "import {paint} from './paint.js'; setTimeout(paint, 1500)",
    "paint.js": "export const paint = () => document.body.innerHTML ="
    " '<div style=\"position:fixed;inset:50% 0 0 0;background:blue\"></div>'",
}


async def preview(server: Server, site: str, **headers: str) -> Any:
    reply = await call(server, "POST", f"/api/sites/{site}/preview", {}, **headers)
    assert reply.status == 202, reply.body
    assert (reply.body["job"]["kind"], reply.body["job"]["siteId"]) == ("preview", site)
    return reply.body["job"]


async def new_site(client: Client, files: dict[str, str]) -> str:
    made = await client.ask("create_site", files=files)
    return str(made["site"]["id"])


def colours(reply: Reply) -> tuple[Any, Any]:
    """In the upper half, and in the lower."""
    with Image.open(io.BytesIO(reply.data)) as found:
        assert (found.format, found.size) == ("PNG", (640, 400))
        return found.getpixel((320, 60)), found.getpixel((320, 340))


async def test_a_site_has_an_image_of_its_page_and_says_of_which_version(server: Server, client: Client) -> None:
    site = await new_site(client, SITE)
    place = f"/api/sites/{site}/preview.png"
    assert (await call(server, "GET", place)).refused == (404, "not_found", "siteId")
    done = await over(client, await preview(server, site))
    assert (done["status"], done["message"], done["fileName"]) == ("done", "", "Shop.png")
    told = (await client.hear("site_updated"))["site"]
    assert (told["previewImage"], told["previewVersion"]) == (place, 1)
    image = await call(server, "GET", place)
    assert (image.status, image.headers["Content-Type"]) == (200, "image/png")
    assert colours(image) == (RED, BLUE)
    assert (await call(server, "GET", place, If_None_Match=image.headers["ETag"])).status == 304
    file = await call(server, "GET", f"/api/chats/s1/jobs/{done['id']}/file")
    assert file.data == image.data
    changed = (await client.ask("update_site", siteId=site, set={"css/a.css": ""}))["site"]
    assert (changed["version"], changed["previewVersion"]) == (2, 1)
    listed = (await call(server, "GET", "/api/sites")).body["sites"]
    assert (listed[0]["previewImage"], listed[0]["previewVersion"]) == (place, 1)
    await call(server, "POST", "/api/chats/s1/copy", {"newSessionId": "copy"})
    [copy] = (await call(server, "GET", "/api/chats/copy/sites")).body["sites"]
    assert (copy["previewImage"], copy["previewVersion"]) == (f"/api/sites/{copy['id']}/preview.png", 1)
    assert (await call(server, "GET", copy["previewImage"])).data == image.data


PROBE = """<!doctype html><body style="margin:0;background:green"><iframe src="http://127.0.0.1:{port}/health"></iframe>
<img src="http://127.0.0.1:{spy}/image" onload="bad()"><script>
const bad = () => document.body.style.background = "red";
for (const url of ["http://127.0.0.1:{port}/api/chats", "http://localhost:{port}/health", "http://127.0.0.1:{spy}/",
                   "http://[::1]:{spy}/", "https://example.com/", "file:///etc/passwd"])
  fetch(url, {{credentials: "include"}}).then(bad, () => fetch(url, {{mode: "no-cors", credentials: "include"}}));
try {{ new WebSocket("ws://127.0.0.1:{port}/ws/s1").onopen = bad }} catch {{}}
navigator.sendBeacon("http://127.0.0.1:{spy}/beacon", "x");
new RTCPeerConnection({{iceServers: [{{urls: "turn:127.0.0.1:{spy}?transport=tcp", username: "a", credential: "b"}}]}})
  .createDataChannel("x");
</script>"""


async def test_the_browser_reaches_nothing_but_the_page(server: Server, client: Client) -> None:
    asked: list[bytes] = []

    async def spy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(1000))
        writer.close()

    listening = await asyncio.start_server(spy, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    page = PROBE.format(port=server.url.rpartition(":")[2], spy=port)
    site = await new_site(client, {"index.html": page})
    done = await over(client, await preview(server, site))
    seen = dict(server.host.metrics.requests)
    listening.close()
    assert done["status"] == "done", done["message"]
    assert colours(await call(server, "GET", f"/api/sites/{site}/preview.png"))[1] == GREEN
    assert asked == []
    assert list(seen) == [("POST", "/api/sites/{site_id}/preview", "202")]


async def test_a_page_that_never_comes_to_rest_is_ended_with_all_that_belongs_to_it(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch, pictures: Path
) -> None:
    monkeypatch.setattr(browser, "LONGEST_SECONDS", 8)
    site = await new_site(client, {"index.html": "<script>for (;;);</script>"})
    done = await over(client, await preview(server, site))
    assert (done["status"], done["message"]) == ("failed", "It took too long and was ended; try less at once.")
    assert browsers(pictures) == []
    assert (await call(server, "GET", f"/api/sites/{site}")).body["site"]["previewImage"] is None


async def test_a_preview_that_is_cancelled_leaves_no_browser(server: Server, client: Client, pictures: Path) -> None:
    site = await new_site(client, {"index.html": "<script>for (;;);</script>"})
    job = await preview(server, site)
    await until(lambda: bool(browsers(pictures)))
    assert (await call(server, "DELETE", f"/api/chats/s1/jobs/{job['id']}")).body["job"]["status"] == "cancelled"
    await until(lambda: not browsers(pictures))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("html", "<body style='background:blue'>"),
        ("svg", '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4000" height="4000" fill="blue"/></svg>'),
    ],
)
async def test_an_artifact_is_looked_at_as_well(server: Server, client: Client, kind: str, content: str) -> None:
    made = await artifact(server, artifactType=kind, title="Pic", content=content)
    reply = await call(server, "POST", "/api/chats/s1/previews", {"artifactId": made["id"]})
    done = await over(client, reply.body["job"])
    assert (done["status"], done["artifactIds"], done["siteId"]) == ("done", [made["id"]], None)
    assert colours(await call(server, "GET", f"/api/chats/s1/jobs/{done['id']}/file")) == (BLUE, BLUE)


async def test_what_can_not_be_seen_is_refused(server: Server, client: Client) -> None:
    code = await artifact(server)
    asked = await call(server, "POST", "/api/chats/s1/previews", {"artifactId": code["id"]})
    assert asked.refused == (400, "invalid", "artifactId")
    neither = await call(server, "POST", "/api/chats/s1/previews", {})
    assert neither.refused == (400, "invalid", "siteId")
    site = await new_site(client, {"readme.txt": "x"})
    assert (await call(server, "POST", f"/api/sites/{site}/preview", {})).refused == (400, "invalid", "siteId")
    await client.ask("update_site", siteId=site, set={"index.html": "x"})
    old = await call(server, "POST", f"/api/sites/{site}/preview", {"version": 1})
    assert old.refused == (400, "invalid", "siteId")


async def test_a_site_that_goes_meanwhile_has_none(server: Server, client: Client) -> None:
    site = await new_site(client, SITE)
    job = await preview(server, site)
    assert (await client.ask("delete_site", siteId=site))["type"] == "site_deleted"
    done = await over(client, job)
    assert done["status"] in ("done", "failed")
    restored = (await client.ask("restore_site", siteId=site))["site"]
    assert restored["previewImage"] is None


async def test_others_see_no_image(start: Start, settings: dict[str, Any]) -> None:
    server = await start(jwt_secret=SECRET, **settings)
    alice, mallory = bearer(token("alice")), bearer(token("mallory"))
    client = await server.connect(headers=alice)
    site = await new_site(client, {"index.html": "x"})
    assert (await over(client, await preview(server, site, **alice)))["status"] == "done"
    place = f"/api/sites/{site}/preview.png"
    assert (await call(server, "GET", place, **alice)).status == 200
    assert (await call(server, "GET", place, **mallory)).status == 404
    assert (await call(server, "GET", place)).status == 401
    assert (await call(server, "POST", f"/api/sites/{site}/preview", {}, **mallory)).status == 404


async def test_what_is_published_gets_an_image_of_itself_where_the_operator_wants_it_so(
    start: Start, settings: dict[str, Any]
) -> None:
    server = await start(preview_on_publish=True, **settings)
    client = await server.connect()
    site = await new_site(client, {"index.html": "one"})
    await client.ask("update_site", siteId=site, set={"index.html": "two"})
    assert (await client.ask("publish_site", siteId=site, version=1))["type"] == "site_published"
    queued = (await client.hear("job_updated"))["job"]
    assert (await over(client, queued))["status"] == "done"
    assert (await client.hear("site_updated"))["site"]["previewVersion"] == 1


async def test_without_a_browser_it_says_how_to_get_one(start: Start) -> None:
    server = await start(chromium="/nowhere/chromium", preview_on_publish=True)
    client = await server.connect()
    site = await new_site(client, {"index.html": "x"})
    refused = await call(server, "POST", f"/api/sites/{site}/preview", {})
    assert refused.refused == (503, "unavailable", None)
    assert "not available" in refused.body["title"]
    assert "apt-get install chromium" in refused.body["title"]
    assert (await client.ask("publish_site", siteId=site))["type"] == "site_published"
    assert (await call(server, "GET", "/api/chats/s1/jobs")).body["jobs"] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can't have Chromium's sandbox.")
async def test_root_is_told_that_there_is_no_sandbox(start: Start, settings: dict[str, Any]) -> None:
    server = await start(**settings | {"chromium_sandbox": True})
    site = await new_site(await server.connect(), {"index.html": "x"})
    refused = await call(server, "POST", f"/api/sites/{site}/preview", {})
    assert refused.refused == (503, "unavailable", None)
    assert "SATCHEL_CHROMIUM_SANDBOX" in refused.body["title"]
