"""C5: how a request is read, and how it is refused."""

import gzip
import zlib

import aiohttp
import pytest
from yarl import URL

from ..conftest import Server, Start
from .calls import artifact, call, chat

ARTIFACTS = "/api/chats/s1/artifacts"
NEW = {"artifactType": "code", "title": "T", "content": ""}

# what is not understood is refused by name


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("GET", f"{ARTIFACTS}?colour=red", None, "colour"),
        ("GET", f"{ARTIFACTS}?since=yesterday", None, "since"),
        ("GET", f"{ARTIFACTS}?artifactType=cobol", None, "artifactType"),
        ("GET", "/api/chats/s1/messages?limit=-1", None, "limit"),
        ("GET", "/api/chats/s1/messages?limit=x", None, "limit"),
        ("GET", "/api/chats/s1/messages?limit=1&limit=2", None, "limit"),
        ("GET", "/api/chats/s1/messages?order=up", None, "order"),
        ("POST", ARTIFACTS, {"artifactType": "code", "title": "T"}, "content"),
        ("POST", ARTIFACTS, NEW | {"colour": "red"}, "colour"),
        ("POST", ARTIFACTS, NEW | {"sessionId": "s1"}, "sessionId"),
        ("POST", ARTIFACTS, NEW | {"requestId": "r"}, "requestId"),
        ("POST", ARTIFACTS, NEW | {"idempotencyKey": "k"}, "idempotencyKey"),
        ("POST", ARTIFACTS, NEW | {"title": 1}, "title"),
        ("POST", f"{ARTIFACTS}?title=T", NEW, "title"),
        ("POST", ARTIFACTS, [], "$"),
        ("POST", ARTIFACTS, b"{", None),
        ("POST", ARTIFACTS, b'{"title":"\xff"}', None),
        ("POST", ARTIFACTS, b"[" * 100_000, "$"),
        ("POST", ARTIFACTS, b'{"metadata":' + b"[" * 100_000, "metadata"),
        ("PATCH", f"{ARTIFACTS}/a", {"artifactId": "a", "title": "T"}, "artifactId"),
        ("PATCH", f"{ARTIFACTS}/a?merge=perhaps", {"title": "T"}, "merge"),
        ("PATCH", f"{ARTIFACTS}/a?expectedVersion=1", {"title": "T"}, "expectedVersion"),
        ("POST", f"{ARTIFACTS}/a/versions/0/restore", None, "version"),
        ("POST", f"{ARTIFACTS}/a/versions/first/restore", None, "version"),
        ("GET", f"{ARTIFACTS}/a%01", None, "artifactId"),
        ("DELETE", f"{ARTIFACTS}/a", {"really": True}, "really"),
        ("POST", "/api/chats/s1/batch", {"commands": [{"type": "nothing"}]}, "commands[0].type"),
        ("POST", "/api/chats/s1/messages", {"role": "user", "content": "a", "parts": [{"type": "x"}]}, "parts[0].type"),
        ("POST", "/api/chats", {"id": "no id"}, "id"),
        ("POST", "/api/chats/s1/links", {"expiresAt": "soon"}, "expiresAt"),
        ("POST", "/api/chats/s1/links", {"expiresAt": -1}, "expiresAt"),
        ("POST", "/api/chats/s1/links", {"expiresAt": True}, "expiresAt"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_name(
    server: Server, method: str, path: str, body: object, field: str | None
) -> None:
    await artifact(server)
    assert (await call(server, method, path, body)).refused == (400, "invalid", field)


async def test_a_field_of_the_updates_is_named_as_the_body_names_it(server: Server) -> None:
    await chat(server)
    refused = await call(server, "PATCH", "/api/chats/s1", {"metadata": {"a": [[]]}, "title": "x" * 1001})
    assert refused.refused == (400, "invalid", "title")
    assert (await call(server, "PATCH", "/api/chats/s1", {})).refused[:2] == (400, "invalid")


async def test_a_body_is_json_and_says_so(server: Server) -> None:
    for said in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data"):
        refused = await call(server, "POST", ARTIFACTS, NEW, Content_Type=said)
        assert refused.refused == (415, "invalid", None)
    for said in ("application/json; charset=utf-8", "application/merge-patch+json"):
        assert (await call(server, "POST", ARTIFACTS, NEW, Content_Type=said)).status == 201


async def test_a_body_that_is_empty_says_nothing(server: Server) -> None:
    assert (await call(server, "POST", ARTIFACTS)).refused == (400, "invalid", "artifactType")
    made = await artifact(server)
    path = f"{ARTIFACTS}/{made['id']}"
    assert (await call(server, "DELETE", path, {})).status == 200
    assert (await call(server, "POST", f"{path}/restore", {})).status == 200


async def test_a_body_that_is_too_big_is_refused(start: Start) -> None:
    server = await start(max_frame=4096)
    refused = await call(server, "POST", ARTIFACTS, NEW | {"content": "x" * 5000})
    assert refused.refused[:2] == (413, "too_large")
    assert (await call(server, "POST", ARTIFACTS, NEW | {"content": "x" * 3000})).status == 201


async def test_times_are_read_as_iso_8601_and_as_milliseconds(server: Server) -> None:
    await artifact(server, title="first")
    server.clock.pass_seconds(10)
    await artifact(server, title="second")
    later = server.clock.now() - 1000
    for since in (str(later), "2027-01-15T08:00:09Z", "2027-01-15T09:00:09.000%2B01:00", "2027-01-15T08:00:09"):
        listed = (await call(server, "GET", f"{ARTIFACTS}?since={since}")).body["artifacts"]
        assert [shown["title"] for shown in listed] == ["second"]
    assert len((await call(server, "GET", f"{ARTIFACTS}?since=2027-01-15")).body["artifacts"]) == 2
    assert (await call(server, "GET", f"{ARTIFACTS}?until=2027-01-15")).body["artifacts"] == []


async def test_an_id_may_hold_what_a_path_has_to_escape(server: Server) -> None:
    given = {"role": "user", "content": "hi", "messageId": "a/b ?#%ä{}"}
    made = await call(server, "POST", "/api/chats/s1/messages", given)
    async with server.http.get(URL(server.url + made.headers["Location"], encoded=True)) as response:
        assert (await response.json())["message"]["id"] == given["messageId"]


# where nothing is


async def test_what_is_not_there_is_told_as_problem_details(server: Server) -> None:
    assert (await call(server, "GET", "/api/nothing")).refused == (404, "not_found", None)
    assert (await call(server, "GET", f"{ARTIFACTS}/nobody")).refused == (404, "not_found", "sessionId")
    await artifact(server)
    assert (await call(server, "GET", f"{ARTIFACTS}/nobody")).refused == (404, "not_found", "artifactId")
    wrong = await call(server, "PUT", ARTIFACTS, NEW)
    assert wrong.refused == (405, "invalid", None)
    assert (wrong.status, set(wrong.headers["Allow"].split(","))) == (405, {"GET", "HEAD", "POST"})


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/session"), ("GET", "/messages"), ("GET", "/changes?since=0"), ("GET", "/events"),
     ("PATCH", ""), ("DELETE", ""), ("GET", "/components")],
)  # fmt: skip
async def test_a_chat_is_not_made_by_looking_for_it(server: Server, method: str, path: str) -> None:
    body = {"title": "T"} if method == "PATCH" else None
    for name in ("nobody", "no%20name", "x" * 65):
        found = await call(server, method, f"/api/chats/{name}{path}", body)
        assert found.refused == (404, "not_found", "sessionId")
    assert not (server.settings.folder / "sessions" / "nobody.sqlite3").exists()


