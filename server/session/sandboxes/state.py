"""A sandbox itself: its state, and its files, which are a tree with versions as those of a site are."""

import sqlite3
from typing import Any

from msgspec import UNSET

from ...errors import SatchelError
from ...handling.context import Context
from ...handling.outcome import Outcome
from ...handling.values import from_json, to_json
from ...wire.commands import CreateSandbox, GetSandbox, UpdateSandbox
from ...wire.events import SandboxCreated, SandboxFound, SandboxUpdated, SessionUpdated
from ...wire.ids import new_id
from ...wire.resources import Sandbox
from ..files.contents import infos, stored, told
from ..files.trees import Entry, entries_at, entries_now, plan
from ..handler import not_found
from ..past.keeping import remember
from ..sessions import change_session, read_session
from ..sites import add_version
from ..snapshots import given_files

_COLUMNS = "s.id, s.state, s.metadata, s.version, v.file_count, v.size, s.created_at, s.updated_at, s.seq, s.position"
_SANDBOXES = f"SELECT {_COLUMNS} FROM sandboxes s JOIN tree_versions v ON v.tree = s.position AND v.version = s.version"


def _sandbox(row: tuple[Any, ...], context: Context) -> Sandbox:
    return Sandbox(row[0], context.session_id, from_json(row[1]), from_json(row[2]), *row[3:9])


def find_sandbox(db: sqlite3.Connection, context: Context, sandbox_id: str | None) -> tuple[Sandbox, int]:
    """A sandbox and its tree; the one that the session names, if none is named.

    Raises:
        SatchelError: `not_found`.
    """
    wanted = read_session(db).sandbox_id if sandbox_id is None else sandbox_id
    row = db.execute(f"{_SANDBOXES} WHERE s.id = ?", (wanted,)).fetchone()
    if row is not None:
        return _sandbox(row, context), row[-1]
    if wanted is None:
        told_ = "This session has no sandbox yet; make one with create_sandbox."
        raise SatchelError("not_found", told_, {"field": "sandboxId"})
    raise not_found("sandbox", wanted, "sandboxId")


def sandboxes_since(db: sqlite3.Connection, context: Context, since: int) -> list[tuple[Sandbox, int]]:
    """Those with a higher number, and where each was made."""
    rows = db.execute(f"{_SANDBOXES} WHERE s.seq > ? ORDER BY s.position", (since,))
    return [(_sandbox(row, context), row[-1]) for row in rows]


def create_sandbox(db: sqlite3.Connection, command: CreateSandbox, context: Context) -> Outcome:
    sandbox_id = command.sandbox_id or new_id("sbx", context.now)
    if db.execute("SELECT 1 FROM sandboxes WHERE id = ?", (sandbox_id,)).fetchone():
        raise SatchelError("conflict", f"There is a sandbox {sandbox_id!r} already.", {"field": "sandboxId"})
    planned = plan({}, stored(db, command.files, "files"), (), context.rules, whole=True)
    session = change_session(db, context, {"sandbox_id": sandbox_id})
    linked = SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)
    tree = context.next_seq()
    state, metadata = to_json("state", command.state), to_json("metadata", command.metadata)
    values = (tree, sandbox_id, state, metadata, 1, context.now, context.now, tree)
    db.execute("INSERT INTO sandboxes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    add_version(db, context, tree, 1, planned, None, "")
    sandbox = find_sandbox(db, context, sandbox_id)[0]
    frame = SandboxCreated(sandbox=sandbox, seq=sandbox.seq, session_id=context.session_id)
    return Outcome(frame, (frame,), (linked,))


def update_sandbox(db: sqlite3.Connection, command: UpdateSandbox, context: Context) -> Outcome:
    given = {name: value for name in ("state", "metadata") if (value := getattr(command, name)) is not UNSET}
    brings_files = command.files is not None or command.put or command.remove
    if not given and not brings_files:
        raise SatchelError("invalid", "Nothing is named that is to change.", {"field": "state"})
    sandbox, tree = find_sandbox(db, context, command.sandbox_id)
    changes: dict[str, Any] = {
        name: to_json(name, value) for name, value in given.items() if value != getattr(sandbox, name)
    }
    planned = None
    if brings_files:
        put, remove, whole = given_files(db, command)
        planned = plan(entries_now(db, tree), put, remove, context.rules, whole=whole)
        if planned.changes:
            changes["version"] = sandbox.version + 1
    if not changes:
        return Outcome(SandboxUpdated(sandbox=sandbox, seq=sandbox.seq, session_id=context.session_id))
    seq = context.next_seq()
    earlier = (*(name for name in changes if name != "version"), "updated_at")
    remember(db, context, seq, "sandboxes", sandbox.id, earlier)
    setting = "".join(f"{name} = :{name}, " for name in changes)
    stamps = {"now": context.now, "seq": seq, "tree": tree}
    db.execute(f"UPDATE sandboxes SET {setting}updated_at = :now, seq = :seq WHERE position = :tree", changes | stamps)
    if planned is not None and planned.changes:
        add_version(db, context, tree, sandbox.version + 1, planned, None, "")
    sandbox = find_sandbox(db, context, sandbox.id)[0]
    frame = SandboxUpdated(sandbox=sandbox, seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def get_sandbox(db: sqlite3.Connection, command: GetSandbox, context: Context) -> Outcome:
    sandbox, tree = find_sandbox(db, context, command.sandbox_id)
    entries = [*_entries(db, sandbox, tree, command.version).values()]
    if command.path is not None:
        entries = [entry for entry in entries if entry.path == command.path]
    sandbox.entries = infos(entries)
    if command.contents:
        sandbox.files = told(db, entries)
    return Outcome(SandboxFound(sandbox=sandbox, session_id=context.session_id))


def _entries(db: sqlite3.Connection, sandbox: Sandbox, tree: int, version: int | None) -> dict[str, Entry]:
    if version is None or version == sandbox.version:
        return entries_now(db, tree)
    if not db.execute("SELECT 1 FROM tree_versions WHERE tree = ? AND version = ?", (tree, version)).fetchone():
        raise not_found("version", f"{sandbox.id} {version}", "version")
    return entries_at(db, tree, version)
