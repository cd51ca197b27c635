"""Where messages are written: keys, drafts, attachments, and what happens without a network."""

import base64

import pytest
from playwright.async_api import BrowserContext, FilePayload, Page, expect

from ..conftest import Server
from .guard import Guard
from .page import draft_is_kept
from .talking import Talking

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def file(name: str, kind: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


async def test_enter_sends_and_shift_enter_breaks_the_line(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    await talk.field.fill("one")
    await talk.field.press("Shift+Enter")
    await talk.field.press_sequentially("two")
    await expect(talk.field).to_have_value("one\ntwo")
    await expect(talk.messages).to_have_count(0)
    await talk.field.press("Enter")
    await expect(talk.field).to_have_value("")
    await expect(talk.messages).to_have_count(2)
    assert (await talk.texts())[0] == "one\ntwo"


async def test_enter_that_ends_a_composition_sends_nothing(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.field.fill("日本")
    await talk.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await expect(talk.field).to_have_value("日本")
    await expect(talk.messages).to_have_count(0)


async def test_a_draft_survives_a_reload_and_belongs_to_its_session(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served, "one")
    await talk.field.fill("half a sen")
    await draft_is_kept(page, "half a sen")
    await page.reload()
    await expect(talk.field).to_have_value("half a sen")
    await page.evaluate("location.hash = '#/two'")
    await expect(talk.field).to_have_value("")
    await talk.field.fill("other")
    await page.evaluate("location.hash = '#/one'")
    await expect(talk.field).to_have_value("half a sen")


async def test_what_was_sent_is_no_draft_any_more(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    await page.reload()
    await expect(talk.messages).to_have_count(2)
    await expect(talk.field).to_have_value("")


async def test_files_go_with_a_message(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await page.set_input_files(
        "input[type=file]",
        [
            file("notes.txt", "text/plain", b"notes"),
            file("pixel.png", "image/png", PIXEL),
        ],
    )
    chosen = page.get_by_role("list", name="Attachments").get_by_role("listitem")
    await expect(chosen).to_have_count(2)
    await talk.ask("look at these")
    await expect(chosen).to_have_count(0)
    await page.reload()
    await expect(talk.messages).to_have_count(2)
    message = talk.messages.first
    await expect(message.get_by_role("img", name="pixel.png")).to_be_visible()
    notes = message.get_by_role("link", name="notes.txt")
    assert await notes.get_attribute("href") == "data:text/plain;base64," + base64.b64encode(b"notes").decode()


async def test_a_file_is_taken_away_again(page: Page, served: Server) -> None:
    await Talking(page).open(served)
    await page.set_input_files("input[type=file]", [file("a.txt", "text/plain", b"a")])
    await expect(page.get_by_role("button", name="Send")).to_be_enabled()
    await page.get_by_role("button", name="Remove a.txt").click()
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()


async def test_files_that_are_too_large_are_refused_with_a_sentence(page: Page, served: Server) -> None:
    await Talking(page).open(served)
    await page.set_input_files("input[type=file]", [file("film.mp4", "video/mp4", b"0" * 5_000_001)])
    await expect(page.get_by_text("Attachments may have 5.0 MB together")).to_be_visible()
    await expect(page.get_by_role("list", name="Attachments")).to_be_hidden()


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_a_picture_is_pasted_or_dropped(page: Page, served: Server, way: str) -> None:
    talk = await Talking(page).open(served)
    await talk.field.evaluate(
        """(field, [way, bytes]) => {
            const data = new DataTransfer();
            const picture = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
            data.items.add(new File([picture], "p.png", {type: "image/png"}));
            field.dispatchEvent(way === "paste"
                ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
                : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [way, base64.b64encode(PIXEL).decode()],
    )
    await expect(page.get_by_role("list", name="Attachments")).to_contain_text("p.png")


async def test_a_message_that_is_written_offline_waits_and_is_sent_later(
    page: Page, context: BrowserContext, served: Server, guard: Guard
) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    guard.allow_offline()
    await context.set_offline(True)
    await talk.say("from the tunnel")
    await expect(talk.messages.last).to_contain_text("Waiting to be sent.")
    await context.set_offline(False)
    await expect(talk.messages).to_have_count(4)
    await talk.finished()
    await expect(page.get_by_text("Waiting to be sent.")).to_have_count(0)


async def test_the_arrow_key_brings_the_last_message_back_for_an_edit(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    await talk.field.press("ArrowUp")
    await expect(page.get_by_role("textbox", name="Edit the message")).to_have_value("hello")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("textbox", name="Edit the message")).to_have_count(0)
