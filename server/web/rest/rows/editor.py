"""An editor's components and interactions, below the chat that they are in."""

from typing import Any

from ....wire import commands as c
from ....wire import events as e
from ....wire.resources import Component
from ..paths import below
from ..route import Route

_COMPONENTS = "/api/chats/{sessionId}/components"
_ONE = f"{_COMPONENTS}/{{componentId}}"
_INTERACTIONS = "/api/chats/{sessionId}/interactions"
_SHOWN = {"component": "component"}


def _etag(frame: Any) -> str:
    return str(frame.component.seq)


def _location(frame: Any) -> str:
    return below(frame.component.session_id, "components", frame.component.id)


ROWS = (
    Route(
        method="GET",
        path=_COMPONENTS,
        tag="editor",
        command=c.GetComponents,
        frame=e.Components,
        shows={"components": "components"},
    ),
    Route(
        method="POST",
        path=_COMPONENTS,
        tag="editor",
        command=c.CreateComponent,
        frame=e.ComponentCreated,
        shows=_SHOWN,
        status=201,
        etag=_etag,
        location=_location,
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="editor",
        command=c.GetComponent,
        frame=e.ComponentFound,
        shows=_SHOWN,
        etag=_etag,
    ),
    Route(
        method="PATCH",
        path=_ONE,
        tag="editor",
        command=c.UpdateComponent,
        frame=e.ComponentUpdated,
        shows=_SHOWN,
        body="updates",
        etag=_etag,
        resource=Component,
        summary="Changes what is named and nothing else.",
    ),
    Route(
        method="DELETE",
        path=_ONE,
        tag="editor",
        command=c.DeleteComponent,
        frame=e.ComponentDeleted,
        shows={"componentId": "component_id"},
        resource=Component,
    ),
    Route(
        method="GET",
        path=_INTERACTIONS,
        tag="editor",
        command=c.GetInteractions,
        frame=e.Interactions,
        shows={"interactions": "interactions"},
        paged=("limit", "offset"),
    ),
    Route(
        method="POST",
        path=_INTERACTIONS,
        tag="editor",
        command=c.CreateInteraction,
        frame=e.InteractionCreated,
        shows={"interaction": "interaction"},
        status=201,
    ),
)
