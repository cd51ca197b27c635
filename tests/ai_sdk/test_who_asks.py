"""Who may chat: an owner, and nobody who only knows the name."""

import pytest

from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .calls import say, user

ALICE, MALLORY = bearer(token("alice")), bearer(token("mallory"))
BODY = {"id": "alices", "messages": [user("x1", "Psst")]}
UNKNOWN = "There is no session 'alices'."


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET, allowed_origins="https://app.example")


async def test_anothers_chat_is_not_there(server: Server) -> None:
    await say(server, user("u1", "/echo secret"), chat="alices", headers=ALICE)
    for method, path in (("POST", ""), ("POST", "/alices/stop"), ("GET", "/alices/messages")):
        for trigger in ("submit-message", "regenerate-message"):
            body = {**BODY, "trigger": trigger}
            async with server.http.request(
                method, f"{server.url}/api/chat{path}", json=body, headers=MALLORY
            ) as response:
                assert (response.status, await response.text()) == (404, UNKNOWN)
    async with server.http.get(f"{server.url}/api/chat/alices/stream", headers=MALLORY) as response:
        assert (response.status, await response.read()) == (204, b"")
    async with server.http.get(f"{server.url}/api/chat/alices/messages", headers=ALICE) as response:
        assert [message["id"] for message in await response.json()][:1] == ["u1"]


async def test_who_has_not_signed_in_is_told_to(server: Server) -> None:
    await say(server, user("u1", "/echo secret"), chat="alices", headers=ALICE)
    for method, path in (
        ("POST", ""),
        ("GET", "/alices/stream"),
        ("GET", "/nobodys/stream"),
        ("POST", "/alices/stop"),
        ("GET", "/alices/messages"),
    ):
        async with server.http.request(method, f"{server.url}/api/chat{path}", json=BODY) as response:
            assert response.status == 401
            assert response.content_type == "text/plain"
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_page_from_elsewhere_is_told_in_words_too(server: Server) -> None:
    elsewhere = ALICE | {"Origin": "https://elsewhere.example"}
    async with server.http.post(f"{server.url}/api/chat", json=BODY, headers=elsewhere) as response:
        assert (response.status, response.content_type) == (403, "text/plain")
        assert "SATCHEL_ALLOWED_ORIGINS" in await response.text()


async def test_a_page_of_an_allowed_origin_may_ask_and_read(server: Server) -> None:
    origin = {"Origin": "https://app.example"}
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    async with server.http.options(f"{server.url}/api/chat", headers=origin | asked) as response:
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == "https://app.example"
    async with server.http.post(f"{server.url}/api/chat", json=BODY, headers=ALICE | origin) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "https://app.example"
        assert response.status == 200
        await response.read()
    async with server.http.post(f"{server.url}/api/chat", json={}, headers=ALICE | origin) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "https://app.example"
        assert response.status == 400
