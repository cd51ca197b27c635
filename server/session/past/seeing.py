"""The session as it was at a point, read from what is there: nothing is changed by looking."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ...handling.context import Context
from ...handling.outcome import Outcome
from ...handling.values import from_json
from ...wire.commands import GetSessionAt
from ...wire.events import SessionAt
from ...wire.resources import Artifact, Component, Interaction, Message, Session, Site, Snapshot, Unknown
from .. import artifacts, components, interactions, messages
from ..files.contents import infos
from ..files.trees import PROJECT, entries_at
from ..sessions import read_session
from ..sites import site_from
from ..snapshots import snapshots_since
from ..versions import content_at
from .moments import Point, find_point
from .rows import Row, changes_after, last_changes, rows_at, tree_version_at, versions_at

SITE_COLUMNS = (
    "id, title, description, preview_version, slug, published_version, is_template, metadata, created_at, updated_at"
)
_OF_A_SITE = (
    *("id", "title", "description", "preview_version", "slug", "published_version", "is_template", "metadata"),
    *("version", "file_count", "size", "created_at", "updated_at", "seq", "deleted_at"),
)


def get_session_at(db: sqlite3.Connection, command: GetSessionAt, context: Context) -> Outcome:
    point = find_point(db, context, command.seq, command.time)
    rows = [*message_rows(db, point.seq)]
    branch = [row for row in rows if row["active"]]
    page = branch[command.message_offset :][: command.message_limit]
    return Outcome(
        SessionAt(
            session=session_at(db, point),
            messages=_messages(db, page, point.seq),
            total=len(branch),
            artifacts=[*artifacts_at(db, point.seq)],
            components=[*components_at(db, point.seq)],
            interactions=_interactions(db, point.seq),
            project=_project(db, context, point.seq),
            sites=[*_sites(db, context, point.seq)],
            time=point.time,
            incomplete=[*unknown_words(db, branch)],
            seq=point.seq,
            session_id=context.session_id,
        )
    )


def session_at(db: sqlite3.Connection, point: Point) -> Session:
    """Its `seq` is that of its last change that is kept: touching it is not."""
    row = session_row(db, point.seq)
    if "last_context" in row:
        row["last_context"] = None if row["last_context"] is None else from_json(row["last_context"])
    if "metadata" in row:
        row["metadata"] = from_json(row["metadata"])
    if "is_active" in row:
        row["is_active"] = bool(row["is_active"])
    seq = max(last_changes(db, "session", point.seq).values(), default=0)
    return replace(read_session(db), **row, seq=seq, updated_at=point.time)


def session_row(db: sqlite3.Connection, seq: int) -> Row:
    """The columns in which it was other than it is, as they were."""
    return next(iter(changes_after(db, "session", seq).values()), {})


def message_rows(db: sqlite3.Connection, seq: int) -> Iterator[Row]:
    """Without what they say; on the current branch or on others."""
    return rows_at(db, "chat_messages", "id, active, status", seq)


def unknown_words(db: sqlite3.Connection, rows: list[Row]) -> Iterator[Unknown]:
    """Replies that were being written then, and are not any more: how far they were is not kept."""
    for row in rows:
        if row["status"] == "streaming":
            now = db.execute("SELECT status FROM chat_messages WHERE id = ?", (row["id"],)).fetchone()[0]
            if now != "streaming":
                yield Unknown("message", row["id"], "content", "It was being written, and how far is not known.")


def _messages(db: sqlite3.Connection, rows: list[Row], seq: int) -> list[Message]:
    undone = changes_after(db, "chat_messages", seq)
    found = db.execute(
        f"SELECT {messages.COLUMNS} FROM chat_messages WHERE position IN (SELECT value FROM json_each(?))"
        " ORDER BY position",
        (json.dumps([row["position"] for row in rows]),),
    ).fetchall()
    names = messages.COLUMNS.split(", ")
    told: list[Message] = []
    for row, values in zip(rows, found, strict=True):
        fields = dict(zip(names, values, strict=True)) | undone.get(row["position"], {}) | {"seq": row["seq"]}
        told.append(messages.message_from(db, tuple(fields[name] for name in names), seq))
    return told


def artifacts_at(db: sqlite3.Connection, seq: int) -> Iterator[Artifact]:
    versions = versions_at(db, seq)
    made = dict(
        db.execute(
            "SELECT artifact_id, max(until) FROM artifact_versions WHERE until <= ? GROUP BY 1", (seq,)
        ).fetchall()
    )
    for row in rows_at(db, "artifacts", artifacts.COLUMNS, seq):
        current = artifacts.artifact_from(tuple(row[name] for name in artifacts.COLUMNS.split(", ")))
        then = content_at(db, current, versions.get(current.id, current.version))
        yield replace(then, seq=max(row["seq"], made.get(current.id, 0)))


def components_at(db: sqlite3.Connection, seq: int) -> Iterator[Component]:
    for row in rows_at(db, "components", components.COLUMNS, seq):
        yield components.component_from(tuple(row[name] for name in components.COLUMNS.split(", ")))


def _interactions(db: sqlite3.Connection, seq: int) -> list[Interaction]:
    rows = db.execute(f"SELECT {interactions.COLUMNS} FROM ai_interactions WHERE seq <= ? ORDER BY seq", (seq,))
    return [interactions.interaction_from(row) for row in rows]


def _project(db: sqlite3.Connection, context: Context, seq: int) -> Snapshot | None:
    version = tree_version_at(db, PROJECT, seq)
    for snapshot in snapshots_since(db, context, 0):
        if snapshot.version == version:
            snapshot.entries = infos(entries_at(db, PROJECT, version).values())
            return snapshot
    return None


def site_rows(db: sqlite3.Connection, seq: int) -> Iterator[Row]:
    """With the version that each was at."""
    for row in rows_at(db, "sites", SITE_COLUMNS, seq):
        found = db.execute(
            "SELECT version, file_count, size, seq FROM tree_versions WHERE tree = ? AND seq <= ?"
            " ORDER BY version DESC LIMIT 1",
            (row["position"], seq),
        ).fetchone()
        row["version"], row["file_count"], row["size"], made = found
        yield row | {"seq": max(row["seq"], made)}


def _sites(db: sqlite3.Connection, context: Context, seq: int) -> Iterator[Site]:
    for row in site_rows(db, seq):
        values: tuple[Any, ...] = tuple(row[name] for name in _OF_A_SITE)
        site = site_from(values, context)
        site.entries = infos(entries_at(db, row["position"], row["version"]).values())
        yield site
