"""The copy of a session's file becomes a session of its own. Runs on the copy, before anyone else knows of it."""

import json
import sqlite3

from msgspec import Struct
from msgspec.structs import replace

from ..handling.caller import SERVER
from ..handling.context import Access, Context, Mark
from ..handling.receipts import keep_reply
from ..wire.commands import CopySession, ForkSession, RestoreSessionAt
from ..wire.events import SessionCopied, SessionForked, SessionRestoredAt
from .earlier import keep_artifacts
from .files.forking import forget_lost_trees
from .packing import unpack_versions
from .past.keeping import forget_past
from .past.moments import find_point
from .past.rewinding import rewind
from .past.seeing import message_rows, unknown_words
from .sandboxes.copying import forget_lost_commands, sandbox_ids
from .sessions import change_session, keep, read_session, rename
from .tree import Tree

Making = ForkSession | CopySession | RestoreSessionAt
"""What makes a session of a copied file."""


class Adoption(Struct, frozen=True):
    """What becomes of a copy.

    Attributes:
        command: what was asked: a fork, a copy, or the session as it was.
        source: the id of the session that it is a copy of.
        session_id: its own.
        owner: whose it is.
        now: Unix milliseconds.
        key: under which its answer is kept, so that who asks again gets it again; None: it is not.
    """

    command: Making
    source: str
    session_id: str
    owner: str
    now: int
    key: str | None = None


def adopt(db: sqlite3.Connection, adoption: Adoption) -> SessionForked | SessionCopied | SessionRestoredAt:
    """Makes a session of its own of a copied file. Called in a transaction.

    What was deleted does not come along, nor what there was before it was a session of its own: that can't be seen in
    it. Of a fork only one branch comes along, and what was made on it.

    Returns:
        The answer to the one who asked.

    Raises:
        SatchelError: `not_found` where the message, or the point, is gone.
    """
    unpack_versions(db)
    command = adoption.command
    seq = db.execute("SELECT seq FROM change_counter").fetchone()[0]
    context = Context(adoption.session_id, adoption.now, seq, SERVER, "", Access(adoption.owner), Mark())
    sandboxes = sandbox_ids(db)
    if isinstance(command, RestoreSessionAt):
        point = find_point(db, context, command.seq, command.time)
        unknown = [*unknown_words(db, [*message_rows(db, point.seq)])]
        rewind(db, point.seq)
    tree = Tree(db)
    metadata = dict(read_session(db).metadata)
    if isinstance(command, ForkSession):
        branch = tree.current() if command.message_id is None else tree.path(command.message_id, "messageId")
        keep_artifacts(db, tree, branch, command.message_id)
        _keep_branch(db, branch)
        metadata["forkedFrom"] = {"sessionId": adoption.source, "messageId": branch[-1] if branch else None}
    else:
        _keep_all(db, tree)
        metadata["copiedFrom"] = {"sessionId": adoption.source}
        if isinstance(command, RestoreSessionAt):
            metadata["copiedFrom"]["seq"] = point.seq
    _forget_what_is_not_there(db)
    forget_lost_commands(db, sandboxes)
    rename(db, adoption.session_id)
    changes = {"owner": adoption.owner, "created_at": adoption.now, "visibility": "private", "metadata": metadata}
    if not isinstance(command, RestoreSessionAt) and command.title is not None:
        changes["title"] = command.title
    session = change_session(db, context, changes | {"is_deleted": 0, "deleted_at": None})
    keep(db, context)
    forget_past(db, context.seq)
    db.execute("UPDATE change_counter SET free_messages = 0")
    reply: SessionForked | SessionCopied | SessionRestoredAt
    match command:
        case ForkSession():
            reply = SessionForked(session=session, session_id=adoption.source)
        case CopySession():
            reply = SessionCopied(session=session, session_id=adoption.source)
        case RestoreSessionAt():
            reply = SessionRestoredAt(
                session=session,
                created=True,
                restored_seq=point.seq,
                previous_seq=seq,
                time=point.time,
                incomplete=unknown,
                session_id=adoption.source,
            )
    for table in ("receipts", "jobs", "job_files"):
        db.execute(f"DELETE FROM {table}")
    if adoption.key is not None:
        keep_reply(db, replace(command, idempotency_key=adoption.key), reply, context)
    return reply


def _keep_branch(db: sqlite3.Connection, branch: list[str]) -> None:
    """Only these messages stay, each behind the one before."""
    db.execute("DELETE FROM chat_messages WHERE id NOT IN (SELECT value FROM json_each(?))", (json.dumps(branch),))
    db.executemany(
        "UPDATE chat_messages SET parent_id = ?, active = 1 WHERE id = ?", zip([None, *branch], branch, strict=False)
    )


def _keep_all(db: sqlite3.Connection, tree: Tree) -> None:
    """All but what was deleted."""
    parents = [(node.parent_id, node.id, node.parent_id) for node in tree.nodes.values()]
    db.executemany("UPDATE chat_messages SET parent_id = ? WHERE id = ? AND parent_id IS NOT ?", parents)
    db.execute("DELETE FROM chat_messages WHERE deleted_at IS NOT NULL")
    db.execute("DELETE FROM artifacts WHERE deleted_at IS NOT NULL")


def _forget_what_is_not_there(db: sqlite3.Connection) -> None:
    forget_lost_trees(db)
    db.execute("DELETE FROM components WHERE deleted_at IS NOT NULL")
    db.execute("DELETE FROM reply_chunks WHERE message_id NOT IN (SELECT id FROM chat_messages)")
    for table in ("artifact_versions", "message_artifacts"):
        db.execute(f"DELETE FROM {table} WHERE artifact_id NOT IN (SELECT id FROM artifacts)")
    db.execute("DELETE FROM message_artifacts WHERE message_id NOT IN (SELECT id FROM chat_messages)")
    for table in ("artifacts", "artifact_versions"):
        db.execute(f"UPDATE {table} SET message_id = NULL WHERE message_id NOT IN (SELECT id FROM chat_messages)")
