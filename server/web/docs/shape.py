"""A field's schema in a few words of HTML: what it may hold, and within which bounds."""

import json
from html import escape
from typing import Any

_BOUNDS = {
    "maxLength": "at most {} characters",
    "maxItems": "at most {}",
    "minimum": "from {}",
    "maximum": "to {}",
}


def shape(schema: dict[str, Any]) -> str:
    """HTML."""
    return escape(_kind(schema)) + "".join(
        f' <span class="bound">{escape(said)}</span>' for said in _bounds(schema) if said
    )


def _kind(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": reference}:
            return str(reference).rpartition("/")[2]
        case {"anyOf": kinds}:
            return " or ".join(dict.fromkeys(_kind(kind) for kind in kinds))
        case {"enum": words}:
            return " | ".join(str(word) for word in words)
        case {"type": "array", "items": items}:
            return f"list of {_kind(items)}"
        case {"format": form}:
            return str(form)
        case {"type": kind}:
            return str(kind)
        case _:
            return "any JSON"


def _bounds(schema: dict[str, Any]) -> list[str]:
    found = ["not empty"] if schema.get("minLength") == 1 or schema.get("minItems") == 1 else []
    found += [said.format(f"{schema[word]:,}") for word, said in _BOUNDS.items() if word in schema]
    if schema.get("default") not in (None, "", {}, []):
        found.append(f"default {json.dumps(schema['default'])}")
    return found
