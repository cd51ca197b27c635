"""GFM tables."""

import pytest

from server.content import Found, find_artifacts

TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |"


def only(text: str) -> Found:
    (found,) = find_artifacts(text)
    return found


def test_a_table_is_an_artifact_of_its_own_markdown() -> None:
    text = f"Look:\n\n{TABLE}\n\nDone."
    found = only(text)
    assert (found.type, found.language, found.content, found.title) == ("table", "markdown", TABLE, "a, b")
    assert text[found.start : found.end] == TABLE
    assert found.identifier is None


def test_the_alignment_of_columns_is_kept() -> None:
    assert only("a|b|c|d\n:-|-:|:-:|-\n").content == "| a | b | c | d |\n| :--- | ---: | :---: | --- |"


def test_a_pipe_in_inline_code_splits_the_cell_unless_it_is_escaped() -> None:
    found = only("| a | b |\n|---|---|\n| `x|y` |\n| `x\\|y` | 2 |\n")
    assert found.content.split("\n")[2:] == ["| `x | y` |", "| `x\\|y` | 2 |"]


def test_long_rows_keep_their_cells_and_short_rows_are_padded() -> None:
    found = only("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 |\n")
    assert found.content.split("\n") == ["| a | b |  |", "| --- | --- | --- |", "| 1 | 2 | 3 |", "| 4 |  |  |"]


def test_a_written_back_table_reads_as_itself() -> None:
    once = only("| a | b |\n|---|:-:|\n| 1 | 2 | 3 |\n| `x\\|y` |\n").content
    assert only(once).content == once


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_a_table_in_a_fence_does_not_count(fence: str) -> None:
    assert only(f"{fence}\n{TABLE}\n{fence}\n").type == "code"


@pytest.mark.parametrize("delimiter", ["", "|", "| --", "|--|", "| -- | x |", "| -- | -- | -- |"])
def test_an_incomplete_delimiter_row_is_no_table_yet(delimiter: str) -> None:
    assert find_artifacts(f"| a | b |\n{delimiter}") == []


def test_a_table_in_a_list_or_quote_loses_indent_and_marks() -> None:
    lines = TABLE.split("\n")
    assert only("- x\n\n" + "\n".join("  " + line for line in lines)).content == TABLE
    text = "> x\n>\n" + "\n".join("> " + line for line in lines)
    assert only(text).content == TABLE
    assert text[only(text).start : only(text).end] == "| a | b |\n> | --- | --- |\n> | 1 | 2 |"


def test_a_table_ends_with_a_fence_and_a_blank_line() -> None:
    text = f"{TABLE}\n```js\nx\n```\n\n{TABLE}\n\n| not | one |\n"
    assert [found.type for found in find_artifacts(text)] == ["table", "javascript", "table"]


def test_one_long_row_does_not_multiply_a_long_table() -> None:
    text = "| a |\n|---|\n" + "| 1 |\n" * 5_000 + "| 1 " * 5_000 + "|\n"
    assert len(only(text).content) < 2 * len(text)
