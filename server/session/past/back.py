"""Each noun goes back to what it was: by the changes that make the least of a difference."""

import sqlite3
from typing import Any

from ...handling.context import Context
from ...handling.values import from_json
from ...wire.commands import DeleteArtifact, DeleteComponent, DeleteSite, RestoreArtifact, RestoreSite
from ...wire.events import (
    ArtifactUpdated,
    ComponentCreated,
    Frame,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    SiteUpdated,
)
from ..artifacts import change_artifact, delete_artifact, find_artifact, restore_artifact
from ..branches import move
from ..components import COLUMNS as COMPONENT_COLUMNS
from ..components import change_component, delete_component
from ..files.trees import PROJECT, entries_at, entries_now, plan
from ..messages import find_message, remove_message
from ..sites import change_site, delete_site, find_site, restore_site
from ..snapshots import save_files
from ..versions import content_at
from .keeping import remember
from .rows import Row, changes_after, rows_at, tree_version_at, versions_at
from .seeing import site_rows

_SAID = ("content", "parts", "status", "metadata")
_VERSIONED = ("title", "description", "type", "content", "language", "metadata", "message_id")
_OF_A_SITE = ("title", "description", "is_template", "metadata")


def restore_messages(db: sqlite3.Connection, context: Context, rows: list[Row], seq: int) -> list[Frame]:
    """A reply that was being written then is taken for not yet said: its end was not known.

    Args:
        rows: those that were there.
    """
    undone = changes_after(db, "chat_messages", seq)
    then = {row["position"]: bool(row["active"]) for row in rows if row["status"] != "streaming"}
    now = db.execute("SELECT position, id, active, deleted_at FROM chat_messages ORDER BY position").fetchall()
    gone = [id_ for position, id_, _, deleted_at in now if position not in then and deleted_at is None]
    for message_id in gone:
        remove_message(db, context, message_id)
    session = context.session_id
    told: list[Frame] = [MessagesDeleted(message_ids=gone, seq=context.seq, session_id=session)] if gone else []
    leave, join, back = list[str](), list[str](), list[tuple[str, bool]]()
    for position, id_, active, deleted_at in now:
        if position not in then:
            continue
        if deleted_at is not None:
            back.append((id_, then[position]))
        elif bool(active) != then[position]:
            (join if then[position] else leave).append(id_)
    told += [move(db, context, id_, active=False) for id_ in leave]
    told += [move(db, context, id_, active=True) for id_ in join]
    told += [_bring_back(db, context, id_, active=active) for id_, active in back]
    for position, id_, *_ in now:
        said = {name: value for name, value in undone.get(position, {}).items() if name in _SAID}
        if position in then and said:
            told += _say_again(db, context, id_, said)
    return told


def _say_again(db: sqlite3.Connection, context: Context, message_id: str, said: Row) -> list[Frame]:
    """What it says is other than it was: results of tools came to it, say."""
    now = db.execute(f"SELECT {', '.join(said)} FROM chat_messages WHERE id = ?", (message_id,)).fetchone()
    if now == tuple(said.values()):
        return []
    seq = context.next_seq()
    remember(db, context, seq, "chat_messages", message_id, said)
    setting = ", ".join(f"{name} = ?" for name in said)
    db.execute(f"UPDATE chat_messages SET {setting}, seq = ? WHERE id = ?", (*said.values(), seq, message_id))
    return [MessageUpdated(message=find_message(db, message_id), seq=seq, session_id=context.session_id)]


def _bring_back(db: sqlite3.Connection, context: Context, message_id: str, *, active: bool) -> Frame:
    seq = context.next_seq()
    remember(db, context, seq, "chat_messages", message_id, ("deleted_at", "active"))
    db.execute(
        "UPDATE chat_messages SET deleted_at = NULL, active = ?, seq = ? WHERE id = ?", (active, seq, message_id)
    )
    frame = MessageAdded if active else MessageUpdated
    return frame(message=find_message(db, message_id), seq=seq, session_id=context.session_id)


