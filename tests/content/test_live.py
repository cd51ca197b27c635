"""The live scanner: what is shown while a text grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content import Delta, Finished, LiveEvent, LiveScanner, Started, find_artifacts


def events_of(text: str, size: int) -> list[LiveEvent]:
    scanner = LiveScanner()
    events = [event for begin in range(0, len(text), size) for event in scanner.feed(text[begin : begin + size])]
    return events + scanner.close()


def assembled(events: list[LiveEvent]) -> list[tuple[str, str | None, str, bool]]:
    """Language, identifier, content and interruption of each artifact, having checked the order of the events."""
    started: list[Started] = []
    contents: list[str] = []
    finished: list[bool] = []
    for event in events:
        match event:
            case Started():
                assert event.index == len(started) == len(finished)
                started.append(event)
                contents.append("")
            case Delta():
                assert event.index == len(started) - 1 == len(finished)
                assert event.offset == len(contents[-1])
                assert event.text
                contents[-1] += event.text
            case Finished():
                assert event.index == len(finished)
                finished.append(event.interrupted)
    return [
        (each.language, each.identifier, content, interrupted)
        for each, content, interrupted in zip(started, contents, finished, strict=True)
    ]


def settled(text: str) -> list[tuple[str, str | None, str, bool]]:
    return [
        (found.language, found.identifier, found.content, found.interrupted)
        for found in find_artifacts(text)
        if found.type != "table" and not found.edits
    ]


FENCE = "Hi\n\n```python a.py\nif x:\n    y\n\n``\n z\n```\nend\n"
CASES = {
    "a fence": FENCE,
    "a tilde fence": "~~~js\n```\nx\n```\n~~~\n",
    "two fences": FENCE + FENCE,
    "a longer fence": "````md\n```js\nx\n```\n````\n",
    "inner fences of a markdown fence": "```md\n# T\n```bash\nls\n```\nmore\n```\nend\n```js\nx\n```\n",
    "blank lines around": "```py\n\n\nx\n\n\n```\n",
    "an empty fence": "```py\n```\n\n```js\n  \n```\n\n```css\na\n```\n",
    "an interrupted fence": "```py\nx\ny",
    "an interrupted fence after a line": "```py\nx\n",
    "an indented fence": "  ```js\n  a\n    b\n c\n  ```\n",
    "a fence in a list": "1. x\n\n   ```js\n   a\n     b\n\n   ```\n2. y\n",
    "a fence in a nested list": "- a\n  - b\n\n    ```js\n    x\n    ```\n  - c\n",
    "a fence that ends with its item": "- ```js\n  x\n\nback\n",
    "a fence in a quote": "> > ```js\n> > a\n> >   b\n> > ```\n\nend",
    "a fence that ends with its quote": "> ```js\n> a\nend\n",
    "an indented block": "x\n\n    ```js\n    y\n    ```\n",
    "crlf": FENCE.replace("\n", "\r\n"),
    "a comment that names the file": "```\n// file: a.js\nx\n```\n",
    "a line above that names the file": "`a.js`\n```\nx\n```\n**b.py**\n\n```\ny\n```\n",
    "a tag": 'Hi\n<artifact identifier="a" type="text/html">\n\n  <p>\n</p>\n\n</artifact>\nend\n',
    "a tag in one line": 'Hi <artifact identifier="a" type="text/html"><p></p></artifact> end\n```js\nx\n```\n',
    "adjacent tags": '<artifact identifier="a">1</artifact><artifact identifier="b">2</artifact>\n',
    "a tag with what looks like its end": '<artifact identifier="a">a </artifac < </x> b</artifact>',
    "a tag that is cut off": '<antArtifact identifier="a">\nx\n</antArt',
    "a fence in a tag": '<artifact identifier="a" type="code">\n```python\nx\n```\n</artifact>\nend\n```js\ny\n```\n',
    "a fence in a tag without closing": '<artifact identifier="a">\n```python\nx\n```\nend\n```js\ny\n```\n',
    "a tag in a fence": '```html\n<artifact identifier="a" type="html">\n<p>\n</artifact>\n```\nend\n```js\ny\n```\n',
    "a directive": ':::artifact{identifier="a" type="text/html"}\n```html\n<p>\n```\n:::\nend\n```js\ny\n```\n',
    "a directive without a fence": ':::artifact{identifier="a" type="text/html"}\n<p>\n\n</p>\n:::\n```js\ny\n```\n',
    "a stray fence before the end": ':::artifact{identifier="a"}\n```html\n<p>\n```\n```\n:::\n```js\ny\n```\n',
    "a bolt artifact": '<boltArtifact id="p">\n<boltAction type="file" filePath="a.py">\nx\n</boltAction>\n'
    '<boltAction type="shell">ls</boltAction>\n</boltArtifact>\n',
    "a thought": "<think>\n```js\nx\n```\n</think>\n```py\ny\n```\n",
    "an update": '<artifact identifier="a" type="update"><old_str>a</old_str><new_str>b</new_str></artifact>\n',
    "inline code": 'a `<artifact identifier="a">` b ```x``` c\n',
}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
@pytest.mark.parametrize("name", CASES)
def test_what_was_shown_live_agrees_with_the_authority(name: str, size: int) -> None:
    assert assembled(events_of(CASES[name], size)) == settled(CASES[name])


def test_the_start_tells_type_and_title() -> None:
    first = events_of("```tsx App.tsx\nimport a\n```", 4)[0]
    assert first == Started(0, "react-component", "App.tsx", "tsx", "App.tsx")


def test_a_tag_name_may_be_split_over_two_chunks() -> None:
    scanner = LiveScanner()
    assert scanner.feed("Hi <arti") == []
    assert scanner.feed('fact identifier="a" ty') == []
    first, second = scanner.feed('pe="text/html">\n<p>\n<')
    assert (first, second) == (Started(0, "html", "HTML snippet 1", "html", "a"), Delta(0, 0, "<p>"))
    assert scanner.feed("/arti") == []
    assert scanner.feed("fact>") == [Finished(0, interrupted=False)]


def test_a_closing_fence_is_never_shown_as_content() -> None:
    scanner = LiveScanner()
    assert scanner.feed("```js\na\n``")[-1] == Delta(0, 0, "a")
    assert scanner.feed("`") == []
    assert scanner.feed("x\n") == [Delta(0, 1, "\n```x")]
    assert scanner.feed("```") == []
    assert scanner.feed("\n") == [Finished(0, interrupted=False)]


def test_a_long_line_of_content_streams_before_it_ends() -> None:
    scanner = LiveScanner()
    scanner.feed("```js\n" + "x" * 300)
    assert scanner.feed("yy") == [Delta(0, 300, "yy")]
    scanner.feed("\n<")
    assert scanner.feed("z" * 3_000)[0] == Delta(0, 302, "\n<" + "z" * 3_000)


def test_nothing_is_said_after_the_end() -> None:
    scanner = LiveScanner()
    scanner.feed(FENCE)
    assert scanner.close() == []
    assert LiveScanner().close() == []


LINE = st.text(st.sampled_from("ab =`~\t.<>:é\U0001f600"), max_size=12)


@st.composite
def well_formed(draw: st.DrawFn) -> str:
    """Prose without marks, and plain fences whose content has no line that could close them."""
    parts: list[str] = []
    for _ in range(draw(st.integers(0, 4))):
        parts.extend(draw(st.lists(st.text(st.sampled_from("ab ."), max_size=9), max_size=3)))
        marker = draw(st.sampled_from(["`", "~"]))
        run = draw(st.integers(3, 5))
        lines = draw(st.lists(LINE, max_size=6))
        content = [line for line in lines if marker * run not in line]
        if content and content[0].lstrip()[:1] in ("<", ":"):
            content[0] = "x"
        parts.append(marker * run + draw(st.sampled_from(["", "js", "python a.py", "css"])))
        parts.extend(content)
        parts.append(marker * run)
    return draw(st.sampled_from(["\n", "\r\n"])).join([*parts, "", "end", ""])


@given(well_formed(), st.data())
def test_in_any_chunks_the_events_agree_with_the_authority(text: str, data: st.DataObject) -> None:
    scanner = LiveScanner()
    events: list[LiveEvent] = []
    position = 0
    while position < len(text):
        size = data.draw(st.integers(1, 40))
        events += scanner.feed(text[position : position + size])
        position += size
    assert assembled(events + scanner.close()) == settled(text)
