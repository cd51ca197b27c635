"""The examples of the CommonMark and GFM specifications, as the test from outside.

The data files say where they are from. What the HTML of an example holds as a code block or a table is what
must be found; a code block that is empty or only white space is no artifact.
"""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from server.content import find_artifacts

HERE = Path(__file__).parent
Example = dict[str, Any]


def examples(name: str) -> list[Any]:
    loaded = json.loads((HERE / name).read_text(encoding="utf-8"))["examples"]
    return [pytest.param(each, id=f"example-{each['example']}") for each in loaded]


class Blocks(HTMLParser):
    """Collects the code blocks, and the rows of tables, of an HTML text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.languages: list[str] = []
        self.rows: list[list[str]] = []
        self._in_pre = self._in_code = self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self._in_pre = True
        elif tag == "code" and self._in_pre:
            self._in_code = True
            self.codes.append("")
            self.languages.append((dict(attrs).get("class") or "").removeprefix("language-"))
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._in_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._in_pre = self._in_code = False
        elif tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_code:
            self.codes[-1] += data
        elif self._in_cell:
            self.rows[-1][-1] += data


# The only example of the section whose code block is an indented one.
INDENTED = 134


@pytest.mark.parametrize("example", examples("commonmark_fences.json"))
def test_every_fence_of_the_specification_is_found_with_its_content(example: Example) -> None:
    blocks = Blocks(example["html"])
    expected = [
        (language, code.removesuffix("\n"))
        for language, code in zip(blocks.languages, blocks.codes, strict=True)
        if code.strip() and example["example"] != INDENTED
    ]
    assert [(found.language, found.content) for found in find_artifacts(example["markdown"])] == expected


@pytest.mark.parametrize("example", examples("gfm_tables.json"))
def test_every_table_of_the_specification_is_found_with_its_cells(example: Example) -> None:
    rows = Blocks(example["html"]).rows
    found = find_artifacts(example["markdown"])
    assert [each.type for each in found] == ["table"] * bool(rows)
    if rows:
        lines = found[0].content.split("\n")
        plain = [line.replace("\\|", "\0").replace("`", "").replace("**", "") for line in [lines[0], *lines[2:]]]
        cells = [[cell.strip().replace("\0", "|") for cell in line[1:-1].split("|")] for line in plain]
        width = len(rows[0])
        assert [row[:width] for row in cells] == rows
