"""A title for a site, from its files: what its page, its package or its first heading is called."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST = 200
MOST_READ = 200_000
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,2000})</title", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^>]{0,500}>(.{1,2000}?)</h1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]{0,1000}>")
_MARKDOWN = re.compile(r"^ {0,3}#{1,3}[ \t]+(.{1,500}?)[ \t#]*$", re.MULTILINE)


def site_title(paths: Iterable[str], read: Callable[[str], str | None]) -> str:
    """An empty text where no file says one.

    Args:
        read: the text of a file; None for one that is no text.
    """
    known = sorted(paths, key=lambda path: (path.count("/"), not path.lower().startswith("index."), path))
    pages = [path for path in known if path.lower().endswith((".html", ".htm"))]
    packages = [path for path in known if path.rpartition("/")[2] == "package.json"]
    notes = [path for path in known if path.lower().endswith((".md", ".markdown"))]
    for group, find in ((pages, _page_title), (packages, _package_name), (pages, _heading), (notes, _note_heading)):
        for path in group[:5]:
            text = read(path)
            title = _plain(find(text[:MOST_READ])) if text else ""
            if title:
                return title
    return ""


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", text)).split())[:LONGEST]


def _page_title(text: str) -> str:
    found = _TITLE.search(text)
    return found[1] if found else ""


def _heading(text: str) -> str:
    found = _HEADING.search(text)
    return found[1] if found else ""


def _note_heading(text: str) -> str:
    found = _MARKDOWN.search(text)
    return found[1] if found else ""


def _package_name(text: str) -> str:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    name = whole.get("name") if isinstance(whole, dict) else None
    return name if isinstance(name, str) else ""
