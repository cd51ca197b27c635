"""From the words of a text to what they do there: the tables of all languages, put together for looking up."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from server.content.intent.languages import SPACED, UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.content.intent.roles import Kind, Role, Words

_LONGEST_WORD: Final = 40  # code points; nothing longer is a word that a table knows
_SHORTEST_STEM: Final = 3
_WRITTEN_WITHOUT_SPACES: Final = "\u3005\u3040-\u30ff\u3400-\u9fff"
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_MARKS: Final = ":,;()–—"  # noqa: RUF001 the dashes are meant


class Term(msgspec.Struct, frozen=True):
    """One or more words of a sentence and what they do; `role` is None for a word that no table knows."""

    words: str
    role: Role | None = None
    kind: Kind | None = None
    unspaced: bool = False


class _Entry(msgspec.Struct, frozen=True):
    role: Role
    kind: Kind | None


class _Vocabulary:
    """All tables in one: phrases by their words, stems, endings, and the words that a slip of the fingers makes."""

    def __init__(self, spaced: tuple[Words, ...], unspaced: tuple[Words, ...]) -> None:
        self.phrases: dict[tuple[str, ...], _Entry] = {}
        self.stems: dict[str, _Entry] = {}
        self.endings: dict[str, _Entry] = {}
        self.unspaced: dict[str, _Entry] = {}
        self.longest: dict[str, int] = {}  # by first word, how many words the longest phrase has
        for entry, phrase in _rows(spaced):
            self._add(entry, phrase)
        for entry, phrase in _rows(unspaced):
            self.unspaced.setdefault(_folded(phrase), entry)
        self.slips = dict(_slips(self.phrases))
        known = sorted(self.unspaced, key=len, reverse=True)
        self.token = re.compile(
            "|".join(map(re.escape, known))
            + rf"|[^\W_{_WRITTEN_WITHOUT_SPACES}]+(?:\+\+|\#)?|[{_WRITTEN_WITHOUT_SPACES}]|[{_MARKS}]",
            re.IGNORECASE,
        )

    def _add(self, entry: _Entry, phrase: str) -> None:
        if phrase.endswith("*"):
            self.stems.setdefault(_folded(phrase[:-1]), entry)
        elif phrase.startswith("*"):
            self.endings.setdefault(_folded(phrase[1:]), entry)
        else:
            words = tuple(_folded(phrase).split())
            self.phrases.setdefault(words, entry)
            self.longest[words[0]] = max(len(words), self.longest.get(words[0], 1))

    def longest_phrase(self, words: list[str], position: int) -> tuple[_Entry | None, int]:
        """What the words from a position on do, and how many of them do it together."""
        first = words[position]
        for count in range(min(self.longest.get(first, 1), len(words) - position), 1, -1):
            if entry := self.phrases.get(tuple(words[position : position + count])):
                return entry, count
        return self.word(first), 1

    def word(self, word: str) -> _Entry | None:
        """What a single word does: as it stands, by its beginning, by its end, or as a slip for another."""
        if entry := self.phrases.get((word,)) or self.unspaced.get(word):
            return entry
        for end in range(min(len(word), _LONGEST_WORD), _SHORTEST_STEM - 1, -1):
            if entry := self.stems.get(word[:end]):
                return entry
        for begin in range(1, min(len(word), _LONGEST_WORD) - _SHORTEST_STEM + 1):
            if entry := self.endings.get(word[begin:]):
                return entry
        return self.slips.get(word) or self.slips.get(_shuffled(word))


def terms_of(sentence: str) -> list[Term]:
    """The terms of a sentence, in order; always the longest phrase that a table knows."""
    vocabulary = _vocabulary()
    spans = [match.span() for match in vocabulary.token.finditer(sentence)]
    tokens = [sentence[begin:end] for begin, end in spans]
    folded = [_folded(token[:_LONGEST_WORD]) for token in tokens]
    terms: list[Term] = []
    position = 0
    while position < len(tokens):
        entry, count = vocabulary.longest_phrase(folded, position)
        words = sentence[spans[position][0] : spans[position + count - 1][1]]
        unspaced = "\u3005" <= words[-1] <= "\u9fff"
        terms.append(Term(words, entry.role, entry.kind, unspaced) if entry else Term(words, unspaced=unspaced))
        position += count
    return terms


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary(SPACED, UNSPACED)


def _rows(tables: tuple[Words, ...]) -> Iterator[tuple[_Entry, str]]:
    for table in tables:
        for (role, kind), phrases in table.items():
            for phrase in phrases.split(","):
                yield _Entry(role, kind), phrase.strip()


def _folded(word: str) -> str:
    """A word without case and without the accents that people leave out."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word.casefold())))


def _slips(phrases: dict[tuple[str, ...], _Entry]) -> Iterator[tuple[str, _Entry]]:
    """Longer words of requests as hurried fingers write them: letters in another order, or one left out."""
    for words, entry in phrases.items():
        if len(words) > 1 or entry.role not in ("make", "noun"):
            continue
        word = words[0]
        if len(word) >= (5 if entry.role == "make" else 6):
            yield _shuffled(word), entry
        if len(word) >= 9:
            yield from ((word[:place] + word[place + 1 :], entry) for place in range(1, len(word)))


def _shuffled(word: str) -> str:
    """The same for all words that begin alike and have the same letters; no word looks like it."""
    return f"{word[:1]}~{''.join(sorted(word[1:]))}" if len(word) >= 5 else ""
