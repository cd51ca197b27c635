"""The whole page as a person has it: the conversation, the artifacts beside it, the sessions, and what is saved."""

import asyncio
from typing import Protocol

from playwright.async_api import Locator, Page, expect

from .talking import Talking


class Address(Protocol):
    """A server, of whatever kind."""

    url: str


class Chat(Talking):
    """A tab, from its address to what stands in each column."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.status = page.locator("button.status")
        self.artifacts = page.get_by_role("complementary", name="Artifacts")
        self.tabs = self.artifacts.get_by_role("tab")
        self.code = self.artifacts.get_by_role("region", name="Code of")
        self.editor = self.artifacts.get_by_role("textbox", name="Code of")
        self.preview = self.artifacts.frame_locator("iframe")
        self.sessions = page.get_by_role("navigation", name="Sessions")
        self.rows = self.sessions.get_by_role("region", name="All sessions").get_by_role("link")
        self.search = self.sessions.get_by_role("searchbox")

    async def enter(self, server: Address, session: str = "plan") -> "Chat":
        """Opens a session by its address and waits until one can write."""
        await self.page.goto(f"{server.url}/#/{session}")
        await expect(self.field).to_be_visible()
        return self

    async def again(self) -> None:
        """Loads the page anew."""
        await self.page.reload()
        await expect(self.field).to_be_visible()

    async def saved(self) -> None:
        """Waits until the server has acknowledged everything."""
        await expect(self.status).to_have_attribute("data-state", "saved")

    async def offline(self, changes: int) -> None:
        """Waits until the page says that it is offline, with so many changes kept."""
        words = (
            "Offline" if changes == 0 else f"Offline · {changes} change{'s' if changes > 1 else ''} kept on this device"
        )
        await expect(self.status).to_have_text(words)

    async def view(self, name: str) -> None:
        """Chooses how an artifact is shown: Preview, Code or History."""
        await self.artifacts.get_by_role("group", name="View").get_by_role("button", name=name).click()

    async def edit(self, content: str) -> None:
        """Edits the artifact that is shown, and saves: from here on the change is kept on the device, and waits."""
        await self.artifacts.get_by_role("button", name="Edit", exact=True).click()
        await self.editor.fill(content)
        await self.artifacts.get_by_role("button", name="Save", exact=True).click()
        await expect(self.editor).to_have_count(0)

    async def reads(self, content: str) -> None:
        """Waits until the shown artifact's code is this."""
        await self.view("Code")
        await expect(self.code.locator("code")).to_have_text(content)

    async def settle(self, way: str) -> None:
        """Ends the conflict of the artifact that is shown: merge, mine or theirs."""
        names = {"merge": "Merge", "mine": "Keep mine", "theirs": "Keep theirs"}
        await self.artifacts.get_by_role("button", name=names[way]).click()

    def row(self, title: str) -> Locator:
        return self.rows.filter(has_text=title)


async def acknowledged(page: Page) -> None:
    """Waits until the server has all that the page shows: a change is seen before that."""
    await expect(page.locator("button.status")).to_have_attribute("data-state", "saved")


WORKER = """new Promise((resolve) => {
  const {serviceWorker} = navigator;
  const look = () => serviceWorker.controller && resolve(true);
  serviceWorker.addEventListener("controllerchange", look);
  look();
})"""


async def worker_is_ready(page: Page) -> None:
    """Waits until the page opens without a network."""
    async with asyncio.timeout(20):
        await page.evaluate(WORKER)


DRAFT = """async (text) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (;;) {
    for (const {name} of await indexedDB.databases()) {
      const db = await asked(indexedDB.open(name));
      const drafts = db.objectStoreNames.contains("drafts")
        ? await asked(db.transaction("drafts").objectStore("drafts").getAll()) : [];
      db.close();
      if (drafts.some((draft) => draft.includes(text))) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}"""


async def draft_is_kept(page: Page, text: str) -> None:
    """Waits until what was typed is on the device: a page that is left at once has no time for its last letter."""
    async with asyncio.timeout(15):
        await page.evaluate(DRAFT, text)
