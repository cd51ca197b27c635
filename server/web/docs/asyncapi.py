"""The AsyncAPI 3.0 document of the WebSocket, made from the unions of requests and frames.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from typing import Any, get_args

from msgspec import Struct

from ... import __version__
from ...wire.commands import AccountCommand, Request, SessionCommand
from ...wire.events import Answer, AnyFrame, Error, Event
from ..rest.table import NOT_OVER_REST
from .schemas import Schema, schemas_of
from .words import sentences, title

REQUESTS: tuple[type[Struct], ...] = get_args(Request)
FRAMES: tuple[type[Struct], ...] = get_args(AnyFrame)
_QUERY: dict[str, tuple[str, Schema]] = {
    "since": (
        "The last `seq` that was heard: what changed after it comes first.",
        {"type": "string", "pattern": r"^\d{1,15}$"},
    ),
    "events": ("`off`: replies only.", {"type": "string", "enum": ["off", "on"]}),
    "token": ("A token, where no `Authorization` header can be set.", {"type": "string"}),
}


def asyncapi() -> dict[str, Any]:
    """The document."""
    structs = [*REQUESTS, *FRAMES]
    found, components = _without_mappings(schemas_of(structs))
    messages = {name(struct): _message(struct, schema) for struct, schema in zip(structs, found, strict=True)}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Satchel",
            "version": __version__,
            "description": "One WebSocket, JSON in text frames; with the subprotocol `satchel.msgpack` MessagePack of "
            "the same shape in binary frames. Times are Unix milliseconds. A reply bears the `requestId` of its "
            "request; a change is told to every other client as the same frame without it.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "session": _channel("/ws/{sessionId}", "One session, named by the path.", _session()),
            "sessions": _channel("/ws", "Many sessions: every message names its `sessionId`.", {}),
        },
        "operations": {
            f"{verb}{channel.capitalize()}": {
                "action": action,
                "channel": {"$ref": f"#/channels/{channel}"},
                "summary": said,
                "messages": [{"$ref": f"#/channels/{channel}/messages/{name(struct)}"} for struct in kinds],
            }
            for channel in ("session", "sessions")
            for verb, action, said, kinds in (
                ("ask", "receive", "What a client can ask.", REQUESTS),
                ("tell", "send", "Replies, and what happens.", FRAMES),
            )
        },
        "components": {
            "messages": messages,
            "schemas": components,
            "correlationIds": {
                "requestId": {
                    "description": "Chosen by the client; the reply bears it.",
                    "location": "$message.payload#/requestId",
                }
            },
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _without_mappings(schema: Any) -> Any:
    """AsyncAPI's discriminator is no object with a mapping, and the tags of the structs say as much."""
    match schema:
        case dict():
            return {word: _without_mappings(value) for word, value in schema.items() if word != "discriminator"}
        case list() | tuple():
            return [_without_mappings(value) for value in schema]
        case _:
            return schema


def name(struct: type[Struct]) -> str:
    """A message's name: its `type`."""
    return str(struct.__struct_config__.tag)


def _session() -> dict[str, Any]:
    said = "1 to 64 characters of A-Z a-z 0-9 _ -. An unknown one is made by the first change in it."
    return {"parameters": {"sessionId": {"description": said}}}


def _channel(address: str, said: str, more: dict[str, Any]) -> dict[str, Any]:
    query = {
        "type": "object",
        "properties": {word: {**schema, "description": told} for word, (told, schema) in _QUERY.items()},
    }
    return {
        "address": address,
        "description": said,
        "messages": {name(kind): {"$ref": f"#/components/messages/{name(kind)}"} for kind in (*REQUESTS, *FRAMES)},
        "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
        **more,
    }


def _message(struct: type[Struct], schema: Schema) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name(struct),
        "title": title(struct.__name__),
        "tags": [{"name": _kind(struct)}],
        "correlationId": {"$ref": "#/components/correlationIds/requestId"},
        "payload": schema,
    }
    said = sentences(struct)
    if struct in NOT_OVER_REST:
        said = f"{said} Only over the WebSocket.".strip()
    return found | ({"summary": said} if said else {})


def _kind(struct: type[Struct]) -> str:
    if struct is Error:
        return "error"
    if struct in get_args(Event):
        return "event"
    if struct in get_args(Answer):
        return "answer"
    if issubclass(struct, SessionCommand):
        return "session"
    return "account" if issubclass(struct, AccountCommand) else "connection"
