"""The page without a network: it opens, reloads, and finds what was opened before."""

import pytest
from playwright.async_api import Page, expect

from .conftest import Launch
from .guard import Guard
from .served import Restarted
from .talking import Talking

pytestmark = pytest.mark.service_worker

WORKS = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


KEPT = """async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let kept = 0;
  for (const {name} of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    const known = db.objectStoreNames.contains("rows");
    const rows = known ? await done(db.transaction("rows").objectStore("rows").getAll()) : [];
    kept += rows.filter(({kind, value}) => kind === "message" && value.status === "complete").length;
    db.close();
  }
  return kept === 2;
}"""
"""Whether what was said and answered is on the device: it is written a moment after it was shown."""


async def opened(page: Page, server: Restarted) -> Talking:
    """A session that was opened once, with the worker at work."""
    await page.goto(f"{server.url}/#/plan")
    talk = Talking(page)
    await talk.ask("hello")
    await page.wait_for_function(WORKS)
    await page.wait_for_function(KEPT)
    return talk


async def test_the_page_opens_again_without_the_server(page: Page, launch: Launch, guard: Guard) -> None:
    server = await launch()
    talk = await opened(page, server)
    guard.allow_offline()
    await server.kill()
    await page.reload()
    await expect(talk.messages).to_have_count(2)
    await expect(page.get_by_role("button", name="Offline", exact=True)).to_be_visible()
    await expect(page.get_by_role("navigation", name="Sessions").get_by_role("link")).to_have_count(1)
    await server.start()
    await expect(page.get_by_role("button", name="Saved")).to_be_visible()


async def test_another_tab_opens_without_the_server(page: Page, launch: Launch, guard: Guard) -> None:
    server = await launch()
    await opened(page, server)
    guard.allow_offline()
    await server.kill()
    other = await page.context.new_page()
    await other.goto(server.url)
    await expect(Talking(other).field).to_be_visible()
    await other.get_by_role("navigation", name="Sessions").get_by_role("link").click()
    await expect(Talking(other).messages).to_have_count(2)


async def test_a_session_that_was_never_opened_says_so(page: Page, launch: Launch, guard: Guard) -> None:
    server = await launch()
    await opened(page, server)
    guard.allow_offline()
    await server.kill()
    await page.goto(f"{server.url}/#/elsewhere")
    await expect(page.get_by_text("not on this device")).to_be_visible()


async def test_nothing_of_anybody_is_in_the_workers_cache(page: Page, launch: Launch) -> None:
    server = await launch()
    await opened(page, server)
    kept = await page.evaluate("""async () => {
      const names = await caches.keys();
      const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return all.flat().map(({url}) => new URL(url).pathname);
    }""")
    assert "/" in kept
    assert all(path == "/" or path.startswith("/page/") for path in kept)


async def test_where_there_is_no_worker_the_page_works_without(page: Page, launch: Launch) -> None:
    server = await launch()
    await page.add_init_script("delete Navigator.prototype.serviceWorker")
    await page.goto(f"{server.url}/#/plan")
    await Talking(page).ask("hello")
