"""W6: sites are listed, brought in and taken out on the command line, beside a server and without one."""

import json
import zipfile
from pathlib import Path

import pytest

from ..conftest import Start
from ..rest.calls import call
from .command import satchel

NOBODY = "http://127.0.0.1:9"
"""Where no server is."""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    made = tmp_path / "pages"
    for path, content in {"index.html": "<title>Shop</title>", "img/a.png": "\x89", "node_modules/x.js": "no"}.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(content, "utf-8")
    return made


def names_in(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


async def test_a_folder_becomes_a_site_and_leaves_as_a_zip_without_a_server(tmp_path: Path, pages: Path) -> None:
    here = ("--data", tmp_path / "data", "--url", NOBODY)
    made = await satchel("site", "import", pages, *here)
    assert (made.status, made.err) == (0, "")
    assert made.out.splitlines()[1] == "It is in lists and search."
    listed = await satchel("site", "list", "--json", *here)
    [site] = listed.json["sites"]
    assert (site["title"], site["fileCount"], site["version"]) == ("Shop", 2, 1)
    assert site["id"] in made.out
    out = await satchel("site", "export", site["id"], tmp_path, *here)
    assert (out.status, names_in(tmp_path / "Shop.zip")) == (0, ["img/a.png", "index.html"])
    again = await satchel("site", "export", site["id"], tmp_path, *here)
    assert again.status == 1
    assert "is there already" in again.err
    second = await satchel("site", "import", tmp_path / "Shop.zip", "--title", "Two", "--into", "two", "--json", *here)
    assert (second.json["site"]["sessionId"], second.json["site"]["title"]) == ("two", "Two")
    shown = await satchel("site", "list", *here)
    assert [line.split()[1] for line in shown.out.splitlines()[1:]] == ["Two", "Shop"]


async def test_beside_a_server_the_server_does_it(start: Start, tmp_path: Path, pages: Path) -> None:
    server = await start()
    await (await server.connect("s1")).ask("append_message", role="user", content="x")
    here = ("--data", server.settings.folder, "--url", server.url)
    made = await satchel("site", "import", pages, "--into", "s1", *here)
    assert (made.status, made.err) == (0, "")
    assert "The running server has it." in made.out
    [site] = (await call(server, "GET", "/api/chats/s1/sites")).body["sites"]
    assert (site["title"], site["fileCount"]) == ("Shop", 2)
    listed = await satchel("site", "list", "--json", *here)
    assert [one["id"] for one in listed.json["sites"]] == [site["id"]]
    await call(server, "PATCH", f"/api/sites/{site['id']}", {"remove": ["img/a.png"]})
    for more, names in (((), ["index.html"]), (("--version", "1"), ["img/a.png", "index.html"])):
        target = tmp_path / f"{len(names)}.zip"
        done = await satchel("site", "export", site["id"], target, "--json", *more, *here)
        assert json.loads(done.out) == {"file": str(target), "size": target.stat().st_size, "files": len(names)}
        assert names_in(target) == names


async def test_what_can_not_be_taken_is_said_and_nothing_is_made(tmp_path: Path, pages: Path) -> None:
    here = ("--data", tmp_path / "data", "--url", NOBODY)
    (pages / "secret").symlink_to("/etc")
    linked = await satchel("site", "import", pages, *here)
    assert (linked.status, linked.out) == (1, "")
    assert "secret is a link" in linked.err
    (tmp_path / "no.zip").write_bytes(b"no zip")
    assert "no ZIP archive" in (await satchel("site", "import", tmp_path / "no.zip", *here)).err
    assert "There is no" in (await satchel("site", "import", tmp_path / "nowhere", *here)).err
    assert "There is no site" in (await satchel("site", "export", "nothing", *here)).err
    assert (await satchel("site", "list", "--json", *here)).json == {"sites": [], "problems": []}
