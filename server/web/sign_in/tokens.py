"""From the text of a token to what it says: its form, its signature, its claims."""

from typing import Any

import jwt
import msgspec

from ...actor.clock import Clock
from ...config import Settings
from .claims import Token, read_claims
from .jwk import ALGORITHMS
from .jwks import Keys
from .refusal import refusal

LONGEST = 8192
"""Characters of a token; more than any header takes."""
OWN = "HS256"

_jws = jwt.PyJWS(algorithms=[OWN, *ALGORITHMS])  # so `none` is not even known
_claims = msgspec.json.Decoder(dict[str, Any])


class Tokens:
    """Checks tokens with the server's secret, or with the keys of an issuer elsewhere.

    The token's `alg` only chooses between the two: HS256 is for the secret alone, and a published key serves only the
    algorithms that it is for. Times are checked here, not by PyJWT, so that they are those of `clock`.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._secret = None if settings.jwt_secret is None else settings.jwt_secret.encode()
        self._keys = None if settings.jwks_url is None else Keys(settings.jwks_url, clock)

    async def verify(self, text: str) -> Token:
        """What a token says that holds now.

        Raises:
            SatchelError: `unauthenticated`; `unavailable`, where an issuer's keys were never to be had.
        """
        if len(text) > LONGEST:
            raise refusal("malformed", f"The token is longer than {LONGEST} characters.")
        try:
            header = _jws.get_unverified_header(text)
        except (jwt.PyJWTError, UnicodeError):
            raise refusal("malformed", "This is no token: a signed JWT is three parts with dots between.") from None
        algorithm = header.get("alg")
        if algorithm == OWN and self._secret is not None:
            payload = _payload(text, self._secret, OWN)
        elif self._keys is not None and isinstance(algorithm, str) and algorithm in ALGORITHMS:
            payload = await self._signed_elsewhere(self._keys, text, header.get("kid"), algorithm)
        else:
            raise refusal("algorithm", "Tokens that are signed in this way (alg) are not taken here.")
        if payload is None:
            raise refusal("signature", "The signature of the token is wrong: it was changed, or made with another key.")
        try:
            claims = _claims.decode(payload)
        except (msgspec.DecodeError, RecursionError):
            raise refusal("malformed", "What the token says is no JSON object.") from None
        return read_claims(claims, self._settings, self._clock.now(), own=algorithm == OWN)

    async def _signed_elsewhere(self, keys: Keys, text: str, kid: str | None, algorithm: str) -> bytes | None:
        fitting = await keys.find(kid, algorithm)
        if not fitting:
            raise refusal("key", "The token is signed with a key that its issuer does not publish: sign in again.")
        payloads = (_payload(text, key.key, algorithm) for key in fitting)
        return next((payload for payload in payloads if payload is not None), None)

    async def close(self) -> None:
        if self._keys is not None:
            await self._keys.close()


def _payload(text: str, key: Any, algorithm: str) -> bytes | None:
    """What stands in a token that is signed with the key; None if it is not."""
    try:
        payload: bytes = _jws.decode(text, key, algorithms=[algorithm])
    except jwt.InvalidTokenError:
        return None
    return payload
