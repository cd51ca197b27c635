"""What the page says of how safe the changes are, and what can be done about those that wait."""

from playwright.async_api import Page, expect

from ..client import Client
from ..conftest import Server
from .guard import Guard
from .talking import Talking

EDIT = """async ([session, id, content]) => {
  const {connect} = await import("/client.js");
  const client = await connect();
  const opened = await client.session(session);
  await opened.change({type: "update_artifact", artifactId: id, updates: {content}}, {baseVersion: 1});
}"""
"""Edits an artifact in the way in which the page does, from the first version of it."""


async def test_it_says_saved_once_the_server_has_it(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await expect(page.get_by_role("button", name="Nothing to save")).to_be_visible()
    await talk.ask("hello")
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()


async def test_offline_it_counts_what_is_kept_here_and_lists_it(page: Page, served: Server, guard: Guard) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    guard.allow_offline()
    await page.context.set_offline(True)
    await talk.say("first")
    await talk.say("second")
    status = page.get_by_role("button", name="Offline · 2 changes kept on this device")
    await expect(status).to_be_visible()
    await expect(page.get_by_role("button", name="Saved")).to_be_hidden()
    await status.click()
    waiting = page.get_by_role("dialog", name="What waits to be saved")
    await expect(waiting.get_by_role("listitem")).to_have_text(["Message: firstwaits", "Message: secondwaits"])
    await page.keyboard.press("Escape")
    await expect(status).to_be_focused()
    await page.context.set_offline(False)
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()


async def test_it_is_spoken_of_when_it_matters_and_not_with_each_change(
    page: Page, served: Server, guard: Guard
) -> None:
    await page.add_init_script("""addEventListener("DOMContentLoaded", () => {
      globalThis.spoken = [];
      const box = document.getElementById("announcer");
      new MutationObserver(() => spoken.push(box.textContent)).observe(box, {childList: true, characterData: true});
    })""")
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    assert not [said for said in await page.evaluate("spoken") if "Sav" in said]
    guard.allow_offline()
    await page.context.set_offline(True)
    await expect(page.locator("#announcer")).to_contain_text("Offline")
    await page.context.set_offline(False)
    await expect(page.locator("#announcer")).to_contain_text("Saved")


async def test_another_tabs_changes_are_seen_too(page: Page, served: Server, guard: Guard) -> None:
    await (await Talking(page).open(served)).ask("hello")
    other = await Talking(await page.context.new_page()).open(served)
    guard.allow_offline()
    await page.context.set_offline(True)
    await other.say("said there")
    await expect(page.get_by_role("button", name="Offline · 1 change kept on this device")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()


async def test_a_conflict_shows_both_and_is_settled_by_choice(page: Page, served: Server, client: Client) -> None:
    talk = await Talking(page).open(served, "s1")
    await talk.ask("hello")
    fields = {"artifactType": "markdown", "title": "Notes", "content": "beds\npaths\nshed"}
    artifact = (await client.ask("create_artifact", **fields))["artifact"]["id"]
    theirs = {"updates": {"content": "beds\nno paths\nshed"}}
    await client.ask("update_artifact", artifactId=artifact, **theirs)
    await page.evaluate(EDIT, ["s1", artifact, "beds\nmany paths\nshed"])
    status = page.get_by_role("button", name="A conflict to settle")
    await status.click()
    waiting = page.get_by_role("dialog", name="What waits to be saved")
    await expect(waiting.get_by_role("figure").first.locator("mark")).to_have_text("many paths\n")
    await expect(waiting.get_by_role("figure").last.locator("mark")).to_have_text("no paths\n")
    await waiting.get_by_role("button", name="Keep mine").click()
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()
    found = await client.ask("get_artifact", artifactId=artifact)
    assert found["artifact"]["content"] == "beds\nmany paths\nshed"


async def test_what_the_server_refuses_stays_until_one_gives_it_up(page: Page, served: Server, client: Client) -> None:
    await (await Talking(page).open(served, "s1")).ask("hello")
    await page.evaluate(EDIT, ["s1", "nothing-there", "lost?"])
    status = page.get_by_role("button", name="Not saved: 1 change")
    await status.click()
    waiting = page.get_by_role("dialog", name="What waits to be saved")
    await expect(waiting.get_by_role("button", name="Try again")).to_be_visible()
    await waiting.get_by_role("button", name="Give up").click()
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()
