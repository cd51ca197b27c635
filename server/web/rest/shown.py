"""What REST shows of the wire's structs: the same fields, but times as ISO 8601. Made from the structs themselves, once
each, for the encoder and for the OpenAPI document alike."""

from collections.abc import Callable
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from .times import ShownTime, is_time, to_iso

Show = Callable[[Any], Any]
Shown = tuple[Any, Show | None]
"""A type as it is shown, and how a value of the wire becomes one; None where it is the same."""


@cache
def shown_struct(struct: type[Struct]) -> tuple[type[Struct], Show | None]:
    """The struct that stands for a wire struct in REST. One without times stands for itself."""
    own = {field.name: shown(field.type) for field in fields(struct)}
    if all(show is None for _, show in own.values()):
        return struct, None
    config = struct.__struct_config__
    made = msgspec.defstruct(
        struct.__name__,
        [field_as(field, own[field.name][0]) for field in fields(struct)],
        rename={field.name: field.encode_name for field in fields(struct)},
        tag=config.tag,
        tag_field=config.tag_field,
        omit_defaults=config.omit_defaults,
        kw_only=True,
        namespace={"__doc__": struct.__doc__},
        module=__name__,
    )
    shows = [(name, show) for name, (_, show) in own.items()]

    def show(value: Any) -> Any:
        return made(**{name: _apply(show, getattr(value, name)) for name, show in shows})

    return made, show


def shown(annotation: Any) -> Shown:
    """What a field's type becomes."""
    if is_time(annotation):
        return ShownTime, to_iso
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return shown_struct(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _union(annotation, arguments)
    if origin is list:
        item, show = shown(arguments[0])
        if show is None:
            return annotation, None
        return GenericAlias(list, (item,)), lambda values: [show(value) for value in values]
    return annotation, None


def _union(annotation: Any, arguments: tuple[Any, ...]) -> Shown:
    """Only `X | None` can hold a time: of several structs it could not be said which one a value is."""
    others = [argument for argument in arguments if argument is not NoneType]
    found = [shown(argument) for argument in others]
    if all(show is None for _, show in found):
        return annotation, None
    assert len(others) == 1, annotation
    return found[0][0] | None, lambda value: None if value is None else _apply(found[0][1], value)


def _apply(show: Show | None, value: Any) -> Any:
    return value if show is None else show(value)


def field_as(field: FieldInfo, annotation: Any) -> tuple[str, Any] | tuple[str, Any, Any]:
    """For `defstruct`: a field of another struct under another type."""
    if field.default is not NODEFAULT:
        return field.name, annotation, field.default
    if field.default_factory is not NODEFAULT:
        return field.name, annotation, msgspec.field(default_factory=field.default_factory)
    return field.name, annotation
