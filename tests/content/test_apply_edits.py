"""Edits of the update form."""

import pytest

from server.content import Edit, apply_edits


def test_edits_are_applied_one_after_the_other() -> None:
    assert apply_edits("a b", [Edit("a", "c"), Edit("c b", "d")]) == ("d", [])


@pytest.mark.parametrize(
    ("content", "old", "new", "expected"),
    [
        ("x = f(a,\n      b)\ny", "x = f(a, b)", "x = 1", "x = 1\ny"),
        ("say('hi')", "say(‘hi’)", "say('ho')", "say('ho')"),
        ('say("hi")', "say(“hi”)", "say()", "say()"),
        ("f( a )", "f(a)", "f(b)", "f(b)"),
        ("a\n\tb\nc", "a\n    b", "d", "d\nc"),
        ("a  \nb", "a\nb", "c", "c"),
        ("if x:\n    a = 1\n    b = 2\n", "a = 1\nb  = 2", "a = 3\nb = 4", "if x:\n    a = 3\n    b = 4\n"),
        ("a b", "\n  a b\n", "\n  c\n", "c"),
    ],
)
def test_white_space_and_quotes_may_differ(content: str, old: str, new: str, expected: str) -> None:
    assert apply_edits(content, [Edit(old, new)]) == (expected, [])


def test_an_exact_match_is_preferred() -> None:
    assert apply_edits("a  b\na b", [Edit("a b", "c")]) == ("a  b\nc", [])


@pytest.mark.parametrize("content", ["a b a b", "a  b\na   b", "nothing"])
def test_an_edit_that_is_ambiguous_or_absent_is_given_back(content: str) -> None:
    edit = Edit("a b", "c")
    assert apply_edits(content, [edit, Edit("", "d")]) == (content + "\nd", [edit])


def test_an_empty_old_appends_on_a_line_of_its_own() -> None:
    assert apply_edits("", [Edit("", "a")]) == ("a", [])
    assert apply_edits("a", [Edit("", "b"), Edit("", "\nc")]) == ("a\nb\nc", [])
    assert apply_edits("a\n", [Edit("", "b")]) == ("a\nb", [])


def test_an_old_of_only_white_space_must_stand_there_exactly() -> None:
    assert apply_edits("ab", [Edit("  ", "x")]) == ("ab", [Edit("  ", "x")])
