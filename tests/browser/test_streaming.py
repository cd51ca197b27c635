"""A reply while it is written: seen as it grows, harmless at every moment, stopped, and left alone while one reads."""

import pytest
from playwright.async_api import Page, expect

from server.assistant import Reasoning, ToolCall

from ..conftest import Start
from ..models import SteppedModel
from .guard import Guard
from .talking import Talking

HOSTILE = {
    "script": "<script>window.ran = 'script'</script>",
    "handler": "<img src=x onerror=\"window.ran = 'handler'\">",
    "picture": "![x](https://example.com/leak.png)",
    "link": "[click](javascript:window.ran='link')",
    "frame": "<iframe srcdoc=\"<script>parent.ran = 'frame'</script>\"></iframe>",
    "svg": "<svg onload=\"window.ran = 'svg'\"><animate onbegin=\"window.ran = 'svg'\" attributeName=x dur=1s></svg>",
    "style": "<style>body { background: url(https://example.com/leak) }</style>",
    "form": '<form action="https://example.com/leak"><button id="leak">go</button></form>',
    "address": '<base href="https://example.com/"><a id="app" href="data:text/html,x">x</a>',
    "object": "<object data=\"javascript:window.ran='object'\"></object>",
    "fence": "```html\n<script>window.ran = 'fence'</script>\n```",
    "language": '```"><script>window.ran=1</script>\ncode\n```',
    "tag": '<artifact identifier="x" title="<img src=x onerror=window.ran=1>" type="text/html"><b>x</b></artifact>',
}

FORBIDDEN = "script, iframe, object, embed, style, form, base, svg:not(.icon), link, meta, [onerror], [onload], [style]"


async def test_a_reply_is_seen_before_its_end(page: Page, start: Start) -> None:
    model = SteppedModel("First paragraph.\n\n", "**Second** paragraph.\n\n", "Thi", "rd")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release()
    await expect(talk.messages.last).to_contain_text("First paragraph.")
    await expect(talk.stop).to_be_visible()
    model.release()
    await expect(talk.messages.last.locator("strong")).to_have_text("Second")
    model.release()
    await expect(talk.messages.last).to_contain_text("Thi")
    await expect(talk.messages.last).to_have_attribute("aria-busy", "true")
    model.release(2)
    await talk.finished()
    assert (await talk.texts())[1] == "First paragraph.\n\nSecond paragraph.\n\nThird"


async def test_code_is_code_from_its_first_line_on(page: Page, start: Start) -> None:
    model = SteppedModel("Look:\n```py", "thon\nprint(1)\n", "print(2)\n", "```\nDone.")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release()
    await expect(talk.messages.last).to_contain_text("Look:")
    await expect(talk.messages.last).not_to_contain_text("```")
    model.release(2)
    await expect(talk.messages.last.locator(".code-block pre")).to_have_text("print(1)\nprint(2)")
    await expect(talk.messages.last.locator(".code-header")).to_contain_text("python")
    model.release(2)
    await talk.finished()
    await expect(talk.messages.last.locator(".code-block pre")).to_have_text("print(1)\nprint(2)")
    await expect(talk.messages.last).to_contain_text("Done.")


async def test_reasoning_grows_in_its_fold(page: Page, start: Start) -> None:
    model = SteppedModel(Reasoning("First "), Reasoning("I think."), "Then I speak.")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release()
    await talk.messages.last.get_by_text("Reasoning").click()
    await expect(talk.messages.last).to_contain_text("First")
    model.release()
    await expect(talk.messages.last).to_contain_text("First I think.")
    model.release(2)
    await talk.finished()
    await expect(talk.messages.last.get_by_text("First I think.")).to_be_visible()  # it stays open
    await expect(talk.messages.last).to_contain_text("Then I speak.")


