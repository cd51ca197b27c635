"""An issuer's published keys, as they are read: https://www.rfc-editor.org/rfc/rfc7517. No network here."""

from typing import Any, cast

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import algorithms as alg
from msgspec import Struct

RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
ALGORITHMS = frozenset((*RSA, *CURVES.values(), "EdDSA"))
"""What an issuer's token may be signed with. Never HS256: its key would be what everybody can read."""
LEAST_RSA_BITS = 2048
MOST_KEYS = 100


class PublicKey(Struct, frozen=True):
    """One key and the algorithms that it is for."""

    kid: str | None
    algorithms: tuple[str, ...]
    key: alg.AllowedPublicKeys


def read_keys(data: bytes) -> list[PublicKey]:
    """The keys in a JWK set that signatures can be checked with; others are left out.

    Raises:
        ValueError: it is no JWK set, or has no such key.
    """
    try:
        found = msgspec.json.decode(data, type=dict[str, Any]).get("keys")
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"it is no JSON object: {error}") from None
    if not isinstance(found, list):
        raise ValueError("it has no list of keys")  # noqa: TRY004  # what was sent is wrong, not the program
    keys = [key for one in found[:MOST_KEYS] if isinstance(one, dict) and (key := _read_key(one)) is not None]
    if not keys:
        raise ValueError("it has no key that signatures can be checked with")
    return keys


def _read_key(jwk: dict[str, Any]) -> PublicKey | None:
    kid, use, operations = jwk.get("kid"), jwk.get("use"), jwk.get("key_ops")
    if (kid is not None and not isinstance(kid, str)) or (use is not None and use != "sig"):
        return None
    if isinstance(operations, list) and "verify" not in operations:
        return None
    if "d" in jwk:  # a private key that is published proves nothing any more
        return None
    named = jwk.get("alg")
    fit = tuple(name for name in _algorithms(jwk) if named is None or name == named)
    if not fit:
        return None
    try:
        key = jwt.PyJWK(jwk, fit[0]).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        return None
    return PublicKey(kid, fit, cast(alg.AllowedPublicKeys, key))


def _algorithms(jwk: dict[str, Any]) -> tuple[str, ...]:
    """What a key of this type could be used with."""
    match jwk.get("kty"), jwk.get("crv"):
        case "RSA", _:
            return RSA
        case "EC", str(curve) if curve in CURVES:
            return (CURVES[curve],)
        case "OKP", "Ed25519":
            return ("EdDSA",)
        case _:
            return ()
