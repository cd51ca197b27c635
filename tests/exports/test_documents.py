"""A14: documents leave as DOCX, PDF, HTML and Markdown. Read back with LibreOffice and Poppler, and drawn."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from server.content.exports import File, Source, convert
from server.errors import SatchelError

from .readers import as_pdf, has_office, has_poppler, pages_of_pdf, parts_of, text_of_pdf

_picture = io.BytesIO()
Image.new("RGB", (40, 20), (200, 30, 30)).save(_picture, "PNG")
PICTURE = f"data:image/png;base64,{base64.b64encode(_picture.getvalue()).decode()}"
TEXT = f"""# Report — Überblick

An **important** *paragraph* with ~~old~~ words, `code`, and a [link](https://example.com/a?b=1&c=2).

1. First
2. Second
   - nested
     1. deep

Then:

5. fifth

> A quote.

```python
def hello(): pass
```

| Left | Right |
|------|------:|
| Привет | 12 |
| Γειά | =SUM(A1) |

![a picture]({PICTURE}) ![elsewhere](https://example.com/x.png)

שלום עולם

مرحبا بالعالم
"""
HOSTILE = {
    "controls": "a\x00b\x0b\x1b[0m \ufffe \ud800 c\r\nd",
    "deep quotes": ">" * 5_000 + " x",
    "deep lists": "".join("  " * n + "- x\n" for n in range(200)),
    "deep emphasis": "*a **b " * 3_000,
    "brackets": "[" * 20_000,
    "broken table": "|a|b|\n|-|-|\n|" + "|" * 300 + "\n| x",
    "wide table": "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n|" + "words |" * 60,
    "high cell": "|a|b|\n|-|-|\n|" + "long words " * 3_000 + "|x|\n",
    "unclosed fence": "```\n" + "<b>\n" * 100,
    "broken picture": "![x](data:image/png;base64,AAAA) ![y](data:image/png;base64,***) ![z](javascript:alert(1))",
    "long word": "x" * 20_000,
    "empty": "",
    "numbers": "999999999. a\n1000000000. b\n",
    "empty items": "-\n-\n\n1.\n2.\n\n- > q\n- ```\n  c\n  ```\n- | a |\n  |---|\n  | b |\n",
    "marks": "שלום ** __ ~~ -- [a](b) \\ ** x",
}


def export(format: Any, text: str, type: str = "doc", language: str = "") -> File:
    return convert(Source("A report", type, language, text), format)


# DOCX


def test_a_docx_has_its_parts(tmp_path: Path) -> None:
    file = export("docx", TEXT)
    document = docx.Document(io.BytesIO(file.data))
    styles = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert ("Heading 1", "Report — Überblick") in styles
    assert ("List Number", "First") in styles
    assert ("List Bullet", "nested") in styles
    assert ("Quote", "A quote.") in styles
    assert ("Code Block", "def hello(): pass") in styles
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:] == [
        ["Привет", "12"],
        ["Γειά", "=SUM(A1)"],
    ]
    looks = {run.text: run for p in document.paragraphs for run in p.runs}
    assert looks["important"].bold
    assert looks["paragraph"].italic
    assert looks["old"].font.strike
    assert [link.address for p in document.paragraphs for link in p.hyperlinks] == [
        "https://example.com/a?b=1&c=2",
        "https://example.com/x.png",
    ]
    assert len(document.inline_shapes) == 1
    parts_of(file.data, tmp_path)


@has_office
def test_libreoffice_draws_the_docx(tmp_path: Path) -> None:
    pdf = as_pdf(export("docx", TEXT).data, "docx", tmp_path)
    text = text_of_pdf(pdf, tmp_path)
    for said in (
        "Report — Überblick",
        "1. First",
        "2. Second",
        "• nested",
        "1. deep",
        "5. fifth",
        "Привет",
        "שלום עולם",
    ):
        assert re.search(re.escape(said).replace("\\ ", r"\s+").replace("•", r"\S"), text), (said, text)
    assert b"\xc8\x1e\x1e" in b"".join(pages_of_pdf(pdf, tmp_path)), "the red picture"


# PDF


@has_poppler
def test_a_pdf_says_what_the_text_says(tmp_path: Path) -> None:
    file = export("pdf", TEXT)
    text = text_of_pdf(file.data, tmp_path)
    for said in (
        "Report — Überblick",
        "1.  First",
        "•",
        "5.",
        "A quote.",
        "def hello(): pass",
        "Привет",
        "Γειά",
        "1 / 1",
    ):
        assert re.search(re.escape(said).replace("\\ ", r"\s*"), text), (said, text)
    assert "שלום עולם" in text
    assert "مرحبا بالعالم" in text
    assert b"example.com/a" in file.data
    assert file.warnings == ()
    assert b"\xc8\x1e\x1e" in b"".join(pages_of_pdf(file.data, tmp_path)), "the red picture"


@has_poppler
def test_letters_that_no_font_has_show_as_a_mark_and_are_told(tmp_path: Path) -> None:
    file = export("pdf", "before \U00010380\U00010381 after")
    assert "before ▯▯ after" in text_of_pdf(file.data, tmp_path)
    assert "2 characters are in no font" in file.warnings[0]


@has_poppler
def test_a_long_table_goes_over_pages_with_its_header_on_each(tmp_path: Path) -> None:
    rows = "".join(f"| {n} | some words for row {n} |\n" for n in range(3_000))
    file = export("pdf", f"| Number | Words |\n|---|---|\n{rows}", "table")
    text = text_of_pdf(file.data, tmp_path)
    assert text.count("Number") == len(pages_of_pdf(file.data, tmp_path))
    assert "row 1999" in text
    assert "1,000 more rows" in text
    assert "2,000 of 3,000" in file.warnings[0]


# HTML


def test_html_loads_and_runs_nothing() -> None:
    text = (
        f'{TEXT}\n<script>alert(1)</script><img src="http://evil/x" onerror="alert(1)">'
        '<a href="javascript:alert(1)">x</a>'
        '\n\n<svg onload="alert(1)"></svg><iframe src="//evil"></iframe>\n\n[d](data:text/html,<script>)\n'
        "```html\n</code></pre><script>alert(1)</script>\n```\n"
    )
    page = export("html", text).data.decode()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert not re.search(r'(?:src|href)="(?!data:image/|https://example\.com/|#)', page)
    assert '<span class="k">def</span>' in page
    assert "prefers-color-scheme: dark" in page
    assert PICTURE in page
    assert "<strong>important</strong>" in page


def test_code_leaves_as_its_own_file_and_as_a_document() -> None:
    code = "def f():\n    return '```'\n"
    source = export("source", code, "python", "python")
    assert (source.name, source.data) == ("A report.py", code.encode())
    assert b"````python" in export("markdown", code, "python", "python").data
    named = convert(Source("Title", "code", "go", "x", "cmd/main.go"), "source")
    assert named.name == "main.go"
    page = export("html", "<script>alert(1)</script>", "html", "html")
    assert b"<script" not in page.data
    assert export("source", "<p>", "html", "html").media_type == "text/plain; charset=utf-8"


# whatever is put in


@pytest.mark.parametrize("format", ["docx", "pdf", "html"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_makes_a_sound_file(name: str, format: Any, tmp_path: Path) -> None:
    data = export(format, HOSTILE[name]).data  # the test's own time limit would end what takes too long
    if format == "docx":
        parts_of(data, tmp_path)
        docx.Document(io.BytesIO(data))
    elif format == "pdf":
        assert data.startswith(b"%PDF-")


@has_poppler
def test_all_of_a_high_cell_and_of_a_wide_table_is_there(tmp_path: Path) -> None:
    text = text_of_pdf(export("pdf", HOSTILE["high cell"]).data, tmp_path)
    assert text.count("words") == 3_000
    text = text_of_pdf(export("pdf", HOSTILE["wide table"]).data, tmp_path)
    assert text.count("words") == 60


def test_the_columns_of_a_table_in_html_stand_on_their_side() -> None:
    page = export("html", "| a | b |\n|---|--:|\n| 1 | 2 |\n\n<table><td style='position:fixed;top:0'>x</td></table>")
    assert '<td style="text-align:right">2</td>' in page.data.decode()
    assert "position:fixed" not in page.data.decode()


@has_poppler
def test_a_heading_that_would_fill_the_page_is_cut_and_told_of(tmp_path: Path) -> None:
    made = export("pdf", f"|{'head ' * 200}|b|\n|-|-|\n|1|2|")
    assert made.warnings == ("A heading of a column has 999 characters; the PDF has the first 400.",)
    assert text_of_pdf(made.data, tmp_path).count("head") == 80


@pytest.mark.parametrize("format", ["docx", "pdf", "html"])
def test_a_line_of_code_of_a_megabyte(format: Any, tmp_path: Path) -> None:
    data = export(format, "x = 1; " * 150_000, "python", "python").data
    assert len(data) > 1000


def test_what_is_too_large_for_a_document_is_refused_with_the_limit() -> None:
    with pytest.raises(SatchelError) as refusal:
        export("pdf", "x" * 4_000_001)
    assert (refusal.value.code, (refusal.value.details or {})["limit"]) == ("too_large", 4_000_000)


@settings(max_examples=10, deadline=None)
@given(st.text(alphabet=st.sampled_from("#-*_`>|[]()!<>&\\~\n\t 1.aא中\x00\ud800:"), max_size=120))
def test_any_markdown_can_be_written(text: str) -> None:
    for wanted in ("docx", "html", "pdf"):
        assert export(wanted, text).data
