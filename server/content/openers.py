"""Opening tags and directives: names and attributes, read at a given place of a text.

`<artifact identifier="a" type='text/html' title="a > b">`, `:::artifact{identifier="a" type="text/html"}`.
Knows nothing of what follows the opening.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import msgspec

ARTIFACT_TAGS: Final = frozenset({"artifact", "antartifact", "lobeartifact", "boltartifact"})
THOUGHT_TAGS: Final = frozenset({"think", "thinking", "antthinking", "lobethinking"})

# A bound on the length of an opening, so that ten thousand openings that never end cost no more than their length.
_OPENING_LIMIT: Final = 2_000
# The names as an alternation for patterns, the case of which does not matter.
ARTIFACT_NAMES: Final = "|".join(sorted(ARTIFACT_TAGS))
MARKED_NAMES: Final = "|".join(sorted(ARTIFACT_TAGS | THOUGHT_TAGS))
_TAG: Final = re.compile(rf"<({MARKED_NAMES}|boltaction)(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""\s+([A-Za-z_:][\w:.-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>`]+))?""")
_TAG_END: Final = re.compile(r"\s*(/?)>")
_DIRECTIVE: Final = re.compile(r":{3,}[ \t]*artifact[ \t]*\{", re.IGNORECASE)
_FIELD: Final = re.compile(r"""[\s,]*([A-Za-z_#.][\w:.-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'{},]+))?""")
_FIELDS_END: Final = re.compile(r"[\s,]*\}[ \t]*")


class Opener(msgspec.Struct, frozen=True):
    """An opening that is complete: its name in lower case, its attributes with lower-case names, where it ends."""

    name: str
    attributes: dict[str, str]
    end: int

    def get(self, *names: str) -> str | None:
        """The first of these attributes that has a value."""
        for name in names:
            if value := self.attributes.get(name, "").strip():
                return value
        return None

    @property
    def is_thought(self) -> bool:
        return self.name in THOUGHT_TAGS

    @property
    def identifier(self) -> str | None:
        return self.get("identifier", "id")


def read_tag_opener(text: str, at: int) -> Opener | None:
    """Read the tag that opens at `at`; None for another tag, an incomplete one or one that closes itself."""
    tag = _TAG.match(text, at)
    if tag is None:
        return None
    limit = at + _OPENING_LIMIT
    attributes: dict[str, str] = {}
    position = tag.end()
    while attribute := _ATTRIBUTE.match(text, position, limit):
        _put(attributes, attribute)
        position = attribute.end()
    end = _TAG_END.match(text, position, limit)
    if end is None or end[1]:
        return None
    return Opener(tag[1].lower(), attributes, end.end())


def read_directive_opener(text: str, at: int, line_end: int) -> Opener | None:
    """Read the `:::artifact{…}` that begins at `at` and must be complete before `line_end`."""
    directive = _DIRECTIVE.match(text, at)
    if directive is None:
        return None
    limit = min(line_end, at + _OPENING_LIMIT)
    attributes: dict[str, str] = {}
    position = directive.end()
    while field := _FIELD.match(text, position, limit):
        _put(attributes, field)
        position = field.end()
    end = _FIELDS_END.match(text, position, limit)
    if end is None or end.end() != line_end:
        return None
    return Opener(":::", attributes, end.end())


def _put(attributes: dict[str, str], match: re.Match[str]) -> None:
    value = match[2] or ""
    if value[:1] in ("'", '"'):
        value = value[1:-1]
    attributes.setdefault(match[1].lower(), unescape(value))
