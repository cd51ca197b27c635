"""The page as it is served: its files, who may have them, how long they are kept, what a browser may do with them."""

import gzip
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flit_core.buildapi import build_wheel  # type: ignore[import-untyped]

from server.config import settings_from
from server.errors import SatchelError
from server.web.pages.files import FOLDER, PREVIEW_SCRIPTS, Files

from ..conftest import Server, Start

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
STRANGER = "https://evil.example"


async def get(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body as they came: still compressed."""
    named = {"Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.http.request(method, server.url + path, headers=named, allow_redirects=False) as response:
        return response.status, response.headers, await response.read()


async def base(server: Server) -> str:
    """The path that the page's files are under."""
    _, _, body = await get(server, "/", **HTML)
    found = re.search(r"/page/[0-9a-f]+", body.decode())
    assert found is not None
    return found[0]


def policy(headers: Any) -> dict[str, list[str]]:
    directives = (part.split() for part in headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in directives}


# the page


async def test_a_browser_gets_the_page_and_a_program_the_welcome(server: Server) -> None:
    status, headers, body = await get(server, "/", **HTML)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"{base}" not in body
    for accept in ("*/*", "application/json", "text/html;q=0", "application/json, text/html;q=0.5", "text/html;q=x"):
        status, headers, body = await get(server, "/", Accept=accept)
        assert (status, json.loads(body)["name"]) == (200, "Satchel"), accept
        assert "Accept" in headers["Vary"]


async def test_every_file_that_the_page_names_is_there(server: Server) -> None:
    _, _, body = await get(server, "/", **HTML)
    named = re.findall(r'(?:href|src)="(/page/[^"]+)"', body.decode())
    assert named
    for path in named:
        status, _, _ = await get(server, path)
        assert status == 200, path


async def test_the_page_is_asked_for_anew_each_time_and_sent_only_when_it_changed(server: Server) -> None:
    _, headers, _ = await get(server, "/", **HTML)
    assert headers["Cache-Control"] == "no-cache"
    status, again, body = await get(server, "/", If_None_Match=headers["ETag"], **HTML)
    assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])
    assert again["Content-Security-Policy"] == headers["Content-Security-Policy"]


