"""What an editor keeps in a session."""

from typing import Any

from msgspec import Struct

from .words import Time


class Component(Struct, rename="camel"):
    id: str
    session_id: str
    name: str
    jsx_code: str
    css_code: str
    component_type: str
    is_current: bool
    """At most one of a session is."""
    metadata: dict[str, Any]
    created_at: Time
    updated_at: Time
    seq: int


class Interaction(Struct, rename="camel"):
    id: str
    session_id: str
    prompt: str
    response: str
    interaction_type: str
    target_element: str | None
    metadata: dict[str, Any]
    created_at: Time
    seq: int
