"""The column of artifacts as a person uses it, for the tests of it."""

from typing import Any

from playwright.async_api import FrameLocator, Locator, Page, expect

from ..client import Client


class Column:
    """The column of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("#artifacts")
        self.tabs = self.element.get_by_role("tab")
        self.body = self.element.locator(".artifact-body")
        self.editor = self.element.locator("textarea")
        self.code = self.element.locator(".code-view .code-text")
        self.log = self.element.get_by_role("log")

    async def open(self, url: str, session: str = "s1") -> "Column":
        """Opens a session that has artifacts."""
        await self.page.goto(f"{url}/#/{session}")
        await expect(self.tabs.first).to_be_visible()
        return self

    @property
    def frame(self) -> FrameLocator:
        return self.element.frame_locator("iframe")

    def tab(self, title: str) -> Locator:
        return self.element.get_by_role("tab", name=title)

    async def choose(self, title: str) -> None:
        await self.tab(title).click()
        await expect(self.tab(title)).to_have_attribute("aria-selected", "true")

    async def view(self, name: str) -> None:
        """Preview, Code or History."""
        await self.element.get_by_role("group", name="View").get_by_role("button", name=name).click()

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    async def edit(self, content: str) -> None:
        """Begins to edit and writes the whole content anew, without saving it."""
        await self.button("Edit").click()
        await self.editor.fill(content)

    async def item(self, name: str) -> None:
        """Chooses from the artifact's menu."""
        await self.button("More about this artifact").click()
        await self.page.get_by_role("menuitem", name=name).click()


async def make(client: Client, artifact_type: str, title: str, content: str, language: str = "") -> str:
    """An artifact, made by somebody; its id."""
    reply: dict[str, Any] = await client.ask(
        "create_artifact", artifactType=artifact_type, title=title, content=content, language=language
    )
    return str(reply["artifact"]["id"])


async def write(client: Client, artifact_id: str, content: str, description: str = "") -> None:
    """A new version, by somebody else."""
    await client.ask(
        "update_artifact", artifactId=artifact_id, updates={"content": content}, changeDescription=description
    )


async def content(client: Client, artifact_id: str) -> str:
    """What the server has."""
    return str((await client.ask("get_artifact", artifactId=artifact_id))["artifact"]["content"])
