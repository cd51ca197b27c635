"""Who may come, over plain requests: which tokens are taken, what is said of the others, and how one is refreshed."""

import hashlib
import hmac
from typing import Any

import jwt
import msgspec
import pytest

from server.errors import SatchelError
from server.handling.caller import Caller
from server.web.sign_in.door import SignIn, caller_of

from ..conftest import Server, Start
from .tokens import NOW, SECRET, bearer, claims, part, token


@pytest.fixture
async def guarded(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


async def ask(server: Server, headers: dict[str, str], query: str = "") -> tuple[int, dict[str, Any], str]:
    """A request for a session that is not there: the status, the problem, and the challenge."""
    async with server.http.get(f"{server.url}/api/chats/nobody/export{query}", headers=headers) as response:
        return response.status, msgspec.json.decode(await response.read()), response.headers.get("WWW-Authenticate", "")


async def taken(server: Server, text: str) -> bool:
    status, _, _ = await ask(server, bearer(text))
    assert status in (401, 404)
    return status == 404


async def reason(server: Server, text: str) -> str:
    """Why a token is not taken."""
    status, problem, challenge = await ask(server, bearer(text))
    assert (status, problem["code"]) == (401, "unauthenticated")
    assert challenge.startswith('Bearer realm="satchel", error="invalid_token", error_description="')
    assert problem["title"] in challenge
    assert text not in challenge
    return str(problem["details"]["reason"])


async def test_who_brings_no_token_is_asked_for_one(guarded: Server) -> None:
    status, problem, challenge = await ask(guarded, {})
    assert (status, problem["code"], problem["details"]) == (401, "unauthenticated", {"reason": "missing"})
    assert challenge == 'Bearer realm="satchel"'
    status, _, challenge = await ask(guarded, {"Authorization": "Basic YTpi"})
    assert (status, challenge) == (401, 'Bearer realm="satchel"')


async def test_who_brings_a_token_comes_in(guarded: Server) -> None:
    assert await taken(guarded, token())
    status, _, _ = await ask(guarded, {"Authorization": f"bEARER {token()}"})
    assert status == 404


async def test_health_and_the_welcome_need_no_token(guarded: Server) -> None:
    for path in ("/health", "/"):
        async with guarded.http.get(f"{guarded.url}{path}") as response:
            assert response.status == 200


async def test_a_token_in_the_query_of_a_plain_request_is_not_looked_at(guarded: Server) -> None:
    status, problem, _ = await ask(guarded, {}, f"?token={token()}")
    assert (status, problem["details"]["reason"]) == (401, "missing")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", f"Bearer {token()} {token()}"])
async def test_a_header_that_is_not_one_token_is_refused(guarded: Server, header: str) -> None:
    status, problem, _ = await ask(guarded, {"Authorization": header})
    assert (status, problem["details"]["reason"]) == (401, "malformed")


NONE = f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims())}."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("x", "malformed", id="one part"),
        pytest.param("a.b.c", "malformed", id="no base64"),
        pytest.param("ümläut.ü.ü", "malformed", id="not ASCII"),
        pytest.param(f"{part([])}.{part({})}.", "malformed", id="a header that is a list"),
        pytest.param(f"{part({})}.{part(claims())}.", "algorithm", id="no alg"),
        pytest.param(NONE, "algorithm", id="alg none"),
        pytest.param(NONE.replace(part({"alg": "none", "typ": "JWT"}), part({"alg": "nOnE"})), "algorithm", id="nOnE"),
        pytest.param(f"{part({'alg': ['HS256']})}.{part(claims())}.", "algorithm", id="alg a list"),
        pytest.param(f"{part({'alg': 'HS256'})}.{part(claims())}.", "signature", id="no signature"),
        pytest.param(token(secret="another secret of more than 32 bytes"), "signature", id="another secret"),
        pytest.param(token(alg="HS512", secret=SECRET * 2), "algorithm", id="another hash"),
        pytest.param(jwt.PyJWS().encode(b"[]", SECRET, "HS256"), "malformed", id="claims that are a list"),
        pytest.param(jwt.PyJWS().encode(b'{"exp":NaN}', SECRET, "HS256"), "malformed", id="claims that are no JSON"),
        pytest.param(jwt.PyJWS().encode(b'{"sub":"\\ud800"}', SECRET, "HS256"), "malformed", id="half a pair"),
        pytest.param(jwt.PyJWS().encode(b"[" * 4000, SECRET, "HS256"), "malformed", id="four thousand lists"),
        pytest.param(token(exp=None), "claims", id="no exp"),
        pytest.param(token(exp="tomorrow"), "claims", id="exp a text"),
        pytest.param(token(exp=True), "claims", id="exp a truth"),
        pytest.param(token(exp=1e300), "claims", id="exp past all dates"),
        pytest.param(token(exp=-1), "claims", id="exp below zero"),
        pytest.param(token(nbf="now"), "claims", id="nbf a text"),
        pytest.param(token(None), "claims", id="no sub"),
        pytest.param(token(""), "claims", id="sub empty"),
        pytest.param(token(7), "claims", id="sub a number"),
        pytest.param(token("a" * 129), "claims", id="sub too long"),
        pytest.param(token("a\nb"), "claims", id="sub with a line break"),
        pytest.param(token("a\u202eb"), "claims", id="sub that turns the writing round"),
    ],
)
async def test_a_token_that_will_not_do_is_refused_with_the_reason(guarded: Server, text: str, why: str) -> None:
    status, problem, challenge = await ask(guarded, bearer(text))
    assert (status, problem["details"]["reason"]) == (401, why)
    assert challenge.isascii()