def restore_artifacts(db: sqlite3.Connection, context: Context, seq: int, why: str) -> list[Frame]:
    told: list[Frame] = []
    then, versions = {row["id"] for row in rows_at(db, "artifacts", "id", seq)}, versions_at(db, seq)
    for id_, deleted_at in db.execute("SELECT id, deleted_at FROM artifacts ORDER BY position").fetchall():
        if id_ not in then:
            if deleted_at is None:
                told.append(delete_artifact(db, DeleteArtifact(artifact_id=id_), context).reply)
            continue
        if deleted_at is not None:
            told.append(restore_artifact(db, RestoreArtifact(artifact_id=id_), context).reply)
        if id_ in versions:
            old = content_at(db, find_artifact(db, id_), versions[id_])
            changes = {name: getattr(old, name) for name in _VERSIONED}
            new = change_artifact(db, context, id_, changes, change_description=why, by_message=True)
            if new is not None:
                told.append(ArtifactUpdated(artifact=new, seq=new.seq, session_id=context.session_id))
    return told


def restore_components(db: sqlite3.Connection, context: Context, seq: int) -> list[Frame]:
    told: list[Frame] = []
    then = {row["id"]: row for row in rows_at(db, "components", COMPONENT_COLUMNS, seq)}
    columns = ("name", "jsx_code", "css_code", "component_type", "is_current", "metadata")
    changes: list[tuple[str, dict[str, Any]]] = []
    for id_, deleted_at, *values in db.execute(
        f"SELECT id, deleted_at, {', '.join(columns)} FROM components ORDER BY position"
    ).fetchall():
        if id_ not in then:
            if deleted_at is None:
                told.append(delete_component(db, DeleteComponent(component_id=id_), context).reply)
            continue
        now = dict(zip(columns, values, strict=True))
        changed = {name: then[id_][name] for name in columns if then[id_][name] != now[name]}
        if deleted_at is not None:
            changed["deleted_at"] = None
        if changed:
            changes.append((id_, changed))
    changes.sort(key=lambda change: change[1].get("is_current") == 1)  # so that there are never two current ones
    for id_, changed in changes:
        frame = change_component(db, context, id_, changed)
        if "deleted_at" in changed:
            created = ComponentCreated(component=frame.component, seq=frame.seq, session_id=context.session_id)
            told.append(created)
        else:
            told.append(frame)
    return told


def restore_project(db: sqlite3.Connection, context: Context, seq: int, why: str) -> list[Frame]:
    now = entries_now(db, PROJECT)
    then = entries_at(db, PROJECT, tree_version_at(db, PROJECT, seq))
    if now == then:
        return []
    planned = plan(now, then.values(), (), context.rules, whole=True)
    return [save_files(db, context, planned, None, why).reply]


def restore_sites(db: sqlite3.Connection, context: Context, seq: int, why: str) -> list[Frame]:
    told: list[Frame] = []
    then = {row["id"]: row for row in site_rows(db, seq)}
    for id_, deleted_at in db.execute("SELECT id, deleted_at FROM sites ORDER BY position").fetchall():
        if id_ not in then:
            if deleted_at is None:
                told.append(delete_site(db, DeleteSite(site_id=id_), context).reply)
            continue
        if deleted_at is not None:
            told.append(restore_site(db, RestoreSite(site_id=id_), context).reply)
        site, tree = find_site(db, context, id_)
        row = then[id_] | {"metadata": from_json(then[id_]["metadata"])}
        changes = {name: row[name] for name in _OF_A_SITE}
        files = entries_at(db, tree, row["version"])
        planned = plan(entries_now(db, tree), files.values(), (), context.rules, whole=True)
        new = change_site(db, context, site, tree, changes, planned, None, why)
        if new is not None:
            told.append(SiteUpdated(site=new, seq=new.seq, session_id=context.session_id))
    return told
