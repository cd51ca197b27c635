"""Collections: artifacts of several chats under a name."""

from typing import Any

from ....wire import commands as c
from ....wire import events as e
from ..paths import beside
from ..route import Route

_COLLECTIONS = "/api/collections"
_ONE = f"{_COLLECTIONS}/{{collectionId}}"
_SHOWN = {"collection": "collection"}


def _location(frame: Any) -> str:
    return beside("collections", frame.collection.id)


ROWS = (
    Route(
        method="GET",
        path=_COLLECTIONS,
        tag="collections",
        command=c.GetCollections,
        frame=e.Collections,
        shows={"collections": "collections"},
    ),
    Route(
        method="POST",
        path=_COLLECTIONS,
        tag="collections",
        command=c.CreateCollection,
        frame=e.CollectionCreated,
        shows=_SHOWN,
        status=201,
        location=_location,
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="collections",
        command=c.GetCollection,
        frame=e.CollectionFound,
        shows=_SHOWN,
        summary="A collection with its artifacts.",
    ),
    Route(
        method="PATCH",
        path=_ONE,
        tag="collections",
        command=c.UpdateCollection,
        frame=e.CollectionUpdated,
        shows=_SHOWN,
        body="updates",
        summary="Changes what is named and nothing else.",
    ),
    Route(
        method="DELETE",
        path=_ONE,
        tag="collections",
        command=c.DeleteCollection,
        frame=e.CollectionDeleted,
        shows={"collectionId": "collection_id"},
    ),
    Route(
        method="POST",
        path=f"{_ONE}/artifacts",
        tag="collections",
        command=c.AddToCollection,
        frame=e.CollectionUpdated,
        shows=_SHOWN,
    ),
    Route(
        method="DELETE",
        path=f"{_ONE}/artifacts/{{sessionId}}/{{artifactId}}",
        tag="collections",
        command=c.RemoveFromCollection,
        frame=e.CollectionUpdated,
        shows=_SHOWN,
    ),
)
