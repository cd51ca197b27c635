"""Tags: artifact, antArtifact, lobeArtifact, boltArtifact, and what is thought."""

import pytest

from server.content import Edit, Found, find_artifacts


def only(text: str) -> Found:
    (found,) = find_artifacts(text)
    return found


def contents(text: str) -> list[str]:
    return [found.content for found in find_artifacts(text)]


@pytest.mark.parametrize("name", ["artifact", "antArtifact", "lobeArtifact", "antartifact"])
def test_a_tag_is_an_artifact_with_its_attributes(name: str) -> None:
    text = (
        f'Here:\n\n<{name} identifier="app" type="text/html" title="My page">\n<p>a</p>\n\n<p>b</p>\n</{name}>\nDone.'
    )
    found = only(text)
    assert (found.identifier, found.type, found.title, found.language) == ("app", "html", "My page", "html")
    assert found.content == "<p>a</p>\n\n<p>b</p>"
    assert text[found.start : found.end] == text[7:-6]
    assert not found.interrupted


@pytest.mark.parametrize(
    ("attributes", "kind", "language"),
    [
        ('type="application/vnd.ant.code" language="python"', "python", "python"),
        ('type="application/vnd.ant.code" language="rust"', "code", "rust"),
        ('type="application/vnd.ant.react"', "react-component", "jsx"),
        ('type="application/vnd.ant.mermaid"', "mermaid", "mermaid"),
        ('type="text/html"', "html", "html"),
        ('type="image/svg+xml"', "svg", "svg"),
        ('type="text/markdown"', "markdown", "markdown"),
        ('type="python"', "python", "python"),
        ('type="doc"', "doc", ""),
        ('type="application/x-unknown"', "code", ""),
    ],
)
def test_the_type_attribute_decides_the_type(attributes: str, kind: str, language: str) -> None:
    found = only(f"<artifact identifier='a' {attributes}>\nx\n</artifact>")
    assert (found.type, found.language) == (kind, language)


def test_an_attribute_may_hold_a_bracket_and_have_single_quotes() -> None:
    found = only("<artifact identifier='a' title='x > \"y\"' type=\"text/html\"\n  language=html>\n<p>\n</artifact>")
    assert (found.title, found.content) == ('x > "y"', "<p>")


def test_an_entity_in_an_attribute_is_read() -> None:
    assert only('<artifact title="a &quot;b&quot; &amp; c">x</artifact>').title == 'a "b" & c'


def test_several_adjacent_tags_are_several_artifacts() -> None:
    """lobe-chat #4257."""
    text = '<artifact identifier="a">1</artifact><artifact identifier="b">2</artifact>\n'
    text += '<artifact identifier="c">3</artifact>'
    found = find_artifacts(text)
    assert [(each.identifier, each.content) for each in found] == [("a", "1"), ("b", "2"), ("c", "3")]
    assert text[found[1].start : found[1].end] == '<artifact identifier="b">2</artifact>'


def test_a_tag_in_the_middle_of_a_line_counts() -> None:
    assert contents('Look: <artifact identifier="a">1</artifact> and <artifact identifier="b">2</artifact>.') == [
        "1",
        "2",
    ]


def test_a_tag_interrupts_a_paragraph_and_the_text_goes_on_after_it() -> None:
    text = 'Look:\n<artifact identifier="a">\n1\n</artifact>\nThen:\n```js\n2\n```\n'
    assert contents(text) == ["1", "2"]


def test_fences_and_tables_in_a_tag_belong_to_the_tag() -> None:
    body = "# T\n\n```js\nx\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert contents(f'<artifact identifier="a" type="text/markdown">\n{body}\n</artifact>') == [body]


def test_a_single_fence_in_a_tag_is_only_a_wrapping() -> None:
    found = only(
        '<artifact identifier="a" type="application/vnd.ant.code">\n\n```python app.py\nx = 1\n```\n</artifact>'
    )
    assert (found.content, found.type, found.filename) == ("x = 1", "python", "app.py")


def test_a_markdown_tag_with_a_single_fence_of_code_keeps_the_fence() -> None:
    assert contents('<artifact type="text/markdown" title="t">\n```js\nx\n```\n</artifact>') == ["```js\nx\n```"]


