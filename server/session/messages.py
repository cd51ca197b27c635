"""Messages: append, page, delete. A message stands on the current branch (`active`) or on an older one."""

import json
import sqlite3
from typing import Any

import msgspec

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import AppendMessage, DeleteMessages, GetMessage, GetMessages, Said
from ..wire.events import (
    Frame,
    MessageAdded,
    MessageAppended,
    MessageFound,
    Messages,
    MessagesDeleted,
    MessageUpdated,
)
from ..wire.ids import new_id
from ..wire.resources import Message, MessageStatus, Part, Role, TextPart
from .artifacts import frames
from .detection import store_artifacts
from .followed_site import update_followed_site
from .handler import not_found
from .past.keeping import remember
from .sessions import name_session
from .tree import Tree

COLUMNS = (
    "id, session_id, parent_id, role, content, parts, attachments, message_type, metadata, payment_id, status,"
    " active, timestamp, seq, position"
)
LAST = 2**63 - 1
"""A number that no change reaches."""
_parts = msgspec.json.Decoder(list[Part])
_attachments = msgspec.json.Decoder(list[Any])


def message_from(db: sqlite3.Connection, row: tuple[Any, ...], upto: int = LAST) -> Message:
    """A message from a row of `COLUMNS`. One that is streaming shows what was said so far, or up to a number."""
    fields: list[Any] = [*row]
    if row[10] == "streaming":
        fields[4], _ = said_so_far(db, row[0], upto)
    content, parts, attachments = fields[4], row[5], row[6]
    fields[5] = _parts.decode(parts) if parts else ([TextPart(content)] if content else [])
    fields[6] = _attachments.decode(attachments) if attachments else []
    fields[8] = from_json(row[8])
    fields[11] = bool(row[11])
    return Message(*fields)


def said_so_far(db: sqlite3.Connection, message_id: str, upto: int = LAST) -> tuple[str, str]:
    """The stored text and reasoning of a reply that is not finished."""
    kinds: dict[str, list[str]] = {"text": [], "reasoning": []}
    for kind, text in db.execute(
        "SELECT kind, text FROM reply_chunks WHERE message_id = ? AND seq <= ? ORDER BY seq", (message_id, upto)
    ):
        kinds[kind].append(text)
    return "".join(kinds["text"]), "".join(kinds["reasoning"])


def find_message(db: sqlite3.Connection, message_id: str, field: str = "messageId") -> Message:
    row = db.execute(
        f"SELECT {COLUMNS} FROM chat_messages WHERE id = ? AND deleted_at IS NULL", (message_id,)
    ).fetchone()
    if row is None:
        raise not_found("message", message_id, field)
    return message_from(db, row)


def content_of(command: Said) -> tuple[str, str | None]:
    """Content and stored parts of what is said.

    Raises:
        SatchelError: `invalid` unless it has exactly one of `content` and `parts`.
    """
    if (command.content is None) == (command.parts is None):
        raise SatchelError("invalid", "A message has either content or parts.", {"field": "content"})
    if command.parts is None:
        assert command.content is not None
        return command.content, None
    content = "".join(part.text for part in command.parts if isinstance(part, TextPart))
    return content, to_json("parts", command.parts)


def place(db: sqlite3.Connection, context: Context, command: Said) -> tuple[str | None, list[Frame]]:
    """Where the next message goes: behind the last one; or behind another one or in its place, where a branch begins.

    Returns:
        The parent's id, and what everyone hears of messages that leave the current branch; they stay readable.
    """
    last = db.execute(
        "SELECT id FROM chat_messages WHERE active = 1 AND deleted_at IS NULL ORDER BY position DESC LIMIT 1"
    ).fetchone()
    parent_id, instead_of = command.parent_id, command.instead_of
    if instead_of is not None:
        if parent_id is not None:
            raise SatchelError("invalid", "A message has either parentId or insteadOf.", {"field": "insteadOf"})
        beside, position = _current(db, instead_of, "insteadOf")
        return beside, leave_branch(db, context, position - 1)
    if parent_id is None or (last is not None and last[0] == parent_id):
        return (last[0] if last else None), []
    return parent_id, leave_branch(db, context, _current(db, parent_id, "parentId")[1])


def _current(db: sqlite3.Connection, message_id: str, field: str) -> tuple[str | None, int]:
    """The parent and the position of a message that is on the current branch."""
    row = db.execute(
        "SELECT parent_id, position, active FROM chat_messages WHERE id = ? AND deleted_at IS NULL", (message_id,)
    ).fetchone()
    if row is None:
        raise not_found("message", message_id, field)
    if not row[2]:
        raise SatchelError("conflict", f"Message {message_id!r} is not on the current branch.", {"field": field})
    return row[0], row[1]


def leave_branch(db: sqlite3.Connection, context: Context, position: int) -> list[Frame]:
    """Takes what stands behind a position off the current branch."""
    streaming = db.execute(
        "SELECT id FROM chat_messages WHERE status = 'streaming' AND active = 1 AND position > ?", (position,)
    ).fetchone()
    if streaming is not None:
        raise reply_is_running(streaming[0])
    told: list[Frame] = []
    rows = db.execute(
        f"SELECT {COLUMNS} FROM chat_messages WHERE active = 1 AND deleted_at IS NULL AND position > ?"
        " ORDER BY position",
        (position,),
    ).fetchall()
    for row in rows:
        message = message_from(db, row)
        message.active, message.seq = False, context.next_seq()
        remember(db, context, message.seq, "chat_messages", message.id, ("active",))
        db.execute("UPDATE chat_messages SET active = 0, seq = ? WHERE id = ?", (message.seq, message.id))
        told.append(MessageUpdated(message=message, seq=message.seq, session_id=context.session_id))
    return told


