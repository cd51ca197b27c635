"""A document as the writers of files take it: blocks, and runs of text in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Run(Struct, frozen=True):
    """Text that looks the same throughout; a line feed in it is a break."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    link: str = ""
    """http, https or mailto; empty where it leads nowhere."""


class Picture(Struct, frozen=True):
    """An image that came with the text.

    Attributes:
        data: its bytes; empty for one that lies elsewhere, which is not fetched.
        url: where it lies then.
    """

    alt: str
    data: bytes = b""
    url: str = ""


Inline = Run | Picture


class Heading(Struct, frozen=True):
    level: int
    inlines: tuple[Inline, ...]


class Paragraph(Struct, frozen=True):
    inlines: tuple[Inline, ...]


class Code(Struct, frozen=True):
    text: str
    language: str = ""


class Quote(Struct, frozen=True):
    blocks: tuple[Block, ...]


class Listing(Struct, frozen=True):
    """Attributes: first: the number of the first item; None where they bear points."""

    items: tuple[tuple[Block, ...], ...]
    first: int | None = None


class Grid(Struct, frozen=True):
    """A table.

    Attributes:
        rows: of cells; the first is the header; all are of one length.
        aligns: `left`, `center`, `right` or empty, for each column.
    """

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    aligns: tuple[str, ...]


class Rule(Struct, frozen=True):
    pass


Block = Heading | Paragraph | Code | Quote | Listing | Grid | Rule


def plain(inlines: tuple[Inline, ...]) -> str:
    """What they say, without how."""
    return "".join(part.text if isinstance(part, Run) else part.alt for part in inlines)


def said_in(blocks: Iterable[Block]) -> Iterator[str]:
    """All text of a document."""
    for block in blocks:
        match block:
            case Heading(inlines=inlines) | Paragraph(inlines=inlines):
                yield plain(inlines)
            case Code(text=text):
                yield text
            case Quote(blocks=inner):
                yield from said_in(inner)
            case Listing(items=items):
                for item in items:
                    yield from said_in(item)
            case Grid(rows=rows):
                yield from (plain(cell) for row in rows for cell in row)