async def test_a_changed_token_is_refused(guarded: Server) -> None:
    head, _, signature = token().split(".")
    assert await reason(guarded, f"{head}.{part(claims('bob'))}.{signature}") == "signature"


@pytest.mark.parametrize("user", ["a", "a" * 128, "alice@example.com", "Ålice Ünï", "名前", "auth0|5f7c"])
async def test_a_user_may_be_any_printable_text(guarded: Server, user: str) -> None:
    assert await taken(guarded, token(user))


async def test_a_huge_token_is_refused_and_the_server_goes_on(guarded: Server) -> None:
    async with guarded.http.get(f"{guarded.url}/api/chats/s1/export", headers=bearer("a" * 100_000)) as response:
        assert response.status == 400
    assert await taken(guarded, token())


async def test_a_token_longer_than_any_header_is_not_even_read(guarded: Server) -> None:
    sign_in = SignIn(guarded.settings, guarded.clock)
    assert (await sign_in.verify(token(more="a" * 5000))).user == "alice"
    with pytest.raises(SatchelError, match="longer than 8192"):
        await sign_in.verify(token(more="a" * 8192))


async def test_a_token_ends_when_it_says_and_the_leeway_is_over(guarded: Server) -> None:
    short = token(exp=NOW + 10)
    guarded.clock.pass_seconds(39.999)
    assert await taken(guarded, short)
    guarded.clock.pass_seconds(0.001)
    assert await reason(guarded, short) == "expired"


@pytest.mark.parametrize("name", ["nbf", "iat"])
async def test_a_token_begins_when_it_says_less_the_leeway(guarded: Server, name: str) -> None:
    said: dict[str, Any] = {name: NOW + 31}
    later = token(**said)
    assert await reason(guarded, later) == "early"
    guarded.clock.pass_seconds(1)
    assert await taken(guarded, later)


async def test_the_leeway_can_be_none(start: Start) -> None:
    server = await start(jwt_secret=SECRET, jwt_leeway=0)
    assert await reason(server, token(exp=NOW)) == "expired"
    assert await reason(server, token(nbf=NOW + 1)) == "early"
    assert await taken(server, token(exp=NOW + 0.5, nbf=NOW))


async def test_issuer_and_audience_are_checked_where_they_are_set(start: Start) -> None:
    server = await start(jwt_secret=SECRET, jwt_issuer="https://us.example", jwt_audience="satchel")
    assert await taken(server, token(iss="https://us.example", aud="satchel"))
    assert await taken(server, token(iss="https://us.example", aud=["other", "satchel"]))
    for issuer in (None, "https://us.example/", ["https://us.example"]):
        assert await reason(server, token(iss=issuer, aud="satchel")) == "issuer"
    for audience in (None, "satchel2", ["other"], [], {"satchel": 1}, "satchel other"):
        assert await reason(server, token(iss="https://us.example", aud=audience)) == "audience"


async def test_issuer_and_audience_do_not_matter_where_they_are_not_set(guarded: Server) -> None:
    assert await taken(guarded, token(iss="anybody", aud="anything"))


async def test_in_the_local_mode_a_token_is_not_looked_at(server: Server) -> None:
    assert await taken(server, "nonsense")


async def test_with_sign_in_the_server_answers_to_any_name_but_not_to_foreign_pages(guarded: Server) -> None:
    headers = bearer(token()) | {"Host": "chat.example"}
    assert (await ask(guarded, headers))[0] == 404
    assert (await ask(guarded, headers | {"Origin": "https://evil.example"}))[0] == 403
    assert (await ask(guarded, headers | {"Origin": "https://chat.example"}))[0] == 404


# what a token makes of its bearer


@pytest.mark.parametrize(
    ("more", "admin"),
    [
        ({}, False),
        ({"scope": "read satchel:admin"}, True),
        ({"roles": ["reader", "satchel:admin"]}, True),
        ({"roles": "satchel:admin"}, True),
        ({"scope": "satchel:administrator xsatchel:admin"}, False),
        ({"scope": ["satchel:admin"]}, False),
        ({"roles": {"satchel:admin": True}}, False),
        ({"admin": True}, False),
    ],
    ids=str,
)
async def test_an_admin_is_who_has_the_scope_or_the_role(guarded: Server, more: dict[str, Any], admin: bool) -> None:
    caller = caller_of(await SignIn(guarded.settings, guarded.clock).verify(token(**more)))
    assert caller == Caller("alice", admin=admin, expires_at=(NOW + 3600) * 1000)


def test_the_tests_sign_as_the_standard_says() -> None:
    """Made by hand, so that the library is not only compared with itself."""
    signed = f"{part({'alg': 'HS256'})}.{part(claims())}"
    by_hand = part(hmac.digest(SECRET.encode(), signed.encode(), hashlib.sha256))
    jwt.PyJWS().decode(f"{signed}.{by_hand}", SECRET, ["HS256"])
