"""W4: sites that are published, under an origin that can do nothing with the application's."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.config import settings_from
from server.errors import SatchelError

from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .calls import Body, Reply, call

PAGES = {
    "index.html": "<title>Café</title>",
    "about.html": "about",
    "docs/index.html": "docs",
    "assets/app-3f9c1b2a.js": "let a = 1;\n" * 200,
    "app.js": "let b",
}


async def site(server: Server, files: Mapping[str, str] = PAGES, session: str = "s1", **headers: str) -> str:
    reply = await call(server, "POST", "/api/sites", {"sessionId": session, "files": files}, **headers)
    assert reply.status == 201, reply.body
    return f"/api/sites/{reply.body['site']['id']}"


async def publish(server: Server, place: str, **asked: object) -> Body:
    reply = await call(server, "POST", f"{place}/publish", asked)
    assert reply.status == 200, reply.body
    return reply.body["site"]


async def get(server: Server, path: str, **headers: str) -> Reply:
    """Without following anything."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.http.get(server.url + path, headers=named, allow_redirects=False) as response:
        return Reply(response.status, response.headers, await response.read())


def forget_what_is_derived(folder: Path) -> None:
    pointer = folder / "published" / "shop"
    assert json.loads(pointer.read_text("utf-8"))["sessionId"] == "s1"
    pointer.unlink()
    for path in (folder / "users").iterdir():
        path.unlink()


async def test_a_published_site_is_served_to_everybody_until_it_is_not(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice = bearer(token("alice"))
    place = await site(server, PAGES, "s1", **alice)
    made = (await call(server, "POST", f"{place}/publish", {}, **alice)).body["site"]
    assert (made["isPublished"], made["publishedVersion"]) == (True, 1)
    assert made["publishedUrl"].startswith("/p/cafe-")
    page = await get(server, made["publishedUrl"])
    assert (page.status, page.data.decode()) == (200, PAGES["index.html"])
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (await get(server, made["publishedUrl"].rstrip("/"))).headers["Location"] == made["publishedUrl"]
    gone = (await call(server, "POST", f"{place}/unpublish", {}, **alice)).body["site"]
    assert (gone["isPublished"], gone["publishedUrl"]) == (False, None)
    assert (await get(server, made["publishedUrl"])).status == 404
    again = (await call(server, "POST", f"{place}/publish", {}, **alice)).body["site"]
    assert again["publishedUrl"] == made["publishedUrl"]


async def test_the_published_version_stays_while_the_site_goes_on(server: Server) -> None:
    place = await site(server)
    await publish(server, place, slug="shop")
    await call(server, "PATCH", place, {"set": {"index.html": "new"}})
    assert (await get(server, "/p/shop/")).data.decode() == PAGES["index.html"]
    await publish(server, place)
    assert (await get(server, "/p/shop/")).data == b"new"
    assert (await publish(server, place, version=1))["publishedVersion"] == 1
    assert (await get(server, "/p/shop/")).data.decode() == PAGES["index.html"]
    assert (await call(server, "POST", f"{place}/publish", {"version": 9})).refused == (404, "not_found", "version")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("", 200, PAGES["index.html"]),
        ("about", 200, "about"),
        ("about.html", 200, "about"),
        ("docs/", 200, "docs"),
        ("docs", 308, None),
        ("app.js?v=1", 200, "let b"),
        ("a/page/of/the/script", 200, PAGES["index.html"]),
        ("missing.png", 404, None),
        ("assets/missing.js", 404, None),
        ("../../api/sites", 404, None),
        ("%2e%2e/%2e%2e/etc/passwd.txt", 404, None),
        ("assets/", 200, PAGES["index.html"]),
    ],
)
async def test_what_is_served_at_a_path(server: Server, path: str, status: int, said: str | None) -> None:
    await publish(server, await site(server), slug="shop")
    reply = await get(server, f"/p/shop/{path}")
    if not path.startswith(".."):
        assert reply.status == status
        assert said is None or reply.data.decode() == said
        assert b"app-3f9c1b2a" not in reply.data  # no list of what is in a folder


async def test_a_site_of_a_bundler_is_served_from_its_folder_with_its_own_page_for_what_is_not_there(
    server: Server,
) -> None:
    files = {"package.json": "{}", "dist/index.html": "built", "dist/a.js": "a", "dist/404.html": "lost"}
    await publish(server, await site(server, files), slug="built")
    assert (await get(server, "/p/built/")).data == b"built"
    assert (await get(server, "/p/built/a.js")).data == b"a"
    lost = await get(server, "/p/built/x.png")
    assert (lost.status, lost.data) == (404, b"lost")
    assert (await get(server, "/p/built/package.json")).status == 404


