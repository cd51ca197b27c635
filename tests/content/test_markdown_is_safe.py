"""Whatever the text: HTML comes out, and there is nothing in it that could act. Judged by a parser of its own."""

from html.parser import HTMLParser
from typing import Any

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.markdown import render
from server.content.markdown.cleaning import clean
from server.content.markdown.highlighting import CLASSES

ALLOWED: dict[str, set[str]] = {
    **{
        tag: set() for tag in ("blockquote", "br", "code", "del", "details", "em", "hr", "ins", "kbd", "mark", "p", "s")
    },
    **{tag: set() for tag in ("s", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "sub", "summary", "sup", "u", "ul")},
    **{tag: set() for tag in ("table", "tbody", "thead", "tr")},
    "a": {"href", "title", "target", "rel"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "img": {"src", "alt"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "li": {"class"},
    "ol": {"start"},
    "pre": {"class", "data-language", "tabindex"},
    "span": {"class"},
    "td": {"align"},
    "th": {"align"},
}
VALUES: dict[tuple[str, str], set[str]] = {
    ("a", "target"): {"_blank"},
    ("a", "rel"): {"noopener noreferrer nofollow"},
    ("div", "class"): {"table"},
    ("div", "role"): {"region"},
    ("input", "type"): {"checkbox"},
    ("li", "class"): {"task"},
    ("pre", "class"): {"code"},
    ("span", "class"): {*CLASSES},
}


class Judge(HTMLParser):
    """Fails at the first thing that may not be there."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if (tag, name) in VALUES:
                assert set((value or "").split(" ")) <= VALUES[tag, name] or value in VALUES[tag, name], value
            if name == "href":
                assert (value or "").lower().startswith(("http://", "https://", "mailto:")), value
            if name == "src":
                assert (value or "").lower().startswith("data:image/"), value
                assert "svg" not in (value or "").lower()
        if tag == "input":
            assert "disabled" in dict(attrs)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def judge(html: str) -> None:
    judge = Judge(convert_charrefs=True)
    judge.feed(html)
    judge.close()
    assert nh3.is_html(html) or "<" not in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](data:image/png;base64,AA"onerror=alert(1))',
    '[x](http://a"onmouseover=alert(1))',
    '[x](http://a "t\\"onmouseover=alert(1)")',
    '<http://a"onclick=x>',
    'http://a/"onclick=x',
    "http://a/'onclick=x",
    "<p style='position:fixed' id=app class=x>",
    "<details open ontoggle=alert(1)>",
    "<br onclick=x>",
    "<iframe src=//evil.example>",
    "<form action=//evil.example><input name=x><button>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?>",
    '```"><img src=x onerror=alert(1)>\nx\n```',
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "~~~js\n",
    "| <script> | [x](javascript:y) |\n|--|--|\n| <img onerror=x> | ![](javascript:z) |",
    "- [x] <script>",
    "\x00<scr\x00ipt>",
    "\ufeff\u202e\u2028",
    "&lt;script&gt;&#60;script&#62;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless(text: str) -> None:
    for place in ("{}", "> {}", "- {}", "# {}", "a {} b", "**{}**", "<kbd>{}", "| a |\n|--|\n| {} |"):
        judge(render(place.format(text)))
        judge(render(place.format(text)[:-1]))


@pytest.mark.parametrize("html", HOSTILE)
def test_the_second_wall_would_hold_alone(html: str) -> None:
    judge(clean(html))
    judge(clean(f'<img src="data:image/png;base64,AA==">{html}<a href="data:text/html,x">x</a><img src="http://a/b">'))


_pieces: list[Any] = [
    *HOSTILE,
    *("\n", "\n\n", "    ", "> ", "- ", "1. ", "#", "*", "**", "_", "`", "```", "~~", "[", "]", "(", ")", "!", "|"),
    *("<", ">", "&", '"', "'", "\\", "://", "http://", "data:image/png;base64,", "[a]: ", "---", "<kbd>", "</kbd>"),
    *("python", "html", "[x] ", "word ", "é", "\t", "\r\n", "<details>", "</details>", "<a ", "```html\n"),
]
texts = st.lists(st.one_of(st.sampled_from(_pieces), st.text(max_size=8)), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_no_text_becomes_anything_that_acts(text: str) -> None:
    html = render(text)
    judge(html)
    assert clean(html) == html  # nothing is left to take away


@pytest.mark.parametrize("piece", [">", "[", "- ", "*a **a ", "<kbd>", "\0", "~~", "|", "<details>"])
def test_what_is_nested_without_end_ends(piece: str) -> None:
    judge(render(piece * 10_000))
