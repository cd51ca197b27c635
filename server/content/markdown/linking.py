"""Bare addresses become links: https://github.github.com/gfm/#autolinks-extension-, of those with `http://` only,
since a name alone (`main.py`) is a file's more often than a site's."""

import re
from collections.abc import Iterator
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_address = re.compile(r"\bhttps?://[^\s<>\"`|\\^{}]{1,2000}", re.IGNORECASE)
_closing = {")": "(", "]": "["}


WITHIN_LINK: Final = "within_link"
"""Of a picture's token: whether it stands in a link."""


def link_addresses(state: StateCore) -> None:
    """Splits the texts that hold one, and says of pictures whether they stand in a link."""
    for token in state.tokens:
        if token.type == "inline" and ("://" in token.content or "![" in token.content):
            token.children = list(_linked(state, token.children or []))


def _linked(state: StateCore, tokens: list[Token]) -> Iterator[Token]:
    within = 0
    for token in tokens:
        within += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not within and "://" in token.content:
            yield from _split(state, token.content)
            continue
        if token.type == "image":
            token.meta[WITHIN_LINK] = within > 0
        yield token


def _split(state: StateCore, text: str) -> Iterator[Token]:
    end = 0
    for found in _address.finditer(text):
        shown = _trimmed(found[0])
        url = state.md.normalizeLink(shown)
        if not state.md.validateLink(url):
            continue
        yield Token("text", "", 0, content=text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": url})
        yield Token("text", "", 0, content=shown)
        yield Token("link_close", "a", -1)
        end = found.start() + len(shown)
    yield Token("text", "", 0, content=text[end:])


def _trimmed(address: str) -> str:
    """Without what belongs to the sentence around it: its last full stop, and the bracket that was opened before."""
    while address:
        last = address[-1]
        is_unopened = last in _closing and address.count(last) > address.count(_closing[last])
        if last not in ".,:;!?*_~'\"" and not is_unopened:
            break
        address = address[:-1]
    return address