async def test_the_page_runs_its_own_scripts_and_nothing_else(server: Server) -> None:
    _, headers, _ = await get(server, "/", **HTML)
    found, host = policy(headers), server.url.removeprefix("http://")
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert found["connect-src"] == ["'self'", f"ws://{host}", f"wss://{host}"]
    for none in ("base-uri", "form-action", "frame-ancestors"):
        assert found[none] == ["'none'"]
    assert (found["require-trusted-types-for"], found["trusted-types"]) == (["'script'"], ["satchel"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


async def test_a_name_that_is_none_adds_nothing_to_the_policy(start: Start) -> None:
    server = await start(open=True)
    for host in ("evil.example;script-src *", "a b", "[::1]:8321"):
        _, headers, _ = await get(server, "/", Host=host, **HTML)
        assert policy(headers)["connect-src"] == ["'self'"]
        assert policy(headers)["script-src"] == ["'self'"]


# its files


async def test_a_file_is_kept_for_good_under_its_version(server: Server) -> None:
    path = await base(server)
    status, headers, body = await get(server, f"{path}/icon.svg")
    assert (status, headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert body == (FOLDER / "icon.svg").read_bytes()
    status, headers, body = await get(server, f"{path}/icon.svg", "HEAD")
    assert (status, body, headers["Content-Length"]) == (200, b"", str((FOLDER / "icon.svg").stat().st_size))


async def test_a_script_comes_without_its_comments(server: Server) -> None:
    _, headers, body = await get(server, f"{await base(server)}/client/outbox.js")
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"export class Outbox" in body
    assert b"// " not in body


async def test_a_script_comes_by_brotli_to_whoever_takes_it(server: Server) -> None:
    address = f"{await base(server)}/client/outbox.js"
    _, _, plain = await get(server, address)
    _, headers, body = await get(server, address, Accept_Encoding="gzip, deflate, br")
    assert headers["Content-Encoding"] == "br"
    assert body == plain  # which the client has unpacked


@pytest.mark.parametrize(
    "path",
    [
        "/page/0123456789abcdef/client.js",
        "{base}/nothing.js",
        "{base}/%2e%2e/app.py",
        "{base}/..%2fapp.py",
        "{base}/view/",
        "{base}/preview/packages/package.json",
    ],
)
async def test_what_is_no_file_of_this_version_is_not_found_and_not_kept(server: Server, path: str) -> None:
    status, headers, _ = await get(server, path.replace("{base}", await base(server)))
    assert (status, headers["Cache-Control"]) == (404, "no-store")


async def test_files_are_sent_compressed_to_whoever_takes_that(server: Server) -> None:
    path = f"{await base(server)}/style/base.css"
    _, plain, whole = await get(server, path)
    async with server.http.get(server.url + path, headers={"Accept-Encoding": "gzip"}, auto_decompress=False) as found:
        packed = await found.read()
        assert found.headers["Content-Encoding"] == "gzip"
        assert int(found.headers["Content-Length"]) == len(packed) < len(whole)
        assert found.headers["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed) == whole
    assert "Content-Encoding" not in plain


async def test_pages_of_any_origin_may_have_the_files_and_nothing_else(server: Server) -> None:
    path = await base(server)
    for origin in (STRANGER, "null"):
        for file in (f"{path}/client.js", f"{path}/style/base.css", "/client.js"):
            status, headers, _ = await get(server, file, Origin=origin)
            assert status in (200, 302)
            assert headers["Access-Control-Allow-Origin"] == "*"
        for method, other in (
            ("GET", "/"),
            ("GET", "/health"),
            ("GET", "/service-worker.js"),
            ("GET", "/api/chats"),
            ("GET", f"{path}/../../api/chats"),
            ("POST", f"{path}/client.js"),
            ("OPTIONS", f"{path}/client.js"),
        ):
            status, headers, _ = await get(server, other, method, Origin=origin)
            assert status == 403, other
            assert "Access-Control-Allow-Origin" not in headers
    status, _, _ = await get(server, f"{path}/client.js", Host="evil.example")
    assert status == 403


async def test_the_client_is_found_without_its_version(server: Server) -> None:
    status, headers, _ = await get(server, "/client.js")
    assert (status, headers["Location"]) == (302, f"{await base(server)}/client.js")
    assert headers["Cache-Control"] == "no-cache"


async def test_the_list_for_the_service_worker_names_what_is_there(server: Server) -> None:
    path = await base(server)
    _, _, body = await get(server, f"{path}/files.json")
    found = json.loads(body)
    assert found["base"] == path
    assert {"/", f"{path}/app.js", f"{path}/client.js", f"{path}/style/base.css"} <= set(found["files"])
    for file in found["files"]:
        status, _, _ = await get(server, file)
        assert status == 200, file
    assert not any("packages" in file for file in found["files"])


def test_the_version_is_another_when_a_file_or_the_policy_changes(tmp_path: Path) -> None:
    def version(content: str, policy: str = "strict") -> str:
        folder = tmp_path / f"{content}{policy}"
        folder.mkdir(exist_ok=True)
        (folder / "a.js").write_text(content, "utf-8")
        return Files(folder, policy).version

    assert len({version("a"), version("b"), version("a", "lax")}) == 3
    assert version("a") == version("a")


def test_the_files_are_in_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER.parents[2])
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        names = set(wheel.namelist())
    assert {f"server/web/page/{name}" for name in Files(FOLDER, "").documents} <= names
    assert not any("node_modules" in name for name in names)


# the service worker


async def test_the_service_worker_knows_the_version_and_is_never_kept(server: Server) -> None:
    if not (FOLDER / "service-worker.js").exists():
        pytest.skip("The page has no service worker")
    status, headers, body = await get(server, "/service-worker.js")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert (await base(server)).encode() in body


# previews

SHELL = "preview/shell.html"


async def shell_policy(server: Server) -> dict[str, list[str]]:
    status, headers, _ = await get(server, f"{await base(server)}/{SHELL}")
    assert status == 200
    return policy(headers)


async def test_a_preview_has_no_origin_and_no_network(server: Server) -> None:
    found = await shell_policy(server)
    assert found["sandbox"] == ["allow-scripts"]
    for none in ("default-src", "connect-src", "frame-src", "form-action", "base-uri"):
        assert found[none] == ["'none'"]
    assert found["frame-ancestors"] == ["'self'"]
    assert server.url in found["script-src"]
    assert not any("*" in source for sources in found.values() for source in sources)


async def test_an_operator_lets_previews_load_from_elsewhere(start: Start) -> None:
    sources = "https://cdn.example.com, http://localhost:9000/"
    server = await start(preview_sources=settings_from({"SATCHEL_PREVIEW_SOURCES": sources}).preview_sources)
    found = await shell_policy(server)
    for name in ("script-src", "style-src", "img-src", "font-src", "connect-src", "media-src"):
        assert found[name][-2:] == ["https://cdn.example.com", "http://localhost:9000"]
    assert "'none'" not in found["connect-src"]
    assert found["frame-src"] == ["'none'"]
    assert await base(server) != await base(await start())


@pytest.mark.parametrize(
    "sources", ["*", "https:", "cdn.example.com", "https://a.example/x", "https://a.example; script-src *", "data:"]
)
def test_a_source_that_is_no_origin_is_refused_by_name(sources: str) -> None:
    with pytest.raises(SatchelError, match=r"SATCHEL_PREVIEW_SOURCES.*https://cdn\.example\.com") as refused:
        settings_from({"SATCHEL_PREVIEW_SOURCES": sources})
    assert refused.value.details == {"field": "SATCHEL_PREVIEW_SOURCES"}


def test_the_scripts_of_the_packages_are_served_once_they_were_made(tmp_path: Path) -> None:
    packages = tmp_path / "some/preview/packages"
    (packages / "node_modules/react").mkdir(parents=True)
    for name in ("package.json", "other.js", "node_modules/react/index.js", "react.js", "babel.js"):
        (packages / name).write_text("script", "utf-8")
    some = Files(tmp_path / "some", "")
    assert set(some.documents) == {"preview/packages/react.js", "preview/packages/babel.js"}
    assert not some.has_packages
    (packages / "react-dom.js").write_text("script", "utf-8")
    whole = Files(shutil.copytree(tmp_path / "some", tmp_path / "whole"), "")
    assert set(whole.documents) == set(PREVIEW_SCRIPTS)
    assert whole.has_packages


async def test_a_page_learns_whether_components_can_be_previewed(server: Server) -> None:
    path = await base(server)
    _, _, body = await get(server, f"{path}/files.json")
    status, _, _ = await get(server, f"{path}/preview/packages/babel.js")
    assert json.loads(body)["previews"] is (status == 200)
