"""The files of the page as they are on disk: read once, under a version that is a hash over all of them."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import rcssmin
import rjsmin

from ..documents import Document

FOLDER = Path(__file__).parent.parent / "page"
PACKAGES = "preview/packages"
"""Below the folder: the scripts that `make previews` takes from npm, once it was asked to."""
PREVIEW_SCRIPTS = tuple(f"{PACKAGES}/{name}.js" for name in ("react", "react-dom", "babel"))
_MEDIA = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".ts": "text/plain",
    ".txt": "text/plain",
}
"""What is served at all: a file of another kind is none of the page's."""


class Files:
    """All files of the page.

    Args:
        folder: where they are.
        policy: what else decides how a browser runs them. It is part of the version, since responses that bear the
            version in their address are kept for good, headers and all.

    Attributes:
        version: changes whenever a file or the policy does.
        documents: by path below the folder, with `/`.
    """

    def __init__(self, folder: Path, policy: str) -> None:
        self.documents = _read(folder)
        told = hashlib.sha256(policy.encode())
        for name, document in self.documents.items():
            told.update(f"\n{name} {document.etag}".encode())
        self.version = told.hexdigest()[:16]

    @property
    def base(self) -> str:
        """The path under which the files are."""
        return f"/page/{self.version}"

    @property
    def has_packages(self) -> bool:
        """Whether components can be previewed. The page asks: a request that fails would be an error in its console."""
        return all(name in self.documents for name in PREVIEW_SCRIPTS)

    def offline(self) -> list[str]:
        """The addresses of what the page needs to start without the server. The scripts of the packages are large and
        rarely wanted: the browser has them once they were used."""
        return ["/", *(f"{self.base}/{name}" for name in self.documents if _is_needed(name))]

    def filled(self, name: str) -> Document:
        """A document with the base in the place of `{base}`, for the few that are served outside of it."""
        found = self.documents[name]
        return Document(found.data.replace(b"{base}", self.base.encode()), found.media)


def _is_needed(name: str) -> bool:
    served_elsewhere = name in ("index.html", "service-worker.js")
    return not (served_elsewhere or name.startswith(PACKAGES) or name.endswith(".ts"))


@cache
def _read(folder: Path) -> dict[str, Document]:
    """Once a process: nobody changes the files of a server that runs."""
    names = sorted(path.relative_to(folder).as_posix() for path in _walk(folder))
    return {name: Document(_lean(folder / name), _MEDIA[Path(name).suffix]) for name in names if _is_served(name)}


def _lean(path: Path) -> bytes:
    """A file without comments and indents, which are a third of what a first visit would have to fetch.

    What takes them out does not know of a template within a template: a test compares the words of each script.
    """
    data = path.read_bytes()
    if PACKAGES in path.as_posix():
        return data
    match path.suffix:
        case ".js":
            return bytes(rjsmin.jsmin(data))
        case ".css":
            return bytes(rcssmin.cssmin(data))
    return data


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name != "node_modules":
            yield from _walk(path)
        elif path.suffix in _MEDIA and path.is_file():
            yield path


def _is_served(name: str) -> bool:
    return not name.startswith(f"{PACKAGES}/") or name in PREVIEW_SCRIPTS
