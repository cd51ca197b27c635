"""Who may come: pages of this server and of the allowed origins, under the names of this machine."""

import aiohttp
import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from server.config import settings_from

from ..conftest import Server, Start
from .frames import refused
from .tokens import SECRET, bearer, token


async def test_a_page_of_another_website_may_not_connect(server: Server) -> None:
    port = server.url.rpartition(":")[2]
    for origin in (
        "https://evil.example",
        "http://127.0.0.1:1",
        "http://localhost",
        f"http://127.0.0.1.evil.example:{port}",
        f"http://evil.example:{port}",
        "null",
        "",
        "http://[",
    ):
        status, problem = await refused(server, "/ws/s1", {"Origin": origin})
        assert (status, problem["code"]) == (403, "forbidden"), origin
        assert "SATCHEL_ALLOWED_ORIGINS" in problem["title"]
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await server.connect(headers={"Origin": origin})
        assert error.value.status == 403


async def test_the_servers_own_pages_may_connect(server: Server) -> None:
    client = await server.connect(headers={"Origin": server.url})
    assert (await client.ask("get_session"))["type"] == "session"
    port = server.url.rpartition(":")[2]
    by_name = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    assert (await (await server.connect(headers=by_name)).ask("get_session"))["type"] == "session"


async def test_pages_of_allowed_origins_may_connect_and_no_others(start: Start) -> None:
    allowed = settings_from({"SATCHEL_ALLOWED_ORIGINS": "https://app.example.com, http://other.example:8000/"})
    server = await start(allowed_origins=allowed.allowed_origins)
    for origin in ("https://app.example.com", "http://other.example:8000", server.url):
        client = await server.connect(headers={"Origin": origin})
        assert (await client.ask("get_session"))["type"] == "session"
    for origin in (
        "http://app.example.com",
        "https://app.example.com:444",
        "https://example.com",
        "http://other.example",
    ):
        status, _ = await refused(server, "/ws/s1", {"Origin": origin})
        assert status == 403, origin


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", "[", "[::1"])
async def test_the_local_mode_answers_to_no_foreign_name(server: Server, host: str) -> None:
    for path in ("/ws/s1", "/ws", "/health"):
        status, problem = await refused(server, path, {"Host": host})
        assert (status, problem["code"]) == (403, "forbidden")
    status, _ = await refused(server, "/ws/s1", {"Host": host, "Origin": f"http://{host}"})
    assert status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "127.8.9.1:99", "[::1]:8321"])
async def test_the_local_mode_answers_to_the_names_of_this_machine(server: Server, host: str) -> None:
    client = await server.connect(headers={"Host": host})
    assert (await client.ask("get_session"))["type"] == "session"


async def test_a_server_that_is_open_answers_to_any_name_but_not_to_foreign_pages(start: Start) -> None:
    server = await start(open=True)
    client = await server.connect(headers={"Host": "chat.example"})
    assert (await client.ask("get_session"))["type"] == "session"
    status, _ = await refused(server, "/ws/s1", {"Host": "chat.example", "Origin": "https://evil.example"})
    assert status == 403


# what browsers are told

PAGE = "https://app.example.com"


@pytest.fixture
async def shared(start: Start) -> Server:
    return await start(allowed_origins=PAGE, jwt_secret=SECRET)


async def headers_of(
    server: Server, headers: dict[str, str], method: str = "GET", path: str = "/health"
) -> tuple[int, CIMultiDictProxy[str]]:
    async with server.http.request(method, f"{server.url}{path}", headers=headers) as response:
        await response.read()
        return response.status, response.headers


async def test_the_page_of_an_allowed_origin_may_ask_what_it_may_send(shared: Server) -> None:
    asked = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, if-match",
    }
    for path in ("/api/chats/s1/export", "/api/auth/refresh", "/api/anything"):
        status, told = await headers_of(shared, asked, "OPTIONS", path)
        assert (status, told["Access-Control-Allow-Origin"]) == (204, PAGE)
        assert "PATCH" in told["Access-Control-Allow-Methods"].split(", ")
        allowed = set(told["Access-Control-Allow-Headers"].split(", "))
        assert {"Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"} <= allowed
        assert "Access-Control-Allow-Credentials" not in told
    status, told = await headers_of(shared, asked | {"Origin": "https://evil.example"}, "OPTIONS")
    assert status == 403
    assert "Access-Control-Allow-Origin" not in told


async def test_the_page_of_an_allowed_origin_may_read_every_answer_the_errors_too(shared: Server) -> None:
    signed_in = bearer(token())
    for path, headers, expected in (
        ("/health", {}, 200),
        ("/api/chats/s1/export", {}, 401),
        ("/api/chats/nobody/export", signed_in, 404),
        ("/nowhere", signed_in, 404),
    ):
        status, told = await headers_of(shared, {"Origin": PAGE} | headers, path=path)
        assert (status, told["Access-Control-Allow-Origin"], told["Vary"]) == (expected, PAGE, "Origin")
        readable = set(told["Access-Control-Expose-Headers"].split(", "))
        assert {"ETag", "Location", "Retry-After", "RateLimit-Remaining"} <= readable
    client = await shared.connect(headers={"Origin": PAGE} | signed_in)
    assert (await client.ask("get_session"))["type"] == "session"


async def test_a_cache_is_told_that_the_origin_matters_though_none_was_sent(shared: Server) -> None:
    _, told = await headers_of(shared, {})
    assert told["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in told


async def test_without_allowed_origins_nothing_is_said_of_them(server: Server) -> None:
    for headers in ({}, {"Origin": server.url}):
        _, told = await headers_of(server, headers)
        assert not {"Vary", "Access-Control-Allow-Origin"} & set(told)


async def test_no_answer_sets_a_cookie(shared: Server) -> None:
    found = CIMultiDict[str]()
    for method, path in (("GET", "/"), ("GET", "/api/chats/s1/export"), ("POST", "/api/auth/refresh")):
        _, told = await headers_of(shared, bearer(token()), method, path)
        found.extend(told)
    assert "Set-Cookie" not in found
