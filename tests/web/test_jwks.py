"""Tokens of an issuer elsewhere, whose keys come over the network: they change, are withdrawn, and fail to come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import jwt
import msgspec
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.web.sign_in.jwks import Keys

from ..conftest import Server, SetClock, Start
from .issuer import Issuer, make_key, published, signed
from .tokens import NOW, SECRET, bearer, claims, part, token

RSA, OTHER_RSA = make_key("RSA"), make_key("RSA")
EC, ED = make_key("P-256"), make_key("Ed25519")


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    issuer = Issuer()
    await issuer.start()
    issuer.keys = [published(RSA, "r1"), published(EC, "e1"), published(ED, "d1")]
    yield issuer
    await issuer.stop()


@pytest.fixture
async def server(start: Start, issuer: Issuer) -> Server:
    return await start(jwks_url=issuer.url)


async def ask(server: Server, text: str) -> tuple[int, dict[str, Any]]:
    async with server.http.get(f"{server.url}/api/chats/nobody/export", headers=bearer(text)) as response:
        return response.status, msgspec.json.decode(await response.read())


async def verdict(server: Server, text: str) -> str:
    """`taken`, or why not."""
    status, problem = await ask(server, text)
    return "taken" if status == 404 else str(problem["details"]["reason"])


@pytest.mark.parametrize(
    ("key", "kid", "alg"),
    [
        *((RSA, "r1", alg) for alg in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
        (EC, "e1", "ES256"),
        (ED, "d1", "EdDSA"),
        (RSA, None, "RS256"),
        (ED, None, "EdDSA"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
async def test_a_token_is_checked_with_the_issuers_key(
    server: Server, issuer: Issuer, key: Any, kid: str | None, alg: str
) -> None:
    assert await verdict(server, signed(key, kid, alg)) == "taken"
    assert await verdict(server, signed(key, kid, alg, exp=NOW - 31)) == "expired"
    assert issuer.asked == 1


@pytest.mark.parametrize(("curve", "alg"), [("P-384", "ES384"), ("P-521", "ES512")])
async def test_the_larger_curves_are_known_too(server: Server, issuer: Issuer, curve: str, alg: str) -> None:
    key = make_key(curve)
    issuer.keys = [published(key, "k")]
    assert await verdict(server, signed(key, "k", alg)) == "taken"


async def test_over_websocket_too(server: Server) -> None:
    client = await server.connect(headers=bearer(signed(ED, "d1", "EdDSA")))
    assert (await client.ask("authenticate", token=signed(RSA, "r1", "RS256")))["user"] == "alice"


async def test_a_secret_that_everybody_can_read_signs_nothing(server: Server, issuer: Issuer, start: Start) -> None:
    public = RSA.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    both = await start(jwks_url=issuer.url, jwt_secret=SECRET)
    for secret in (pem, pem.strip(), msgspec.json.encode(issuer.keys[0])):
        head = {"alg": "HS256", "kid": "r1"}
        signed_part = f"{part(head)}.{part(claims())}"
        hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        forged = f"{signed_part}.{part(hmac.sign(signed_part.encode(), secret))}"
        assert await verdict(server, forged) == "algorithm"
        assert await verdict(both, forged) == "signature"


async def test_none_is_no_algorithm(server: Server) -> None:
    assert await verdict(server, f"{part({'alg': 'none', 'kid': 'r1'})}.{part(claims())}.") == "algorithm"


async def test_secret_and_issuer_go_together(issuer: Issuer, start: Start) -> None:
    server = await start(jwks_url=issuer.url, jwt_secret=SECRET)
    assert await verdict(server, token()) == "taken"
    assert issuer.asked == 0
    assert await verdict(server, signed(RSA, "r1", "RS256")) == "taken"


async def test_an_issuers_token_is_not_refreshed_here(issuer: Issuer, start: Start) -> None:
    for settings in ({}, {"jwt_secret": SECRET}):
        server = await start(jwks_url=issuer.url, **settings)
        headers = bearer(signed(RSA, "r1", "RS256"))
        async with server.http.post(f"{server.url}/api/auth/refresh", headers=headers) as response:
            problem = msgspec.json.decode(await response.read())
        assert (response.status, problem["code"]) == (400, "invalid")
        assert "ask there" in problem["title"]


async def test_another_key_under_the_same_name_is_refused(server: Server) -> None:
    assert await verdict(server, signed(OTHER_RSA, "r1", "RS256")) == "signature"
    assert await verdict(server, signed(OTHER_RSA, None, "RS256")) == "signature"


async def test_a_key_serves_only_what_it_is_for(server: Server, issuer: Issuer) -> None:
    weak = make_key("weak RSA")
    private = jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_RSA, as_dict=True)
    issuer.keys = [
        published(RSA, "named", alg="RS256"),
        published(RSA, "for secrets", use="enc"),
        published(RSA, "for signing", key_ops=["sign"]),
        published(RSA, "of another type", kty="EC"),
        published(RSA, "for signatures", use="sig", key_ops=["verify"]),
        published(weak, "weak"),
        {**private, "kid": "private", "key_ops": ["verify"]},
        {"kty": "oct", "kid": "secret", "k": part(SECRET.encode())},
        {"kty": "RSA", "kid": "empty"},
        {"kty": "OKP", "crv": "X25519", "kid": "for agreeing", "x": part(b"x" * 32)},
        {"kty": ["RSA"], "crv": {}, "kid": 7},
    ]
    assert await verdict(server, signed(RSA, "named", "RS256")) == "taken"
    assert await verdict(server, signed(RSA, "for signatures", "PS256")) == "taken"
    assert await verdict(server, signed(RSA, "named", "PS256")) == "key"
    for kid in ("for secrets", "for signing", "of another type", "empty", "for agreeing"):
        assert await verdict(server, signed(RSA, kid, "RS256")) == "key"
    assert await verdict(server, signed(OTHER_RSA, "private", "RS256")) == "key"
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        by_weak = signed(weak, "weak", "RS256")
    assert await verdict(server, by_weak) == "key"
    assert await verdict(server, token()) == "algorithm"


# keys change


async def test_a_new_key_is_fetched_when_a_token_names_it(server: Server, issuer: Issuer) -> None:
    assert await verdict(server, signed(RSA, "r1", "RS256")) == "taken"
    issuer.keys = [published(OTHER_RSA, "r2")]
    server.clock.pass_seconds(10)
    assert await verdict(server, signed(OTHER_RSA, "r2", "RS256")) == "taken"
    assert await verdict(server, signed(RSA, "r1", "RS256")) == "key"
    assert issuer.asked == 2


async def test_made_up_key_ids_make_no_more_than_a_fetch_in_ten_seconds(server: Server, issuer: Issuer) -> None:
    for number in range(20):
        assert await verdict(server, signed(RSA, f"made-up-{number}", "RS256")) == "key"
    assert issuer.asked == 1
    server.clock.pass_seconds(9.9)
    assert await verdict(server, signed(RSA, "made-up", "RS256")) == "key"
    assert issuer.asked == 1
    server.clock.pass_seconds(0.1)
    for number in range(20):
        assert await verdict(server, signed(RSA, f"made-up-{number}", "RS256")) == "key"
    assert issuer.asked == 2


async def test_many_who_want_a_key_at_once_wait_for_one_fetch(server: Server, issuer: Issuer) -> None:
    issuer.gate.clear()
    asking = [asyncio.create_task(verdict(server, signed(RSA, "r1", "RS256"))) for _ in range(20)]
    await issuer.waiting.wait()
    server.clock.pass_seconds(60)
    late = [asyncio.create_task(verdict(server, signed(EC, "e1", "ES256"))) for _ in range(5)]
    async with server.http.get(f"{server.url}/health") as response:
        assert response.status == 200
    issuer.gate.set()
    assert await asyncio.gather(*asking, *late) == ["taken"] * 25
    assert issuer.asked == 1


async def test_who_stops_waiting_for_a_key_takes_it_from_nobody(issuer: Issuer) -> None:
    keys = Keys(issuer.url, SetClock())
    issuer.gate.clear()
    leaving, staying = (asyncio.create_task(keys.find("r1", "RS256")) for _ in range(2))
    await issuer.waiting.wait()
    leaving.cancel()
    await asyncio.wait([leaving])
    issuer.gate.set()
    assert [key.kid for key in await staying] == ["r1"]
    await keys.close()


async def test_a_withdrawn_key_is_noticed_in_time_and_nobody_waits_for_that(server: Server, issuer: Issuer) -> None:
    old = signed(RSA, "r1", "RS256")
    assert await verdict(server, old) == "taken"
    issuer.keys = [published(OTHER_RSA, "r2")]
    server.clock.pass_seconds(599)
    assert await verdict(server, old) == "taken"
    assert issuer.asked == 1
    issuer.gate.clear()
    issuer.waiting.clear()
    server.clock.pass_seconds(1)
    assert await verdict(server, old) == "taken"
    await issuer.waiting.wait()
    issuer.gate.set()
    assert await verdict(server, signed(OTHER_RSA, "r2", "RS256")) == "taken"
    assert await verdict(server, old) == "key"
    assert issuer.asked == 2


# keys fail to come

FAILURES = [
    web.Response(status=500),
    web.Response(status=404, text='{"keys": []}'),
    web.Response(status=302, headers={"Location": "/keys"}),
    web.Response(text="<html>"),
    web.Response(text="[]"),
    web.Response(text="{}"),
    web.Response(text='{"keys": {}}'),
    web.Response(text='{"keys": []}'),
    web.Response(text='{"keys": [1, null, {"kty": "oct", "k": "eA"}]}'),
    web.Response(text="[" * 100_000),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: f"{failure.status} {str(failure.text)[:20]}")
async def test_old_keys_serve_on_while_the_issuer_fails(server: Server, issuer: Issuer, failure: web.Response) -> None:
    text = signed(RSA, "r1", "RS256")
    assert await verdict(server, text) == "taken"
    issuer.answer = failure
    server.clock.pass_seconds(600)
    text = signed(RSA, "r1", "RS256")
    assert await verdict(server, text) == "taken"
    assert await verdict(server, signed(RSA, "unknown", "RS256")) == "key"
    assert issuer.asked == 2
    assert await verdict(server, text) == "taken"


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: f"{failure.status} {str(failure.text)[:20]}")
async def test_without_any_keys_the_client_is_told_to_try_again(
    server: Server, issuer: Issuer, failure: web.Response
) -> None:
    issuer.answer = failure
    for _ in range(3):
        status, problem = await ask(server, signed(RSA, "r1", "RS256"))
        assert (status, problem["code"], problem["details"]) == (503, "unavailable", {"reason": "keys"})
    assert issuer.asked == 1
    issuer.answer = None
    server.clock.pass_seconds(10)
    assert await verdict(server, signed(RSA, "r1", "RS256")) == "taken"


async def test_an_issuer_that_sends_without_end_is_not_listened_to(server: Server, issuer: Issuer) -> None:
    large = msgspec.json.encode({"keys": issuer.keys}) + b" " * 1024 * 1024
    issuer.answer = web.Response(body=large)
    assert (await ask(server, signed(RSA, "r1", "RS256")))[0] == 503


async def test_an_issuer_that_is_not_there_is_said_to_be_unavailable_with_a_time(issuer: Issuer, start: Start) -> None:
    await issuer.stop()
    server = await start(jwks_url=issuer.url)
    headers = bearer(signed(RSA, "r1", "RS256"))
    async with server.http.get(f"{server.url}/api/chats/x/export", headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "10")


async def test_an_issuer_that_never_answers_is_given_up(
    server: Server, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.web.sign_in.jwks.PATIENCE", 0.05)
    issuer.gate.clear()
    assert (await ask(server, signed(RSA, "r1", "RS256")))[0] == 503


async def test_a_server_that_stops_waits_for_no_issuer(server: Server, issuer: Issuer) -> None:
    issuer.gate.clear()
    asking = asyncio.create_task(ask(server, signed(RSA, "r1", "RS256")))
    await issuer.waiting.wait()
    async with asyncio.timeout(10):
        await server.stop()
    asking.cancel()
    await asyncio.wait([asking])
