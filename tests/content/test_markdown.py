"""Markdown as it is shown."""

import pytest

from server.content.markdown import render

LINK = 'target="_blank" rel="noopener noreferrer nofollow"'
PICTURE = "data:image/png;base64,iVBORw0KGgo="


def test_code_is_highlighted_by_classes() -> None:
    assert render('```python app.py\nx = "a<b"\n```') == (
        '<pre class="code" data-language="python" tabindex="0"><code><span class="n">x</span> '
        '<span class="o">=</span> <span class="s2">"a&lt;b"</span>\n</code></pre>\n'
    )


@pytest.mark.parametrize("language", ["", "nonsense", '"><script>', "text"])
def test_code_of_an_unknown_language_is_shown_as_it_is(language: str) -> None:
    html = render(f"```{language}\na <b> & c\n```")
    assert html.endswith('tabindex="0"><code>a &lt;b&gt; &amp; c\n</code></pre>\n')
    assert "<script" not in html


def test_code_that_is_very_long_is_shown_without_colours() -> None:
    assert "<span" in render("```python\n" + "x = 1\n" * 100 + "```")
    assert "<span" not in render("```python\n" + "x = 1\n" * 20_000 + "```")
    assert "<span" not in render("```python\nx = 1\n```", colours=False)


def test_code_keeps_its_empty_lines() -> None:
    assert "<code>\n\na\n\n</code>" in render("```text\n\n\na\n\n```")


def test_a_fence_that_is_not_closed_yet_is_code() -> None:
    assert render("Look:\n\n```js\nlet a").startswith('<p>Look:</p>\n<pre class="code" data-language="js"')


def test_a_table_can_be_scrolled_and_is_aligned() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="table" tabindex="0" role="region" aria-label="Table"><table>')
    assert '<th>a</th>\n<th align="right">b</th>' in html
    assert "style" not in html


def test_tasks_are_boxes_that_cannot_be_ticked() -> None:
    html = render("- [x] done\n- [ ] open\n- [y] neither\n- plain [x] text")
    assert html.count('<li class="task">') == html.count("disabled") == 2
    assert html.count('checked=""') == 1
    assert "<li>[y] neither</li>" in html
    assert "<li>plain [x] text</li>" in html


def test_what_is_struck_out_is() -> None:
    assert render("~~gone~~") == "<p><s>gone</s></p>\n"


@pytest.mark.parametrize(
    ("said", "address", "rest"),
    [
        ("https://a.example/x.", "https://a.example/x", "."),
        ("(https://a.example/x)", "https://a.example/x", ")"),
        ("https://a.example/x_(y) z", "https://a.example/x_(y)", " z"),
        ("https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2", ""),
        ("HTTP://a.example, b", "HTTP://a.example", ", b"),
    ],
)
def test_a_bare_address_is_a_link_without_the_sentence_around_it(said: str, address: str, rest: str) -> None:
    assert f'<a href="{address}" {LINK}>{address}</a>{rest}' in render(said)


@pytest.mark.parametrize("said", ["main.py", "a@b.example", "www.example.com", "`https://a.example`", "://", "http://"])
def test_what_only_looks_like_an_address_is_text(said: str) -> None:
    assert "<a" not in render(said)


def test_links_open_elsewhere_and_tell_nobody_where_from() -> None:
    assert render('[a](https://b.example "c")') == f'<p><a href="https://b.example" title="c" {LINK}>a</a></p>\n'
    assert render("[https://a.example](https://b.example)").count("<a ") == 1


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "/docs", "#s1", "//a.b"]
)
def test_an_address_that_leads_nowhere_stays_text(address: str) -> None:
    assert render(f"[a]({address})") == f"<p>[a]({address})</p>\n"
    assert "<img" not in render(f"![a]({address})")


def test_a_picture_from_elsewhere_is_a_link() -> None:
    assert render("![a cat](https://a.example/?secret)") == (
        f'<p><a href="https://a.example/?secret" {LINK}>a cat</a></p>\n'
    )
    assert render("[![a cat](https://a.example/c.png)](https://b.example)") == (
        f'<p><a href="https://b.example" {LINK}>a cat</a></p>\n'
    )
    assert ">https://a.example/c.png</a>" in render("![](https://a.example/c.png)")


def test_a_picture_that_is_all_there_is_shown() -> None:
    assert render(f"![a]({PICTURE})") == f'<p><img src="{PICTURE}" alt="a"></p>\n'
    assert "href" not in render(f"[a]({PICTURE})")
    assert "<img" not in render("![a](data:image/svg+xml;base64,PHN2Zz4=)")


def test_html_is_shown_as_the_text_it_is() -> None:
    assert render("a List<String> b") == "<p>a List&lt;String&gt; b</p>\n"
    for html in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=x>", "<br onclick=x>"):
        assert render(html) == "<p>" + html.replace("<", "&lt;").replace(">", "&gt;") + "</p>\n"


def test_a_few_bare_tags_are_what_they_mean() -> None:
    assert render("H<sub>2</sub>O<br/><kbd>Esc</kbd>") == "<p>H<sub>2</sub>O<br><kbd>Esc</kbd></p>\n"
    assert "<details>" in render("<details>\n<summary>More</summary>\n\n**it**\n\n</details>")


def test_a_tag_that_is_not_closed_ends_with_its_text() -> None:
    assert render("a <kbd>b") == "<p>a <kbd>b</kbd></p>\n"
