"""A request to a command: path, query and body are converted by the structs that were made for them, and merged."""

from typing import Any, Literal, get_args, get_origin

import msgspec
from aiohttp import web
from msgspec import Struct
from msgspec.structs import fields, replace

from ...errors import SatchelError
from ...handling.access import no_session
from ...wire.codec import field_in
from ...wire.commands import Command
from ...wire.ids import is_session_id
from .conditions import expected_number
from .inputs import snake
from .route import Asked
from .table import Operation
from .times import Instant, read_time

KEY = "Idempotency-Key"
LONGEST_KEY = 200
LINK = "link"
"""In the query: the secret of a link, which says who reads."""


async def read(operation: Operation, request: web.Request, user: str, now: int) -> Asked:
    """What a request says, checked field by field.

    Args:
        now: Unix milliseconds.

    Raises:
        SatchelError: `invalid`, naming the field; `not_found` for an impossible session id; `precondition_failed` for
            an `If-Match` that nothing can match.
        web.HTTPException: 413, 415.
    """
    inputs, values = operation.inputs, dict[str, Any]()
    session_id = request.match_info.get("session_id", "") if inputs.session else ""
    if inputs.session and not is_session_id(session_id):
        raise no_session(session_id)
    if inputs.path is not None:
        values |= _converted(_path(request, inputs.path), inputs.path)
    query = inputs.query or _Nothing
    said = _query(request)
    if inputs.linked:
        said.pop(LINK, None)  # whoever asked was let in by it
    values |= _converted(said, query)
    if request.method in ("POST", "PATCH", "DELETE"):
        body = await _body(request, inputs.body or _Nothing)
        values |= {inputs.body_is: body} if inputs.body_is is not None else _asdict(body)
    values |= operation.route.fixed(now)
    made = operation.route.input or operation.route.command
    assert made is not None
    key = key_of(request) if inputs.once else None
    return Asked(session_id, made(**values), key, user, now)


def command_of(operation: Operation, request: web.Request, asked: Asked) -> tuple[str, Command]:
    """The session and the command that were meant.

    Raises:
        SatchelError: `invalid`, naming the field.
    """
    route, inputs = operation.route, operation.inputs
    session_id, command = (asked.session_id, asked.input) if route.make is None else route.make(asked)
    if command.scope == "session" and not is_session_id(session_id):
        raise no_session(session_id)
    changes: dict[str, Any] = {}
    if asked.key is not None:
        changes["idempotency_key"] = asked.key
    said = request.headers.get("If-Match")
    if said is not None:
        if inputs.expected is not None:
            number = expected_number(said)
            if number is not None:
                changes[inputs.expected] = number
        elif request.method != "GET":  # to do it all the same would be what the header is there to prevent
            raise SatchelError("invalid", "If-Match is not understood here.", {"field": "If-Match"})
    return session_id, replace(command, **changes) if changes else command


class _Nothing(Struct, forbid_unknown_fields=True):
    """What a request may say that has nothing to say."""


def _query(request: web.Request) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.query.items():
        if name in found:
            raise SatchelError("invalid", f"The query says `{name[:100]}` twice.", {"field": name[:100]})
        found[name] = value
    return found


async def _body(request: web.Request, struct: type[Struct]) -> Any:
    data = await request.read()
    if data and not _is_json(request.content_type):
        raise web.HTTPUnsupportedMediaType(reason="Send the body as application/json")
    try:
        return _decoder(struct).decode(data or b"{}")
    except RecursionError:
        raise SatchelError("invalid", "The body is nested too deeply; 100 levels are plenty.") from None
    except (ValueError, TypeError, OverflowError) as error:  # every error of msgspec is a ValueError
        raise _refusal(error, struct) from None


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


_decoders: dict[type[Struct], msgspec.json.Decoder[Any]] = {}


def _decoder(struct: type[Struct]) -> msgspec.json.Decoder[Any]:
    if struct not in _decoders:
        _decoders[struct] = msgspec.json.Decoder(struct, dec_hook=read_time)
    return _decoders[struct]


def _path(request: web.Request, struct: type[Struct]) -> dict[str, str]:
    return {field.encode_name: request.match_info[snake(field.encode_name)] for field in fields(struct)}


def _converted(found: dict[str, str], struct: type[Struct]) -> dict[str, Any]:
    try:
        for value in found.values():
            value.encode()
        return _asdict(msgspec.convert(found, struct, strict=False, dec_hook=read_time))
    except (ValueError, TypeError, OverflowError) as error:
        raise _refusal(error, struct) from None


def _asdict(struct: Struct) -> dict[str, Any]:
    values = msgspec.structs.asdict(struct)
    return {name: int(value) if isinstance(value, Instant) else value for name, value in values.items()}


def _refusal(error: Exception, struct: type[Struct]) -> SatchelError:
    text = str(error)
    if "`" not in text and "$" not in text:
        return SatchelError("invalid", text)
    details: dict[str, Any] = {"field": field_in(text)}
    if text.startswith("Invalid enum value"):
        known = _known(struct, details["field"])
        text += f"; known are: {', '.join(known)}"
        details["known"] = known
    return SatchelError("invalid", text, details)


def _known(struct: type[Struct], name: str) -> list[str]:
    """What a field may say that takes one of a few words."""
    for field in fields(struct):
        if field.encode_name == name:
            kinds = get_args(field.type) if get_origin(field.type) is not Literal else (field.type,)
            return [str(word) for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    return []


def key_of(request: web.Request) -> str | None:
    """The idempotency key; raises SatchelError `invalid` for what can't be one."""
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii():
        raise SatchelError("invalid", f"{KEY} is 1 to {LONGEST_KEY} ASCII characters.", {"field": KEY})
    return key
