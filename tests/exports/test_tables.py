"""A14: tables leave as CSV and XLSX, with their types, and never as formulas. Read back with openpyxl and csv."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.exports import File, Source, convert
from server.errors import SatchelError

from .readers import as_pdf, has_office, text_of_pdf

GRID = """| Name | Amount | When | Paid | Note |
|------|-------:|:----:|------|------|
| Äpfel \\| Birnen | 12.50 | 2026-01-02 | true | **fresh** & [linked](https://example.com) |
| Ελληνικά | -3 | 2026-01-02 10:30 | false | =1+1 |
| 007 | 1234567890123456789 | 1899-01-01 | yes | `a` |
"""
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")', "＝1", "-a", "+49 30"]


moment = datetime.fromisoformat


def export(format: Any, text: str, type: str = "table", language: str = "") -> File:
    return convert(Source("Some table", type, language, text), format)


def sheet_of(data: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return rows


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_a_grid_as_csv() -> None:
    file = export("csv", GRID)
    assert (file.name, file.media_type) == ("Some table.csv", "text/csv; charset=utf-8")
    assert file.data.endswith(b"\r\n")
    assert lines_of(file.data) == [
        ["Name", "Amount", "When", "Paid", "Note"],
        ["Äpfel | Birnen", "12.50", "2026-01-02", "true", "fresh & linked"],
        ["Ελληνικά", "-3", "2026-01-02 10:30", "false", "'=1+1"],
        ["007", "1234567890123456789", "1899-01-01", "yes", "a"],
    ]


def test_a_grid_as_a_sheet_keeps_its_types() -> None:
    assert sheet_of(export("xlsx", GRID).data) == [
        ["Name", "Amount", "When", "Paid", "Note"],
        ["Äpfel | Birnen", 12.5, moment("2026-01-02"), True, "fresh & linked"],
        ["Ελληνικά", -3, moment("2026-01-02 10:30"), False, "=1+1"],
        ["007", "1234567890123456789", "1899-01-01", "yes", "a"],
    ]


def test_the_header_of_a_sheet_stays_in_sight_and_columns_are_as_wide_as_their_content() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx", GRID).data))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert sheet["B2"].number_format == "0.00"
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["D"].width
    book.close()


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_becomes_a_formula(cell: str) -> None:
    text = msgspec.json.encode([{"a": cell}]).decode()
    (_, (found,)) = lines_of(export("csv", text).data)
    assert found[0] == "'"
    data = export("xlsx", text).data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.worksheets[0]["A2"].data_type == "s"
    assert book.worksheets[0]["A2"].hyperlink is None
    book.close()


def test_an_address_becomes_no_link() -> None:
    data = export("xlsx", '[["where"], ["https://example.com"]]').data
    book = openpyxl.load_workbook(io.BytesIO(data))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.hyperlink) == ("https://example.com", None)
    book.close()


@pytest.mark.parametrize("number", ["-5", "-3.25", "-1e-7", "0", "12"])
def test_plain_numbers_stay_numbers_in_csv(number: str) -> None:
    assert lines_of(export("csv", f"n\n{number}\n", "sheet", "csv").data)[1] == [number]


@pytest.mark.parametrize(
    ("text", "language"), [('a,b\n1,"x\ny"\n', "csv"), ('a\tb\n1\t"x\ny"\n', "tsv"), ('a;b\n1;"x\ny"\n', "csv")]
)
def test_sheets_are_read_by_their_own_delimiter(text: str, language: str) -> None:
    assert sheet_of(export("xlsx", text, "sheet", language).data) == [["a", "b"], [1, "x\ny"]]


def test_json_of_objects_has_all_their_keys_as_columns() -> None:
    text = '[{"a": 1, "b": "2026-05-06"}, {"b": null, "c": {"d": [1]}}, {"a": true, "c": -2.5}]'
    assert sheet_of(export("xlsx", text, "json").data) == [
        ["a", "b", "c"],
        [1, moment("2026-05-06"), None],
        [None, None, '{"d":[1]}'],
        [True, None, -2.5],
    ]
    assert lines_of(export("csv", '{"columns": ["a", "b"], "rows": [[1, 2], [3, 4]]}', "table").data)[1:] == [
        ["1", "2"],
        ["3", "4"],
    ]


def test_a_document_with_several_tables_is_a_workbook_with_several_sheets() -> None:
    text = "# One/1\n\n|a|\n|-|\n|1|\n\n# One:1\n\n> |b|\n> |-|\n> |2|\n"
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx", text, "doc").data))
    assert book.sheetnames == ["One 1", "One 1 2"]
    book.close()
    file = export("csv", text, "doc")
    assert lines_of(file.data) == [["a"], ["1"]]
    assert "first of 2" in file.warnings[0]


def test_what_has_no_table_is_refused() -> None:
    for kind, text in [("doc", "words"), ("code", "x = 1"), ("json", '{"a": 1}'), ("json", "[1"), ("table", "")]:
        with pytest.raises(SatchelError) as refusal:
            export("xlsx", text, kind)
        assert refusal.value.code == "invalid"


def test_thirty_thousand_rows() -> None:
    text = "| n | text | value |\n|---|---|---|\n" + "".join(f"| {n} | row *{n}* | {n / 4} |\n" for n in range(30_000))
    sheet, lines = export("xlsx", text).data, export("csv", text).data
    assert lines.count(b"\r\n") == 30_001
    book = openpyxl.load_workbook(io.BytesIO(sheet), read_only=True)
    assert [*book.worksheets[0].iter_rows(min_row=30_001, values_only=True)] == [(29_999, "row 29999", 7499.75)]
    book.close()


def test_cells_that_a_sheet_can_not_hold_are_cut_and_told() -> None:
    file = export("xlsx", msgspec.json.encode([["a"], ["x" * 40_000]]).decode())
    assert len(sheet_of(file.data)[1][0]) == 32_767
    assert "1 were cut" in file.warnings[0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=2, max_size=5))
def test_any_text_comes_back_as_text(rows: list[list[str]]) -> None:
    text = msgspec.json.encode(rows).decode()
    found = sheet_of(export("xlsx", text).data)
    assert len(found) <= len(rows)
    assert [len(row) for row in lines_of(export("csv", text).data)] == [2] * len(rows)


@has_office
def test_libreoffice_reads_the_sheet(tmp_path: Path) -> None:
    text = text_of_pdf(as_pdf(export("xlsx", GRID).data, "xlsx", tmp_path), tmp_path)
    assert "Äpfel | Birnen" in text
    assert "12.50" in text or "12,50" in text
    assert "=1+1" in text
