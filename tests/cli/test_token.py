"""`satchel token create`, and the other commands at a server with sign-in."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import jwt
import pytest

from server.cli.chat.link import Link
from server.cli.token import create_token, lifetime
from server.config import Settings
from server.errors import SatchelError
from server.web.sign_in.guests import Guest
from server.wire.commands import Authenticate, GetSession
from server.wire.events import Authenticated, SessionFound

from ..conftest import Server, Start
from ..web.tokens import NOW, SECRET, bearer, token
from .command import ROOT, satchel

SIGNED = {"SATCHEL_JWT_SECRET": SECRET}


async def test_a_token_is_printed_and_nothing_else() -> None:
    before = int(time.time())
    done = await satchel("token", "create", "--user", "alice", environment=SIGNED)
    assert (done.status, done.err) == (0, "")
    text = done.out.removesuffix("\n")
    said = jwt.decode(text, SECRET, ["HS256"])
    assert said["sub"] == "alice"
    assert before <= said["iat"] <= time.time()
    assert (said["auth_time"], said["exp"]) == (said["iat"], said["iat"] + 86_400)
    assert "scope" not in said


@pytest.mark.parametrize(("ttl", "seconds"), [("1d", 86_400), ("12h", 43_200), ("30m", 1800), ("45s", 45)])
def test_how_long_it_holds_is_chosen(ttl: str, seconds: int) -> None:
    assert lifetime(ttl) == seconds


async def test_it_can_be_had_as_json() -> None:
    done = await satchel("token", "create", "--user", "a", "--ttl", "2h", "--json", environment=SIGNED)
    said = jwt.decode(done.json["token"], SECRET, ["HS256"])
    assert said["exp"] - said["iat"] == 7200
    told = {"token": done.json["token"], "user": "a", "admin": False, "expiresAt": said["exp"] * 1000}
    assert done.json == told


async def test_it_says_what_the_server_expects(start: Start) -> None:
    server = await start(jwt_secret=SECRET, jwt_issuer="https://us.example", jwt_audience="satchel")
    server.clock.milliseconds = time.time_ns() // 1_000_000
    environment = SIGNED | {"SATCHEL_JWT_ISSUER": "https://us.example", "SATCHEL_JWT_AUDIENCE": "satchel"}
    done = await satchel(*("token", "create", "--user", "Ålice", "--ttl", "3650d", "--admin"), environment=environment)
    text = done.out.strip()
    assert jwt.decode(text, SECRET, ["HS256"], audience="satchel")["scope"] == "satchel:admin"
    async with server.http.post(f"{server.url}/api/auth/refresh", headers=bearer(text)) as response:
        assert (await response.json())["user"] == "Ålice"


@pytest.mark.parametrize("environment", [{}, {"SATCHEL_JWT_SECRET": "too short"}])
async def test_without_a_good_secret_it_says_how_to_make_one(environment: dict[str, str]) -> None:
    done = await satchel("token", "create", "--user", "alice", environment=environment)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("satchel: SATCHEL_JWT_SECRET")
    assert 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"' in done.err
    assert "too short" not in done.err


@pytest.mark.parametrize("user", ["", "a" * 129, "a\tb"])
def test_a_user_that_no_server_would_take_gets_no_token(user: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SatchelError, match="--user"):
        create_token(Settings(jwt_secret=SECRET), user, "1d", admin=False, as_json=False)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("ttl", ["", "tomorrow", "1", "0s", "-1d", "1.5h", "1D", "99999d", "9" * 5000 + "d", "١d"])
def test_a_time_that_is_none_is_refused(ttl: str) -> None:
    with pytest.raises(SatchelError, match="12h"):
        lifetime(ttl)


async def test_its_help_has_an_example() -> None:
    done = await satchel("token", "create", "--help")
    assert "SATCHEL_TOKEN=$(satchel token create --user alice" in done.out


async def test_the_shells_way_of_keeping_it_works() -> None:
    shell = 'TOKEN=$("$PYTHON" -m server token create --user alice) && printf "[%s]" "$TOKEN"'
    process = await asyncio.create_subprocess_shell(
        shell, cwd=ROOT, stdout=asyncio.subprocess.PIPE, env={"PYTHON": sys.executable, **SIGNED}
    )
    out, _ = await process.communicate()
    jwt.decode(out.decode()[1:-1], SECRET, ["HS256"])


# the other commands


@pytest.fixture
async def guarded(start: Start) -> AsyncIterator[Server]:
    """A server with sign-in, and `demo` awake on it."""
    server = await start(jwt_secret=SECRET)
    client = await server.connect("demo", headers=bearer(token()))
    await client.ask("append_message", role="user", content="hello there")
    yield server
    await client.close()


def signed_in(ends: int = NOW + 3600) -> dict[str, str]:
    return {"SATCHEL_TOKEN": token(exp=ends)}


async def test_health_needs_no_token(guarded: Server) -> None:
    assert (await satchel("health", "--url", guarded.url)).status == 0


async def test_show_list_and_export_bring_the_token(guarded: Server, folder: Path, tmp_path: Path) -> None:
    where = ("--data", folder, "--url", guarded.url)
    shown = await satchel("show", "demo", *where, environment=signed_in())
    assert "hello there" in shown.out
    listed = (await satchel("list", *where, "--json", environment=signed_in())).json["sessions"]
    assert [(one["id"], one["messages"], one["problem"]) for one in listed] == [("demo", 1, None)]
    exported = await satchel("export", "demo", tmp_path / "copy", *where, environment=signed_in())
    assert (exported.status, exported.err) == (0, "")


@pytest.mark.parametrize("command", [("show", "demo"), ("export", "demo", "copy")])
async def test_without_a_token_they_say_how_to_get_one(guarded: Server, folder: Path, command: tuple[str, ...]) -> None:
    for environment, told in ({}, "needs a token"), (signed_in(NOW - 100), "does not take this token"):
        done = await satchel(*command, "--data", folder, "--url", guarded.url, environment=environment)
        assert (done.status, done.out) == (1, "")
        assert told in done.err
        assert "export SATCHEL_TOKEN=$(satchel token create" in done.err


async def test_what_could_not_be_looked_at_without_a_token_is_no_fault_of_the_file(
    guarded: Server, folder: Path
) -> None:
    where = ("--data", folder, "--url", guarded.url, "--json")
    checked = await satchel("check", *where)
    assert (checked.status, checked.json["problems"]) == (0, [])
    [note] = checked.json["notes"]
    assert (note["reason"], "was not checked" in note["message"]) == ("open", True)
    listed = (await satchel("list", *where)).json["sessions"]
    assert [one["problem"]["reason"] for one in listed] == ["unauthenticated"]
    sound = await satchel("check", *where, environment=signed_in())
    assert "is sound" in sound.json["notes"][0]["message"]


async def test_chat_brings_the_token(guarded: Server) -> None:
    where = ("--url", guarded.url)
    said = await satchel("chat", "fresh", *where, typed="/echo heard\n", environment=signed_in())
    assert (said.status, "heard" in said.out) == (0, True)
    for environment in ({}, signed_in(NOW - 100)):
        refused = await satchel("chat", "fresh", *where, typed="/echo heard\n", environment=environment)
        assert (refused.status, "SATCHEL_TOKEN" in refused.err) == (1, True)


async def link_to(server: Server, notice: Callable[[str], None]) -> Link:
    link = Link(server.url, "fresh", lambda _frame: None, notice)
    await link.open()
    return link


async def test_chat_renews_its_token_before_it_ends(guarded: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATCHEL_TOKEN", token(exp=NOW + 30))
    renewed = asyncio.Event()
    renew = guarded.guests.renew

    async def note(guest: Guest, command: Authenticate) -> Authenticated:
        answer = await renew(guest, command)
        renewed.set()
        return answer

    monkeypatch.setattr(guarded.guests, "renew", note)
    link = await link_to(guarded, pytest.fail)
    await renewed.wait()
    guarded.clock.pass_seconds(100)
    guarded.guests.check()
    assert isinstance(await link.ask(GetSession()), SessionFound)
    await link.close()


async def test_chat_says_when_its_token_is_not_taken_any_more(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await start(jwt_secret=SECRET, refresh_days=0)
    monkeypatch.setenv("SATCHEL_TOKEN", token(exp=NOW + 30))
    notices: list[str] = []
    told = asyncio.Event()

    def notice(text: str) -> None:
        notices.append(text)
        if "SATCHEL_TOKEN" in text:
            told.set()

    link = await link_to(server, notice)
    server.clock.pass_seconds(60)
    server.guests.check()
    await told.wait()
    assert notices[0].startswith("The connection is lost")
    await link.close()


async def test_a_token_that_is_none_is_not_sent(guarded: Server) -> None:
    done = await satchel("chat", "--url", guarded.url, typed="x\n", environment={"SATCHEL_TOKEN": "a\r\nX: y"})
    assert (done.status, "SATCHEL_TOKEN is no token" in done.err) == (1, True)
