"""What a response holds: fields of the frame under the names that REST gives them, times as ISO 8601."""

from typing import Any, Literal

import msgspec
from msgspec import NODEFAULT, UNSET, Struct, UnsetType
from msgspec.structs import fields

from .inputs import operation_name
from .route import Route
from .shown import Show, shown


class Pagination(Struct, rename="camel", frozen=True):
    """The page that was asked for, and how many there are in all."""

    limit: int
    offset: int
    total: int


class Answer:
    """The response of one row.

    Attributes:
        struct: what its body is; None where the row's own door writes it.
    """

    def __init__(self, route: Route) -> None:
        self._route = route
        self._success = route.path == "/api/chats" or route.path.startswith("/api/chats/")
        self._shows: list[tuple[str, str, Show | None]] = []
        self.struct: type[Struct] | None
        if route.view is not None:
            self.struct = route.view.struct
        else:
            self.struct = self._make_struct(route)

    def _make_struct(self, route: Route) -> type[Struct] | None:
        if route.frame is None:
            return None
        types = {field.name: field for field in fields(route.frame)}
        made: list[tuple[str, Any] | tuple[str, Any, Any]] = [("success", Literal[True])] if self._success else []
        for name, source in route.shows.items():
            field = types[source]
            annotation, show = shown(field.type)
            self._shows.append((name, source, show))
            if field.default is None:
                made.append((name, annotation | UnsetType, UNSET))
            elif field.default is not NODEFAULT:
                made.append((name, annotation, field.default))
            else:
                made.append((name, annotation))
        if route.paged:
            made.append(("pagination", Pagination))
        if route.says:
            made.append(("message", str))
        return msgspec.defstruct(f"{operation_name(route)}Answer", made, kw_only=True, module=__name__)

    def make(self, frame: Any, session_id: str, command: Any) -> Any:
        """The body of the response to a command, of the session that was asked (empty for an account)."""
        route = self._route
        if route.view is not None:
            return route.view.make(frame, session_id, command)
        assert self.struct is not None
        values: dict[str, Any] = {"success": True} if self._success else {}
        for name, source, show in self._shows:
            value = getattr(frame, source)
            if value is None:
                continue
            values[name] = value if show is None else show(value)
        if route.paged:
            limit, offset = (getattr(command, name) for name in route.paged)
            values["pagination"] = Pagination(limit, offset, frame.total)
        if route.says:
            values["message"] = route.says(frame)
        return self.struct(**values)
