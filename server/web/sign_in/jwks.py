"""The keys of an issuer elsewhere, fetched and kept."""

import asyncio
from urllib.parse import urlsplit

import aiohttp
import structlog

from ...actor.clock import Clock
from ...errors import SatchelError
from .jwk import PublicKey, read_keys

log = structlog.get_logger()

PAUSE = 10.0
"""Seconds between two fetches, whatever key ids come: anybody can make them up."""
FRESH = 600.0
"""After so many seconds keys are fetched anew while the old ones serve, so that one that was withdrawn goes."""
PATIENCE = 5.0
LARGEST = 1024 * 1024


class Keys:
    """Asks the issuer when a key is wanted that is not here. Many who want one wait for the same answer.

    Args:
        url: of the issuer's JWK set.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._issuer = urlsplit(url).hostname  # of the rest some may be secret, so it is not logged
        self._clock = clock
        self._keys: list[PublicKey] = []
        self._tried: float | None = None
        self._fetched = 0.0
        self._fetching: asyncio.Task[None] | None = None
        self._http: aiohttp.ClientSession | None = None

    async def find(self, kid: str | None, algorithm: str) -> list[PublicKey]:
        """The keys that a token may be signed with; none, if the issuer has none such.

        Raises:
            SatchelError: `unavailable`, where no keys could be fetched ever since the start.
        """
        found = self._matching(kid, algorithm)
        if not found:
            await self._fetch()
            found = self._matching(kid, algorithm)
        elif self._clock.monotonic() - self._fetched >= FRESH:
            self._start()
        if not self._keys:
            raise SatchelError(
                "unavailable",
                "The keys that tokens are checked with can't be fetched from their issuer just now; try again.",
                {"reason": "keys"},
                retry_after=PAUSE,
            )
        return found

    def _matching(self, kid: str | None, algorithm: str) -> list[PublicKey]:
        return [key for key in self._keys if (kid is None or key.kid == kid) and algorithm in key.algorithms]

    async def _fetch(self) -> None:
        """Waits for the fetch that is under way, or for a new one if it is time."""
        self._start()
        if self._fetching is not None:
            await asyncio.shield(self._fetching)  # who asks may leave; the others still wait

    def _start(self) -> None:
        now = self._clock.monotonic()
        if self._fetching is None and (self._tried is None or now - self._tried >= PAUSE):
            self._tried = now
            self._fetching = asyncio.get_running_loop().create_task(self._run(), name="jwks")

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                keys = read_keys(await self._download())
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            log.warning("jwks_failed", issuer=self._issuer, reason=reason, kept=len(self._keys))
        else:
            self._keys = keys
            self._fetched = self._clock.monotonic()
            log.info("jwks_fetched", issuer=self._issuer, keys=len(keys))
        finally:
            self._fetching = None

    async def _download(self) -> bytes:
        if self._http is None:
            self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        # Whom to trust was set by the operator; where it points to is not for the other side to say.
        async with self._http.get(self._url, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"it answers with {response.status}")
            data = b""
            async for piece in response.content.iter_any():
                data += piece
                if len(data) > LARGEST:
                    raise ValueError(f"it is larger than {LARGEST} bytes")
            return data

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])
        if self._http is not None:
            await self._http.close()