def refuse_while_streaming(db: sqlite3.Connection) -> None:
    row = db.execute("SELECT id FROM chat_messages WHERE status = 'streaming'").fetchone()
    if row is not None:
        raise reply_is_running(row[0])


def reply_is_running(reply_id: str) -> SatchelError:
    return SatchelError(
        "conflict",
        "A reply is being written: wait for reply_finished or send cancel_reply.",
        {"replyId": reply_id},
    )


def insert_message(
    db: sqlite3.Connection,
    context: Context,
    *,
    role: Role,
    content: str,
    parent_id: str | None,
    message_id: str | None = None,
    parts: str | None = None,
    attachments: list[Any] | None = None,
    message_type: str = "text",
    metadata: dict[str, Any] | None = None,
    payment_id: str | None = None,
    status: MessageStatus = "complete",
) -> Message:
    if message_id is None:
        message_id = new_id("msg", context.now)
    elif db.execute("SELECT 1 FROM chat_messages WHERE id = ?", (message_id,)).fetchone():
        raise SatchelError("conflict", f"There is a message {message_id!r} already.", {"field": "messageId"})
    seq = context.next_seq()
    row = (
        *(message_id, context.session_id, parent_id, role, content, parts),
        *(to_json("attachments", attachments) if attachments else None, message_type),
        *(
            to_json("metadata", metadata) if metadata else "{}",
            payment_id,
            status,
            1,
            context.now,
            seq,
            seq,
        ),
    )
    db.execute(f"INSERT INTO chat_messages ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    return message_from(db, row)


def count_free_message(context: Context) -> None:
    """Counts a user's message that no payment is for, in the transaction that stores it."""
    if not context.caller.trusted:
        context.free_messages += 1


def append_message(db: sqlite3.Connection, command: AppendMessage, context: Context) -> Outcome:
    content, parts = content_of(command)
    parent_id, everyone = place(db, context, command)
    if command.role == "user":  # before the message, so that the one who asked hears of it under a lower number
        everyone += name_session(db, context, content)
    if command.role == "user" and command.payment_id is None:
        count_free_message(context)
    message = insert_message(
        db,
        context,
        role=command.role,
        content=content,
        parts=parts,
        parent_id=parent_id,
        message_id=command.message_id,
        attachments=command.attachments,
        message_type=command.message_type,
        metadata=command.metadata,
        payment_id=command.payment_id,
    )
    artifacts = store_artifacts(db, context, message.id, content) if command.role == "assistant" else []
    if command.role == "assistant":
        everyone += update_followed_site(db, context, message.id, content)
    added = MessageAdded(message=message, seq=message.seq, session_id=context.session_id)
    reply = MessageAppended(message_id=message.id, artifacts=artifacts, seq=context.seq, session_id=context.session_id)
    return Outcome(reply, [added, *frames(artifacts, context, message.seq)], everyone)


def get_messages(db: sqlite3.Connection, command: GetMessages, context: Context) -> Outcome:
    messages, total = page_of(db, command)
    return Outcome(Messages(messages=messages, total=total, session_id=context.session_id))


def page_of(db: sqlite3.Connection, command: GetMessages) -> tuple[list[Message], int]:
    """A page of a branch, and how many messages that has in all.

    Raises:
        SatchelError: `not_found` for a message that is named and not there.
    """
    where, values = "active = 1 AND deleted_at IS NULL", list[Any]()
    if command.branch is not None:
        where = "id IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(Tree(db).branch(command.branch, "branch")))
    total = db.execute(f"SELECT count(*) FROM chat_messages WHERE {where}", values).fetchone()[0]
    for cursor, sign, field in ((command.before, "<", "before"), (command.after, ">", "after")):
        if cursor is not None:
            found = db.execute("SELECT position FROM chat_messages WHERE id = ?", (cursor,)).fetchone()
            if found is None:
                raise not_found("message", cursor, field)
            where += f" AND position {sign} ?"
            values.append(found[0])
    # Before a message, with no order said, means the ones just before it, and those in the order of reading.
    nearest = command.before is not None and command.order == "asc"
    order = "DESC" if nearest or command.order == "desc" else "ASC"
    rows = db.execute(
        f"SELECT {COLUMNS} FROM chat_messages WHERE {where} ORDER BY position {order} LIMIT ? OFFSET ?",
        (*values, command.limit, command.offset),
    ).fetchall()
    if nearest:
        rows.reverse()
    return [message_from(db, row) for row in rows], total


def get_message(db: sqlite3.Connection, command: GetMessage, context: Context) -> Outcome:
    return Outcome(MessageFound(message=find_message(db, command.message_id), session_id=context.session_id))


def delete_messages(db: sqlite3.Connection, command: DeleteMessages, context: Context) -> Outcome:
    ids = list(dict.fromkeys(command.message_ids))
    for message_id in ids:
        if find_message(db, message_id, "messageIds").status == "streaming":
            raise reply_is_running(message_id)
        remove_message(db, context, message_id)
    frame = MessagesDeleted(message_ids=ids, seq=context.seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def remove_message(db: sqlite3.Connection, context: Context, message_id: str) -> None:
    seq = context.next_seq()
    remember(db, context, seq, "chat_messages", message_id, ("deleted_at",))
    db.execute("UPDATE chat_messages SET deleted_at = ?, seq = ? WHERE id = ?", (context.now, seq, message_id))
