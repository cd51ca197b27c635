"""No token comes into the log, whoever writes it."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from server.log import configure

from ..conftest import Server, Start
from .frames import refused
from .tokens import NOW, SECRET, token


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


@contextmanager
def everything_logged() -> Iterator[None]:
    before = structlog.get_config()
    configure("debug", "json")
    structlog.configure(cache_logger_on_first_use=False)
    asyncio.get_running_loop().set_debug(True)
    yield
    asyncio.get_running_loop().set_debug(False)
    structlog.configure(**before)


async def test_no_token_comes_into_the_log(
    server: Server,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    text = token(exp=NOW + 100)
    with everything_logged():
        client = await server.connect(query=f"token={text}")
        await client.ask("authenticate", token=text)
        await client.ask("authenticate", token=f"{text}x")
        await refused(server, f"/ws/s1?token={text}x")
        await refused(server, f"/ws/not%20an%20id?token={text}")
        await refused(server, f"/nowhere?token={text}")
        monkeypatch.setattr(server.guests, "renew", None)  # a fault of ours
        assert (await client.ask("authenticate", token=text))["code"] == "internal"
        server.clock.pass_seconds(131)
        server.guests.check()
        assert await client.closed() == 4401
    written = caplog.text + capsys.readouterr().err
    assert "dispatch_failed" in written
    assert "token_expired" in written
    assert text not in written
    assert text.rpartition(".")[0] not in written


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /ws?token=SECRET%s HTTP/1.1\r\n\r\n" % (b"x" * 9000),
        b"GET /ws?token=SECRET HTTP/9.x\r\n\r\n",
        b"GET /ws?token=SECRET\x01 HTTP/1.1\r\n\r\n",
        b"GET http://[?token=SECRET HTTP/1.1\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nAuthorization: Bearer SECRET%s\r\n\r\n" % (b"x" * 9000),
        b"GET /ws HTTP/1.1\r\nAuthorization: Bearer SECRET\x00\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nAuthori zation: Bearer SECRET\r\n\r\n",
    ],
    ids=lambda request: request[:40],
)
async def test_no_token_comes_into_the_log_from_what_is_no_http(
    server: Server, caplog: pytest.LogCaptureFixture, request_: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    assert (await say(server, request_)).startswith(b"HTTP/1.0 400")
    assert "Error handling request" in caplog.text
    assert "SECRET" not in caplog.text


async def test_a_token_that_is_no_text_is_refused(server: Server) -> None:
    answer = await say(server, b"GET /ws HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a.\xff\xfe.b\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 401")


async def say(server: Server, request: bytes) -> bytes:
    """Sends bytes; the beginning of what comes back."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    answer = await reader.read(100)
    writer.close()
    await writer.wait_closed()
    return answer
