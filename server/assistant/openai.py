"""A model behind an OpenAI-compatible chat-completions endpoint, spoken to over HTTP.

Sends the request, tries again where that is harmless, and closes the connection when nobody listens any
more. What the bytes mean is `body.py`'s to know, how failures are worded `faults.py`'s.
"""

import asyncio
import contextlib
import os
import random
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import aiohttp
import msgspec
import structlog

from ..errors import SatchelError
from .backoff import wait_before_retry
from .body import Body
from .endpoint import bearer, completions_url
from .faults import from_status, readable, retry_after_seconds, upstream
from .messages import completion_request
from .reply import Chunk, Request

log = structlog.get_logger()

# What follows the finish reason is a count of tokens and `[DONE]`, sent at once or never; in seconds.
AFTER_THE_END = 5.0
AFTER_DONE = 0.1

LONGEST_ERROR = 16_384

# Fields that not every server knows. One that is refused by name is left out and the request sent again.
OPTIONAL = {"stream_options": ("stream_options", "include_usage"), "reasoning_effort": ("reasoning_effort",)}


class OpenAIModel:
    """Streams replies of one endpoint. One HTTP session, opened with the first reply, for all of them.

    Args:
        url: a base such as `http://127.0.0.1:11434/v1`, or the whole address of `chat/completions`.
        key: sent as a bearer token; none is sent without it. It is never logged.
        name: the model to ask for when a request names none.
        connect_timeout: seconds for a connection, name resolution and TLS included.
        idle_timeout: seconds that the server may be silent, before the reply or within it.
        sleep, rand: the wait before another try in seconds, and a number from 0 to 1; tests pass their own.

    Raises:
        SatchelError: `invalid`, for a url or a key that cannot be one.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        name: str | None = None,
        *,
        connect_timeout: float = 10.0,
        idle_timeout: float = 60.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        rand: Callable[[], float] = random.random,
    ) -> None:
        self.name = name or "default"
        self._endpoint = completions_url(url)
        self._key = bearer(key, self._endpoint)
        self._asked_for = name
        # Silence is limited by aiohttp's read time-out, the whole is not: a reply may take an hour.
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect_timeout, sock_read=idle_timeout)
        self._idle_timeout = idle_timeout
        self._sleep = sleep
        self._rand = rand
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self._knows_usage = True

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        """See `reply.Model`. Nothing is tried again after the server has begun to answer."""
        response = await self._answer(request)
        body = Body(request.model or self._asked_for, self._key)
        try:
            while piece := await self._read(response, body):
                for chunk in body.feed(piece):
                    yield chunk
                if body.done:
                    break
            for chunk in body.close():
                yield chunk
            await _read_out(response)
        finally:
            response.close()

    async def close(self) -> None:
        """Closes all connections; a stream that still runs ends with an error."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def _answer(self, request: Request) -> aiohttp.ClientResponse:
        """The response whose body is the reply. Raises upstream when the last try has failed."""
        body = completion_request(request, self._asked_for)
        if not self._knows_usage:
            del body["stream_options"]
        tried = 0
        while True:
            try:
                response = await self._post(body)
            except (aiohttp.ClientError, OSError) as error:
                fault = self._unreachable(error)
                fault.__cause__ = error
            else:
                if 200 <= response.status < 300:
                    return response
                said = await _said(response)
                if response.status in (400, 422) and (field := _named(said, body)):
                    del body[field]
                    self._knows_usage = self._knows_usage and field != "stream_options"
                    continue
                wait = retry_after_seconds(response.headers.get("Retry-After"))
                fault = from_status(response.status, readable(said), retry_after=wait, secret=self._key)
            tried += 1
            delay = wait_before_retry(fault, tried, self._rand)
            if delay is None:
                raise fault
            log.warning("model_retry", host=self._endpoint.host, delay=round(delay, 3), **(fault.details or {}))
            await self._sleep(delay)

    async def _post(self, body: dict[str, Any]) -> aiohttp.ClientResponse:
        if self._closed:
            raise upstream("refused", "The server is stopping, so it asks the model nothing more. Try again soon.")
        if self._session is None:
            # No limit of connections: how many replies run at once is the sessions' to limit, and a reply
            # that waits for another's connection looks like a dead model.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
            )
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",  # a proxy that compresses holds the stream back
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return await self._session.post(
            self._endpoint,
            data=msgspec.json.encode(body),
            headers=headers,
            timeout=self._timeout,
            allow_redirects=False,  # a redirected POST would lose its body, and the key its address
        )

    async def _read(self, response: aiohttp.ClientResponse, body: Body) -> bytes:
        """The next piece of the body, empty at its end."""
        try:
            async with asyncio.timeout(AFTER_THE_END if body.finishable else None):
                return await response.content.readany()
        except (aiohttp.ClientError, OSError) as error:
            if body.finishable:
                return b""
            raise self._broken(error) from error

    def _unreachable(self, error: Exception) -> SatchelError:
        match error:
            case aiohttp.ConnectionTimeoutError():
                return upstream(
                    "timeout",
                    f"{self._where()} did not take a connection within {self._timeout.connect:g} s. "
                    "Check that it runs, and SATCHEL_MODEL_URL.",
                )
            case aiohttp.ClientConnectorError():
                return upstream(
                    "refused",
                    f"{self._where()} cannot be reached ({_why(error.os_error)}). "
                    "Check that it runs, and SATCHEL_MODEL_URL.",
                )
            case _:
                return self._broken(error)

    def _broken(self, error: Exception) -> SatchelError:
        match error:
            case TimeoutError():
                return upstream(
                    "timeout",
                    f"{self._where()} was silent for {self._idle_timeout:g} s. Try again; for a slow model, "
                    "raise SATCHEL_MODEL_IDLE_TIMEOUT.",
                )
            case aiohttp.ClientResponseError():
                return upstream("bad_response", f"{self._where()} does not speak HTTP. Check SATCHEL_MODEL_URL.")
            case _:
                return upstream("cut", f"{self._where()} closed the connection before the reply was whole. Try again.")

    def _where(self) -> str:
        return f"The model server at {self._endpoint.host}:{self._endpoint.port}"


def _why(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {error.verify_message}"
        case ssl.SSLError():  # its number is OpenSSL's, not the system's
            return "it does not speak TLS as it should; https where http is meant does that"
        case OSError(errno=int(number)) if number > 0:
            # asyncio's own text for a refused connection is "Connect call failed ('127.0.0.1', 8000)".
            return os.strerror(number)
        case _:
            return error.strerror or type(error).__name__


def _named(said: str, body: dict[str, Any]) -> str | None:
    """The optional field of the request that a refusal names."""
    return next((field for field, names in OPTIONAL.items() if field in body and any(n in said for n in names)), None)


async def _said(response: aiohttp.ClientResponse) -> str:
    """What a refusal says, as text; the connection is done with afterwards."""
    said = b""
    try:
        # Half an answer is enough to go on with, so a failure on the way is not one.
        with contextlib.suppress(aiohttp.ClientError, OSError):
            while len(said) < LONGEST_ERROR and (piece := await response.content.readany()):
                said += piece
    finally:
        response.close()
    return said.decode("utf-8", "replace")


async def _read_out(response: aiohttp.ClientResponse) -> None:
    """Reads the few bytes after `[DONE]`, so that the connection can be used again."""
    with contextlib.suppress(aiohttp.ClientError, OSError):
        async with asyncio.timeout(AFTER_DONE):
            while await response.content.readany():
                pass
