"""The second wall: of any HTML, only the tags, attributes, classes and schemes that our own writing has."""

from typing import Final

import nh3

from server.content.markdown.addresses import is_picture
from server.content.markdown.highlighting import CLASSES
from server.content.markdown.tasks import TASK

_TAGS: Final = {
    *("a", "blockquote", "br", "code", "del", "details", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "div": {"aria-label"},
    "input": {"checked", "aria-label"},
    "ol": {"start"},
    "pre": {"data-language"},
}
_VALUES: Final = {
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "input": {"type": {"checkbox"}},
    "pre": {"tabindex": {"0"}},
    **{cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")},
}


def _only_pictures(tag: str, attribute: str, value: str) -> str | None:
    """Addresses that hold data are pictures', in pictures."""
    if tag == "img" and attribute == "src":
        return value if is_picture(value) else None
    if attribute == "href" and value.lstrip().lower().startswith("data:"):
        return None
    return value


def _cleaner(*, pictures: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS | ({"img"} if pictures else set()),
        attributes=_ATTRIBUTES | ({"img": {"src", "alt"}} if pictures else {}),
        attribute_filter=_only_pictures if pictures else None,
        tag_attribute_values=_VALUES,
        set_tag_attribute_values={"a": {"target": "_blank"}, "input": {"disabled": ""}},
        allowed_classes={"span": set(CLASSES), "pre": {"code"}, "div": {"table"}, "li": {TASK}},
        url_schemes={"http", "https", "mailto"} | ({"data"} if pictures else set()),
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


_without_pictures: Final = _cleaner(pictures=False)
_with_pictures: Final = _cleaner(pictures=True)


def clean(html: str) -> str:
    """HTML with nothing in it that could act."""
    # The filter is asked about every attribute, which takes its time: it is there only where it is needed.
    return (_with_pictures if "<img " in html else _without_pictures).clean(html)
