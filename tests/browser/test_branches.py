"""The ways that a conversation goes: asked again, edited, gone on from elsewhere."""

from playwright.async_api import Page, expect

from ..conftest import Server
from .talking import Talking


async def test_asked_again_a_reply_stands_beside_the_first(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.press(await talk.ask("/echo same"), "Ask again")
    await expect(talk.messages.last.get_by_text("2/2")).to_be_visible()
    await expect(talk.messages).to_have_count(2)
    await talk.press(talk.messages.last, "Version before")
    await expect(talk.messages.last.get_by_text("1/2")).to_be_visible()
    await page.reload()
    await expect(talk.messages.last.get_by_text("1/2")).to_be_visible()


async def edit(talk: Talking, place: int, text: str) -> None:
    await talk.press(talk.messages.nth(place), "Edit as a new branch")
    field = talk.page.get_by_role("textbox", name="Edit the message")
    await field.fill(text)
    await field.press("Enter")


async def test_an_edit_begins_a_branch_and_keeps_the_old_one(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("/echo one")
    await talk.ask("/echo two")
    await edit(talk, 2, "/echo three")
    await expect(talk.messages.nth(2).get_by_text("2/2")).to_be_visible()
    await expect(talk.messages.last).to_contain_text("three")
    await talk.says(["/echo one", "one", "/echo three", "three"])
    await talk.press(talk.messages.nth(2), "Version before")
    await expect(talk.messages.last).to_contain_text("two")
    await talk.says(["/echo one", "one", "/echo two", "two"])


async def test_the_first_message_can_be_edited(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("/echo one")
    await edit(talk, 0, "/echo other")
    await expect(talk.messages.nth(1)).to_contain_text("other")
    await expect(talk.messages).to_have_count(2)
    await expect(talk.messages.first.get_by_text("2/2")).to_be_visible()
    await page.reload()
    await expect(talk.messages).to_have_count(2)
    await talk.says(["/echo other", "other"])


async def test_an_edit_that_is_given_up_changes_nothing(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("/echo one")
    await talk.press(talk.messages.first, "Edit as a new branch")
    await page.get_by_role("button", name="Cancel").click()
    await talk.says(["/echo one", "one"])


async def test_a_fork_goes_on_from_a_message_in_a_new_session(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    reply = await talk.ask("/echo one")
    await talk.ask("/echo two")
    await talk.press(talk.messages.nth(1), "Go on from here in a new session")
    await expect(page).not_to_have_url(f"{served.url}/#/talk")
    await expect(talk.messages).to_have_count(2)
    await talk.says(["/echo one", "one"])
    await talk.ask("/echo three")
    await page.evaluate("location.hash = '#/talk'")
    await expect(reply).to_contain_text("two")
    await talk.says(["/echo one", "one", "/echo two", "two"])
