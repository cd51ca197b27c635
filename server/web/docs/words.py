"""Names and sentences for the documents, from the names and docstrings in the code."""

import inspect
import re

from msgspec import Struct

from ...wire.commands import Command

_word = re.compile(r"[A-Z][a-z0-9]*|[A-Z]+(?![a-z])")


def operation_id(name: str) -> str:
    """`ListSessions` to `listSessions`."""
    return name[0].lower() + name[1:]


def sentences(struct: type[Struct] | None) -> str:
    """A struct's docstring as one paragraph; empty where it has none of its own."""
    said = struct.__dict__.get("__doc__") if struct is not None else None
    return " ".join(inspect.cleandoc(said).split()) if said else ""


def title(name: str) -> str:
    """`ListSessions` to `List sessions`."""
    words = [word.lower() for word in _word.findall(name)]
    return " ".join(words).capitalize()


def describe(name: str, command: type[Command] | None, summary: str) -> tuple[str, str]:
    """A line and a paragraph on an operation: the line says what it does, the paragraph what else there is to know."""
    return title(name), summary or sentences(command)
