"""Any text at all: nothing raises, every place is in the text, and the time is linear."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content import Delta, Edit, Finished, LiveScanner, Started, apply_edits, find_artifacts, title_from_text

PIECES = st.sampled_from(
    (
        *("```", "~~~", "```md\n", "\n```\n", "\n", "\r\n", "\r", "\0", "\ud800", "\udfff", "\U0001f600", "> ", "- "),
        *('<artifact id="a">', "</artifact>", "<think>", "</think>", ':::artifact{id="a"}', "\n:::\n", "| a |", "  "),
        *('<boltArtifact id="b">', '<boltAction type="file" filePath="a">', "</boltAction>", "<old_str>", "</old_str>"),
        *('type="update"', "<artifact", " title='", ">", "{", "}", "// file: a.js", "`a.js`", "<svg>", "</html>", "<"),
        *("a b.", "=", "\n|---|\n", "\t"),
    )
)
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_finding_raises_nothing_and_every_place_is_in_the_text(text: str) -> None:
    for found in find_artifacts(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.title.strip()
        assert found.content.strip() or found.edits


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(1, 9))
def test_scanning_raises_nothing_and_every_event_is_in_order(text: str, size: int) -> None:
    scanner = LiveScanner()
    events = [event for begin in range(0, len(text), size) for event in scanner.feed(text[begin : begin + size])]
    open_index, written, count = -1, 0, 0
    for event in [*events, *scanner.close()]:
        match event:
            case Started():
                assert (open_index, event.index) == (-1, count)
                open_index, written = event.index, 0
            case Delta():
                assert (event.index, event.offset) == (open_index, written)
                written += len(event.text)
            case Finished():
                assert event.index == open_index
                open_index, count = -1, count + 1
    assert open_index == -1


@settings(deadline=None)
@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_edits_raise_nothing_and_none_is_lost(text: str, pairs: list[tuple[str, str]]) -> None:
    edits = [Edit(old, new) for old, new in pairs]
    content, left = apply_edits(text, edits)
    assert all(edit in edits for edit in left)
    if len(left) == len(edits):
        assert content == text


@settings(deadline=None)
@given(TEXTS, st.integers(1, 100))
def test_a_session_title_is_never_empty_and_never_too_long(text: str, limit: int) -> None:
    title = title_from_text(text, limit)
    assert title
    assert len(title) <= limit or title == "New session"


MEGABYTE = 1_000_000
HOSTILE = {
    "a fence of 5 MB": "```js\n" + "const a = `1`; // text\n" * 220_000 + "```\n",
    "a fence of 5 MB in one line": "```js\n" + "x" * 5 * MEGABYTE + "\n```\n",
    "a fence of 5 MB in a list": "- a\n\n  ```js\n"
    + "  const a = 1; // text text text text text\n" * 120_000
    + "  ```\n",
    "a thousand fences": "prose\n\n```python\nprint(1)\n```\n\n" * 1_000,
    "a thousand fences and tables": "prose\n\n```python\nprint(1)\n```\n\n| a |\n|---|\n| 1 |\n\n" * 1_000,
    "backticks": "`" * 100_000,
    "backticks in lines": "`\n" * 100_000,
    "backtick openings": "```\n" * 100_000,
    "backtick openings with info": "```js\n" * 100_000,
    "markdown fences": "```md\n" * 100_000,
    "markdown fences that close": "```md\nx\n```\n" * 30_000,
    "backtick runs that grow": "".join("`" * n + "\n" for n in range(3, 1_000)),
    "openers": "<artifact" * 100_000,
    "openers in lines": "<artifact\n" * 50_000,
    "openers with attributes": '<artifact id="a">' * 100_000,
    "openers with attributes in lines": '<artifact id="a">\n' * 50_000,
    "openers with attributes in paragraphs": '<artifact id="a">\n\nx\n\n' * 25_000,
    "openers in the middle": 'x <artifact id="a"> ' * 50_000,
    "openers in the middle of lines": 'x <artifact id="a">\n' * 30_000,
    "openers in inline code": '`<artifact id="a">` ' * 50_000 + "</artifact>",
    "tags": '<artifact id="a">x</artifact>\n' * 20_000,
    "tags in one line": '<artifact id="a">x</artifact> ' * 10_000,
    "quotes that never end": '<artifact id="' * 100_000,
    "attributes that never end": "<artifact" + " a" * 500_000,
    "unquoted attributes": "<artifact a=" * 100_000,
    "closings": "</artifact>" * 100_000,
    "bolt actions": '<boltArtifact id="a">' + '<boltAction type="file" filePath="a">' * 20_000,
    "edit marks": '<artifact type="update">' + "<old_str>" * 50_000 + "</artifact>",
    "directives": ':::artifact{id="a"}\n' * 20_000,
    "directives with fences": ':::artifact{id="a"}\n```\n' * 30_000,
    "colons": ":::\n" * 50_000,
    "thoughts": "<think>" * 100_000,
    "thoughts in lines": "x <think>\n" * 50_000,
    "deep quotes": "> " * 50_000 + "```js\nx\n",
    "deep quotes in lines": ("> " * 50 + "x\n") * 2_000,
    "deep lists": "".join("  " * n + "- a\n" for n in range(300)),
    "list markers": "- " * 50_000 + "x",
    "a table of one row": "| a " * 30_000 + "|\n" + "|---" * 30_000 + "|\n",
    "a long table": "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 10_000,
    "pipes": "|" * 200_000 + "-",
    "delimiters": "|-\n" * 20_000,
    "paragraphs": "Some words stand here | and - here.\n" * 20_000,
    "brackets": "[a\n" * 20_000 + "| -",
    "html": "<div>\n" * 50_000,
    "nulls": "\0" * MEGABYTE + "```\nx",
    "carriage returns": "\r\n" * 200_000 + "```\nx",
    "white space": " " * MEGABYTE + "|-<",
    "white space in lines": " \t \n" * 100_000 + "|-<artifact id='a'>" + "\n " * 100_000,
    "noise": "".join(random.Random(1).choices("`~<>|-:\n \nab", k=200_000)),
}
SLOWEST = 10.0  # seconds of this process, generous for a busy machine; a quadratic step would take minutes


@pytest.mark.parametrize("name", HOSTILE)
def test_finding_takes_linear_time(name: str) -> None:
    begin = time.process_time()
    find_artifacts(HOSTILE[name])
    assert time.process_time() - begin < SLOWEST


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("size", [1, 4_096])
def test_scanning_takes_linear_time(name: str, size: int) -> None:
    text = HOSTILE[name][: 60_000 if size == 1 else None]
    scanner = LiveScanner()
    begin = time.process_time()
    for position in range(0, len(text), size):
        scanner.feed(text[position : position + size])
    scanner.close()
    assert time.process_time() - begin < SLOWEST


@pytest.mark.parametrize("name", ["backticks", "openers", "noise", "white space", "a fence of 5 MB"])
def test_edits_and_titles_take_linear_time(name: str) -> None:
    begin = time.process_time()
    apply_edits(HOSTILE[name], [Edit("a  b", "c"), Edit("'x", "c"), Edit("", "c")])
    title_from_text(HOSTILE[name])
    assert time.process_time() - begin < SLOWEST