# once


async def test_a_change_with_a_key_happens_once(server: Server) -> None:
    first = await call(server, "POST", ARTIFACTS, NEW, Idempotency_Key="k1")
    again = await call(server, "POST", ARTIFACTS, NEW, Idempotency_Key="k1")
    assert (again.status, again.body, again.headers["Location"]) == (201, first.body, first.headers["Location"])
    assert len((await call(server, "GET", ARTIFACTS)).body["artifacts"]) == 1
    other = await call(server, "POST", ARTIFACTS, NEW | {"title": "U"}, Idempotency_Key="k1")
    assert other.refused == (409, "conflict", "Idempotency-Key")


async def test_a_key_is_taken_by_every_method_that_changes(server: Server) -> None:
    path = f"{ARTIFACTS}/{(await artifact(server))['id']}"
    for _ in range(2):
        changed = await call(server, "PATCH", path, {"content": "b"}, If_Match='"1"', Idempotency_Key="k1")
        assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    for _ in range(2):
        assert (await call(server, "DELETE", path, Idempotency_Key="k2")).status == 200


async def test_a_key_has_a_length(server: Server) -> None:
    for key in ("k" * 201, "ü"):
        refused = await call(server, "POST", ARTIFACTS, NEW, Idempotency_Key=key)
        assert refused.refused == (400, "invalid", "Idempotency-Key")
    assert (await call(server, "POST", ARTIFACTS, NEW, Idempotency_Key="k" * 200)).status == 201