@pytest.mark.parametrize("language", ["", "html", "xml"])
def test_a_tag_wrapped_in_a_fence_is_the_artifact(language: str) -> None:
    """lobe-chat #13436, #5633."""
    tag = '<artifact identifier="a" type="text/html">'
    text = f"A\n\n```{language}\n{tag}\n<p>x</p>\n</artifact>\n```\nB\n\n```py\ny\n```\n"
    first, second = find_artifacts(text)
    assert (first.identifier, first.content, second.content) == ("a", "<p>x</p>", "y")
    assert text[first.start : first.end].startswith("```")
    assert text[first.start : first.end].endswith("\n```")


def test_a_wrapped_tag_with_a_fence_inside_is_the_artifact() -> None:
    tag = '<artifact identifier="a" type="text/html">'
    text = f"```\n{tag}\n```html\n<p>x</p>\n```\n</artifact>\n```\nB\n\n```py\ny\n```\n"
    assert contents(text) == ["<p>x</p>", "y"]


def test_a_fence_that_shows_a_tag_among_other_things_is_a_fence() -> None:
    body = '<artifact identifier="a" type="text/html">\n<p>x</p>\n</artifact>\n<!-- that was it -->'
    found = only(f"```xml\n{body}\n```\n")
    assert (found.content, found.identifier, found.type) == (body, None, "code")


def test_a_tag_in_the_middle_of_a_fence_does_not_count() -> None:
    body = 'x = 1\n<artifact identifier="a">y</artifact>'
    assert contents(f"```\n{body}\n```\n") == [body]


@pytest.mark.parametrize(
    "text", ['`<artifact identifier="a">x</artifact>`', 'see `` <artifact id="a">x</artifact> ``.']
)
def test_a_tag_in_inline_code_does_not_count(text: str) -> None:
    assert contents(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Use the <artifact> tag for that.",
        '<artifact identifier="a"',
        '<artifact identifier="a" title="unfinished>\nx',
        '<artifact identifier="a"/>',
        "<artifacts>x</artifacts>",
        "<artifact\n<artifact\n",
        'Use <artifact identifier="a"> for that.',
        '<artifact identifier="a"> \n </artifact>',
    ],
)
def test_what_is_no_tag_is_no_artifact(text: str) -> None:
    assert contents(text) == []


@pytest.mark.parametrize("name", ["think", "thinking", "antThinking"])
def test_nothing_counts_inside_of_a_thought(name: str) -> None:
    inner = '```js\nx\n```\n\n| a |\n|---|\n\n<artifact identifier="a">y</artifact>\n'
    assert contents(f"<{name}>\n{inner}</{name}>\n```py\nz\n```\n") == ["z"]
    assert contents(f"Well <{name}>{inner}</{name}>\n```py\nz\n```\n") == ["z"]


def test_an_unfinished_thought_reaches_to_the_end() -> None:
    assert contents("<think>\nLet me see\n\n```js\nx\n```\n") == []


def test_an_unclosed_tag_at_the_end_is_kept_and_interrupted() -> None:
    found = only(
        'Here:\n<artifact identifier="a" type="application/vnd.ant.code" language="python">\nimport os\n\n\ndef f():\n'
    )
    assert (found.content, found.interrupted) == ("import os\n\n\ndef f():", True)


def test_a_missing_closing_does_not_swallow_prose() -> None:
    """bolt.new #37, #2117."""
    text = '<artifact identifier="a" type="python">\nx = 1\n\ny = 2\n\nThat is the whole program.\n\n```js\nz\n```\n'
    first, second = find_artifacts(text)
    assert (first.content, first.interrupted) == ("x = 1\n\ny = 2", True)
    assert second.content == "z"


def test_a_missing_closing_ends_with_the_fence_in_the_tag() -> None:
    text = '<artifact identifier="a" type="text/html">\n```html\n<p>\n\nText here, a lot.\n```\nprose\n```js\nz\n```\n'
    first, second = find_artifacts(text)
    assert (first.content, first.interrupted) == ("<p>\n\nText here, a lot.", False)
    assert second.content == "z"


