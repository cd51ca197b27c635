"""W2: which names files may have."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import SatchelError
from server.session.files.paths import LONGEST, check_path, check_together


@pytest.mark.parametrize("path", ["index.html", "src/App.tsx", ".env", "a b/ü.txt", "日本/語.md", "...", "x" * 255])
def test_a_plain_path_is_kept_as_it_is(path: str) -> None:
    assert check_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", "/etc/passwd", "../a", "a/../b", "a/..", "./a", "a/.", "a//b", "a/", "C:/a", "c:a"),
        *("a\\b", "..\\a", "a\0b", "a\nb", "a\x7f", "a\x85", "a\u2028", "\ud800", "x" * 256, "ü" * 128),
        "a/" * (LONGEST // 2) + "b",
    ],
)
def test_a_path_that_could_lead_elsewhere_or_be_no_name_is_refused(path: str) -> None:
    with pytest.raises(SatchelError) as refused:
        check_path(path, "files")
    assert (refused.value.code, refused.value.details["field"]) == ("invalid", "files")  # type: ignore[index]
    refused.value.message.encode()


def test_unicode_is_kept_in_its_composed_form() -> None:
    assert check_path("u\u0308.txt") == "\u00fc.txt"


@pytest.mark.parametrize(
    "paths", [["a", "A"], ["src/a", "SRC/A"], ["stra\u00dfe", "STRASSE"], ["a", "a/b"], ["A/b/c", "a/B"]]
)
def test_paths_that_are_one_on_another_system_are_refused(paths: list[str]) -> None:
    for order in (paths, paths[::-1]):
        with pytest.raises(SatchelError, match="side by side"):
            check_together(order)


def test_paths_that_only_begin_alike_stand_side_by_side() -> None:
    check_together(["a", "ab", "a.b", "b/a", "b/ab", "c/a/b", "c/b"])


@given(st.text(max_size=40))
def test_any_text_is_refused_or_a_relative_path_that_stays_as_it_is(text: str) -> None:
    try:
        kept = check_path(text)
    except SatchelError:
        return
    assert check_path(kept) == kept == unicodedata.normalize("NFC", text)
    assert not {"", ".", ".."} & {*kept.split("/")}
