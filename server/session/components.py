"""An editor's components: list, find, create, update, delete. At most one is the current one."""

import sqlite3
from typing import Any

import msgspec
from msgspec import UNSET

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import (
    ComponentUpdates,
    CreateComponent,
    DeleteComponent,
    GetComponent,
    GetComponents,
    UpdateComponent,
)
from ..wire.events import (
    ComponentCreated,
    ComponentDeleted,
    ComponentFound,
    Components,
    ComponentUpdated,
    Frame,
)
from ..wire.ids import new_id
from ..wire.resources import Component
from .handler import not_found
from .past.keeping import remember

COLUMNS = "id, session_id, name, jsx_code, css_code, component_type, is_current, metadata, created_at, updated_at, seq"


def component_from(row: tuple[Any, ...]) -> Component:
    """A component from a row of `COLUMNS`."""
    fields: list[Any] = [*row]
    fields[6], fields[7] = bool(row[6]), from_json(row[7])
    return Component(*fields)


def find_component(db: sqlite3.Connection, component_id: str) -> Component:
    """Raises `not_found`."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM components WHERE id = ? AND deleted_at IS NULL", (component_id,)
    ).fetchone()
    if row is None:
        raise not_found("component", component_id, "componentId")
    return component_from(row)


def get_components(db: sqlite3.Connection, command: GetComponents, context: Context) -> Outcome:
    where, values = "deleted_at IS NULL", list[Any]()
    if command.current is not None:
        where += " AND is_current = ?"
        values.append(command.current)
    rows = db.execute(f"SELECT {COLUMNS} FROM components WHERE {where} ORDER BY position", values)
    return Outcome(Components(components=[component_from(row) for row in rows], session_id=context.session_id))


def get_component(db: sqlite3.Connection, command: GetComponent, context: Context) -> Outcome:
    return Outcome(ComponentFound(component=find_component(db, command.component_id), session_id=context.session_id))


def create_component(db: sqlite3.Connection, command: CreateComponent, context: Context) -> Outcome:
    component_id = command.component_id or new_id("cmp", context.now)
    if db.execute("SELECT 1 FROM components WHERE id = ?", (component_id,)).fetchone():
        raise SatchelError(
            "conflict", f"There is, or was, a component {component_id!r} already.", {"field": "componentId"}
        )
    everyone = _replace_current(db, context, component_id) if command.is_current else []
    seq = context.next_seq()
    db.execute(
        f"INSERT INTO components ({COLUMNS}, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(component_id, context.session_id, command.name, command.jsx_code, command.css_code),
            *(command.component_type, command.is_current, to_json("metadata", command.metadata)),
            *(context.now, context.now, seq, seq),
        ),
    )
    frame = ComponentCreated(component=find_component(db, component_id), seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,), everyone)


def update_component(db: sqlite3.Connection, command: UpdateComponent, context: Context) -> Outcome:
    updates = command.updates
    changes = {
        name: value for name in ComponentUpdates.__struct_fields__ if (value := getattr(updates, name)) is not UNSET
    }
    if not changes:
        raise SatchelError("invalid", "updates is empty: name at least one field to change.", {"field": "updates"})
    known = find_component(db, command.component_id)
    _expect(known, command.expected_seq)
    changes = {name: _kept(name, value) for name, value in changes.items()}
    if all(_kept(name, getattr(known, name)) == value for name, value in changes.items()):
        return Outcome(ComponentUpdated(component=known, seq=known.seq, session_id=context.session_id))
    everyone = _replace_current(db, context, known.id) if changes.get("is_current") else []
    frame = change_component(db, context, known.id, changes)
    return Outcome(frame, (frame,), everyone)


def delete_component(db: sqlite3.Connection, command: DeleteComponent, context: Context) -> Outcome:
    known = find_component(db, command.component_id)
    _expect(known, command.expected_seq)
    seq = context.next_seq()
    remember(db, context, seq, "components", known.id, ("deleted_at", "is_current"))
    db.execute(
        "UPDATE components SET deleted_at = ?, is_current = 0, seq = ? WHERE id = ?", (context.now, seq, known.id)
    )
    frame = ComponentDeleted(component_id=known.id, seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def _expect(known: Component, seq: int | None) -> None:
    if seq is not None and seq != known.seq:
        raise SatchelError(
            "conflict",
            f"The component has moved on: its seq is {known.seq}, not {seq}. Take the current state in details.",
            {"current": msgspec.to_builtins(known), "expectedSeq": seq},
        )


def _kept(name: str, value: Any) -> Any:
    """A field's value as its column has it."""
    return to_json("updates.metadata", value) if name == "metadata" else value


def _replace_current(db: sqlite3.Connection, context: Context, component_id: str) -> list[Frame]:
    """Another component is not the current one any more. Returns what everyone hears of it: its number comes before
    that of the one that takes its place."""
    rows = db.execute("SELECT id FROM components WHERE is_current = 1 AND id != ?", (component_id,)).fetchall()
    return [change_component(db, context, other, {"is_current": False}) for (other,) in rows]


def change_component(
    db: sqlite3.Connection, context: Context, component_id: str, changes: dict[str, Any]
) -> ComponentUpdated:
    """Changes columns of a component."""
    setting = ", ".join(f"{name} = :{name}" for name in changes)
    stamps = {"seq": context.next_seq(), "now": context.now, "id": component_id}
    remember(db, context, context.seq, "components", component_id, (*changes, "updated_at"))
    db.execute(f"UPDATE components SET {setting}, updated_at = :now, seq = :seq WHERE id = :id", changes | stamps)
    component = find_component(db, component_id)
    return ComponentUpdated(component=component, seq=component.seq, session_id=context.session_id)
