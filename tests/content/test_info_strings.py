"""Info strings and the other places where a fence's file is named."""

import pytest

from server.content import Found, find_artifacts


def only(text: str) -> Found:
    (found,) = find_artifacts(text)
    return found


@pytest.mark.parametrize(
    ("info", "language", "filename"),
    [
        ("python app.py", "python", "app.py"),
        ("app.py", "python", "app.py"),
        ("src/server/app.rs", "rust", "src/server/app.rs"),
        ('tsx title="App.tsx"', "tsx", "App.tsx"),
        ("tsx title='App.tsx'", "tsx", "App.tsx"),
        ("js filename=a.js", "js", "a.js"),
        ('js filename="my app.js"', "js", "my app.js"),
        ("js file=lib/a.js", "js", "lib/a.js"),
        ("js {1,3-5} a.js", "js", "a.js"),
        ("js {1,3-5}", "js", None),
        ("js showLineNumbers", "js", None),
        ("js showLineNumbers {1} title=a.js", "js", "a.js"),
        ("ts:src/a.ts", "ts", "src/a.ts"),
        ("C++", "c++", None),
        ("JavaScript", "javascript", None),
        ("text/x-python", "text/x-python", None),
        ("v1.2", "v1.2", None),
        ("Makefile", "makefile", None),
        (".env", "env", ".env"),
    ],
)
def test_an_info_string_names_language_and_file(info: str, language: str, filename: str | None) -> None:
    found = only(f"```{info}\nx\n```\n")
    assert (found.language, found.filename, found.identifier) == (language, filename, filename)


def test_a_title_that_is_no_file_is_only_a_title() -> None:
    found = only('```js title="My first > app"\nx\n```\n')
    assert (found.title, found.filename, found.identifier) == ("My first > app", None, None)


@pytest.mark.parametrize(
    "line",
    [
        "// file: src/a.py",
        "# filename: src/a.py",
        "<!-- file: src/a.py -->",
        "/* File: src/a.py */",
        "# path: src/a.py",
        "// src/a.py",
        "-- filename = src/a.py",
    ],
)
def test_a_first_line_comment_names_the_file_and_stays_in_the_content(line: str) -> None:
    found = only(f"```\n{line}\nx\n```\n")
    assert (found.filename, found.identifier, found.title) == ("src/a.py", "src/a.py", "a.py")
    assert found.content == f"{line}\nx"
    assert found.type == "python"


@pytest.mark.parametrize("line", ["# the file: app", "// see example.com", "# example.com", "#!/bin/sh", "file: a.py"])
def test_another_first_line_names_no_file(line: str) -> None:
    assert only(f"```sh\n{line}\nx\n```\n").filename is None


@pytest.mark.parametrize(
    "line",
    ["src/a.py", "`src/a.py`", "**src/a.py**", "**`src/a.py`**:", "### src/a.py", "File: src/a.py", "#### `src/a.py`:"],
)
def test_a_path_on_the_line_above_names_the_file(line: str) -> None:
    assert only(f"Intro\n\n{line}\n```python\nx\n```\n").filename == "src/a.py"


@pytest.mark.parametrize("line", ["`src/a.py`", "**src/a.py**", "### src/a.py"])
def test_a_marked_path_may_be_followed_by_a_blank_line(line: str) -> None:
    assert only(f"{line}\n\n```python\nx\n```\n").filename == "src/a.py"


@pytest.mark.parametrize("above", ["Run src/a.py now:", "src/a.py\n", "- `src/a.py`", "`src/a.py`\n\n", "e.g.:"])
def test_other_lines_above_name_no_file(above: str) -> None:
    assert only(f"{above}\n```python\nx\n```\n").filename is None


def test_a_path_above_a_fence_in_another_language_is_not_its_name() -> None:
    assert only("Start `a`:\n\n`app.py`\n```bash\npython app.py\n```\n").filename is None


def test_the_path_above_is_read_inside_of_a_list_too() -> None:
    assert only("1. x\n\n   `src/a.py`\n   ```python\n   x\n   ```\n").filename == "src/a.py"


def test_the_info_string_comes_before_comment_and_line_above() -> None:
    assert only("b.py\n```python a.py\n# file: c.py\n```\n").filename == "a.py"
