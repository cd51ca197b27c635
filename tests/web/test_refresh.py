"""`POST /api/auth/refresh`: a token for a token."""

from typing import Any

import jwt
import msgspec
import pytest

from ..conftest import Server, Start
from .tokens import NOW, SECRET, bearer, token


@pytest.fixture
async def guarded(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


async def refresh(server: Server, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    async with server.http.post(f"{server.url}/api/auth/refresh", headers=headers) as response:
        if response.status == 200:
            assert response.headers["Cache-Control"] == "no-store"
        return response.status, msgspec.json.decode(await response.read())


def said_in(text: str) -> dict[str, Any]:
    said: dict[str, Any] = jwt.decode(text, options={"verify_signature": False})
    return said


async def test_a_token_is_refreshed_and_says_what_it_said(guarded: Server) -> None:
    more: dict[str, Any] = {
        "aud": "x",
        "iss": "y",
        "scope": "a satchel:admin",
        "org": [1, {"a": None}],
        "auth_time": NOW - 5,
    }
    guarded.clock.pass_seconds(1000)
    status, answer = await refresh(guarded, bearer(token(**more)))
    assert status == 200
    fresh = answer.pop("token")
    assert answer == {"success": True, "expiresAt": "2027-01-15T09:16:40Z", "user": "alice"}
    assert said_in(fresh) == {"sub": "alice", **more, "iat": NOW + 1000, "exp": NOW + 4600}
    guarded.clock.pass_seconds(3000)
    assert (await refresh(guarded, bearer(fresh)))[0] == 200


async def test_refreshing_never_shortens_a_token(guarded: Server) -> None:
    _, answer = await refresh(guarded, bearer(token(exp=NOW + 90_000)))
    assert said_in(answer["token"])["exp"] == NOW + 90_000


async def test_a_token_within_the_leeway_can_be_refreshed_and_one_past_it_not(guarded: Server) -> None:
    text = token(exp=NOW + 10)
    guarded.clock.pass_seconds(39)
    assert (await refresh(guarded, bearer(text)))[0] == 200
    guarded.clock.pass_seconds(1)
    status, problem = await refresh(guarded, bearer(text))
    assert (status, problem["details"]["reason"]) == (401, "expired")


async def test_refreshing_goes_on_until_so_many_days_after_signing_in(start: Start) -> None:
    server = await start(jwt_secret=SECRET, refresh_days=1, token_ttl=40_000)
    text = token()
    for _ in range(24):
        _, answer = await refresh(server, bearer(text))
        text = answer["token"]
        assert said_in(text)["auth_time"] == NOW
        server.clock.pass_seconds(3600)
    status, problem = await refresh(server, bearer(text))
    assert (status, problem["details"]["reason"]) == (401, "over")


async def test_there_is_nothing_to_refresh_without_a_token_or_without_sign_in(guarded: Server, server: Server) -> None:
    status, problem = await refresh(guarded, {})
    assert (status, problem["details"]["reason"]) == (401, "missing")
    status, problem = await refresh(server, bearer(token()))
    assert (status, problem["code"]) == (400, "invalid")
    assert "no sign-in" in problem["title"]
