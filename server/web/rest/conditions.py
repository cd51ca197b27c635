"""ETags and the two headers that compare them: `If-Match` before a change, `If-None-Match` before a body."""

import re
from typing import Any

import msgspec
from msgspec import Struct

from ...errors import SatchelError
from .route import Route
from .shown import shown_struct

_tag = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
_number = re.compile(r"(\d{1,15})(?:-\d{1,15})?")
NAMES = {"expectedVersion": "If-Match", "expectedSeq": "If-Match", "idempotencyKey": "Idempotency-Key"}
"""Fields of commands that are headers here."""


def expected_number(said: str) -> int | None:
    """The number that `If-Match` stands for: an artifact's version, a component's or a session's `seq`. None for `*`.

    A weak tag counts as its strong one: proxies that compress make weak ones of ours.

    Raises:
        SatchelError: `precondition_failed` for what is none of our tags; `invalid` for several.
    """
    said = said.strip()
    if said == "*":
        return None
    tags = _tag.findall(said)
    if len(tags) > 1:
        raise SatchelError("invalid", "If-Match takes one ETag: that of the state you start from.", _FIELD)
    found = _number.fullmatch(tags[0]) if tags else None
    if found is None or int(found[1]) == 0:
        raise SatchelError("precondition_failed", "If-Match is no ETag that this server gave.", _FIELD)
    return int(found[1])


_FIELD: dict[str, Any] = {"field": "If-Match"}


def is_known(said: str | None, etag: str) -> bool:
    """Whether `If-None-Match` names the state that there is."""
    return said is not None and (said.strip() == "*" or etag in _tag.findall(said))


def refusal(route: Route, error: SatchelError) -> SatchelError:
    """The error as REST tells it: fields under their names here, a stale state as `precondition_failed`."""
    if error.details is None:
        return error
    details = dict(error.details)
    field = details.get("field")
    if isinstance(field, str):
        prefix = f"{_camel(route.body)}." if route.body else ""
        details["field"] = NAMES.get(field, field.removeprefix(prefix) if prefix else field)
    code = error.code
    if code == "conflict" and "current" in details:
        code = "precondition_failed"
        if route.resource is not None:
            details["current"] = _as_shown(details["current"], route.resource)
    return SatchelError(code, error.message, details, error.retry_after)


def _as_shown(current: Any, resource: type[Struct]) -> Any:
    _, show = shown_struct(resource)
    if show is None:
        return current
    return msgspec.to_builtins(show(msgspec.convert(current, resource)))


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)
