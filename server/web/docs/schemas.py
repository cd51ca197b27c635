"""JSON Schema of the structs, as both documents use it."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from ..rest.times import Instant

Schema = dict[str, Any]

PLACE = "#/components/schemas/{name}"
TIME: Schema = {
    "description": "A time: ISO 8601 (without a zone it is UTC) or Unix milliseconds.",
    "anyOf": [
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date"},
        {"type": "integer", "minimum": 0, "maximum": 2**53},
    ],
}


def schemas_of(types: Iterable[Any]) -> tuple[list[Schema], dict[str, Schema]]:
    """For each type a schema that refers to components, and the components."""
    found, components = msgspec.json.schema_components(types, schema_hook=_hook, ref_template=PLACE)
    return [_portable(schema) for schema in found], _portable(components)


def fields_of(struct: type[Struct]) -> tuple[dict[str, Schema], set[str]]:
    """The schema of each field of a struct whose fields are no structs, and the names that must be given."""
    [whole], components = schemas_of([struct])
    named = components[whole["$ref"].rpartition("/")[2]]
    return named["properties"], set(named.get("required", ()))


def _hook(kind: type) -> Schema:
    if kind is Instant:
        return TIME
    raise NotImplementedError


def _portable(schema: Any) -> Any:
    """Python's end of text is `$` in the regular expressions of JSON Schema, which are JavaScript's; and control
    characters are escaped there as they are here."""
    match schema:
        case {"pattern": str(pattern), **rest}:
            return {**_portable(rest), "pattern": re.sub(r"\\Z$", "$", pattern)}
        case dict():
            return {name: _portable(value) for name, value in schema.items()}
        case list():
            return [_portable(value) for value in schema]
        case _:
            return schema
