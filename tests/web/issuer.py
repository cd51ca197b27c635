"""An issuer of tokens elsewhere: its keys, and the address where it publishes them."""

import asyncio
from typing import Any

import jwt
import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from .tokens import claims

Jwk = dict[str, Any]


def make_key(kind: str) -> Any:
    match kind:
        case "RSA":
            return rsa.generate_private_key(65537, 2048)
        case "weak RSA":
            return rsa.generate_private_key(65537, 1024)
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
            return ec.generate_private_key(curves[kind])


def published(key: Any, kid: str | None, **more: Any) -> Jwk:
    """The public half as it stands in a JWK set."""
    public = key.public_key()
    match key:
        case rsa.RSAPrivateKey():
            jwk = RSAAlgorithm.to_jwk(public, as_dict=True)
        case ed25519.Ed25519PrivateKey():
            jwk = OKPAlgorithm.to_jwk(public, as_dict=True)
        case _:
            jwk = ECAlgorithm.to_jwk(public, as_dict=True)
    return {**{name: value for name, value in jwk.items() if name != "key_ops"}, "kid": kid, **more}


def signed(key: Any, kid: str | None, alg: str, user: str = "alice", **more: Any) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.PyJWS().encode(msgspec.json.encode(claims(user, **more)), key, alg, headers)


class Issuer:
    """Publishes what `keys` holds, or answers with `answer` instead where that is set."""

    def __init__(self) -> None:
        self.keys: list[Jwk] = []
        self.answer: web.Response | None = None
        self.asked = 0
        self.gate = asyncio.Event()
        """Closed, it makes every request wait."""
        self.gate.set()
        self.waiting = asyncio.Event()
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/keys", self._publish)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/keys"

    async def _publish(self, _request: web.Request) -> web.Response:
        self.asked += 1
        self.waiting.set()
        await self.gate.wait()
        if self.answer is not None:
            return web.Response(status=self.answer.status, body=self.answer.body, headers=self.answer.headers)
        return web.Response(body=msgspec.json.encode({"keys": self.keys}), content_type="application/json")

    async def stop(self) -> None:
        self.gate.set()
        if self._runner is not None:
            await self._runner.cleanup()
