"""W5: files of a site, streamed in and out."""

import hashlib
import random
from collections.abc import AsyncIterator

import pytest

from server.session.files.blobs import COMPRESSED_TO, PIECE

from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .calls import Body, Reply, call

NOISE = random.Random(3).randbytes(3 * PIECE + 17)


@pytest.fixture
async def place(server: Server) -> str:
    """The address of a site's files."""
    return await site(server)


async def site(server: Server, **headers: str) -> str:
    asked = {"sessionId": "s1", "files": {"index.html": "<title>T</title>"}}
    made = (await call(server, "POST", "/api/sites", asked, **headers)).body["site"]
    return f"/api/sites/{made['id']}/files"


def etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()}"'


async def put(server: Server, where: str, data: bytes, **headers: str) -> Reply:
    return await call(server, "PUT", where, data, **{"Content_Type": "application/octet-stream", **headers})


async def found(server: Server, place: str) -> Body:
    return (await call(server, "GET", place.removesuffix("/files"))).body["site"]


async def test_a_file_goes_in_and_comes_out_as_it_was(server: Server, place: str) -> None:
    made = await put(server, f"{place}/img/a.png", NOISE)
    info = {"path": "img/a.png", "size": len(NOISE), "hash": etag(NOISE).strip('"'), "mediaType": "image/png"}
    assert (made.status, made.headers["ETag"], made.body["file"]) == (201, etag(NOISE), info)
    assert (made.body["site"]["version"], made.body["site"]["createdAt"][:4]) == (2, "2027")
    await server.put_to_sleep()
    reply = await call(server, "GET", f"{place}/img/a.png")
    assert (reply.status, reply.data == NOISE) == (200, True)
    assert {name: reply.headers[name] for name in ("Content-Type", "ETag", "Accept-Ranges", "Content-Length")} == {
        "Content-Type": "image/png",
        "ETag": etag(NOISE),
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(NOISE)),
    }
    assert [*server.settings.folder.rglob("*.new-*")] == []


async def test_a_file_larger_than_what_is_compressed_goes_in_by_pieces(start: Start) -> None:
    server = await start()
    place = await site(server)
    data = b"0123456789abcdef" * (COMPRESSED_TO // 16) + b"end"

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 100_000):
            yield data[at : at + 100_000]

    async with server.http.put(f"{server.url}{place}/large.bin", data=pieces()) as response:
        assert response.status == 201
    assert (await call(server, "GET", f"{place}/large.bin")).data == data


@pytest.mark.parametrize("size", [40, 2 * PIECE + 5])
@pytest.mark.parametrize(
    ("said", "begin", "end"),
    [
        *[("bytes=0-0", 0, 1), ("bytes=5-9", 5, 10), ("bytes=7-", 7, None), ("bytes=-3", -3, None)],
        *[("bytes=0-99999999999", 0, None), ("bytes=-99999999999", 0, None), ("bytes= 1 - 2 ", 1, 3)],
    ],
)
async def test_a_part_of_it_is_sent(
    server: Server, place: str, size: int, said: str, begin: int, end: int | None
) -> None:
    data = NOISE[:size]
    await put(server, f"{place}/a.bin", data)
    reply = await call(server, "GET", f"{place}/a.bin", Range=said)
    first, last, _ = slice(begin, end).indices(size)
    assert (reply.status, reply.headers["Content-Range"]) == (206, f"bytes {first}-{last - 1}/{size}")
    assert reply.data == data[begin:end]
    assert reply.headers["Content-Length"] == str(last - first)


async def test_a_part_over_two_pieces_is_whole(server: Server, place: str) -> None:
    await put(server, f"{place}/a.bin", NOISE)
    reply = await call(server, "GET", f"{place}/a.bin", Range=f"bytes={PIECE - 2}-{2 * PIECE + 1}")
    assert reply.data == NOISE[PIECE - 2 : 2 * PIECE + 2]


@pytest.mark.parametrize("said", ["bytes=16-", "bytes=16-20", "bytes=-0"])
async def test_a_part_that_is_not_there_is_refused(server: Server, place: str, said: str) -> None:
    reply = await call(server, "GET", f"{place}/index.html", Range=said)
    assert (reply.status, reply.headers["Content-Range"]) == (416, "bytes */16")


@pytest.mark.parametrize("said", ["bytes=5-2", "bytes=a-", "lines=1-2", "bytes=0-1,3-4", "bytes=-", "bytes"])
async def test_a_range_that_is_none_or_several_gets_the_whole(server: Server, place: str, said: str) -> None:
    reply = await call(server, "GET", f"{place}/index.html", Range=said)
    assert (reply.status, reply.data) == (200, b"<title>T</title>")


async def test_a_part_of_what_has_changed_is_not_sent(server: Server, place: str) -> None:
    tag = etag(b"<title>T</title>")
    held = await call(server, "GET", f"{place}/index.html", Range="bytes=0-1", If_Range=tag)
    changed = await call(server, "GET", f"{place}/index.html", Range="bytes=0-1", If_Range='"x"')
    assert (held.status, changed.status) == (206, 200)


async def test_who_has_it_gets_it_not_again(server: Server, place: str) -> None:
    for tag, status in ((etag(b"<title>T</title>"), 304), ('"x"', 200), ("*", 304)):
        assert (await call(server, "GET", f"{place}/index.html", If_None_Match=tag)).status == status


