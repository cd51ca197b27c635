"""Directives: `:::artifact{…}`, a fence or a text, `:::`."""

import pytest

from server.content import Found, find_artifacts

OPENING = ':::artifact{identifier="app" type="text/html" title="The > page"}'


def only(text: str) -> Found:
    (found,) = find_artifacts(text)
    return found


def contents(text: str) -> list[str]:
    return [found.content for found in find_artifacts(text)]


def test_a_directive_with_a_fence_is_an_artifact() -> None:
    text = f"Look:\n\n{OPENING}\n```html\n<p>\n```\n:::\n\nDone."
    found = only(text)
    assert (found.identifier, found.type, found.title, found.content) == ("app", "html", "The > page", "<p>")
    assert text[found.start : found.end] == text[7:-7]


def test_a_directive_without_a_fence_is_an_artifact() -> None:
    assert contents(f"{OPENING}\n<p>\n\n</p>\n:::\nprose") == ["<p>\n\n</p>"]


def test_braces_and_single_quotes_in_an_attribute_are_read() -> None:
    assert only(":::artifact{identifier='a' type='python' title='f{x}'}\n```\nx\n```\n:::").title == "f{x}"


def test_a_line_of_colons_inside_the_fence_is_content() -> None:
    assert contents(f"{OPENING}\n```md\n:::\n\na\n:::\n```\n:::\n") == [":::\n\na\n:::"]


@pytest.mark.parametrize("between", ["```\n", "\n```\n", "```\n\n"])
def test_a_stray_fence_before_the_closing_is_passed_over(between: str) -> None:
    """LibreChat #6983."""
    assert contents(f"{OPENING}\n```html\n<p>\n```\n{between}:::\nprose\n\n```js\nx\n```\n") == ["<p>", "x"]


def test_a_stray_fence_before_the_opening_is_passed_over() -> None:
    """LibreChat #6983."""
    text = f"```\n{OPENING}\n```html\n<p>\n```\n:::\n```\nprose\n\n```js\nx\n```\n"
    assert contents(text) == ["<p>", "x"]
    assert contents(f"```\n{OPENING}\n```html\n<p>\n```\n:::\nprose\n\n```js\nx\n```\n") == ["<p>", "x"]


def test_a_fence_that_is_not_closed_ends_with_the_directive() -> None:
    assert contents(f"{OPENING}\n```html\n<p>\n:::\nprose\n\n```js\nx\n```\n") == ["<p>", "x"]


def test_a_missing_closing_ends_with_the_fence() -> None:
    first, second = find_artifacts(f"{OPENING}\n```html\n<p>\n```\nprose\n\n```js\nx\n```\n")
    assert (first.content, first.interrupted, second.content) == ("<p>", False, "x")


def test_a_directive_that_is_cut_off_is_interrupted() -> None:
    found = only(f"{OPENING}\n```html\n<p>\n")
    assert (found.content, found.interrupted) == ("<p>", True)


def test_two_directives_are_two_artifacts() -> None:
    assert contents(f"{OPENING}\n```html\n1\n```\n:::\n{OPENING}\n2\n:::\n") == ["1", "2"]


def test_a_directive_in_a_list_loses_the_indent() -> None:
    text = "\n".join("  " + line for line in [OPENING, "```html", "<p>", "  a", "```", ":::"])
    assert contents(f"- x\n\n{text}\n- y") == ["<p>\n  a"]


@pytest.mark.parametrize(
    "text", [":::artifact", ":::note\nx\n:::", ':::artifact{id="a"', f"    {OPENING}\n    x\n    :::"]
)
def test_what_is_no_directive_is_no_artifact(text: str) -> None:
    assert contents(text) == []
