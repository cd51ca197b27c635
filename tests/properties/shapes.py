"""Values of every shape that the protocol knows, made from the command structs themselves: a command that is added
later is covered as it is. Some texts stand for something else, see `tongues`."""

import re
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as kinds

from server.wire.commands import Request, Scope

Object = dict[str, Any]

ARTIFACT = "art_" + "0" * 28
"""Stands for the id of the session's artifact."""
MESSAGE = "m1"
"""The id of its message."""
SESSION = "session-00000000"
"""Stands for the session's id."""

SCOPES: tuple[Scope, ...] = ("session", "account")
"""Whose commands are tried."""
COMMANDS: dict[str, kinds.StructType] = {
    str(kind.tag): kind
    for kind in kinds.multi_type_info([one for one in get_args(Request) if one.scope in SCOPES])
    if isinstance(kind, kinds.StructType)
}

_TEXTS = (
    *(ARTIFACT, MESSAGE, SESSION, "key", "../../etc/passwd", "", " ", "\0", "a\0b", "\U0001f600", "\ufffe", "e\u0301"),
    *(
        "```python app.py\na = 1\n```\n",
        '<artifact identifier="a" type="html">',
        "/echo ```",
        "'; DROP TABLE artifacts",
    ),
    *("x" * 100, "x" * 200, "\U0001f600" * 1000, "x" * 70_000),
)
CHARACTERS = st.characters(exclude_categories=["Cs"])


@cache
def texts(least: int, most: int | None, pattern: str | None) -> st.SearchStrategy[str]:
    def fits(text: str) -> bool:
        return (most is None or len(text) <= most) and (pattern is None or re.search(pattern, text) is not None)

    fitting = [text for text in _TEXTS if least <= len(text) and fits(text)]
    if pattern is None:
        found = st.text(CHARACTERS, min_size=least, max_size=min(most or 50, 50))
    else:
        found = st.from_regex(pattern).filter(fits)
    return st.sampled_from(fitting) | found if fitting else found


def whole_numbers(kind: kinds.IntType) -> st.SearchStrategy[int]:
    least = -(2**63) if kind.ge is None else kind.ge
    most = 2**63 - 1 if kind.le is None else kind.le
    return st.sampled_from((least, most)) | st.integers(least, most)


class Shapes:
    """Well-formed values.

    Args:
        anything: what may stand where the protocol says nothing of the shape.
    """

    def __init__(self, anything: st.SearchStrategy[Any]) -> None:
        self._anything = anything
        self._structs: dict[type, st.SearchStrategy[Object]] = {}

    def commands(self, *scopes: Scope) -> st.SearchStrategy[Object]:
        """Those of some scopes; without one, of all that are tried."""
        tags = [tag for tag, kind in COMMANDS.items() if kind.cls.scope in (scopes or SCOPES)]  # type: ignore[attr-defined]
        return st.sampled_from(tags).flatmap(lambda tag: self.structs(COMMANDS[tag]))

    def structs(self, kind: kinds.StructType) -> st.SearchStrategy[Object]:
        known = self._structs.get(kind.cls)
        if known is None:
            known = self._structs[kind.cls] = self._objects(kind)
        return known

    def _objects(self, kind: kinds.StructType) -> st.SearchStrategy[Object]:
        required = {field.encode_name: self.values(field.type) for field in kind.fields if field.required}
        optional = {field.encode_name: self.values(field.type) for field in kind.fields if not field.required}
        if kind.tag_field is not None:
            required = {kind.tag_field: st.just(kind.tag), **required}
        return st.fixed_dictionaries(required, optional=optional)

    def values(self, kind: kinds.Type) -> st.SearchStrategy[Any]:
        match kind:
            case kinds.Metadata():
                return self.values(kind.type)
            case kinds.AnyType():
                return self._anything
            case kinds.NoneType():
                return st.none()
            case kinds.BoolType():
                return st.booleans()
            case kinds.IntType():
                return whole_numbers(kind)
            case kinds.FloatType():
                return st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False)
            case kinds.StrType():
                return texts(kind.min_length or 0, kind.max_length, kind.pattern)
            case kinds.LiteralType():
                return st.sampled_from(kind.values)
            case kinds.ListType():
                return st.lists(self.values(kind.item_type), min_size=kind.min_length or 0, max_size=3)
            case kinds.DictType():
                return st.dictionaries(self.values(kind.key_type), self.values(kind.value_type), max_size=3)
            case kinds.UnionType():
                return st.one_of([st.deferred(lambda one=one: self.values(one)) for one in kind.types])  # type: ignore[misc]
            case kinds.StructType():
                return self.structs(kind)
            case _:
                raise TypeError(f"no examples of {kind} yet")

    @st.composite
    @staticmethod
    def _spoiled(draw: st.DrawFn, shapes: "Shapes") -> "Spoiled":
        frame = draw(shapes.commands())
        kind, place, path = draw(st.sampled_from(structs_in(COMMANDS[frame["type"]], frame, "")))
        ways = [way for way in spoilings(kind, place) if path or way.name != kind.tag_field]
        way = draw(st.sampled_from(ways))
        match way.how:
            case "missing":
                del place[way.name]
            case "unknown":
                known = {field.encode_name for field in kind.fields} | {kind.tag_field}
                way = way._replace(name=draw(st.text(CHARACTERS, max_size=30).filter(lambda name: name not in known)))
                place[way.name] = draw(shapes._anything)
            case _:
                place[way.name] = draw(st.sampled_from(way.values))
        return Spoiled(frame, f"{path}.{way.name}" if path else way.name)

    def spoiled(self) -> st.SearchStrategy["Spoiled"]:
        """Commands with one field that is missing, unknown or of a wrong type."""
        return self._spoiled(self)


