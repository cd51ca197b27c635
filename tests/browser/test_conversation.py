"""The conversation: what is said, what it made, and what can be done with it."""

from playwright.async_api import Page, expect

from ..client import Client
from ..conftest import Server, Start
from ..models import SteppedModel
from ..web.frames import ok
from .conftest import OpenContext
from .talking import Talking


async def test_the_first_message_makes_the_session_and_is_answered(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await expect(page.get_by_role("heading", name="What shall we make?")).to_be_visible()
    reply = await talk.ask("write a counter component")
    await expect(page.get_by_role("heading", name="What shall we make?")).to_be_hidden()
    assert (await talk.texts())[0] == "write a counter component"
    await expect(reply).to_contain_text("Here is a counter in React")
    await expect(page.get_by_role("banner").get_by_role("heading")).to_contain_text("write a counter component")


async def test_a_suggestion_is_sent_with_one_click(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await page.get_by_role("button", name="Plan a launch").click()
    await expect(talk.messages).to_have_count(2)
    await expect(await talk.finished()).to_contain_text("launch plan")


async def test_what_a_reply_made_can_be_opened_from_it(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    reply = await talk.ask("write a counter component")
    card = reply.get_by_role("button", name="Open Counter.tsx, React component, version 1")
    await expect(card).to_be_visible()
    code = reply.locator(".code-block")
    await expect(code).to_contain_text("Counter.tsx")
    await expect(code.get_by_role("button", name="Open Counter.tsx")).to_be_visible()


async def test_a_document_is_a_card_and_not_said_twice(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    reply = await talk.ask("a document")
    await expect(
        reply.get_by_role("button", name="Open Launch plan: four weeks to the first customers")
    ).to_be_visible()
    await expect(reply).not_to_contain_text("<artifact")
    await expect(reply).not_to_contain_text("Letters to the forty people")
    await expect(reply).to_contain_text("The plan fits on one page on purpose")


async def test_code_is_copied(open_context: OpenContext, served: Server) -> None:
    context = await open_context(permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    talk = await Talking(page).open(served)
    reply = await talk.ask("/echo ```python\nprint(1)\n```")
    await expect(reply.locator(".code-block")).to_contain_text("python")
    await reply.get_by_role("button", name="Copy code").click()
    assert (await page.evaluate("navigator.clipboard.readText()")).strip() == "print(1)"
    await talk.press(reply, "Copy message")
    await expect(page.locator("#announcer")).to_have_text("Copied.")
    assert await page.evaluate("navigator.clipboard.readText()") == "```python\nprint(1)\n```"


async def test_a_reply_is_rendered_markdown(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    reply = await talk.ask("/echo # Title\n\n- **one**\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |")
    await expect(reply.get_by_role("heading", name="Title")).to_be_visible()
    await expect(reply.get_by_role("listitem")).to_have_text(["one", "two"])
    await expect(reply.get_by_role("cell", name="2")).to_be_visible()


async def test_tools_and_reasoning_are_folded_away(page: Page, served: Server) -> None:
    client = await served.connect("talk")
    parts = [
        {"type": "reasoning", "text": "hm"},
        {"type": "tool-call", "toolCallId": "c", "toolName": "weather", "input": {"city": "Rome"}},
        {"type": "tool-result", "toolCallId": "c", "output": {"sun": True}},
        {"type": "text", "text": "It is **sunny**."},
        {"type": "data", "name": "scale", "data": [1, 2]},
        {"type": "file", "mediaType": "text/plain", "url": "data:text/plain,hi", "filename": "hi.txt"},
    ]
    await ok(client, "append_message", role="assistant", parts=parts)
    talk = await Talking(page).open(served)
    message = talk.messages.first
    await expect(message.get_by_text("Rome")).to_be_hidden()
    await message.get_by_text("Called weather").click()
    await expect(message.get_by_text('"city": "Rome"')).to_be_visible()
    for name in ("Reasoning", "The tool's result", "scale"):
        await expect(message.get_by_text(name, exact=True)).to_be_visible()
    await expect(message.locator("strong")).to_have_text("sunny")
    await expect(message.get_by_role("link", name="hi.txt")).to_have_attribute("download", "hi.txt")


async def test_a_run_of_tools_is_folded_away_and_can_be_stopped(page: Page, start: Start) -> None:
    talk = await Talking(page).open(await start(tools="tests.web.some_tools"))
    await talk.say('/tool add {"a": 20, "b": 3}')
    await expect(talk.messages).to_have_count(4)
    await expect(await talk.finished()).to_contain_text('The tool said: {"sum":23}')
    call, result = talk.messages.nth(1), talk.messages.nth(2)
    await expect(call.get_by_text("20")).to_be_hidden()
    await call.get_by_text("Called add").click()
    await expect(call.get_by_text('"a": 20')).to_be_visible()
    await result.get_by_text("The tool's result").click()
    await expect(result.get_by_text('"sum": 23')).to_be_visible()
    await talk.say("/tool wait")
    await expect(talk.messages).to_have_count(7)
    await talk.stop.click()
    await expect((await talk.finished()).get_by_text("The tool failed")).to_be_visible()


async def test_a_failed_reply_says_what_to_do(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    reply = await talk.ask("/fail")
    await expect(reply).to_contain_text("The demo model broke off, as you asked it to.")
    await expect(reply).to_contain_text("Now the model goes away in the middle of a sent")
    await reply.get_by_role("button", name="Try again").click()
    await expect(talk.messages.last.get_by_text("2/2")).to_be_visible()


async def test_a_title_is_changed_where_it_stands(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    await page.get_by_role("banner").get_by_role("heading").click()
    await page.get_by_role("textbox", name="Name of the session").fill("Plans")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("banner").get_by_role("heading")).to_have_text("Plans")
    await expect(page).to_have_title("Plans · Satchel")
    await page.reload()
    await expect(page.get_by_role("banner").get_by_role("heading")).to_have_text("Plans")


async def test_a_message_is_deleted_after_a_question(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    await talk.press(talk.messages.first, "Delete message")
    await page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    await expect(talk.messages).to_have_count(2)
    await talk.press(talk.messages.first, "Delete message")
    await page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    await expect(talk.messages).to_have_count(1)


async def test_the_beginning_and_the_end_of_a_reply_are_announced_once(page: Page, start: Start) -> None:
    model = SteppedModel("one ", "two ", "three")
    server = await start(model=model)
    talk = await Talking(page).open(server)
    await page.evaluate("""() => {
        window.said = [];
        const announcer = document.getElementById("announcer");
        new MutationObserver(() => said.push(announcer.textContent)).observe(announcer, {childList: true});
    }""")
    await talk.say("hello")
    model.release(3)
    await expect(talk.messages.last).to_contain_text("three")
    model.release()
    await talk.finished()
    assert await page.evaluate("said") == ["The assistant is writing.", "The reply is finished."]


async def test_each_message_says_who_speaks(page: Page, served: Server) -> None:
    talk = await Talking(page).open(served)
    await talk.ask("hello")
    headings = talk.messages.get_by_role("heading", level=3)
    await expect(headings.filter(has_text="You")).to_have_count(1)
    await expect(headings.filter(has_text="Assistant")).to_have_count(1)


async def said(client: Client, count: int) -> None:
    for number in range(count):
        role = "assistant" if number % 2 else "user"
        await ok(client, "append_message", role=role, content=f"message {number}\n\n" + "words " * 40)


async def test_a_long_conversation_is_opened_at_its_end(page: Page, served: Server) -> None:
    await said(await served.connect("talk"), 200)
    talk = await Talking(page).open(served)
    await expect(talk.messages).to_have_count(200)
    await expect(talk.messages.last).to_be_in_viewport()
    newest = page.get_by_role("button", name="Newest")
    await expect(newest).to_be_hidden()
    await page.evaluate("document.querySelector('.scroller').scrollTop = 0")
    await expect(talk.messages.first).to_be_in_viewport()
    await newest.click()
    await expect(talk.messages.last).to_be_in_viewport()


async def test_a_conversation_with_code_and_tables_is_opened_at_its_end_on_a_phone(
    open_context: OpenContext, served: Server
) -> None:
    client = await served.connect("talk")
    for asked in ("write a counter component", "make it red", "a table that compares ways to keep chat history"):
        await ok(client, "send_message", content=asked)
        await client.hear("reply_finished")
    talk = await Talking(await (await open_context(viewport={"width": 360, "height": 740})).new_page()).open(served)
    await expect(talk.messages.last.locator("table")).to_have_count(1)  # now all is as high as it will be
    await expect(talk.messages.nth(3).locator(".code-block")).to_have_count(1)
    await expect(talk.messages.last.locator(".tools")).to_be_in_viewport()
    await expect(talk.page.get_by_role("button", name="Newest")).to_be_hidden()


async def test_what_is_said_elsewhere_moves_nobody_who_reads_above(page: Page, served: Server) -> None:
    client = await served.connect("talk")
    await said(client, 60)
    talk = await Talking(page).open(served)
    await expect(talk.messages).to_have_count(60)
    await talk.messages.nth(30).evaluate("element => element.scrollIntoView({block: 'start'})")
    await expect(talk.messages.nth(30)).to_be_in_viewport()
    await ok(client, "append_message", role="user", content="something new")
    await expect(talk.messages).to_have_count(61)
    await expect(talk.messages.nth(30)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Newest")).to_be_visible()
