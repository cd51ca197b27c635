"""Fences: the edge cases that have broken products which used regular expressions."""

import pytest

from server.content import Found, find_artifacts


def contents(text: str) -> list[str]:
    return [found.content for found in find_artifacts(text)]


def only(text: str) -> Found:
    (found,) = find_artifacts(text)
    return found


def test_a_fence_is_found_with_language_content_and_place() -> None:
    text = "Here:\n\n```python\nprint(1)\n```\nDone."
    found = only(text)
    assert (found.type, found.language, found.content) == ("python", "python", "print(1)")
    assert text[found.start : found.end] == "```python\nprint(1)\n```"
    assert not found.interrupted


def test_a_longer_outer_fence_holds_shorter_ones() -> None:
    """LibreChat #14008, #14121."""
    found = only("````markdown\n# T\n```js\nx\n```\n````\nafter")
    assert found.content == "# T\n```js\nx\n```"


def test_a_bare_closing_fence_closes_the_outer_one_of_equal_length() -> None:
    """aider #22: an inner ```bash does not close the outer fence, its bare closing does."""
    assert contents("```python\na\n```bash\nls\n```\nprose\n") == ["a\n```bash\nls"]


@pytest.mark.parametrize("language", ["md", "markdown", "README.md"])
def test_in_a_markdown_fence_the_inner_fences_are_counted(language: str) -> None:
    """aider #2424, #4517."""
    text = f"```{language}\n# T\n```bash\nls\n```\nmore\n```\nprose\n\n```js\nx\n```\n"
    assert contents(text) == ["# T\n```bash\nls\n```\nmore", "x"]


def test_counting_in_a_markdown_fence_works_in_a_list_too() -> None:
    assert contents("- a\n  ```md\n  ```js\n  x\n  ```\n  ```\n- b\n") == ["```js\nx\n```"]


@pytest.mark.parametrize("text", ["```js\nlet a", "```js\nlet a\n", "| `x`\n\n```js\nlet a\n"])
def test_an_unclosed_fence_is_kept_and_interrupted(text: str) -> None:
    found = only(text)
    assert (found.content, found.interrupted) == ("let a", True)


def test_the_indent_of_a_list_is_stripped() -> None:
    found = only("1. Do:\n\n   ```js\n   if (a) {\n     b\n   }\n   ```\n2. Then\n")
    assert found.content == "if (a) {\n  b\n}"


def test_a_fence_ends_when_its_item_ends() -> None:
    first, second = find_artifacts("- ```js\n  a\n\nprose\n\n```py\nb\n```\n")
    assert (first.content, first.interrupted) == ("a\n", False)
    assert second.content == "b"


def test_the_marks_of_a_quote_are_stripped() -> None:
    assert contents("> > ```js\n> > a\n> >   b\n> > ```\n") == ["a\n  b"]


def test_a_fence_ends_when_its_quote_ends() -> None:
    assert contents("> ```js\n> a\nprose\n") == ["a"]


def test_a_tilde_fence_holds_backtick_fences_and_has_backticks_in_its_info() -> None:
    assert contents("~~~ md `x`\n```js\na\n```\n~~~\n") == ["```js\na\n```"]
    assert only("~~~ruby `a`\nx\n~~~").language == "ruby"


def test_a_backtick_fence_has_no_backtick_in_its_info() -> None:
    assert contents("``` a`b\nx\n") == []


@pytest.mark.parametrize("tag", ["div", "pre"])
def test_in_an_html_block_without_a_blank_line_it_is_no_fence(tag: str) -> None:
    assert contents(f"<{tag}>\n```js\nx\n```\n</{tag}>\n") == []


def test_after_details_and_a_blank_line_it_is_a_fence() -> None:
    assert contents("<details>\n<summary>Code</summary>\n\n```js\nx\n```\n\n</details>\n") == ["x"]


def test_four_spaces_of_indent_are_an_indented_block_and_no_artifact() -> None:
    assert contents("prose\n\n    ```js\n    x\n    ```\n") == []


def test_inline_code_is_no_artifact() -> None:
    assert contents("use ```x``` and `y`\n```z```\n") == []


def test_a_closing_fence_may_be_longer() -> None:
    assert contents("```js\nx\n``````\nprose") == ["x"]


@pytest.mark.parametrize("closing", ["   ```", "```  ", "```\t"])
def test_a_closing_fence_may_have_white_space_around_it(closing: str) -> None:
    assert contents(f"```js\nx\n{closing}\nprose") == ["x"]


@pytest.mark.parametrize("closing", ["    ```", "\t```", "``` x", "``"])
def test_what_is_no_closing_fence_is_content(closing: str) -> None:
    found = only(f"```js\nx\n{closing}\n```\n")
    assert found.content == f"x\n{closing}"


def test_crlf_is_kept_out_of_the_content_and_in_the_places() -> None:
    text = "One\r\n\r\n> ```js\r\n> a\r\n> b\r\n> ```\r\nTwo\r\n```py\r\nc\r\n```\r\n"
    first, second = find_artifacts(text)
    assert (first.content, second.content) == ("a\nb", "c")
    assert text[first.start : first.end] == "```js\r\n> a\r\n> b\r\n> ```"
    assert text[second.start : second.end] == "```py\r\nc\r\n```"


def test_a_lone_carriage_return_ends_a_line() -> None:
    assert contents("```js\ra\rb\r```\r") == ["a\nb"]


@pytest.mark.parametrize("text", ["```js\n```", "```js\n\n```", "```js\n  \n\t\n```", "```", "```js", "~~~\n~~~"])
def test_a_fence_without_content_is_no_artifact(text: str) -> None:
    assert contents(text) == []


def test_a_fence_without_language_is_code() -> None:
    found = only("```\nhello\n```")
    assert (found.type, found.language, found.title) == ("code", "", "Code snippet 1")


def test_only_the_final_newline_falls_away() -> None:
    assert contents("```\n\n  a\n\n\n```") == ["\n  a\n\n"]


def test_a_null_character_stays_as_the_model_wrote_it() -> None:
    assert contents("- a\0\n  ```js\n  x\0y\n  ```\n") == ["x\0y"]
    assert contents("```js\nx\0y\n```\n") == ["x\0y"]
    assert only("- a\n  ```js a\0.js\n  x\n  ```\n").language == "js"


def test_lone_surrogates_are_kept() -> None:
    assert contents("\ud800\n```js\nx\udfff\n```\n") == ["x\udfff"]


def test_a_thousand_fences_are_a_thousand_artifacts() -> None:
    found = find_artifacts("a\n\n```py\nx = 1\n```\n\n" * 1_000)
    assert len(found) == 1_000
    assert found[-1].title == "Python snippet 1000"


def test_an_outline_of_many_levels_does_not_hide_what_follows() -> None:
    outline = "".join("  " * level + "- a\n" for level in range(15))
    assert contents(outline + "\n| not a table |\n\n  ```js\n  x\n  ```\n") == ["x"]


def test_a_link_definition_with_a_title_over_lines_does_not_hide_a_fence() -> None:
    assert contents("[a]: /u 'x\n```js\ny\n```\n'") == ["y"]
