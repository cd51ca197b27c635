"""Where in a sentence something is asked for, and what.

Knows the roles of words, not the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from server.content.intent.roles import Kind, Role
    from server.content.intent.vocabulary import Term

_VERBS: Final = frozenset({"make", "revise", "present", "need"})
_CLAUSE_MARKS: Final = frozenset(",;()–—")  # noqa: RUF001 the dashes are meant
_SIDE: Final = 150  # terms at either end of a sentence that are read; the time grows with their square
_LEAD: Final = 3  # words that may stand before a colon, as in "Your task:"
_REACH_OF_FORM: Final = 4  # words between "in" and the form that it names: in a nice little table
_REACH_OF_NAME: Final = 7  # words before the noun of a request that is a noun and nothing else


class Finding(msgspec.Struct, frozen=True):
    """What one sentence says: what it asks for, or why it asks for nothing."""

    saw: str  # "asked", "bare", "vague" (asked for, but names no artifact), "question", "explain", "not" or ""
    by: str = ""  # the words that decided so
    kind: Kind | None = None
    noun: str = ""
    sure: bool = True  # whether a noun named the type, rather than a hint


NOTHING: Final = Finding("")


def read_sentence(terms: list[Term], *, is_question: bool, is_first: bool) -> Finding:
    """Read one sentence. A request in it comes before a question, a question before nothing."""
    if sum(term.unspaced for term in terms) * 2 > len(terms):
        return _read_unspaced(terms)
    found = NOTHING
    terms = terms if len(terms) <= 2 * _SIDE else terms[:_SIDE] + terms[-_SIDE:]
    for start in _clause_starts(terms):
        finding = _read_clause(terms, start)
        if finding.kind:
            return finding
        if not found.saw or found.saw == "vague":
            found = finding if finding.saw else found
    if not found.saw and is_first and not is_question:
        return _read_name(terms)
    return found


def _clause_starts(terms: list[Term]) -> list[int]:
    """Where a request may begin: at the start, after a comma, after an "and" between requests."""
    asks = bool(terms) and terms[0].role in {*_VERBS, "polite", "explain", "question"}
    starts = [0]
    for place, term in enumerate(terms):
        if term.words == ":":
            if place > _LEAD:
                break
            starts.append(place + 1)
        elif term.words in _CLAUSE_MARKS or (asks and term.role == "and"):
            starts.append(place + 1)
    return starts


def _read_clause(terms: list[Term], start: int) -> Finding:
    end = _end_of_clause(terms, start)
    while start < end and terms[start].role == "filler":
        start += 1
    for place in range(start, end):
        term = terms[place]
        match term.role:
            case "not" | "no" if place - start <= _LEAD:
                return Finding("not", term.words)
            case "question" | "explain" if place == start:
                return Finding(term.role, term.words)
            case "verb" if place == start:
                return Finding("question", term.words)
            case "make" | "revise" | "present" if place == start:
                return _thing_asked_for(terms, place, place + 1)
            case "need" if place - start <= _LEAD:
                return _thing_asked_for(terms, place, place + 1)
            case "polite":
                if finding := _read_polite(terms, place):
                    return finding
    return NOTHING


def _read_polite(terms: list[Term], place: int) -> Finding | None:
    """After a "can you", the verb may stand anywhere, in German at the end."""
    for later in range(place + 1, len(terms)):
        role = terms[later].role
        if role in ("not", "no"):
            return Finding("not", terms[later].words)
        if role == "explain":
            return Finding("explain", terms[later].words)
        if role in _VERBS:
            return _thing_asked_for(terms, later, place + 1)
        if terms[later].words == ":":
            break
    return None


class _Things(msgspec.Struct):
    """What stands after a verb that asks."""

    nouns: list[Term] = []  # of the thing itself; the last of adjacent ones is what it is: email | app
    around: list[Term] = []  # nouns of what the thing is for, from or with
    hints: list[Term] = []
    form: Term | None = None
    negation: str = ""


def _thing_asked_for(terms: list[Term], verb: int, start: int) -> Finding:
    asking = terms[verb]
    by, role = asking.words, asking.role
    things = _things_after(terms, start, role)
    noun = things.nouns[-1] if things.nouns and role != "present" else None
    if things.negation:
        return Finding("not", things.negation)
    if things.form and _form_decides(noun, things.form):
        return Finding("asked", by, things.form.kind, things.form.words)
    if noun is None and things.around:
        if role == "revise":
            noun = things.around[0]
        elif role == "make" and terms[verb + 1].role == "preposition":
            noun = things.around[-1]  # what the thing is made from was said first: from these notes a report
    if noun:
        return Finding("asked", by, noun.kind, noun.words)
    if role == "present":
        side = next((term for term in things.nouns + things.around if "side" in term.words.casefold()), None)
        return Finding("asked", by, side.kind, side.words) if side else Finding("vague", by)
    if asking.kind:
        return Finding("asked", by, asking.kind, by)
    if things.hints:
        # Columns and formulas say more than a chart or a language.
        hint = next((hint for hint in things.hints if hint.kind != "code"), things.hints[0])
        return Finding("asked", by, hint.kind, hint.words, sure=False)
    return Finding("vague", by)


def _things_after(terms: list[Term], start: int, role: Role | None) -> _Things:
    """Gather nouns, hints and the form, up to a colon or to a clause that is said of the thing."""
    things = _Things()
    within = True
    for place in range(start, len(terms)):
        term, before = terms[place], terms[place - 1]
        if term.words == ":" or (term.role in ("clause", "question") and (role != "present" or place == start)):
            break
        within = within and term.role not in ("into", "preposition")
        match term.role:
            case "not" if not things.nouns and role != "revise":
                things.negation = term.words
                break
            case "into":
                things.form = _form(terms, place) or things.form
            case "hint":
                things.hints.append(term)
            case "noun" if before.role == "this" and role != "revise":
                pass  # it is at hand already
            case "noun" if not within:
                things.around.append(term)
            case "noun" if not things.nouns or before is things.nouns[-1]:
                things.nouns.append(term)
    return things


def _form_decides(noun: Term | None, form: Term) -> bool:
    """A form stands for the thing where no noun does; a table or a document may have the form of a sheet or table."""
    return noun is None or (noun.kind in ("doc", "table") and form.kind in ("table", "sheet"))


def _form(terms: list[Term], into: int) -> Term | None:
    """The form that is named after an "in" or "as", unless it is a thing at hand: in this table."""
    for place in range(into + 1, min(into + 2 + _REACH_OF_FORM, len(terms))):
        term = terms[place]
        if term.role in ("noun", "hint"):
            following = terms[place + 1 : place + 2]
            return following[0] if following and following[0].role == "noun" else term
        if term.role not in (None, "into", "filler") or term.words in _CLAUSE_MARKS or term.words == ":":
            return None
    return None


def _read_name(terms: list[Term]) -> Finding:
    """A request that is the name of a thing and nothing else: "sql query for the ten best customers"."""
    for place, term in enumerate(terms[:_REACH_OF_NAME]):
        if term.role == "noun":
            while place + 1 < len(terms) and terms[place + 1].role == "noun":
                place += 1  # noqa: PLW2901 the last of adjacent nouns is what the thing is
            following = terms[place + 1 : place + 2]
            if following and following[0].role in ("verb", "subject", "this"):
                return NOTHING
            return Finding("bare", "", terms[place].kind, terms[place].words)
        if term.role not in (None, "filler", "hint", "it", "make", "present") or term.words in _CLAUSE_MARKS:
            return NOTHING
    return NOTHING


def _read_unspaced(terms: list[Term]) -> Finding:
    """A sentence in Chinese or Japanese: a question or negation decides wherever it stands, the last noun names it."""
    for role in ("question", "explain", "not"):
        if sign := next((term for term in terms if term.role == role), None):
            return Finding(role, sign.words)
    vague = NOTHING
    start = 0
    while start < len(terms):
        end = _end_of_clause(terms, start)
        clause = terms[start:end]
        verb = next((term for term in clause if term.role in _VERBS), None)
        if verb:
            for role in ("noun", "hint"):
                if nouns := [term for term in clause if term.role == role]:
                    return Finding("asked", verb.words, nouns[-1].kind, nouns[-1].words, sure=role == "noun")
            vague = Finding("vague", verb.words)
        start = end + 1
    return vague


def _end_of_clause(terms: list[Term], start: int) -> int:
    for place in range(start, len(terms)):
        if terms[place].words in _CLAUSE_MARKS or terms[place].words == ":":
            return place
    return len(terms)