async def test_head_says_what_get_would(server: Server, place: str) -> None:
    await put(server, f"{place}/a.bin", NOISE)
    for name in ("a.bin", "index.html"):
        get = await call(server, "GET", f"{place}/{name}")
        head = await call(server, "HEAD", f"{place}/{name}")
        assert (head.status, head.data) == (200, b"")
        same = ("Content-Type", "ETag", "Accept-Ranges", "Content-Length")
        assert [head.headers[name] for name in same] == [get.headers[name] for name in same]


async def test_a_file_is_only_changed_as_it_was_expected(server: Server, place: str) -> None:
    where, old = f"{place}/a.txt", b"1"
    assert (await put(server, where, old, If_Match="*")).status == 412
    assert (await put(server, where, old, If_None_Match="*")).status == 201
    assert (await put(server, where, b"2", If_None_Match="*")).status == 412
    assert (await put(server, where, b"2", If_Match=etag(b"x"))).status == 412
    assert (await put(server, where, b"2", If_Match="7")).status == 412
    assert (await put(server, where, b"2", If_Match=etag(old))).status == 200
    assert (await call(server, "DELETE", where, If_Match=etag(old))).status == 412
    assert (await call(server, "DELETE", where, If_Match=etag(b"2"))).status == 200
    assert (await call(server, "GET", where)).refused == (404, "not_found", "path")
    assert (await call(server, "DELETE", where)).refused == (404, "not_found", "path")
    assert (await call(server, "GET", f"{where}?version=2")).data == old
    assert (await found(server, place))["version"] == 4


async def test_what_is_put_again_makes_no_version(server: Server, place: str) -> None:
    for _ in range(2):
        await put(server, f"{place}/a.txt", b"1")
    assert (await found(server, place))["version"] == 2


async def test_a_file_has_the_type_that_it_is_given_or_that_of_its_name(server: Server, place: str) -> None:
    async def type_of(name: str, **headers: str) -> str:
        await put(server, f"{place}/{name}", b"x", **headers)
        return str((await call(server, "GET", f"{place}/{name}")).headers["Content-Type"])

    assert await type_of("a.woff2") == "font/woff2"
    assert await type_of("a.mjs") == "text/javascript; charset=utf-8"
    assert await type_of("a.what") == "application/octet-stream"
    assert await type_of("b.what", Content_Type="image/X-thing; a=b") == "image/x-thing"
    refused = await put(server, f"{place}/a.txt", b"x", Content_Type="no type")
    assert refused.refused == (400, "invalid", "Content-Type")


async def test_what_is_too_large_or_of_another_type_is_refused_and_leaves_nothing(start: Start) -> None:
    server = await start(file_bytes=1000, file_types="text/*, image/*")
    place = await site(server)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    assert (await put(server, f"{place}/a.txt", b"x" * 1000)).status == 201
    assert (await put(server, f"{place}/b.txt", b"x" * 1001)).refused[:2] == (413, "too_large")
    async with server.http.put(f"{server.url}{place}/b.txt", data=pieces()) as response:
        assert response.status == 413
    assert (await put(server, f"{place}/b.exe", b"x")).refused == (400, "invalid", "path")
    assert (await put(server, f"{place}/b.txt", b"x", Content_Type="font/woff")).refused == (400, "invalid", "path")
    assert (await found(server, place))["version"] == 2
    assert [*server.settings.folder.rglob("*.new-*")] == []


@pytest.mark.parametrize("name", ["%2e%2e/a", "a%5Cb", "a/%00", "a%2F%2Fb"])
async def test_a_path_that_leads_elsewhere_is_refused(server: Server, place: str, name: str) -> None:
    assert (await put(server, f"{place}/{name}", b"x")).status in (400, 404)
    assert (await found(server, place))["fileCount"] == 1


async def test_a_page_among_the_files_can_do_nothing_here(server: Server, place: str) -> None:
    reply = await call(server, "GET", f"{place}/index.html")
    assert reply.headers["Content-Security-Policy"] == "sandbox"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


async def test_another_user_gets_and_puts_nothing(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice, bob = bearer(token("alice")), bearer(token("bob"))
    place = await site(server, **alice)
    for method in ("GET", "PUT", "DELETE"):
        reply = await call(server, method, f"{place}/index.html", b"x" if method == "PUT" else None, **bob)
        assert reply.refused[:2] == (404, "not_found")
        assert (await call(server, method, f"{place}/index.html", b"x" if method == "PUT" else None)).status == 401
    assert (await call(server, "PATCH", "/api/chats/s1", {"visibility": "public"}, **alice)).status == 200
    assert (await call(server, "GET", f"{place}/index.html", **bob)).status == 200
    assert (await put(server, f"{place}/index.html", b"x", **bob)).status == 403


async def test_text_is_compressed_for_who_takes_it(server: Server, place: str) -> None:
    await put(server, f"{place}/a.css", b"a{}\n" * 1000)
    reply = await call(server, "GET", f"{place}/a.css", Accept_Encoding="gzip")
    assert (reply.headers["Content-Encoding"], reply.data) == ("gzip", b"a{}\n" * 1000)