async def test_a_call_of_a_tool_grows_in_its_fold(page: Page, start: Start) -> None:
    model = SteppedModel(
        "Let me see.", ToolCall(0, "c1", "weather", '{"city":'), ToolCall(0, None, None, ' "<b>Oslo</b>"}')
    )
    server = await start(model=model)
    talk = await Talking(page).open(server)
    await talk.say("hello")
    model.release(2)
    await talk.messages.last.get_by_text("Calling weather").click()
    await expect(talk.messages.last.locator("pre")).to_have_text('{"city":')
    await page.reload()
    await expect(talk.messages.last).to_contain_text("Let me see.")
    await talk.messages.last.get_by_text("Calling weather").click()
    model.release()
    await expect(talk.messages.last.locator("pre")).to_have_text('{"city": "<b>Oslo</b>"}')
    model.release()
    await expect(talk.messages.last.get_by_text("Called weather")).to_be_visible()
    await expect(talk.messages.last.locator("pre")).to_contain_text('"city": "<b>Oslo</b>"')  # it stays open
    await talk.finished()


async def test_an_artifact_is_a_card_while_it_is_written(page: Page, start: Start) -> None:
    opening = '<artifact identifier="n" type="text/markdown" title="Notes">\n'
    model = SteppedModel("Here:\n\n", opening, "# A\n\nb\n\n", "c\n</artifact>\n", "\nThere.")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release(3)
    card = talk.messages.last.locator(".card")
    await expect(card).to_contain_text("Notes")
    await expect(card).to_contain_text("writing")
    await expect(talk.messages.last).not_to_contain_text("artifact identifier")
    model.release(3)
    await talk.finished()
    await expect(card).to_have_count(1)
    await expect(card).to_contain_text("version 1")
    await expect(talk.messages.last).to_contain_text("There.")


async def test_a_reply_is_stopped_and_keeps_what_was_said(page: Page, start: Start) -> None:
    model = SteppedModel("As far as this.", " Never said.")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release()
    await expect(talk.messages.last).to_contain_text("As far as this.")
    await talk.stop.click()
    reply = await talk.finished()
    await expect(reply).to_contain_text("This reply was stopped before its end.")
    await expect(reply).to_contain_text("As far as this.")
    await expect(talk.field).to_be_focused()


async def test_a_reply_goes_on_after_a_reload(page: Page, start: Start) -> None:
    model = SteppedModel("One. ", "Two. ", "Three.")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release()
    await expect(talk.messages.last).to_contain_text("One.")
    await page.reload()
    await expect(talk.messages.last).to_contain_text("One.")
    model.release()
    await expect(talk.messages.last).to_contain_text("One. Two.")
    model.release(2)
    await talk.finished()
    await talk.says(["hello", "One. Two. Three."])


async def test_who_reads_above_is_not_taken_to_the_end(page: Page, start: Start) -> None:
    model = SteppedModel("line\n\n" * 100, "more\n\n" * 50, "end")
    talk = await Talking(page).open(await start(model=model))
    await talk.say("hello")
    model.release()
    await expect(talk.messages.last).to_contain_text("line")
    await expect(talk.messages.first).not_to_be_in_viewport()
    await page.mouse.move(700, 400)
    await page.mouse.wheel(0, -20_000)
    await expect(talk.messages.first).to_be_in_viewport()
    model.release()
    await expect(talk.messages.last).to_contain_text("more")
    await expect(talk.messages.first).to_be_in_viewport()
    await page.get_by_role("button", name="Newest").click()
    model.release(2)
    await talk.finished()
    await expect(talk.messages.last.get_by_text("end", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("misdeed", HOSTILE)
async def test_hostile_markdown_does_nothing_at_any_moment(
    page: Page, start: Start, guard: Guard, misdeed: str
) -> None:
    text = HOSTILE[misdeed]
    third = len(text) // 3
    model = SteppedModel(
        text[:third], text[third : 2 * third], text[2 * third :], "\n\nA block behind it.\n\n", "The end."
    )
    talk = await Talking(page).open(await start(model=model))
    await talk.say(text)
    for _ in range(4):
        model.release()
        assert await page.evaluate("window.ran") is None
        assert await page.locator(".messages").locator(FORBIDDEN).count() == 0
    await expect(talk.messages.last).to_contain_text("A block behind it.")
    assert await page.locator(".messages").locator(FORBIDDEN).count() == 0
    model.release(2)
    await talk.finished()
    await expect(talk.messages.last).to_contain_text("The end.")
    for link in await page.locator(".messages a").all():
        assert (await link.get_attribute("href") or "").startswith(("http", "data:text/plain", "mailto:"))
    assert await page.locator(".messages").locator(FORBIDDEN).count() == 0
    assert await page.evaluate("window.ran") is None
    assert not any("example.com" in address for address in guard.requests)
