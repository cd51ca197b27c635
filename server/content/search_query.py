"""The language of search: what a person types, as an expression of SQLite's FTS5 and filters. No I/O.

- `word`: is in the title or the text; the last one may go on. Upper and lower case and accents make no difference.
- `word*`: the beginning of a word, of three letters at least.
- `"several words"`: next to each other.
- `-word`, `-"several words"`: is not there. With nothing else: everything but that.
- `type:python`, `language:py`, `session:ID`: of these only; the same filter twice means either. `-type:` and
  `-language:` and `-session:`: none of these.
- `after:2026-01-01`, `before:2026-01-31T12:00`: made from that moment on, and before it; UTC where
  nothing else is said.

Everything else is literal; all words must be there. Only the first `MOST_TERMS` words and filters count.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from ..errors import SatchelError
from .kinds import canonical_language
from .search_text import Facet, facet, indexed

MOST_TERMS = 32
SHORTEST_BEGINNING = 3
"""Letters. Fewer begin a word of nearly every text, and `go` does not mean `good`."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_token = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<word>\S+))')
_filter = re.compile(r"(?P<name>type|language|session|before|after):(?P<value>.+)", re.IGNORECASE | re.DOTALL)
_last_run = re.compile(r"[^\W_]+(?=[\W_]*\Z)")
_FACETS: dict[str, Facet] = {"type": "type", "language": "language", "session": "session"}


class Term(Struct, frozen=True):
    """A word, a phrase, or the word of a filter.

    Attributes:
        text: without quotes.
        beginning: whether its last word may go on.
        endings: the words that it stands for, where that was looked up.
    """

    text: str
    beginning: bool = False
    endings: tuple[str, ...] = ()

    @property
    def expression(self) -> str:
        if self.endings:
            return f"({' OR '.join(map(_quoted, self.endings))})"
        return f"{_quoted(self.text)}*" if self.beginning else _quoted(self.text)


def _quoted(text: str) -> str:
    return f'"{text}"'


class Query(Struct, frozen=True):
    """What is looked for.

    Attributes:
        words: all of them are there.
        without: none of them is.
        filters: of each group one is there.
        since: Unix milliseconds: made then or later.
        until: made then or earlier.
    """

    words: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    filters: tuple[tuple[Term, ...], ...] = ()
    since: int | None = None
    until: int | None = None

    @property
    def expression(self) -> str:
        """Of FTS5, for the whole of it besides the times."""
        groups = self.filters if self.words or self.filters else (EVERYTHING,)
        wanted = [term.expression for term in self.words] + [_either(group) for group in groups]
        expression = " AND ".join(wanted)
        return f"({expression}) NOT {_either(self.without)}" if self.without else expression


EVERYTHING = tuple(Term(facet("kind", kind)) for kind in ("session", "message", "artifact", "site"))
"""Every entry bears one of these."""


def _either(terms: Iterable[Term]) -> str:
    return f"({' OR '.join(term.expression for term in terms)})"


def parse_query(text: str) -> Query:
    """Reads what a person typed.

    Raises:
        SatchelError: `invalid` for a date that there is not.
    """
    text = text.encode("utf-8", "replace").decode()
    words: dict[Term, None] = {}
    without: dict[Term, None] = {}
    filters: dict[str, dict[Term, None]] = {}
    times: dict[str, list[int]] = {"after": [], "before": []}
    last: Term | None = None
    tokens = [match for match in _token.finditer(text) if _says_something(match)][:MOST_TERMS]
    for match in tokens:
        word = match["word"]
        found = _filter.fullmatch(word) if word else None
        name = found["name"].lower() if found else ""
        if found and name in _FACETS:
            term = filter_term(_FACETS[name], found["value"])
            (without if match["minus"] else filters.setdefault(name, {}))[term] = None
        elif found and not match["minus"]:
            times[name].append(_moment(found["value"]))
        else:
            term = _literal(match)
            (without if match["minus"] else words)[term] = None
            if word and not match["minus"]:
                last = term
    if last is not None:
        words = dict.fromkeys(Term(t.text, beginning=_may_go_on(t.text)) if t == last else t for t in words)
    return Query(
        words=tuple(words),
        without=tuple(without),
        filters=tuple(tuple(group) for group in filters.values()),
        since=max(times["after"], default=None),
        until=min((moment - 1 for moment in times["before"]), default=None),
    )


def filter_term(kind: Facet, value: str) -> Term:
    return Term(facet(kind, canonical_language(value) if kind == "language" else value))


def _says_something(match: re.Match[str]) -> bool:
    return any(map(str.isalnum, match["word"] or match["phrase"] or ""))


def _literal(match: re.Match[str]) -> Term:
    said = match["word"] or match["phrase"]
    star = bool(match["star"]) or said.endswith("*")
    text = indexed(said).replace('"', " ").strip(" *")
    return Term(text, beginning=star and _may_go_on(text))


def _may_go_on(text: str) -> bool:
    last = _last_run.search(text)
    return last is not None and len(last[0]) >= SHORTEST_BEGINNING


def _moment(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0, (moment - _EPOCH) // timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        raise SatchelError(
            "invalid", f"{text[:50]!r} is no date: write 2026-01-31 or 2026-01-31T12:00.", {"field": "query"}
        ) from None