class Spoiled(NamedTuple):
    """A command with one bad field, and that field's name as an error says it: `updates.title`."""

    frame: Object
    field: str


class Way(NamedTuple):
    how: str
    name: str
    values: tuple[Any, ...] = ()


_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 1.5, "", "\n", "x" * 20_000, [], [None], [[]], {}, {"": None}, {"type": "no"}),
)


def spoilings(kind: kinds.StructType, place: Object) -> list[Way]:
    """The ways to make one field of an object bad."""
    ways = [Way("unknown", "")] if kind.forbid_unknown_fields else []
    for field in msgspec.structs.fields(kind.cls):
        if field.required:
            ways.append(Way("missing", field.encode_name))
        if wrong := _wrong_values(kind.cls, field.encode_name):
            ways.append(Way("wrong", field.encode_name, wrong))
    return ways or [Way("missing", str(kind.tag_field))]


@cache
def _wrong_values(struct: type[msgspec.Struct], name: str) -> tuple[Any, ...]:
    [field] = [field for field in msgspec.structs.fields(struct) if field.encode_name == name]
    return tuple(value for value in _VALUES if not _fits(value, field.type))


def _fits(value: object, type: object) -> bool:
    try:
        msgspec.convert(value, type)
    except msgspec.ValidationError:
        return False
    return True


def structs_in(kind: kinds.Type, value: Any, path: str) -> list[tuple[kinds.StructType, Object, str]]:
    """All objects in a value that are of a struct, and where they stand as an error says it."""
    match kind:
        case kinds.Metadata():
            return structs_in(kind.type, value, path)
        case kinds.UnionType():
            tagged = [one for one in kind.types if isinstance(one, kinds.StructType) and isinstance(value, dict)]
            if isinstance(value, list):
                return [found for one in kind.types for found in structs_in(one, value, path)]
            return [
                found
                for one in tagged
                if one.tag_field is None or value[one.tag_field] == one.tag
                for found in structs_in(one, value, path)
            ]
        case kinds.ListType() if isinstance(value, list):
            return [
                found
                for index, item in enumerate(value)
                for found in structs_in(kind.item_type, item, f"{path}[{index}]")
            ]
        case kinds.StructType() if isinstance(value, dict):
            inner = [
                found
                for field in kind.fields
                if field.encode_name in value
                for found in structs_in(
                    field.type, value[field.encode_name], f"{path}.{field.encode_name}" if path else field.encode_name
                )
            ]
            return [(kind, value, path), *inner]
        case _:
            return []
