"""Markdown (CommonMark, with the tables and the strike-through of GFM) to blocks, by markdown-it's tokens."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from server.content.exports.cleaning import cleaned
from server.content.exports.document import (
    Block,
    Code,
    Grid,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NESTED: Final = 40
"""Levels of lists and quotes that are read; what is deeper than that is left out by the parser."""
_TAG: Final = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_IMAGE: Final = re.compile(r"data:image/(?:png|jpeg|jpg|gif|webp|bmp)((?:;[\w=-]+)*),(.*)", re.IGNORECASE | re.DOTALL)
_TASK: Final = re.compile(r"\[([ xX])\] ")


@cache
def markdown(*, html: bool = False) -> MarkdownIt:
    """The parser; with `html`, tags in the text are written as they are. Addresses of images
    may be `data:` ones, which it refuses otherwise; who writes checks them."""
    parser = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED, "html": html}).enable(["table", "strikethrough"])
    setattr(parser, "validateLink", _may_lead_there)  # noqa: B010 - a method that the library lets one replace
    return parser


def _may_lead_there(url: str) -> bool:
    return not url.strip().lower().startswith(("javascript:", "vbscript:", "file:"))


def read_markdown(text: str) -> list[Block]:
    """The blocks of a text. There is no text that can't be read."""
    return _blocks(SyntaxTreeNode(markdown().parse(cleaned(text))).children)


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> list[Block]:
    return [block for node in nodes if (block := _block(node)) is not None]


def _block(node: SyntaxTreeNode) -> Block | None:
    match node.type:
        case "heading":
            return Heading(int(node.tag[1]), _inlines(node))
        case "paragraph":
            return Paragraph(_inlines(node))
        case "fence":
            return Code(node.content.removesuffix("\n"), node.info.split(maxsplit=1)[0] if node.info.strip() else "")
        case "code_block":
            return Code(node.content.removesuffix("\n"))
        case "blockquote":
            return Quote(tuple(_blocks(node.children)))
        case "bullet_list":
            return Listing(_items(node))
        case "ordered_list":
            return Listing(_items(node), int(node.attrs.get("start", 1)))
        case "table":
            return _grid(node)
        case "hr":
            return Rule()
        case "html_block":
            text = _without_tags(node.content).strip()
            return Paragraph((Run(text),)) if text else None
        case _:
            return None


def _items(node: SyntaxTreeNode) -> tuple[tuple[Block, ...], ...]:
    return tuple(tuple(_with_box(_blocks(item.children))) for item in node.children)


def _with_box(blocks: list[Block]) -> list[Block]:
    """The item of a task list shows its box."""
    match blocks:
        case [Paragraph(inlines=(Run() as first, *others)), *rest] if found := _TASK.match(first.text):
            box = "\N{BALLOT BOX}" if found[1] == " " else "\N{BALLOT BOX WITH CHECK}"
            first = replace(first, text=f"{box} {first.text[4:]}")
            return [Paragraph((first, *others)), *rest]
    return blocks


def _grid(node: SyntaxTreeNode) -> Grid:
    rows = [row for part in node.children for row in part.children]
    aligns = tuple(str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in rows[0].children)
    return Grid(tuple(tuple(_inlines(cell) for cell in row.children) for row in rows), aligns)


def _inlines(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for inline in node.children:
        _spoken(inline.children, Run(""), found)
    return tuple(_joined(found))


def _spoken(nodes: Sequence[SyntaxTreeNode], look: Run, found: list[Inline]) -> None:
    """Collects what stands in a line; `look` is what surrounds it."""
    for node in nodes:
        match node.type:
            case "text" | "text_special":
                found.append(replace(look, text=node.content))
            case "code_inline":
                found.append(replace(look, text=node.content, code=True))
            case "softbreak":
                found.append(replace(look, text=" "))
            case "hardbreak":
                found.append(replace(look, text="\n"))
            case "strong":
                _spoken(node.children, replace(look, bold=True), found)
            case "em":
                _spoken(node.children, replace(look, italic=True), found)
            case "s":
                _spoken(node.children, replace(look, strike=True), found)
            case "link":
                href = str(node.attrs.get("href", ""))
                _spoken(node.children, replace(look, link=href) if _LINK.match(href) else look, found)
            case "image":
                found.append(_picture(str(node.attrs.get("src", "")), node.content))
            case "html_inline" if is_break(node.content):
                found.append(replace(look, text="\n"))


def _picture(url: str, alt: str) -> Picture:
    return Picture(alt, picture_in(url), url if _LINK.match(url) else "")


def picture_in(url: str) -> bytes:
    """The bytes of an image in a `data:` URL (RFC 2397); none where it is no such thing."""
    found = _IMAGE.match(url)
    if found is None:
        return b""
    data = unquote_to_bytes(found[2])
    if ";base64" not in found[1].lower():
        return data
    try:
        return base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return b""


def _joined(inlines: list[Inline]) -> list[Inline]:
    """Neighbours that look the same become one."""
    joined: list[Inline] = []
    for part in inlines:
        before = joined[-1] if joined else None
        if isinstance(part, Run) and isinstance(before, Run) and replace(part, text="") == replace(before, text=""):
            joined[-1] = replace(before, text=before.text + part.text)
        elif not isinstance(part, Run) or part.text:
            joined.append(part)
    return joined


def is_break(tag: str) -> bool:
    return _BREAK.fullmatch(tag) is not None


def _without_tags(html: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))
