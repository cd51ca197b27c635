"""The OpenAPI 3.1 document, made from the table of REST and the structs behind it.

https://spec.openapis.org/oas/v3.1.1.html
"""

from collections.abc import Sequence
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import fields

from ... import __version__
from ...errors import Code
from ..rest.reading import KEY, LINK
from ..rest.route import Tag
from ..rest.table import OPERATIONS, Operation
from .responses import RESPONSES, headers, responses
from .schemas import Schema, fields_of, schemas_of
from .words import describe, operation_id

TAGS: dict[Tag, str] = {
    "chats": "Conversations, each with its messages, artifacts and components. The WebSocket calls them sessions.",
    "messages": "What is said in a chat, and the replies of the model.",
    "artifacts": "Code, documents, tables and pictures that a chat has made: versioned and restorable.",
    "sandboxes": "Where the project of a chat runs, elsewhere: state, files, what was run and what that said.",
    "exports": "Files made of artifacts and of conversations, by jobs.",
    "editor": "Components that an editor keeps in a chat, and what was said to it about them.",
    "files": "Files that a chat has made: snapshots of its project, and sites, with all their versions.",
    "search": "Full text, over all chats of whoever asks.",
    "collections": "Artifacts of several chats under one name.",
    "links": "Secrets that let others read a chat or an artifact.",
    "payments": "What a user has paid for.",
    "account": "Who one is, what one may use, and what is switched on.",
}
assert set(TAGS) == set(get_args(Tag))

PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457 problem details. `title` is a sentence for a person, `code` a word for a program.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"enum": list(get_args(Code))},
        "details": {
            "type": "object",
            "description": "What a program needs to go on: `field`, the `current` state, what is `known`.",
            "properties": {"field": {"type": "string"}},
        },
    },
}


def openapi(operations: Sequence[Operation] = OPERATIONS) -> dict[str, Any]:
    """The document."""
    structs = [struct for operation in operations for struct in _structs(operation)]
    found, components = schemas_of(dict.fromkeys(structs))
    references = dict(zip(dict.fromkeys(structs), found, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.route.path, {})[operation.route.method.lower()] = _described(operation, references)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Satchel",
            "version": __version__,
            "summary": "A server for AI chats: sessions, messages, artifacts.",
            "description": "Times are ISO 8601 in UTC. The WebSocket, which can do all this and more, is described by "
            "`/asyncapi.json`.",
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": said} for name, said in TAGS.items()],
        "security": [{"bearer": []}, {}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": PROBLEM},
            "responses": RESPONSES,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Not needed where the server is in its local mode.",
                }
            },
        },
    }


def _structs(operation: Operation) -> list[type[Struct]]:
    return [struct for struct in (operation.inputs.body, operation.answer.struct) if struct is not None]


def _described(operation: Operation, references: dict[type[Struct], Schema]) -> dict[str, Any]:
    route, inputs = operation.route, operation.inputs
    summary, description = describe(operation.name, route.command, route.summary)
    found: dict[str, Any] = {
        "operationId": operation_id(operation.name),
        "tags": [route.tag],
        "summary": summary,
        "parameters": _parameters(operation),
        "responses": responses(operation, references.get(operation.answer.struct) if operation.answer.struct else None),
    }
    if description:
        found["description"] = description
    if route.takes:
        found["requestBody"] = {"required": True, "content": {route.takes: {}}}
    elif inputs.body is not None:
        required = any(field.required for field in fields(inputs.body)) or inputs.body_is is not None
        found["requestBody"] = {
            "required": required,
            "content": {"application/json": {"schema": references[inputs.body]}},
        }
    return found


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    inputs, found = operation.inputs, list[dict[str, Any]]()
    if inputs.session:
        schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
        found.append({"name": "sessionId", "in": "path", "required": True, "schema": schema})
    for place, struct in (("path", inputs.path), ("query", inputs.query)):
        properties, required = fields_of(struct) if struct is not None else ({}, set())
        for name, schema in properties.items():
            found.append(
                {"name": name, "in": place, "required": place == "path" or name in required, "schema": _one(schema)}
            )
    if inputs.linked and operation.route.method == "GET":
        told = "The secret of a link, in place of a token: it opens this chat to whoever has it."
        found.append(
            {"name": LINK, "in": "query", "required": False, "description": told, "schema": {"type": "string"}}
        )
    return found + headers(operation, KEY)


def _one(schema: Schema) -> Schema:
    """A query can't say null: without the parameter it is that."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if "anyOf" not in schema or len(kinds) == len(schema["anyOf"]):
        return schema
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**kinds[0], **rest} if len(kinds) == 1 else {"anyOf": kinds, **rest}
