"""The tables in a text: of Markdown, of CSV and TSV, of JSON. Cells become numbers, dates and truth values here."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from server.content.exports.cleaning import cleaned
from server.content.exports.document import Block, Grid, Heading, Listing, Quote, plain
from server.content.exports.reading import is_break, markdown, read_markdown
from server.content.tables import cells_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it import MarkdownIt

Cell = str | int | float | bool | date | datetime | None
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?")
_TRUTH: Final = {"true": True, "false": False, "TRUE": True, "FALSE": False}
_DELIMITER_ROW: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_MARKED: Final = re.compile(r"[*_`\[\]<>&\\~!]")
csv.field_size_limit(2**31 - 1)


class Table(Struct, frozen=True):
    """Attributes: rows: of text, or of typed values where they came from JSON; the first is the header."""

    name: str
    rows: Sequence[Sequence[Any]]


def is_number(text: str) -> bool:
    """Whether a text is a number as a spreadsheet would show it: no leading zeros, no more digits than one keeps."""
    return _NUMBER.fullmatch(text) is not None and sum(map(str.isdigit, text)) <= 15


def typed(text: str) -> Cell:
    """What a cell means that stands as text."""
    word = text.strip()
    if is_number(word):
        return float(word) if "." in word else int(word)
    if word in _TRUTH:
        return _TRUTH[word]
    if _DATE.fullmatch(word):
        try:
            return date.fromisoformat(word) if len(word) == 10 else datetime.fromisoformat(word)
        except ValueError:
            return text
    return text


def read_tables(text: str, type: str, language: str) -> list[Table]:
    """The tables of a content, the largest possible meaning first; none where it has none.

    Args:
        type: of the artifact.
        language: its language word.
    """
    text = cleaned(text).lstrip("\ufeff")
    word = language.lower()
    if type == "json" or word == "json" or (type in ("table", "sheet") and text.lstrip()[:1] in ("[", "{")):
        found = _of_json(text)
        if found or type == "json":
            return found
    if (type == "sheet" or word in ("csv", "tsv")) and not _begins_as_grid(text):
        return _of_csv(text, word)
    if _begins_as_grid(text):
        return [_of_lines(text.strip("\n").split("\n"))]
    if type in ("table", "markdown", "doc", "sheet"):
        return list(_of_blocks(read_markdown(text), ""))
    return []


def _begins_as_grid(text: str) -> bool:
    """Whether it is nothing but one table, whose rows can be read line by line however many they are."""
    lines = text.strip("\n").split("\n")
    return (
        len(lines) > 1
        and "|" in lines[0]
        and _DELIMITER_ROW.fullmatch(lines[1]) is not None
        and all("|" in line for line in lines)
    )


def _of_lines(lines: list[str]) -> Table:
    parser = markdown()
    rows = [[_text(parser, cell) for cell in cells_of(line)] for line in (lines[0], *lines[2:])]
    return Table("", _even(rows))


def _text(parser: MarkdownIt, cell: str) -> str:
    """What a cell says, without its marks. Most cells have none."""
    if not _MARKED.search(cell):
        return cell
    (inline,) = parser.parseInline(cell.replace("\\|", "|"))
    said = []
    for token in inline.children or ():
        if token.type == "html_inline" and is_break(token.content):
            said.append("\n")
        elif token.type in ("text", "code_inline", "image", "text_special"):
            said.append(token.content)
    return "".join(said)


def _of_csv(text: str, language: str) -> list[Table]:
    first = text.partition("\n")[0]
    delimiter = "\t" if language == "tsv" else max(",", ";", "\t", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    return [Table("", _even(rows))] if rows else []


def _of_json(text: str) -> list[Table]:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return []
    match found:
        case {"columns": [*columns], "rows": [*rows]} | {"columns": [*columns], "data": [*rows]}:
            header = [
                c if isinstance(c, str) else str(c.get("name", "") if isinstance(c, dict) else c) for c in columns
            ]
            made = [[row.get(name) for name in header] if isinstance(row, dict) else row for row in rows]
            return [Table("", _even([header, *(row if isinstance(row, list) else [row] for row in made)]))]
        case [*rows] if rows:
            return [Table("", _of_values(rows))]
        case {**parts} if parts and all(isinstance(value, list) and value for value in parts.values()):
            return [
                Table(str(name), _of_values(list(value))) for name, value in parts.items() if isinstance(value, list)
            ]
        case _:
            return []


def _of_values(rows: list[Any]) -> list[list[Any]]:
    if all(isinstance(row, list) for row in rows):
        return _even([[_cell(value) for value in row] for row in rows])
    names: dict[str, None] = {}
    for row in rows:
        names |= dict.fromkeys(row if isinstance(row, dict) else ("value",))
    made = [[(row if isinstance(row, dict) else {"value": row}).get(name) for name in names] for row in rows]
    return [[cleaned(name) for name in names], *([_cell(value) for value in row] for row in made)]


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = msgspec.json.encode(value).decode()
    return cleaned(value) if isinstance(value, str) else value


def _of_blocks(blocks: Iterable[Block], heading: str) -> Iterable[Table]:
    """The tables of a document, each called as the heading above it."""
    for block in blocks:
        match block:
            case Heading(inlines=inlines):
                heading = plain(inlines)
            case Grid(rows=rows):
                yield Table(heading, [[plain(cell) for cell in row] for row in rows])
            case Quote(blocks=inner):
                yield from _of_blocks(inner, heading)
            case Listing(items=items):
                for item in items:
                    yield from _of_blocks(item, heading)


def _even(rows: list[list[Any]]) -> list[list[Any]]:
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows
