"""W6: sites come from ZIP archives and leave as such; archives that do harm are refused."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .calls import Reply, call

FILES = {
    "index.html": b"<title>Shop</title>",
    "img/a.png": b"\x89PNG\0\xff" * 50,
    "\u00fc/\u65e5.txt": "\u00e9".encode(),
}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


async def send(server: Server, data: bytes, query: str = "", **headers: str) -> Reply:
    return await call(server, "POST", f"/api/sites/import{query}", data, Content_Type="application/zip", **headers)


async def get_zip(server: Server, place: str, query: str = "") -> Reply:
    return await call(server, "GET", f"{place}/zip{query}")


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_a_site_of_an_archive_leaves_as_it_came(server: Server) -> None:
    made = await send(server, packed(FILES), "?sessionId=s1")
    assert made.status == 201
    place = made.headers["Location"]
    assert made.body["site"] | {"title": "Shop", "fileCount": 3, "sessionId": "s1"} == made.body["site"]
    first = await get_zip(server, place)
    assert first.headers["Content-Disposition"] == 'attachment; filename="Shop.zip"'
    assert contents(first.data) == FILES
    again = await send(server, first.data)
    assert again.body["site"]["sessionId"] != "s1"
    assert (await get_zip(server, again.headers["Location"])).data == first.data  # the same files, the same bytes
    assert [*server.settings.folder.rglob("*.new-*")] == []


@pytest.mark.parametrize("query", ["", "?sessionId=s1"])
async def test_an_archive_that_is_sent_again_with_its_key_makes_no_second_site(server: Server, query: str) -> None:
    first = await send(server, packed(FILES), query, Idempotency_Key="k1")
    again = await send(server, packed(FILES), query, Idempotency_Key="k1")
    assert (again.status, again.headers["Location"], again.body) == (201, first.headers["Location"], first.body)
    other = await send(server, packed({"a.txt": b"other"}), query, Idempotency_Key="k1")
    assert other.refused == (409, "conflict", "idempotencyKey")
    session = first.body["site"]["sessionId"]
    assert len((await call(server, "GET", f"/api/chats/{session}/sites")).body["sites"]) == 1
    assert (await send(server, packed(FILES), query)).headers["Location"] != first.headers["Location"]
    assert (await send(server, packed(FILES), Idempotency_Key="")).refused == (400, "invalid", "Idempotency-Key")


async def test_an_archive_becomes_the_next_version(server: Server) -> None:
    made = await send(server, packed(FILES))
    place, tag = made.headers["Location"], made.headers["ETag"]
    body = packed({"b.txt": b"b"})
    zipped = {"Content_Type": "application/zip"}
    replaced = await call(server, "PUT", f"{place}/zip", body, If_Match=tag, **zipped)
    assert (replaced.status, replaced.body["site"]["version"]) == (200, 2)
    late = await call(server, "PUT", f"{place}/zip", packed(FILES), If_Match=tag, **zipped)
    assert late.refused == (412, "precondition_failed", "If-Match")
    assert contents((await get_zip(server, place)).data) == {"b.txt": b"b"}
    assert contents((await get_zip(server, place, "?version=1")).data) == FILES
    assert (await get_zip(server, place, "?version=7")).refused == (404, "not_found", "version")


async def test_what_only_systems_put_there_and_folders_are_left_out(server: Server) -> None:
    names = {"a/": b"", "a/b.txt": b"b", "__MACOSX/a/._b.txt": b"x", "a/.DS_Store": b"x"}
    made = await send(server, packed(names))
    assert contents((await get_zip(server, made.headers["Location"])).data) == {"a/b.txt": b"b"}


def with_attributes(mode: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, mode << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(packed({"a": b"secret"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("u\u0308", "1")
        archive.writestr("\u00fc", "2")
    return buffer.getvalue()


def promising(count: int, length: int) -> bytes:
    """An archive that says that it has so many entries, in so many bytes."""
    return b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count, count, length, 0, 0)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: packed({"../../etc/cron.d/x": b"x"}), "invalid"),
        (lambda: packed({"/etc/x": b"x"}), "invalid"),
        (lambda: packed({"a\\..\\b": b"x"}), "invalid"),
        (lambda: packed({"a": b"1", "A": b"2"}), "invalid"),
        (twice, "invalid"),
        (lambda: with_attributes(stat.S_IFLNK | 0o777), "invalid"),
        (lambda: with_attributes(stat.S_IFIFO), "invalid"),
        (encrypted, "invalid"),
        (lambda: packed({"a": b"x" * 500}, zipfile.ZIP_LZMA), "invalid"),
        (lambda: packed({"a.txt": bytes(8_000_000)}), "too_large"),
        (lambda: packed({f"{n}.txt": bytes(1_000_000) for n in range(30)}), "too_large"),
        (lambda: packed({f"{n}": b"" for n in range(201)}), "too_large"),
        (lambda: promising(1000, 500_000_000), "too_large"),
        (lambda: promising(0xFFFF, 0xFFFFFFFF), "too_large"),
        (lambda: packed({"a": b"content"}, zipfile.ZIP_STORED).replace(b"content", b"Content"), "invalid"),
        (lambda: packed({"a": b"x" * 900})[:-30], "invalid"),
        (lambda: b"no archive", "invalid"),
        (lambda: b"", "invalid"),
    ],
)
async def test_an_archive_that_does_harm_is_refused_and_leaves_nothing(
    start: Start, make: Callable[[], bytes], code: str
) -> None:
    server = await start(site_files=200, site_bytes=20_000_000)
    reply = await send(server, make(), "?sessionId=s1")
    assert reply.refused[1] == code, reply.body
    assert (await call(server, "GET", "/api/sites")).body["sites"] == []
    assert [*server.settings.folder.rglob("*.new-*")] == []


async def test_a_file_that_lies_about_its_size_is_not_unpacked_further(server: Server) -> None:
    data = bytearray(packed({"a.txt": bytes(900_000)}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    reply = await send(server, bytes(data))
    assert reply.refused[:2] == (400, "invalid")


async def test_nobody_takes_or_changes_anothers_site(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice, bob = bearer(token("alice")), bearer(token("bob"))
    made = await send(server, packed(FILES), "?sessionId=s1", **alice)
    place = made.headers["Location"]
    assert (await call(server, "GET", f"{place}/zip", **bob)).status == 404
    body = packed({"a": b"b"})
    assert (await call(server, "PUT", f"{place}/zip", body, **bob)).status == 404
    assert (await send(server, body, "?sessionId=s1", **bob)).status == 404
    assert (await send(server, body)).status == 401
    assert (await call(server, "GET", place, **alice)).body["site"]["version"] == 1
