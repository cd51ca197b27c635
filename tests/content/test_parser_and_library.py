"""What is ours in the parser against the library's own: the state, the fence rule, and the faster way before it."""

from typing import Any

from hypothesis import example, given, reject, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from server.content.parse import PARSER, parsed_drafts
from server.content.plain import plain_drafts
from server.content.source import Source
from server.content.state import BlockState

STOCK = MarkdownIt("commonmark", {"maxNesting": PARSER.options.maxNesting}).enable("table")

# Fragments from which every kind of block grows, and joins that make containers and lazy lines of them.
FRAGMENTS = st.sampled_from(
    (
        *("```", "~~~", "````", "``` js", "```py a.py", "~~~ a`b", "`x`", "> ", ">", "- ", "* ", "1. ", "10) ", "  "),
        *("\t", " ", "\n", "\n\n", "\n", "\n", "a", "b c", "# h", "---", "===", "| a | b |", "|---|---|", "a|b", "-|-"),
        *("<div>", "</div>", "<!-- ", "-->", "<pre>", "</pre>", "<x-y>", "<a b='c'>", "[a]: /b", "[a]:", "'t", "\\"),
        *("\n```\n", "\n~~~\n", "\n```js\nx\n```\n", "\n- ", "\n> ", "\n  ", "\n    ", "***", "+ ", "\xa0", "\u2028"),
        *("    ", "\0", "é"),
    )
)
MARKDOWN = st.lists(FRAGMENTS, max_size=40).map("".join)
TAGS = st.sampled_from(
    (
        *(
            '<artifact id="a">',
            "</artifact>",
            "<think>",
            "</think>",
            ':::artifact{id="a"}',
            ":::",
            "\n:::\n",
            "```md\n",
        ),
        *("<artifact", '<boltArtifact id="b">', '<boltAction type="file" filePath="a.py">', "</boltAction>"),
        *("<old_str>", "</old_str>", "<new_str>", "</new_str>", '<artifact id="a" type="update">', "\r\n", "\r"),
        *('<artifact type="text/html">', "A sentence stands here.", "\n\n", "\n", "\n", "\ud800", "\U0001f600"),
        *("</html>", "</boltArtifact>"),
    )
)
CONSTRUCTS = st.lists(FRAGMENTS | TAGS, max_size=40).map("".join)


def as_plain(tokens: list[Token]) -> list[dict[str, Any]]:
    """Tokens as dictionaries, without `meta`, in which our rules keep what the library does not know."""
    return [{**token.as_dict(), "meta": None} for token in tokens]


def stock_tokens(src: str) -> list[dict[str, Any]]:
    tokens: list[Token] = []
    try:
        STOCK.block.parse(src, STOCK, {}, tokens)
    except IndexError:  # the library's fault, which ours must not have; see the test below
        reject()
    return as_plain(tokens)


@settings(max_examples=400, deadline=None)
@given(MARKDOWN)
@example("- a\n\n\t\tb\n \t \n>\tc")
@example("a\n  ")
def test_our_state_gives_the_tokens_of_the_library(src: str) -> None:
    state = BlockState(src, src, STOCK, [])
    STOCK.block.tokenize(state, 0, state.lineMax)
    assert as_plain(state.tokens) == stock_tokens(src)


@settings(max_examples=400, deadline=None)
@given(MARKDOWN)
@example("- ```js\n  x\n y\n\n```")
@example("> ```\n> x\n\n```\n  ")
def test_our_rules_give_the_tokens_of_the_library_where_there_is_no_tag(src: str) -> None:
    state = BlockState(src, src, PARSER, [])
    PARSER.block.tokenize(state, 0, state.lineMax)
    assert as_plain(state.tokens) == stock_tokens(src)


def test_a_last_line_of_only_quote_marks_does_not_raise_as_it_does_in_the_library() -> None:
    assert parsed_drafts(Source("\n> - <!-- \n> ")) == []


@settings(max_examples=600, deadline=None)
@given(CONSTRUCTS)
@example("``````\x00\n```")
@example("a.py\n\n```js\nx\n```\n<div>\n```js\ny\n```\n")
@example("`a.py`\n```py\nx\n```\n\n```js\ny\n```\n- a\n  ```js\n  z\n```\n")
def test_the_faster_way_finds_what_the_whole_parse_finds(text: str) -> None:
    source = Source(text)
    drafts, rest = plain_drafts(source.raw)
    if rest < len(source.raw):
        drafts += parsed_drafts(source, rest)
    assert drafts == parsed_drafts(source)
