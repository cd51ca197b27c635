"""Sites on the page: listed with pictures, read, compared, restored, published, taken along and brought."""

import asyncio
import base64
import io
import json
import time
import zipfile
from typing import Any

from playwright.async_api import Locator, Page, WebSocketRoute, expect

from ..client import Client
from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .conftest import OpenContext
from .guard import Guard

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
INDEX = "<!doctype html>\n<title>Bakery</title>\n<h1>Bread</h1>\n"


def binary(data: bytes) -> dict[str, str]:
    return {"encoding": "base64", "content": base64.b64encode(data).decode()}


async def site(client: Client, title: str, **files: Any) -> dict[str, Any]:
    """A site in the client's session."""
    made = (await client.ask("create_site", title=title, files=files or {"index.html": INDEX}))["site"]
    return dict(made)


async def listed(server: Server, count: int, **query: str) -> list[Any]:
    """Waits until the user's list has so many: it learns of them a little after the session does."""
    async with asyncio.timeout(15):
        while True:
            async with server.http.get(f"{server.url}/api/sites", params=query) as response:
                found = (await response.json())["sites"]
            if len(found) == count:
                return list(found)


def archive(**files: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for path, content in files.items():
            target.writestr(path, content)
    return written.getvalue()


class Sites:
    """The dialog."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.get_by_role("dialog", name="Sites")
        self.cards = self.element.get_by_role("list", name="Your sites").get_by_role("listitem")
        self.versions = self.element.get_by_role("list", name="Versions").get_by_role("button")

    async def open(self, user: str = "This server") -> "Sites":
        await self.page.get_by_role("button", name=user, exact=True).click()
        await self.page.get_by_role("menuitem", name="Sites").click()
        await expect(self.element.get_by_role("button", name="Import a ZIP")).to_be_focused()
        return self

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    async def choose(self, title: str) -> None:
        await self.cards.get_by_role("button", name=title).click()
        await expect(self.element.get_by_role("list", name="Files")).to_be_visible()

    async def item(self, name: str) -> None:
        """Chooses from the menu of the site that is shown."""
        await self.button("More about this site").click()
        await self.page.get_by_role("menuitem", name=name).click()

    async def answer(self, question: str, name: str) -> None:
        dialog = self.page.get_by_role("dialog", name=question)
        await dialog.get_by_role("button", name=name, exact=True).click()
        await expect(dialog).to_be_hidden()


async def test_sites_are_listed_with_a_picture_and_what_is_known_of_them(
    page: Page, served: Server, client: Client
) -> None:
    await page.goto(f"{served.url}/#/s1")
    sites = await Sites(page).open()
    await expect(sites.element).to_contain_text("No sites yet")
    await expect(sites.element).to_contain_text("a session can fill one with the files of its replies")
    await page.keyboard.press("Escape")
    await site(client, "Garden plan")
    bakery = await site(client, "Bakery")
    await client.ask("publish_site", siteId=bakery["id"], slug="bread")
    await listed(served, 1, isPublished="true")
    await sites.open()
    await expect(sites.cards).to_have_count(2)
    await expect(sites.cards.nth(0)).to_contain_text("Bakery")
    link = sites.cards.nth(0).get_by_role("link", name="Published: open Bakery")
    assert str(await link.get_attribute("href")).endswith("/p/bread/")
    await expect(sites.cards.nth(1)).to_contain_text("Not published")
    await expect(sites.cards.nth(1)).to_contain_text("Changed")
    await expect(sites.cards.nth(1).locator(".picture")).to_have_text("GP")
    await sites.choose("Bakery")
    await sites.item("Open its session")
    await expect(sites.element).to_be_hidden()
    await expect(page).to_have_url(f"{served.url}/#/s1")


async def test_files_are_read_by_whoever_is_signed_in(page: Page, start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    now = int(time.time())
    word = token("ada", iat=now, exp=now + 3600)
    ada = await server.connect("hers", headers=bearer(word))
    await site(ada, "Bakery", **{"index.html": INDEX, "img/dot.png": binary(DOT), "font.woff2": binary(b"\0")})
    await page.add_init_script(f"localStorage.setItem('satchel.token', '{word}')")
    await page.goto(f"{server.url}/#/hers")
    sites = await Sites(page).open("ada")
    await sites.choose("Bakery")
    code = sites.element.get_by_role("region", name="Code of index.html")
    await expect(code.locator("code")).to_have_text(INDEX)
    await expect(code.locator("code span").first).to_be_attached()
    await sites.button("img/dot.png").click()
    await expect(sites.element.get_by_role("img", name="img/dot.png")).to_have_js_property("naturalWidth", 1)
    await sites.button("font.woff2").click()
    await expect(sites.element).to_contain_text("It can't be shown: font/woff2. Download it instead.")
    async with page.expect_download() as coming:
        await sites.button("Download font.woff2").click()
    assert (await coming.value).suggested_filename == "font.woff2"
    async with page.expect_download() as whole:
        await sites.item("Export as ZIP")
    assert (await whole.value).suggested_filename == "Bakery.zip"
    with zipfile.ZipFile(await (await whole.value).path()) as found:
        assert found.read("img/dot.png") == DOT


async def test_versions_are_compared_and_restored(page: Page, served: Server, client: Client) -> None:
    made = await site(client, "Bakery", **{"index.html": INDEX, "old.txt": "old\n"})
    await client.ask(
        "update_site",
        siteId=made["id"],
        set={"index.html": INDEX.replace("Bread", "Cake"), "new.bin": binary(b"\0\1")},
        remove=["old.txt"],
        changeDescription="Cake instead",
    )
    await client.ask("update_site", siteId=made["id"], set={"new.txt": "new\n"})
    await listed(served, 1)
    await page.goto(f"{served.url}/#/s1")
    sites = await Sites(page).open()
    await sites.choose("Bakery")
    await sites.button("Versions").click()
    await expect(sites.versions).to_have_count(3)
    await expect(sites.versions.nth(1)).to_contain_text("Cake instead")
    changes = sites.element.get_by_role("region", name="Changes from version 2 to version 3")
    await expect(changes).to_contain_text("1 file is different.")
    await sites.versions.nth(1).click()
    changes = sites.element.get_by_role("region", name="Changes from version 1 to version 2")
    await expect(changes.locator("summary")).to_have_text(
        ["changed index.html 53 bytes → 52 bytes", "added new.bin 2 bytes", "removed old.txt 4 bytes"],
        use_inner_text=True,
    )
    await expect(changes.locator("tr.added")).to_contain_text("<h1>Cake</h1>")
    await sites.element.get_by_label("Compare with").select_option("3")
    await expect(sites.element.get_by_role("region", name="Changes from version 2 to version 3")).to_be_visible()
    await sites.versions.nth(2).click()
    await expect(sites.element.get_by_role("region", name="Code of index.html").locator("code")).to_have_text(INDEX)
    await sites.button("Restore").click()
    await expect(page.get_by_text("The files of version 1 are back, as version 4.")).to_be_visible()
    await expect(sites.versions).to_have_count(4)
    await expect(sites.versions.first).to_contain_text("Restored version 1")
    files = (await client.ask("get_site", siteId=made["id"], contents=True))["site"]["files"]
    assert files == {"index.html": INDEX, "old.txt": "old\n"}
    await page.get_by_role("button", name="Undo").click()
    await expect(sites.versions).to_have_count(5)
    paths = [entry["path"] for entry in (await client.ask("get_site", siteId=made["id"]))["site"]["entries"]]
    assert paths == ["index.html", "new.bin", "new.txt"]


async def test_a_site_is_published_and_unpublished(
    open_context: OpenContext, served: Server, client: Client, guard: Guard
) -> None:
    guard.allow("404")
    other = await site(client, "Other")
    await client.ask("publish_site", siteId=other["id"], slug="taken")
    await site(client, "Bakery")
    await listed(served, 2)
    context = await open_context(permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto(f"{served.url}/#/s1")
    sites = await Sites(page).open()
    await sites.choose("Bakery")
    await expect(sites.element).to_contain_text("Not published: it has no address yet.")
    await sites.button("Publish…").click()
    question = page.get_by_role("dialog", name="Publish the site")
    name = question.get_by_role("textbox", name="Name in the address")
    for said, told in (("No spaces", "hyphens between them"), ("taken", "taken")):
        await name.fill(said)
        await page.keyboard.press("Enter")
        await expect(question.get_by_role("alert")).to_contain_text(told)
    await name.fill("bread")
    await page.keyboard.press("Enter")
    await expect(question).to_be_hidden()
    await expect(sites.element).to_contain_text("Version 1 is published")
    await sites.button("Copy the address").click()
    await expect(page.get_by_text("The address is copied.")).to_be_visible()
    address = await page.evaluate("navigator.clipboard.readText()")
    assert address == f"{served.url}/p/bread/"
    async with context.expect_page() as opening:
        await sites.element.get_by_role("link", name="Open the site").click()
    await expect((await opening.value).get_by_role("heading", name="Bread")).to_be_visible()
    await sites.button("Unpublish").click()
    await sites.answer("Unpublish the site?", "Unpublish")
    await expect(sites.element).to_contain_text("Not published: it has no address yet.")
    async with served.http.get(address) as response:
        assert response.status == 404


async def test_a_site_is_renamed_made_a_template_and_deleted(page: Page, served: Server, client: Client) -> None:
    made = await site(client, "Bakery")
    await listed(served, 1)
    await page.goto(f"{served.url}/#/s1")
    sites = await Sites(page).open()
    await sites.button("New from a template").click()
    await sites.answer("There is no template yet", "Close")
    await sites.choose("Bakery")
    await sites.item("Rename")
    await page.get_by_role("textbox", name="Title").fill("Corner bakery")
    await page.keyboard.press("Enter")
    await expect(sites.button("Corner bakery")).to_be_visible()
    await sites.item("Make it a template")
    await expect(page.get_by_text("It is a template: new sites can start from it.")).to_be_visible()
    await listed(served, 1, isTemplate="true")
    await sites.button("All sites").click()
    await expect(sites.cards.get_by_role("button", name="Corner bakery")).to_be_focused()
    await sites.button("New from a template").click()
    await page.get_by_role("textbox", name="Title of the new site").fill("My shop")
    await sites.answer("A new site from a template", "Create")
    await expect(sites.button("My shop")).to_be_visible()
    await sites.button("All sites").click()
    await expect(sites.cards).to_have_count(2)
    await sites.choose("Corner bakery")
    await sites.item("Delete")
    await sites.answer("Delete the site?", "Keep it")
    await sites.item("Delete")
    await sites.answer("Delete the site?", "Delete")
    await expect(sites.cards).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(sites.element).to_be_hidden()
    # What was said in the dialog is there when it has gone.
    await expect(page.get_by_text("“Corner bakery” is deleted.")).to_be_visible()
    assert [one["id"] for one in (await client.ask("get_sites", deleted=True))["sites"]] == [made["id"]]
    await sites.open()
    await page.get_by_role("button", name="Undo").click()
    await expect(sites.cards).to_have_count(2)
    assert (await client.ask("get_site", siteId=made["id"]))["site"]["title"] == "Corner bakery"


async def test_a_zip_becomes_a_site_or_is_refused_with_a_reason(page: Page, served: Server, guard: Guard) -> None:
    guard.allow(r"\b400\b|\b413\b|\b415\b")
    await page.goto(f"{served.url}/#/s1")
    sites = await Sites(page).open()
    chooser = sites.element.get_by_label("ZIP archive")
    await chooser.set_input_files({"name": "bad.zip", "mimeType": "application/zip", "buffer": b"no archive"})
    await expect(sites.element.get_by_role("status")).to_contain_text("“bad.zip” was not imported.")
    for name, files, title in (
        ("shop.zip", {"index.html": INDEX}, "Bakery"),
        ("plain files.zip", {"a.txt": "a\n"}, "plain files"),
    ):
        await chooser.set_input_files({"name": name, "mimeType": "application/zip", "buffer": archive(**files)})
        await expect(sites.button(title)).to_be_visible()
        await expect(sites.element.get_by_role("list", name="Files").get_by_role("button")).to_have_text(list(files))
        await sites.button("All sites").click()
        await expect(sites.cards.get_by_role("button", name=title)).to_be_focused()


async def test_it_is_used_by_keyboard_on_a_narrow_screen(
    open_context: OpenContext, served: Server, client: Client
) -> None:
    for title in ("Garden", "Bakery"):
        await site(client, title)
    await listed(served, 2)
    page = await (await open_context(viewport={"width": 360, "height": 740})).new_page()
    await page.goto(f"{served.url}/#/s1")
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    await page.keyboard.press("Control+b")
    await page.get_by_role("button", name="This server").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    sites = Sites(page)
    await expect(sites.button("Import a ZIP")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(sites.button("All sites")).to_be_focused()
    await expect(sites.element.get_by_role("region", name="Code of index.html")).to_be_visible()
    await sites.button("Versions").focus()
    await page.keyboard.press("Enter")
    await expect(sites.versions).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await sites.element.evaluate("element => element.scrollWidth <= element.clientWidth")
    await sites.button("All sites").focus()
    await page.keyboard.press("Enter")
    await expect(sites.cards.get_by_role("button", name="Bakery")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(sites.element).to_be_hidden()


class Previews:
    """Stands between the page and the server, and makes preview images: first it can't, then it does."""

    def __init__(self, site: dict[str, Any]) -> None:
        self._site = site
        self._asked = 0
        self.made = False

    async def stand(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def ask(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] not in ("create_preview", "get_job"):
                return server.send(text)
            about = {"requestId": frame["requestId"]}
            if frame["type"] == "get_job":
                return self._send(route, {**about, "type": "job", "job": self._job("running", 2)})
            if frame["siteId"] != self._site["id"]:
                told = {"code": "invalid", "message": "no site", "details": {"field": "siteId"}}
                return self._send(route, {**about, "type": "error", **told})
            self._asked += 1
            if self._asked == 1:
                told = {"code": "unavailable", "message": "No Chromium is installed here; install one."}
                return self._send(route, {**about, "type": "error", **told})
            self._send(route, {**about, "type": "job_updated", "job": self._job("queued", 1)})
            self.made = True
            return self._send(route, {"type": "job_updated", "job": self._job("done", 3)})

        def tell(text: str | bytes) -> None:
            frame = json.loads(text)
            shown = [frame["site"]] if "site" in frame else frame.get("sites", [])
            for one in shown if self.made else ():
                one["previewImage"] = f"/api/sites/{self._site['id']}/files/dot.png"
            route.send(json.dumps(frame))

        route.on_message(ask)
        server.on_message(tell)

    def _job(self, status: str, seq: int) -> dict[str, Any]:
        return {"id": "j1", "sessionId": "s1", "kind": "preview", "status": status, "message": "", "seq": seq}

    def _send(self, route: WebSocketRoute, frame: dict[str, Any]) -> None:
        route.send(json.dumps(frame))


async def test_a_preview_image_is_made_where_the_server_can(page: Page, served: Server, client: Client) -> None:
    made = await site(client, "Bakery", **{"index.html": INDEX, "dot.png": binary(DOT)})
    await listed(served, 1)
    await page.route_web_socket("**/ws", Previews(made).stand)
    await page.goto(f"{served.url}/#/s1")
    sites = await Sites(page).open()
    await sites.choose("Bakery")
    picture = sites.element.locator(".picture")
    await expect(picture).to_have_text("B")
    await sites.item("Make a preview image")
    await expect(sites.element.get_by_role("status").first).to_have_text("No Chromium is installed here; install one.")
    await sites.item("Make a preview image")
    await expect(picture.locator("img")).to_have_js_property("naturalWidth", 1)
    await sites.button("All sites").click()
    await expect(sites.cards.locator("img")).to_have_js_property("naturalWidth", 1)