async def test_names_with_a_hash_are_kept_for_ever_and_others_are_asked_for_again(server: Server) -> None:
    await publish(server, await site(server), slug="shop")
    hashed = await get(server, "/p/shop/assets/app-3f9c1b2a.js", Accept_Encoding="gzip")
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["Content-Encoding"] == "gzip"
    plain = await get(server, "/p/shop/app.js")
    assert plain.headers["Cache-Control"] == "public, no-cache"
    same = await get(server, "/p/shop/app.js", If_None_Match=plain.headers["ETag"])
    assert (same.status, same.data) == (304, b"")
    assert (await get(server, "/p/shop/app.js", Range="bytes=4-")).data == b"b"
    async with server.http.head(f"{server.url}/p/shop/app.js") as head:
        assert (head.status, head.headers["Content-Length"]) == (200, "5")


async def test_its_pages_have_an_origin_of_their_own(server: Server) -> None:
    await publish(server, await site(server), slug="shop")
    for path in ("", "app.js", "missing.png"):
        reply = await get(server, f"/p/shop/{path}", Origin="null")
        directives = reply.headers["Content-Security-Policy"].split()
        assert directives[0] == "sandbox"
        assert "allow-same-origin" not in directives
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "Service-Worker-Allowed" not in reply.headers
    assert (await get(server, "/api/sites", Origin="null")).status == 403


async def test_another_origin_serves_them_and_nothing_else(start: Start) -> None:
    server = await start(sites_origin="http://sites.example:8000")
    made = await publish(server, await site(server), slug="shop")
    assert made["publishedUrl"] == "http://sites.example:8000/p/shop/"
    there = await get(server, "/p/shop/", Host="sites.example:8000")
    assert there.status == 200
    assert "Content-Security-Policy" not in there.headers
    for path in ("/api/sites", "/", "/health", "/docs", "/ws/s1", "/openapi.json"):
        assert (await get(server, path, Host="sites.example:8000")).status == 404
    here = await get(server, "/p/shop/app.js?a=%20b")
    assert (here.status, here.headers["Location"]) == (308, "http://sites.example:8000/p/shop/app.js?a=%20b")
    page = await get(server, "/api/sites", Origin="http://sites.example:8000")
    assert page.status == 403  # its pages may not use the API


@pytest.mark.parametrize("origin", ["sites.example", "https://a.example/path", "ftp://a"])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(SatchelError, match="SATCHEL_SITES_ORIGIN"):
        settings_from({"SATCHEL_SITES_ORIGIN": origin})


async def test_a_name_is_one_sites_and_free_when_that_is_gone(server: Server) -> None:
    one, two = await site(server), await site(server, session="s2")
    await publish(server, one, slug="shop")
    taken = await call(server, "POST", f"{two}/publish", {"slug": "shop"})
    assert taken.refused == (409, "conflict", "slug")
    await publish(server, one, slug="store")
    assert (await get(server, "/p/shop/")).status == 404
    await publish(server, two, slug="shop")
    assert (await get(server, "/p/shop/")).status == 200
    await call(server, "DELETE", "/api/chats/s2?permanent=true")
    await publish(server, one, slug="shop")
    assert (await get(server, "/p/shop/")).status == 200
    for slug in ("", "-a", "A", "a/b", "..", "a" * 64, "ü"):
        assert (await call(server, "POST", f"{one}/publish", {"slug": slug})).refused == (400, "invalid", "slug")


async def test_a_site_that_is_deleted_or_whose_session_is_serves_nothing(server: Server) -> None:
    place = await site(server)
    await publish(server, place, slug="shop")
    await call(server, "DELETE", "/api/chats/s1")
    assert (await get(server, "/p/shop/")).status == 404
    await call(server, "POST", "/api/chats/s1/restore")
    assert (await get(server, "/p/shop/")).status == 200
    await call(server, "DELETE", place)
    assert (await get(server, "/p/shop/")).status == 404
    await call(server, "POST", f"{place}/restore")
    assert (await get(server, "/p/shop/")).status == 404  # it has to be published again


async def test_a_copy_of_the_session_publishes_nothing(server: Server) -> None:
    await publish(server, await site(server), slug="shop")
    await call(server, "POST", "/api/chats/s1/copy", {"newSessionId": "copy"})
    [copy] = (await call(server, "GET", "/api/chats/copy/sites")).body["sites"]
    assert not copy["isPublished"]


async def test_a_lost_name_is_made_again_when_the_session_is_indexed(server: Server, start: Start) -> None:
    await publish(server, await site(server), slug="shop")
    await server.stop()
    forget_what_is_derived(server.settings.folder)
    again = await start()
    await call(again, "GET", "/api/chats/s1")
    await again.host.settle()
    assert (await get(again, "/p/shop/")).status == 200


async def test_only_the_owner_publishes(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice, bob = bearer(token("alice")), bearer(token("bob"))
    place = await site(server, PAGES, "s1", **alice)
    assert (await call(server, "POST", f"{place}/publish", {"slug": "shop"}, **bob)).status == 404
    await call(server, "PATCH", "/api/chats/s1", {"visibility": "public"}, **alice)
    assert (await call(server, "POST", f"{place}/publish", {"slug": "shop"}, **bob)).status == 403
    assert not (server.settings.folder / "published" / "shop").exists()
