"""Who is here: signing in with a token, signing out, and what happens when a token ends."""

import time

import pytest
from playwright.async_api import Page, expect

from ..conftest import Server, Start
from ..web.tokens import SECRET, token
from .guard import Guard
from .talking import Talking

REFUSED = r"status of 401"
"""What the console says of a request without a token."""


def fresh(user: str = "alice", seconds: int = 3600) -> str:
    now = int(time.time())
    return token(user, iat=now, exp=now + seconds)


@pytest.fixture
def _refused(guard: Guard) -> None:
    guard.allow(REFUSED, r"WebSocket connection to .* failed")


async def paste(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Token").fill(text)
    await page.get_by_role("button", name="Sign in").click()


async def test_without_sign_in_nobody_is_asked(page: Page, served: Server) -> None:
    await Talking(page).open(served)
    await expect(page.get_by_role("button", name="This server")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Token")).to_be_hidden()


@pytest.mark.usefixtures("_refused")
async def test_a_token_signs_in_and_is_kept(page: Page, start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    await page.goto(server.url)
    await expect(page.get_by_text("satchel token create --user you")).to_be_visible()
    await paste(page, f"Bearer {fresh()}\n")
    await expect(page.get_by_role("button", name="alice")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="alice")).to_be_visible()
    await Talking(page).ask("hello")


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("nonsense", "copy all of it"),
        (token(iat=1, exp=2), "has expired"),
        (token(secret="another-secret-of-another-server!!!"), "another server"),
    ],
)
@pytest.mark.usefixtures("_refused")
async def test_a_token_that_will_not_do_is_explained(page: Page, start: Start, pasted: str, said: str) -> None:
    server = await start(jwt_secret=SECRET)
    await page.goto(server.url)
    await paste(page, pasted)
    await expect(page.get_by_role("alert")).to_contain_text(said)
    await expect(page.get_by_role("textbox", name="Token")).to_be_focused()


@pytest.mark.usefixtures("_refused")
async def test_signing_out_forgets_everything_here(page: Page, start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    await page.goto(server.url)
    await paste(page, fresh())
    await Talking(page).ask("hello")
    await page.get_by_role("button", name="alice").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("textbox", name="Token")).to_be_visible()
    assert await page.evaluate("localStorage.getItem('satchel.token')") is None


@pytest.mark.usefixtures("_refused")
async def test_signing_out_asks_about_what_was_not_sent(page: Page, start: Start, guard: Guard) -> None:
    server = await start(jwt_secret=SECRET)
    await page.goto(server.url)
    await paste(page, fresh())
    talk = Talking(page)
    await talk.ask("hello")
    guard.allow_offline()
    await page.context.set_offline(True)
    await talk.say("said in a tunnel")
    await expect(page.get_by_role("button", name="Offline · 1 change kept on this device")).to_be_visible()
    await page.get_by_role("button", name="alice").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    dialog = page.get_by_role("dialog", name="Some changes are not saved yet")
    await expect(dialog).to_contain_text("Message: said in a tunnel")
    await dialog.get_by_role("button", name="Stay signed in").click()
    await page.context.set_offline(False)
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()
    await talk.finished()


@pytest.mark.usefixtures("_refused")
async def test_when_a_token_ends_the_form_comes_and_nothing_is_lost(page: Page, start: Start, guard: Guard) -> None:
    server = await start(jwt_secret=SECRET)
    await page.goto(f"{server.url}/#/plan")
    await paste(page, fresh())
    talk = Talking(page)
    await talk.ask("hello")
    await talk.field.fill("half a thought")
    server.clock.pass_seconds(7200)
    guard.allow_offline()
    await page.context.set_offline(True)
    await expect(page.get_by_role("button", name="Offline", exact=True)).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", name="Sign in to Satchel")).to_be_visible()
    await paste(page, token("alice", iat=int(time.time()) + 7200, exp=int(time.time()) + 9000))
    await expect(talk.field).to_have_value("half a thought")
    await expect(talk.messages).to_have_count(2)


@pytest.mark.usefixtures("_refused")
async def test_a_public_session_is_read_without_signing_in(page: Page, start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    headers = {"Authorization": f"Bearer {fresh()}"}
    chat = {"id": "plan", "title": "The plan", "visibility": "public"}
    async with server.http.post(f"{server.url}/api/chats", json=chat, headers=headers) as response:
        assert response.status == 201
    await page.goto(f"{server.url}/#/plan")
    await page.get_by_role("link", name="Look at this session without signing in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("The plan")
    await expect(page.get_by_text("Read only")).to_be_visible()
