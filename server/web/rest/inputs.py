"""Where each field of a command stands in a request: one struct for the path, one for the query, one for the body, all
made from the command's own. They convert and refuse what comes, and the OpenAPI document shows them."""

import re
from functools import reduce
from operator import or_
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from ...wire.commands import Command, Copying, SessionCommand
from .route import Route
from .shown import field_as
from .times import Instant, is_time

PRECONDITIONS = ("expected_version", "expected_seq")
"""Fields that `If-Match` stands for."""
ENVELOPE = frozenset(("request_id", "idempotency_key"))

_capital = re.compile("[A-Z]")
_placeholders = re.compile(r"{(\w+)}").findall


class Inputs:
    """Of one row.

    Attributes:
        path: the struct of the path's own fields; `query`, `body` likewise; None where there are none.
        body_is: the command's field that the body is as a whole, if any.
        session: whether the path names the session that is asked.
        linked: whether it leads into a session, so that a link to that may stand for a token.
        expected: the field that `If-Match` gives, if any.
        once: whether an `Idempotency-Key` is understood.
    """

    def __init__(self, route: Route) -> None:
        command, source = route.command, route.input or route.command
        names = set(_placeholders(route.path))
        of_session = command is not None and issubclass(command, SessionCommand)
        self.session = of_session and "sessionId" in names
        self.linked = self.session or (of_session and "siteId" in names)
        own = set(command.__struct_fields__) if command is not None else set()
        self.expected = next((name for name in PRECONDITIONS if name in own), None)
        self.once = route.once or (route.method != "GET" and command is not None and is_change(command))
        left_out = {*ENVELOPE, *PRECONDITIONS, *route.fixed(0), *({"session_id"} if of_session else ())}
        found = [field for field in fields(source) if field.name not in left_out] if source is not None else []
        stem = operation_name(route)
        self.path = _struct(f"{stem}Path", [field for field in found if field.encode_name in names])
        found = [field for field in found if field.encode_name not in names]
        self.body_is = route.body
        self.body: type[Struct] | None
        if route.body is not None:
            [whole] = [field for field in found if field.name == route.body]
            assert isinstance(whole.type, type)
            self.body = whole.type
            found.remove(whole)
        elif route.method in ("POST", "PATCH") and not route.takes:
            self.body = _struct(f"{stem}Body", found)
            found = []
        else:
            self.body = None
        self.query = _struct(f"{stem}Query", found)
        missing = names - {"sessionId"} - {field.encode_name for field in (fields(self.path) if self.path else ())}
        assert not missing, f"{route.path} names {missing}, which its command has not"


def snake(name: str) -> str:
    """`sessionId` to `session_id`: what the router calls a name in a path."""
    return _capital.sub(lambda found: f"_{found[0].lower()}", name)


def is_change(command: type[Command]) -> bool:
    """Whether a command of this type changes something, so that a key makes it happen once."""
    return command.need != "read" or issubclass(command, Copying)


def operation_name(route: Route) -> str:
    """A name for the operation: `ListSessions`."""
    if route.name:
        return route.name
    assert route.command is not None
    return route.command.__name__


def _struct(name: str, found: list[FieldInfo]) -> type[Struct] | None:
    if not found:
        return None
    return msgspec.defstruct(
        name,
        [field_as(field, _readable(field.type)) for field in found],
        rename={field.name: field.encode_name for field in found},
        kw_only=True,
        frozen=True,
        forbid_unknown_fields=True,
        module=__name__,
    )


def _readable(annotation: Any) -> Any:
    """The type under which a field is read: a time may be written in several ways."""
    if is_time(annotation):
        return Instant
    arguments = get_args(annotation)
    if get_origin(annotation) is not None and any(is_time(argument) for argument in arguments):
        return reduce(or_, (_readable(argument) for argument in arguments))
    return annotation
