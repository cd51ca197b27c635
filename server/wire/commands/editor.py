"""What can be asked of an editor's components, and of what a person and the editor said to each other about them."""

from typing import Any, ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from ..ids import Id
from .base import Count, Name, Page, SessionCommand, SessionRead, Word


class GetComponents(SessionRead, tag="get_components", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    current: bool | None = None
    """Only the current one, or only the others."""


class GetComponent(SessionRead, tag="get_component", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    component_id: Id


class CreateComponent(SessionCommand, tag="create_component", kw_only=True, frozen=True):
    creates: ClassVar[bool] = True
    name: Name
    component_id: Id | None = None
    """The client's own id, for one that was made before it could be sent."""
    jsx_code: str = ""
    css_code: str = ""
    component_type: Word = "component"
    is_current: bool = False
    metadata: dict[str, Any] = {}


class ComponentUpdates(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    name: Name | UnsetType = UNSET
    jsx_code: str | UnsetType = UNSET
    css_code: str | UnsetType = UNSET
    component_type: Word | UnsetType = UNSET
    is_current: bool | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class UpdateComponent(SessionCommand, tag="update_component", kw_only=True, frozen=True):
    component_id: Id
    updates: ComponentUpdates
    expected_seq: Count | None = None
    """The component's `seq` that the change starts from: refused as a conflict where it has moved on."""


class DeleteComponent(SessionCommand, tag="delete_component", kw_only=True, frozen=True):
    component_id: Id
    expected_seq: Count | None = None


class GetInteractions(SessionRead, tag="get_interactions", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    limit: Page = 50
    offset: Count = 0
    order: Literal["asc", "desc"] = "asc"


class CreateInteraction(SessionCommand, tag="create_interaction", kw_only=True, frozen=True):
    creates: ClassVar[bool] = True
    prompt: str
    response: str = ""
    interaction_id: Id | None = None
    interaction_type: Word = "text"
    target_element: str | None = None
    metadata: dict[str, Any] = {}
