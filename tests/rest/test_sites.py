"""W2, W3 over REST."""

from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .calls import Body, call

FILES = {"index.html": "<title>Shop</title>\n", "a.txt": "1\n"}


async def site(server: Server, **fields: object) -> Body:
    reply = await call(server, "POST", "/api/sites", {"files": FILES, **fields})
    assert reply.status == 201, reply.body
    return reply.body["site"]


async def test_a_site_gets_a_session_of_its_own_or_the_one_it_names(server: Server) -> None:
    own, named = await site(server), await site(server, sessionId="s7")
    assert named["sessionId"] == "s7"
    assert own["sessionId"] not in ("", "s7")
    listed = (await call(server, "GET", "/api/sites")).body
    assert ({one["id"] for one in listed["sites"]}, listed["pagination"]["total"]) == ({own["id"], named["id"]}, 2)
    assert [one["id"] for one in (await call(server, "GET", "/api/chats/s7/sites")).body["sites"]] == [named["id"]]


async def test_a_repeat_with_its_key_makes_one(server: Server) -> None:
    asked = {"files": FILES}
    first = await call(server, "POST", "/api/sites", asked, Idempotency_Key="k")
    again = await call(server, "POST", "/api/sites", asked, Idempotency_Key="k")
    assert again.body == first.body
    assert (await call(server, "GET", "/api/sites")).body["pagination"]["total"] == 1


async def test_a_site_is_fetched_changed_and_deleted(server: Server) -> None:
    made = await site(server)
    place = f"/api/sites/{made['id']}"
    found = await call(server, "GET", f"{place}?contents=true")
    assert found.body["site"]["files"] == FILES
    plain = await call(server, "GET", place)
    assert "files" not in plain.body["site"]
    assert (await call(server, "GET", place, If_None_Match=plain.headers["ETag"])).status == 304
    tag = plain.headers["ETag"]
    changed = await call(server, "PATCH", place, {"set": {"a.txt": "2\n"}, "title": "Store"}, If_Match=tag)
    assert (changed.body["site"]["version"], changed.body["site"]["title"]) == (2, "Store")
    late = await call(server, "PATCH", place, {"set": {"a.txt": "3\n"}}, If_Match=tag)
    assert (late.status, late.body["details"]["current"]["version"]) == (412, 2)
    versions = (await call(server, "GET", f"{place}/versions")).body
    assert [one["versionNumber"] for one in versions["versions"]] == [2, 1]
    diff = (await call(server, "GET", f"{place}/diff?fromVersion=1")).body["changes"]
    assert [change["path"] for change in diff] == ["a.txt"]
    restored = await call(server, "POST", f"{place}/versions/1/restore")
    assert restored.body["site"]["version"] == 3
    assert (await call(server, "DELETE", place)).status == 200
    assert (await call(server, "GET", place)).refused == (404, "not_found", "siteId")
    assert (await call(server, "POST", f"{place}/restore")).body["site"]["version"] == 3


async def test_a_new_site_starts_from_a_template(server: Server) -> None:
    made = await site(server, isTemplate=True)
    copied = await call(server, "POST", f"/api/sites/{made['id']}/copy", {"title": "Mine"})
    assert (copied.status, copied.body["site"]["title"]) == (201, "Mine")
    found = await call(server, "GET", f"{copied.headers['Location']}?contents=true")
    assert found.body["site"]["files"] == FILES
    templates = (await call(server, "GET", "/api/sites?isTemplate=true")).body["sites"]
    assert [one["id"] for one in templates] == [made["id"]]


async def test_what_is_no_site_is_not_found(server: Server) -> None:
    for name in ("x", "nobody.site_x", "..", "."):
        assert (await call(server, "GET", f"/api/sites/{name.replace('.', '%2E')}")).status == 404


async def test_a_public_sessions_site_is_read_and_copied_by_others_and_a_link_shows_it(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice, bob = bearer(token("alice")), bearer(token("bob"))
    made = (await call(server, "POST", "/api/sites", {"files": FILES, "sessionId": "s1"}, **alice)).body["site"]
    place = f"/api/sites/{made['id']}"
    assert (await call(server, "GET", place, **bob)).status == 404
    assert (await call(server, "GET", place)).status == 401
    link = (await call(server, "POST", "/api/chats/s1/links", {}, **alice)).body["link"]["token"]
    assert (await call(server, "GET", f"{place}?link={link}&contents=true")).body["site"]["files"] == FILES
    assert (await call(server, "PATCH", "/api/chats/s1", {"visibility": "public"}, **alice)).status == 200
    assert (await call(server, "GET", place)).status == 200
    assert (await call(server, "PATCH", place, {"title": "x"}, **bob)).status == 403
    copied = await call(server, "POST", f"{place}/copy", {}, **bob)
    assert (copied.status, copied.body["site"]["owner"]) == (201, "bob")
