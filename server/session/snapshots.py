"""Snapshots of the session's project: its files as they were at a message, each kept as a version of one tree."""

import sqlite3
from typing import Any

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import GetSnapshot, GetSnapshots, RestoreSnapshot, SaveSnapshot
from ..wire.events import SnapshotFound, Snapshots, SnapshotSaved
from ..wire.ids import new_id
from ..wire.resources import Snapshot
from .files.contents import infos, stored, told
from .files.trees import PROJECT, Entry, Plan, entries_at, entries_now, plan, write
from .handler import not_found, not_kept

_FIELDS = "id, message_id, version, file_count, size, change_description, created_at, seq"
_SNAPSHOTS = f"SELECT {_FIELDS} FROM tree_versions WHERE tree = {PROJECT}"


def snapshot_from(row: tuple[Any, ...], context: Context) -> Snapshot:
    return Snapshot(row[0], context.session_id, *row[1:])


def snapshots_since(db: sqlite3.Connection, context: Context, since: int) -> list[Snapshot]:
    """Those with a higher number, for whoever missed them."""
    rows = db.execute(f"{_SNAPSHOTS} AND seq > ? ORDER BY version", (since,))
    return [snapshot_from(row, context) for row in rows]


def find_snapshot(
    db: sqlite3.Connection, context: Context, snapshot_id: str | None, message_id: str | None = None
) -> Snapshot:
    """By its id, by its message, or the latest.

    Raises:
        SatchelError: `not_found`.
    """
    where, values = "", list[Any]()
    for column, value in (("id", snapshot_id), ("message_id", message_id)):
        if value is not None:
            where += f" AND {column} = ?"
            values.append(value)
    row = db.execute(f"{_SNAPSHOTS}{where} ORDER BY version DESC LIMIT 1", values).fetchone()
    if row is not None:
        return snapshot_from(row, context)
    if snapshot_id is not None:
        raise (not_found if _all_are_there(db) else not_kept)("snapshot", snapshot_id, "snapshotId")
    if message_id is not None:
        raise not_found("snapshot of the message", message_id, "messageId")
    raise SatchelError("not_found", "There is no snapshot of this session's project yet.", {"field": "snapshotId"})


def _all_are_there(db: sqlite3.Connection) -> bool:
    """They are numbered from 1, and only retention takes one away."""
    count, newest = db.execute(f"SELECT count(*), max(version) FROM tree_versions WHERE tree = {PROJECT}").fetchone()
    return newest is None or bool(count == newest)


def save_snapshot(db: sqlite3.Connection, command: SaveSnapshot, context: Context) -> Outcome:
    old = entries_now(db, PROJECT)
    put, remove, whole = given_files(db, command)
    planned = plan(old, put, remove, context.rules, whole=whole)
    return save_files(db, context, planned, command.message_id, command.change_description)


def given_files(db: sqlite3.Connection, command: Any) -> tuple[list[Entry], list[str], bool]:
    """Stores the files that a command brings. Returns those, the paths that go, and whether they are all.

    Raises:
        SatchelError: `invalid`.
    """
    if command.files is not None and (command.put or command.remove):
        raise SatchelError("invalid", "Give all files, or what to set and remove, not both.", {"field": "files"})
    if command.files is not None:
        return stored(db, command.files, "files"), [], True
    return stored(db, command.put, "set"), list(dict.fromkeys(command.remove)), False


def save_files(
    db: sqlite3.Connection, context: Context, planned: Plan, message_id: str | None, change_description: str
) -> Outcome:
    last = db.execute("SELECT max(version) FROM tree_versions WHERE tree = ?", (PROJECT,)).fetchone()[0]
    version, seq, snapshot_id = (last or 0) + 1, context.next_seq(), new_id("snap", context.now)
    write(db, PROJECT, version, planned)
    db.execute(
        "INSERT INTO tree_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(PROJECT, version, snapshot_id, message_id, change_description),
            *(len(planned.files), planned.size, context.now, seq),
        ),
    )
    frame = SnapshotSaved(snapshot=find_snapshot(db, context, snapshot_id), seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def get_snapshot(db: sqlite3.Connection, command: GetSnapshot, context: Context) -> Outcome:
    snapshot = find_snapshot(db, context, command.snapshot_id, command.message_id)
    entries = entries_at(db, PROJECT, snapshot.version).values()
    snapshot.entries = infos(entries)
    if command.contents:
        snapshot.files = told(db, entries)
    return Outcome(SnapshotFound(snapshot=snapshot, session_id=context.session_id))


def get_snapshots(db: sqlite3.Connection, command: GetSnapshots, context: Context) -> Outcome:
    rows = db.execute(f"{_SNAPSHOTS} ORDER BY version DESC LIMIT ? OFFSET ?", (command.limit, command.offset))
    found = [snapshot_from(row, context) for row in rows]
    total = db.execute("SELECT count(*) FROM tree_versions WHERE tree = ?", (PROJECT,)).fetchone()[0]
    return Outcome(Snapshots(snapshots=found, total=total, session_id=context.session_id))


def restore_snapshot(db: sqlite3.Connection, command: RestoreSnapshot, context: Context) -> Outcome:
    old = find_snapshot(db, context, command.snapshot_id)
    entries = entries_at(db, PROJECT, old.version)
    planned = plan(entries_now(db, PROJECT), entries.values(), (), context.rules, whole=True)
    return save_files(db, context, planned, old.message_id, f"Restored snapshot {old.version}")
