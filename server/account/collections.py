"""Collections: artifacts of several sessions under a name. They hold references; titles and types the index knows."""

import sqlite3

from msgspec import UNSET

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import (
    AddToCollection,
    CreateCollection,
    DeleteCollection,
    GetCollection,
    GetCollections,
    RemoveFromCollection,
    UpdateCollection,
)
from ..wire.events import CollectionCreated, CollectionDeleted, CollectionFound, Collections, CollectionUpdated
from ..wire.ids import new_id
from ..wire.resources import Collection, CollectionItem
from .indexed import require_artifact

# Items whose artifact or session was deleted are left out; they come back when it is restored.
_ITEMS = (
    "collection_items i JOIN sessions s ON s.id = i.session_id AND s.is_deleted = 0"
    " JOIN entries e ON e.session = s.key AND e.kind = 'artifact' AND e.id = i.artifact_id"
)
_COLLECTIONS = (
    "SELECT id, name, description,"
    f" (SELECT count(*) FROM {_ITEMS} WHERE i.collection_id = c.id), created_at, updated_at, seq FROM collections c"
)


def get_collections(db: sqlite3.Connection, command: GetCollections, context: Context) -> Outcome:
    """The last changed first."""
    rows = db.execute(f"{_COLLECTIONS} ORDER BY updated_at DESC, seq DESC")
    return Outcome(Collections(collections=[Collection(*row) for row in rows]))


def get_collection(db: sqlite3.Connection, command: GetCollection, context: Context) -> Outcome:
    """With what is in it, in the order in which it was added."""
    collection = _find(db, command.collection_id)
    rows = db.execute(
        f"SELECT i.session_id, i.artifact_id, e.title, e.type, e.language, i.added_at FROM {_ITEMS}"
        " WHERE i.collection_id = ? ORDER BY i.added_at, i.session_id, i.artifact_id",
        (collection.id,),
    )
    collection.artifacts = [CollectionItem(*row) for row in rows]
    return Outcome(CollectionFound(collection=collection))


def create_collection(db: sqlite3.Connection, command: CreateCollection, context: Context) -> Outcome:
    collection_id = new_id("col", context.now)
    db.execute(
        "INSERT INTO collections VALUES (?, ?, ?, ?, ?, ?)",
        (collection_id, command.name, command.description, context.now, context.now, context.next_seq()),
    )
    frame = CollectionCreated(collection=_find(db, collection_id))
    return Outcome(frame, (frame,))


def update_collection(db: sqlite3.Connection, command: UpdateCollection, context: Context) -> Outcome:
    collection = _find(db, command.collection_id)
    updates = command.updates
    if updates.name is UNSET and updates.description is UNSET:
        raise SatchelError("invalid", "updates is empty: name at least one field to change.", {"field": "updates"})
    db.execute(
        "UPDATE collections SET name = ?, description = ? WHERE id = ?",
        (
            collection.name if updates.name is UNSET else updates.name,
            collection.description if updates.description is UNSET else updates.description,
            collection.id,
        ),
    )
    return _changed(db, context, collection.id)


def delete_collection(db: sqlite3.Connection, command: DeleteCollection, context: Context) -> Outcome:
    collection = _find(db, command.collection_id)
    db.execute("DELETE FROM collection_items WHERE collection_id = ?", (collection.id,))
    db.execute("DELETE FROM collections WHERE id = ?", (collection.id,))
    context.next_seq()
    frame = CollectionDeleted(collection_id=collection.id)
    return Outcome(frame, (frame,))


def add_to_collection(db: sqlite3.Connection, command: AddToCollection, context: Context) -> Outcome:
    """Once more changes nothing."""
    collection = _find(db, command.collection_id)
    require_artifact(db, command.session_id, command.artifact_id)
    added = db.execute(
        "INSERT INTO collection_items VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (collection.id, command.session_id, command.artifact_id, context.now),
    )
    return _changed(db, context, collection.id) if added.rowcount else Outcome(CollectionUpdated(collection=collection))


def remove_from_collection(db: sqlite3.Connection, command: RemoveFromCollection, context: Context) -> Outcome:
    collection = _find(db, command.collection_id)
    removed = db.execute(
        "DELETE FROM collection_items WHERE collection_id = ? AND session_id = ? AND artifact_id = ?",
        (collection.id, command.session_id, command.artifact_id),
    )
    if not removed.rowcount:
        raise SatchelError(
            "not_found",
            f"There is no artifact {command.artifact_id!r} of that session in this collection.",
            {"field": "artifactId"},
        )
    return _changed(db, context, collection.id)


def _find(db: sqlite3.Connection, collection_id: str) -> Collection:
    row = db.execute(f"{_COLLECTIONS} WHERE id = ?", (collection_id,)).fetchone()
    if row is None:
        raise SatchelError("not_found", f"There is no collection {collection_id!r}.", {"field": "collectionId"})
    return Collection(*row)


def _changed(db: sqlite3.Connection, context: Context, collection_id: str) -> Outcome:
    db.execute(
        "UPDATE collections SET updated_at = ?, seq = ? WHERE id = ?",
        (context.now, context.next_seq(), collection_id),
    )
    frame = CollectionUpdated(collection=_find(db, collection_id))
    return Outcome(frame, (frame,))