def test_a_missing_closing_ends_with_the_document() -> None:
    text = '<artifact identifier="a" type="text/html">\n<html>\n\n</html>\nprose\n\n```js\nz\n```\n'
    assert contents(text) == ["<html>\n\n</html>", "z"]


def test_a_missing_closing_ends_with_the_next_tag() -> None:
    text = '<artifact identifier="a" type="text/markdown">\n# A\n\nText.\n\n<artifact identifier="b">\nb\n</artifact>\n'
    first, second = find_artifacts(text)
    assert (first.content, first.interrupted) == ("# A\n\nText.", True)
    assert (second.content, second.interrupted) == ("b", False)


def test_a_tag_in_a_list_loses_the_indent_and_in_a_quote_the_marks() -> None:
    tag = '<artifact identifier="a" type="python">'
    assert contents(f"- x\n\n  {tag}\n  if a:\n    b\n  </artifact>\n- y") == ["if a:\n  b"]
    assert contents(f"> {tag}\n> if a:\n>   b\n> </artifact>\n\ny") == ["if a:\n  b"]


def test_places_in_a_text_with_crlf_span_the_tag() -> None:
    text = 'a\r\n\r\n- b\r\n\r\n  <artifact identifier="a">\r\n  1\r\n  2\r\n  </artifact>\r\nc'
    found = only(text)
    assert found.content == "1\n2"
    assert text[found.start : found.end] == '<artifact identifier="a">\r\n  1\r\n  2\r\n  </artifact>'


BOLT = (
    'I will.\n\n<boltArtifact id="app" title="The app">\n'
    '<boltAction type="file" filePath="src/index.ts">\nconst a = 1\n\nconst b = 2\n</boltAction>\n'
    '<boltAction type="shell">npm i</boltAction>\n'
    "<boltAction type='file' filePath='index.html'>\n<p>\n</boltAction>\n"
)


def test_each_file_of_a_bolt_artifact_is_an_artifact() -> None:
    text = BOLT + "</boltArtifact>\nDone."
    first, second = find_artifacts(text)
    assert (first.identifier, first.filename, first.title) == ("src/index.ts", "src/index.ts", "index.ts")
    assert (first.type, first.content) == ("typescript", "const a = 1\n\nconst b = 2")
    assert (second.type, second.content, second.title) == ("html", "<p>", "index.html")
    assert text[second.start : second.end] == "<boltAction type='file' filePath='index.html'>\n<p>\n</boltAction>"


def test_a_bolt_artifact_without_closing_ends_with_its_last_file() -> None:
    """bolt.new #37."""
    assert contents(BOLT + "Now run it.\n\n```sh\nnpm start\n```\n") == [
        "const a = 1\n\nconst b = 2",
        "<p>",
        "npm start",
    ]


def test_a_file_of_a_bolt_artifact_that_is_cut_off_is_interrupted() -> None:
    first, second, third = find_artifacts(BOLT + '<boltAction type="file" filePath="c.py">\nx = 1\n\ny')
    assert [first.interrupted, second.interrupted, third.interrupted] == [False, False, True]
    assert third.content == "x = 1\n\ny"


def test_an_update_carries_its_edits_and_no_content() -> None:
    found = only(
        '<artifact identifier="app" type="update">\n<old_str>\na\n  b\n</old_str>\n<new_str>c</new_str>\n'
        "<old_str>d</old_str><new_str></new_str>\n</artifact>"
    )
    assert (found.identifier, found.content) == ("app", "")
    assert found.edits == (Edit("a\n  b", "c"), Edit("d", ""))


def test_of_an_update_that_is_cut_off_the_whole_pairs_are_kept() -> None:
    found = only(
        '<artifact identifier="a" type="update"><old_str>a</old_str><new_str>b</new_str><old_str>c</old_str><new_s'
    )
    assert (found.edits, found.interrupted) == ((Edit("a", "b"),), True)


def test_an_update_without_a_pair_is_no_artifact() -> None:
    assert contents('<artifact identifier="a" type="update"><old_str>a</artifact>') == []
