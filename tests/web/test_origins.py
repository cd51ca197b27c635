"""Who may come: pages of this server and of the allowed origins, under the names of this machine."""

import aiohttp
import pytest

from server.config import settings_from

from ..conftest import Server, Start
from .frames import refused


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
