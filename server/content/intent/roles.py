"""What a word can do in a request, and the shape of a language's table of words."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["table", "doc", "sheet", "code"]
Role: TypeAlias = Literal[
    "make",  # asks that something be made: write, create, build
    "revise",  # asks that something at hand be changed: fix, rewrite, convert
    "present",  # asks that something be shown; a table or sheet only if the form is named: list … in a table
    "need",  # a wish for a thing: I need, give me
    "polite",  # announces a verb: can you, please could you
    "filler",  # may stand before the verb of a request: hi, ok, please, me
    "question",  # opens a question
    "explain",  # asks for an answer, not a thing: explain, tell me, review
    "not",  # negates, before the verb or before the noun
    "no",  # negates before the verb only, since in another language it is a preposition
    "noun",  # is an artifact
    "hint",  # speaks for an artifact where no noun does: Python, formulas
    "it",  # stands for the thing to be made: something, one
    "into",  # names the form: in a table, as CSV
    "preposition",  # ends the thing asked for: a letter | for the owner of the script
    "clause",  # begins what is said of the thing: an essay | about code
    "and",  # may begin a second request after a first
    "subject",  # before a noun: this is a statement, no request
    "verb",  # the same after a noun; first in a sentence it opens a question: is, has
    "this",  # the noun after it is at hand already: this report
    "idiom",  # holds the word of an artifact and means none: set the table
]
Words: TypeAlias = dict[tuple[Role, Kind | None], str]

# Read by people, in the reason of a verdict.
KIND_NAMES: Final[dict[Kind, str]] = {
    "table": "a table",
    "doc": "a document",
    "sheet": "a spreadsheet",
    "code": "code",
}
