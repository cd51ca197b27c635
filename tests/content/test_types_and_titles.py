"""Which type an artifact has and what it is called."""

import pytest

from server.content import artifact_type, find_artifacts, title_from_text

COMPONENT = "export default function App() {\n  return <p>Hi</p>\n}"


@pytest.mark.parametrize(
    ("language", "filename", "content", "kind"),
    [
        ("jsx", None, COMPONENT, "react-component"),
        ("tsx", None, "const A = () => <p>Hi</p>", "react-component"),
        ("tsx", None, "function a() {\n  return (\n    <>\n", "react-component"),
        ("application/vnd.ant.react", None, "", "react-component"),
        ("jsx", None, "const a = 1", "javascript"),
        ("tsx", None, "const a: number = 1", "typescript"),
        ("typescript", "App.tsx", COMPONENT, "react-component"),
        ("", "App.jsx", COMPONENT, "react-component"),
        ("js", None, COMPONENT, "javascript"),
        ("mjs", None, "", "javascript"),
        ("JavaScript", None, "", "javascript"),
        ("ts", None, "", "typescript"),
        ("py", None, "", "python"),
        ("html", None, "", "html"),
        ("css", None, "", "css"),
        ("svg", None, "", "svg"),
        ("xml", None, "\n<svg>", "svg"),
        ("xml", None, "<a>", "code"),
        ("md", None, "", "markdown"),
        ("markdown", None, "", "markdown"),
        ("mermaid", None, "", "mermaid"),
        ("json", None, "", "json"),
        ("csv", None, "", "sheet"),
        ("tsv", None, "", "sheet"),
        ("rust", None, "", "code"),
        ("", None, "", "code"),
        ("text", "a.py", "", "python"),
        ("bash", "a.py", "", "code"),
        ("", "a.unknown", "", "code"),
        ("", "a/b.csv", "", "sheet"),
    ],
)
def test_language_file_and_content_decide_the_type(
    language: str, filename: str | None, content: str, kind: str
) -> None:
    assert artifact_type(language, filename, content) == kind


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('```py title="Sum" a.py\n# The comment\n```', "Sum"),
        ("```py src/a.py\n# The comment\n```", "a.py"),
        ("```py\n# Adds two numbers\ndef add(a, b): ...\n```", "Adds two numbers"),
        ('```py\n"""Adds numbers."""\n```', "Adds numbers."),
        ("```py\n#!/usr/bin/env python\nimport os\n\ndef add(a, b): ...\n```", "add"),
        ("```js\n// eslint-disable-next-line\nexport async function load() {}\n```", "load"),
        ("```tsx\nexport const App = () => <p/>\n```", "App"),
        ("```go\npackage a\n\nfunc Run() {}\n```", "Run"),
        ("```sql\nCREATE TABLE users (id int)\n```", "users"),
        ("```md\nIntro\n\n## The *plan*\n```", "The plan"),
        ("```html\n<html><head><title>My page</title></head></html>\n```", "My page"),
        ("```css\n/* The button */\na {}\n```", "The button"),
        ("```json\n{}\n```", "JSON snippet 1"),
        ("```\nx\n```", "Code snippet 1"),
        ("```c++\nx\n```", "C++ snippet 1"),
        ("```rust\nx\n```", "Rust snippet 1"),
        ("```js\nx\n```\n```python\ny\n```", "JavaScript snippet 1"),
    ],
)
def test_an_artifact_is_called_by_what_it_says_of_itself(text: str, title: str) -> None:
    assert find_artifacts(text)[0].title == title


def test_the_fallback_counts_the_place_in_the_message() -> None:
    assert [found.title for found in find_artifacts("```js\nx\n```\n```python\ny\n```")] == [
        "JavaScript snippet 1",
        "Python snippet 2",
    ]


def test_a_long_title_is_cut_at_a_word() -> None:
    (found,) = find_artifacts("```py\n# " + "word " * 100 + "\n```")
    assert found.title.endswith("word…")
    assert len(found.title) <= 80


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  ## **Build** a `server`\nmore", "Build a server"),
        ("- [ ] do _this_ in snake_case", "do this in snake_case"),
        ("> 1. quoted", "quoted"),
        ("See [the page](http://a.b/c) and ![x](y)", "See the page and x"),
        ("```py\nprint(1)\n```\nWhat does it do?", "What does it do?"),
        ("```py\nprint(1)\n```", "print(1)"),
        ("---\n\n***\nHi", "Hi"),
        ("<b>Hi</b> there", "Hi there"),
        ("你好,世界", "你好,世界"),
        ("", "New session"),
        (" \n\t", "New session"),
        ("```\n```", "New session"),
        ("!!! ???", "New session"),
        ("Hi\r\nthere", "Hi"),
    ],
)
def test_a_session_is_called_by_the_first_line_with_words(text: str, title: str) -> None:
    assert title_from_text(text) == title


def test_a_session_title_is_cut_at_a_word_within_the_limit() -> None:
    assert title_from_text("Please write me a long text", limit=16) == "Please write me…"
    assert title_from_text("x" * 100, limit=10) == "x" * 9 + "…"
    assert title_from_text("Hello", limit=0) == "…"