async def test_a_condition_that_is_not_understood_is_not_ignored(server: Server) -> None:
    path = f"{ARTIFACTS}/{(await artifact(server))['id']}"
    refused = await call(server, "POST", f"{path}/versions/1/restore", If_Match='"1"')
    assert refused.refused == (400, "invalid", "If-Match")


# how it is sent


async def test_bodies_worth_it_are_compressed_for_whoever_takes_that(server: Server) -> None:
    path = f"{ARTIFACTS}/{(await artifact(server, content='x' * 5000))['id']}"
    small = f"{ARTIFACTS}/{(await artifact(server))['id']}"
    async with aiohttp.ClientSession(auto_decompress=False) as http:

        async def get(path: str, accepted: str) -> tuple[str | None, bytes]:
            async with http.get(server.url + path, headers={"Accept-Encoding": accepted}) as response:
                assert response.headers["Vary"] == "Accept-Encoding"
                assert response.headers["ETag"] == '"1"'
                return response.headers.get("Content-Encoding"), await response.read()

        coding, plain = await get(path, "identity")
        assert coding is None
        for accepted in ("gzip", "deflate, gzip;q=0.5", "br, *", "GZIP"):
            coding, data = await get(path, accepted)
            assert (coding, gzip.decompress(data)) == ("gzip", plain)
            assert len(data) < len(plain)
        coding, data = await get(path, "gzip;q=0, deflate")
        assert coding == "deflate"
        assert zlib.decompress(data) == plain
        for accepted in ("", "br", "gzip;q=0", "*;q=0"):
            assert (await get(path, accepted))[0] is None
        assert (await get(small, "gzip"))[0] is None


async def test_head_says_what_get_would(server: Server) -> None:
    path = f"{ARTIFACTS}/{(await artifact(server))['id']}"
    found = await call(server, "HEAD", path)
    assert (found.status, found.headers["ETag"], found.data) == (200, '"1"', b"")


async def test_what_is_left_of_the_rate_is_said(start: Start) -> None:
    server = await start(requests_per_minute=3)
    await artifact(server)
    listed = await call(server, "GET", ARTIFACTS)
    assert (listed.headers["RateLimit-Limit"], listed.headers["RateLimit-Remaining"]) == ("3", "1")
    assert int(listed.headers["RateLimit-Reset"]) <= 60
    await call(server, "GET", ARTIFACTS)
    refused = await call(server, "GET", ARTIFACTS)
    assert refused.refused[:2] == (429, "rate_limited")
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert int(refused.headers["Retry-After"]) >= 1
