"""The gatekeeper: does a request want an artifact, and of which type?

Rules over tables of words, one table a language (`languages`). `request` finds the request in a message, `vocabulary`
says what each of its words does, `clauses` reads what a sentence asks for, `classify` gives the verdict and its reason.
"""

from .classify import Intent, classify_intent

__all__ = ["Intent", "classify_intent"]
