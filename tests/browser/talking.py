"""A conversation as a person has it: what is typed, clicked and read in the page."""

from playwright.async_api import Locator, Page, expect

from ..conftest import Server


class Talking:
    """A tab with a session.

    Args:
        page: a tab that is still empty.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.get_by_role("textbox", name="Message", exact=True)
        self.messages = page.get_by_role("list", name="Messages").get_by_role("article")
        self.stop = page.get_by_role("button", name="Stop the reply")

    async def open(self, server: Server, session: str = "talk") -> "Talking":
        await self.page.goto(f"{server.url}/#/{session}")
        await expect(self.page.get_by_role("list", name="Messages")).to_be_attached()
        return self

    async def say(self, text: str) -> None:
        """Sends a message, and does not wait for what comes of it."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def ask(self, text: str) -> Locator:
        """Sends a message and waits for the end of the reply, which it returns."""
        count = await self.messages.count()
        await self.say(text)
        await expect(self.messages).to_have_count(count + 2)
        return await self.finished()

    async def finished(self) -> Locator:
        """The last message, once nothing is being written."""
        await expect(self.messages.last).to_have_attribute("aria-busy", "false")
        await expect(self.stop).to_be_hidden()
        return self.messages.last

    async def press(self, message: Locator, name: str) -> None:
        """Presses a button of a message, which is seen while the pointer is over it."""
        await message.hover()
        await message.get_by_role("button", name=name, exact=True).click()

    async def says(self, texts: list[str]) -> None:
        """Waits until this is what was said: the branch that is shown, whole."""
        await expect(self.messages.locator(".body")).to_have_text(texts)

    async def texts(self) -> list[str]:
        """What was said, without what stands around it."""
        return [text.strip() for text in await self.messages.locator(".body").all_inner_texts()]
