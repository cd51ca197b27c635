"""Does a request want an artifact, and of which type: the verdict and its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from server.content.intent.clauses import NOTHING, Finding, read_sentence
from server.content.intent.request import request_of
from server.content.intent.roles import KIND_NAMES, Kind
from server.content.intent.vocabulary import terms_of

if TYPE_CHECKING:
    from server.content.intent.request import Request


class Intent(msgspec.Struct, frozen=True):
    """Whether a request wants an artifact. `type` is None exactly if not; `confidence` is from 0 to 1."""

    should_create: bool
    type: Kind | None
    confidence: float
    reason: str  # one sentence for a person


_CODE_CAME_ALONG: Final = "the code that came along"


def classify_intent(text: str) -> Intent:
    """Decide whether a request wants an artifact, and of which type.

    By rules: a verb that asks for something, and the noun of what it asks for, in nine languages. Never raises; the
    time does not grow with the text, of which only the head and the tail are read.
    """
    request = request_of(text)
    if not request.first and not request.last:
        return Intent(False, None, 0.9, "There are no words that ask for something.")
    return _verdict(_read(request))


def _read(request: Request) -> Finding:
    """The first paragraph decides if it asks, whether for a thing or an answer; otherwise the last."""
    finding = _read_paragraph(request.first, has_code=request.has_code)
    if finding.saw in ("", "vague") and request.last:
        last = _read_paragraph(request.last, has_code=request.has_code)
        return last if last.saw else finding
    return finding


def _read_paragraph(sentences: list[str], *, has_code: bool) -> Finding:
    found = NOTHING
    hint: Finding | None = None
    for number, sentence in enumerate(sentences):
        terms = terms_of(sentence)
        finding = read_sentence(terms, is_question=sentence.rstrip().endswith("?"), is_first=number == 0)
        if finding.kind:
            return finding
        if finding.saw == "vague":
            revised = has_code and any(term.role == "revise" and term.words == finding.by for term in terms)
            if revised:
                return Finding("asked", finding.by, "code", _CODE_CAME_ALONG, sure=False)
            if any(term.role == "it" for term in terms):
                hint = finding
        if finding.saw and found.saw in ("", "vague"):
            found = finding
    if hint:  # "write something that does it": what it is, another sentence may say
        for term in (term for sentence in sentences for term in terms_of(sentence)):
            if term.role == "hint":
                return Finding("asked", hint.by, term.kind, term.words, sure=False)
    return found


def _verdict(finding: Finding) -> Intent:
    match finding.saw:
        case "asked" if finding.kind:
            name = f'"{finding.noun}"' if finding.noun != _CODE_CAME_ALONG else finding.noun
            reason = f'"{finding.by}" asks for something to be made, and {name} is {KIND_NAMES[finding.kind]}.'
            return Intent(True, finding.kind, 0.95 if finding.sure else 0.75, reason)
        case "bare" if finding.kind:
            reason = f'The message is the name of a thing, and "{finding.noun}" is {KIND_NAMES[finding.kind]}.'
            return Intent(True, finding.kind, 0.7, reason)
        case "vague":
            return Intent(False, None, 0.7, f'"{finding.by}" asks for something, but nothing says for an artifact.')
        case "question":
            return Intent(False, None, 0.95, f'"{finding.by}" opens a question, and the answer belongs in the chat.')
        case "explain":
            return Intent(False, None, 0.9, f'"{finding.by}" asks for an answer, not for a thing to be made.')
        case "not":
            return Intent(False, None, 0.9, f'"{finding.by}" says that nothing is to be made.')
        case _:
            return Intent(False, None, 0.85, "Nothing in it asks for something to be made.")
