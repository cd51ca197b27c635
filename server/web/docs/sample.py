"""Values that a schema allows, for examples: what must be given of a request, all of a response."""

from typing import Any

_DEEPEST = 6


def sample(
    schema: dict[str, Any], document: dict[str, Any], *, whole: bool = False, name: str = "", depth: int = 0
) -> Any:
    """A value of a schema.

    Args:
        document: where its references lead.
        whole: whether objects get all their fields, and not only those that must be given.
        name: of the field that it is for.
    """

    def inside(schema: dict[str, Any], name: str = name, deeper: int = 0) -> Any:
        return sample(schema, document, whole=whole, name=name, depth=depth + deeper)

    match schema:
        case {"$ref": reference}:
            found = document["components"]["schemas"][reference.rpartition("/")[2]]
            return inside(found)
        case {"default": value} if value is not None:
            return value
        case {"enum": [first, *_]}:
            return first
        case {"anyOf": kinds}:
            return inside(kinds[0])
        case {"type": "object", "properties": fields}:
            if depth > _DEEPEST:
                return {}
            wanted = fields if whole else schema.get("required", ()) or list(fields)[:1]
            return {field: inside(fields[field], field, 1) for field in wanted}
        case {"type": "object"}:
            return {}
        case {"type": "array", "items": items}:
            return [inside(items, deeper=1)]
        case {"type": "array"}:
            return []
        case {"format": "date-time"}:
            return "2027-01-15T08:00:00.000Z"
        case {"type": "integer"}:
            return max(1, schema.get("minimum", 1))
        case {"type": "number"}:
            return 0.5
        case {"type": "boolean"}:
            return True
        case {"type": "null"}:
            return None
        case {"type": "string", "pattern": "^[A-Z]{3}$"}:
            return "EUR"
        case _:
            return name or "text"
